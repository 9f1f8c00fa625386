"""How much travels: a whole form cold is small, a page that is known is next to nothing."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Response

from tests.browser.steps import until

OpenPage = Callable[..., Page]
COLD_IN_ALL, SHELL_IN_ALL, WARM_IN_ALL = 60_000, 150_000, 15_000
FORM, LISTS = "/log/classroom_visit", "/outbox"


def transferred(page: Page, path: str) -> dict[str, int]:
    """Address -> bytes over the wire, headers included, of everything that this page asks for."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on("Network.requestWillBeSent", lambda e: names.update({e["requestId"]: e["request"]["url"]}))

    def finished(told: dict[str, Any]) -> None:
        # What began before is the page's that is left.
        if told["requestId"] in names:
            sizes[names[told["requestId"]]] = int(told["encodedDataLength"])

    session.on("Network.loadingFinished", finished)
    page.goto(path, wait_until="networkidle")
    session.detach()
    return sizes


def told(sizes: dict[str, int]) -> str:
    """The figures, the heaviest first, for whoever reads why a test failed."""
    lines = [f"{size:>7,}  {name}" for name, size in sorted(sizes.items(), key=lambda each: -each[1])]
    return "\n".join([f"{sum(sizes.values()):>7,}  in all", *lines])


def files(sizes: dict[str, int]) -> dict[str, int]:
    return {name: size for name, size in sizes.items() if "/static/" in name}


def test_a_first_visit_to_a_form_is_small(open_page: OpenPage, home: str) -> None:
    cold = transferred(open_page("coach", "about:blank"), FORM)
    assert {f"{home}{FORM}", f"{home}/api/hello"} < cold.keys()
    assert len(files(cold)) >= 4, told(cold)
    assert sum(cold.values()) <= COLD_IN_ALL, told(cold)


@pytest.mark.parametrize("path", ["/", FORM])
def test_a_warm_page_is_light(open_page: OpenPage, home: str, path: str) -> None:
    page = open_page("coach", "about:blank")
    transferred(page, path)
    warm = transferred(page, path)
    assert {f"{home}{path}", f"{home}/api/hello"} < warm.keys()
    assert sum(files(warm).values()) == 0, told(warm)
    assert sum(warm.values()) <= WARM_IN_ALL, told(warm)


@pytest.mark.parametrize(
    ("path", "own", "limit"), [("/", set(), 40_000), (FORM, set(), 40_000), (LISTS, {"lists.js"}, 46_000)]
)
def test_all_scripts_together_are_small(open_page: OpenPage, path: str, own: set[str], limit: int) -> None:
    page = open_page("coach", "about:blank")
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(path, wait_until="networkidle")
    scripts = {r.url: len(gzip.compress(r.body())) for r in answers if r.url.endswith(".js")}
    names = {name.rpartition("/")[2] for name in scripts}
    assert names == {"htmx.js", "main.js"} | own
    assert sum(scripts.values()) <= limit, told(scripts)


KEPT = """async (build) => {
  const kept = await (await caches.open(`fieldlog-shell-${build}`)).keys();
  return kept.map(({ url }) => url).filter((url) => !url.endsWith("/shell/ready"));
}"""


def test_a_page_asks_the_server_once_what_is_new(open_page: OpenPage) -> None:
    page = open_page("coach", "about:blank")
    page.goto("/", wait_until="networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/schools", wait_until="networkidle")
    assert [address for address in asked if "/api/" in address] == [f"{page.evaluate('origin')}/api/hello"]


