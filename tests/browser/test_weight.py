"""How much travels: a whole form cold is small, a page that is known is next to nothing."""

from collections.abc import Callable

from playwright.sync_api import Page

OpenPage = Callable[..., Page]
COLD_IN_ALL, SCRIPTS_IN_ALL, WARM_IN_ALL = 60_000, 40_000, 15_000


def transferred(page: Page, path: str) -> dict[str, int]:
    """Address -> bytes over the wire, headers included, of everything that this page asks for."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on("Network.requestWillBeSent", lambda e: names.update({e["requestId"]: e["request"]["url"]}))
    session.on(
        "Network.loadingFinished",
        lambda e: sizes.update({names.get(e["requestId"], "?"): int(e["encodedDataLength"])}),
    )
    page.goto(path, wait_until="networkidle")
    session.detach()
    return sizes


def told(sizes: dict[str, int]) -> str:
    """The figures, the heaviest first, for whoever reads why a test failed."""
    lines = [f"{size:>7,}  {name}" for name, size in sorted(sizes.items(), key=lambda each: -each[1])]
    return "\n".join([f"{sum(sizes.values()):>7,}  in all", *lines])


def files(sizes: dict[str, int]) -> dict[str, int]:
    return {name: size for name, size in sizes.items() if "/static/" in name}


def test_the_warm_home_page_is_light(open_page: OpenPage, home: str) -> None:
    page = open_page("coach", "about:blank")
    transferred(page, "/")
    warm = transferred(page, "/")
    assert warm[f"{home}/"] <= WARM_IN_ALL, told(warm)
    assert sum(files(warm).values()) == 0, told(warm)


def test_all_scripts_together_are_small(open_page: OpenPage) -> None:
    page = open_page("coach", "about:blank")
    bodies: dict[str, int] = {}
    page.on("requestfinished", lambda r: bodies.update({r.url: r.sizes()["responseBodySize"]}))
    page.goto("/log/classroom_visit", wait_until="networkidle")
    scripts = {name: size for name, size in bodies.items() if name.endswith(".js")}
    assert any("htmx" in name for name in scripts)
    assert sum(scripts.values()) <= SCRIPTS_IN_ALL, told(scripts)


def test_the_worker_gives_the_files_it_keeps(open_page: OpenPage) -> None:
    page = open_page("coach", "/", service_workers="allow")
    page.get_by_text("Ready to work offline").wait_for(timeout=20_000)
    known = transferred(page, "/log/classroom_visit")
    assert sum(files(known).values()) == 0, told(known)
