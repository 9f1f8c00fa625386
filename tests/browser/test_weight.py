"""How much travels for the home page once its files are there: next to nothing."""

from collections.abc import Callable

from playwright.sync_api import Page

OpenPage = Callable[..., Page]
IN_ALL, WITHOUT_FILES = 60_000, 15_000


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


def test_the_warm_home_page_is_light(open_page: OpenPage) -> None:
    page = open_page("coach", "about:blank")
    transferred(page, "/")
    warm = transferred(page, "/")
    files = {name: size for name, size in warm.items() if "/static/" in name}
    assert sum(warm.values()) <= IN_ALL, warm
    assert sum(warm.values()) - sum(files.values()) <= WITHOUT_FILES, warm
    assert sum(files.values()) == 0, files