def test_all_that_the_worker_fetches_is_small(open_page: OpenPage, home: str) -> None:
    page = open_page("coach", "about:blank", service_workers="allow")
    sizes: dict[str, int] = {}

    def note(answer: Response) -> None:
        if answer.request.service_worker:
            answer.finished()
            size = answer.request.sizes()
            sizes[answer.url] = size["responseHeadersSize"] + size["responseBodySize"]

    page.context.on("response", note)
    page.goto("/")
    page.get_by_text("Ready to work offline").wait_for()
    kept = page.evaluate(KEPT, page.locator("html").get_attribute("data-build"))
    # The last ones may still be told of.
    until(page, lambda: {*kept, f"{home}/sw.js"} <= sizes.keys())
    assert {*kept, f"{home}/sw.js"} == sizes.keys()
    assert f"{home}/shell{FORM}" in kept
    assert sum(sizes.values()) <= SHELL_IN_ALL, told(sizes)


def test_the_worker_keeps_what_pages_ask_for_and_nothing_else(open_page: OpenPage) -> None:
    page = open_page("coach", "about:blank", service_workers="allow")
    cold = {*files(transferred(page, FORM))}
    # What a note asks for, once one is begun.
    with (
        page.expect_response("**/name_guard.js") as guard,
        page.expect_response("**/words/names.txt") as words,
    ):
        page.get_by_label("Shared with the school").focus()
    # What comes to a form opened without a connection, of an entry or a draft of earlier, where another
    # school is chosen or something is wrong, to who leaves, and where something was received or lost.
    names = (
        "before", "draft_rows", "earlier", "form_errors", "leave", "losses", "received", "shell_form",
        "threads",
    )  # fmt: skip
    later = {f"{guard.value.url.rpartition('/')[0]}/{name}.js" for name in names}
    cold |= {guard.value.url, words.value.url, *later, *files(transferred(page, LISTS))}
    page.get_by_text("Ready to work offline").wait_for()
    for path in (FORM, LISTS):
        assert sum(files(transferred(page, path)).values()) == 0
    kept = page.evaluate(KEPT, page.locator("html").get_attribute("data-build"))
    assert {name for name in kept if "/static/" in name} == cold


def test_no_page_and_no_file_waits_for_the_worker_to_wake(open_page: OpenPage) -> None:
    page = open_page("coach", "/", service_workers="allow")
    page.get_by_text("Ready to work offline").wait_for()
    state = "navigator.serviceWorker.ready.then(({ navigationPreload }) => navigationPreload.getState())"
    assert page.evaluate(state)["enabled"] is True
    page.goto(LISTS)
    page.get_by_text("Nothing waits").wait_for()
    sources = (
        "performance.getEntriesByType('resource').map((file) => [file.name, file.workerFinalSourceType])"
    )
    found = {name: source for name, source in page.evaluate(sources) if "/main." in name or "/lists." in name}
    assert len(found) == 3
    assert {*found.values()} == {"cache"}, found


def test_offline_nothing_travels(open_page: OpenPage, home: str) -> None:
    page = open_page("coach", "/", service_workers="allow")
    page.get_by_text("Ready to work offline").wait_for()
    page.context.set_offline(True)
    sizes = transferred(page, FORM)
    assert f"{home}{FORM}" in sizes
    assert page.get_by_role("heading", level=1).text_content() == "Classroom visit"
    assert sum(sizes.values()) == 0, told(sizes)


FROM_ELSEWHERE = "data:text/html,<a href='{}'>a page of another site</a>"


@pytest.mark.parametrize("workers", ["block", "allow"])
def test_what_another_site_asks_for_is_not_compressed(open_page: OpenPage, home: str, workers: str) -> None:
    page = open_page("coach", "/", service_workers=workers)
    if workers == "allow":
        page.get_by_text("Ready to work offline").wait_for()
    with page.expect_response(f"{home}{FORM}?school=S01") as own:
        page.goto(f"{FORM}?school=S01")
    assert own.value.headers["content-encoding"] == "br"
    page.goto(FROM_ELSEWHERE.format(f"{home}{FORM}"))
    with page.expect_response(f"{home}{FORM}") as asked:
        page.get_by_role("link").click()
    assert "content-encoding" not in asked.value.headers
