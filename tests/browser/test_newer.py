"""A page of numbers that renews itself while somebody reads it: nothing that is in use is touched."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, Response, Route, expect
from sqlalchemy import select, update

from fieldlog.access import Actor
from fieldlog.demo.program import PASSWORD
from fieldlog.extensions import write_transaction
from fieldlog.ledger import people, record
from fieldlog.models import Person, SignIn
from tests.browser.steps import until
from tests.world import NOON, content, log

OpenPage = Callable[..., Page]
OpenAt = Callable[[str, str], tuple[Page, "Asked"]]
Arrives = Callable[..., uuid.UUID]

# A month shows its entries whole; of a year the page would one day be full.
CEDAR, EVERY = "/schools/S01?year=2026-27&month=2026-11", "/schools?year=2026-27"
HALF_A_MINUTE = 30_000
SEEN = """(isSeen) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => !isSeen });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
# What comes above is held off by some browsers themselves, by Safari not.
NOTHING_HELD = """(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { overflow-anchor: none }");
  document.adoptedStyleSheets = [sheet];
})()"""
# htmx takes an answer in a moment after it came.
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
TOP = "(row) => row.getBoundingClientRect().top"


class Asked(list[Response]):
    """What a page asked by itself, and what it was answered."""

    def __init__(self, page: Page):
        super().__init__()
        self._page = page
        page.on("response", lambda answer: self._hear(answer))

    def _hear(self, answer: Response) -> None:
        if is_asked(answer):
            self.append(answer)

    def next(self) -> int:
        """The status of what is answered half a minute later."""
        with self.expected() as answer:
            self._page.clock.run_for(HALF_A_MINUTE)
        return int(answer.value.status)

    def expected(self) -> Any:
        return self._page.expect_response(is_asked)


def is_asked(answer: Response) -> bool:
    return answer.request.headers.get("hx-trigger") == "newer"


@pytest.fixture
def open_at(open_page: OpenPage) -> OpenAt:
    """A page whose clock goes on only when it is told to."""

    def open_(who: str, path: str) -> tuple[Page, Asked]:
        page = open_page(who, "about:blank")
        if who == "coach":
            # What a coach's tablet tells for the first time is news on these pages, most of all on a new day.
            with page.expect_response("**/api/sync"):
                page.goto("/")
        page.clock.install()
        asked = Asked(page)
        page.goto(path, wait_until="networkidle")
        return page, asked

    return open_


@pytest.fixture
def jonah(demo_app: Flask) -> Actor:
    """A coach of every school, at another tablet."""
    with demo_app.app_context():
        found = people.by_email("coach2@demo.example")
        assert found
        return people.actor_of(found)


@pytest.fixture
def arrives(demo_app: Flask, jonah: Actor) -> Arrives:
    def arrives(**fields: Any) -> uuid.UUID:
        with demo_app.app_context():
            return log(jonah, **fields)

    return arrives


def visits(page: Page, school: str = "S01") -> Any:
    return page.locator(f'data[data-measure="classroom_visits"][data-school="{school}"]')


@contextmanager
def one_more(page: Page, school: str = "S01") -> Iterator[None]:
    """Meanwhile the number of visits grows by one."""
    before = int(visits(page, school).inner_text())
    yield
    expect(visits(page, school)).to_have_text(str(before + 1))


@pytest.mark.parametrize(
    ("who", "path"), [("principal", CEDAR), ("viewer", CEDAR), ("coach", EVERY), ("lead", EVERY)]
)
def test_what_another_coach_sent_is_there_within_half_a_minute(
    open_at: OpenAt, arrives: Arrives, who: str, path: str
) -> None:
    page, asked = open_at(who, path)
    assert asked.next() == 304
    assert asked[-1].request.sizes()["responseBodySize"] == 0
    with one_more(page):
        arrives(shared_note="canary of another coach")
        assert asked.next() == 200
    assert asked.next() == 304
    reads = who != "viewer" and path == CEDAR
    assert page.get_by_text("canary of another coach").count() >= reads
    assert ("canary" in page.content()) == reads


def test_what_is_read_and_typed_stays(open_at: OpenAt, arrives: Arrives) -> None:
    page, asked = open_at("principal", CEDAR)
    page.evaluate(NOTHING_HELD)
    typed = page.get_by_label("From")
    typed.press_sequentially("11")
    read = page.locator("#log .entry").last
    read.scroll_into_view_if_needed()
    was = read.evaluate(TOP)
    with one_more(page):
        arrives(shared_note="Something above what is read")
        assert asked.next() == 200
    above = page.get_by_text("Something above what is read")
    expect(above).to_be_attached()
    assert above.evaluate(TOP) < was
    assert read.evaluate(TOP) == pytest.approx(was, abs=1)
    expect(typed).to_be_focused()
    assert typed.evaluate("(input) => input.validity.badInput"), "half a date stands there"


def test_a_page_that_was_not_scrolled_stays_at_its_top(open_at: OpenAt, arrives: Arrives) -> None:
    page, asked = open_at("principal", CEDAR)
    page.evaluate(NOTHING_HELD)
    # So that the middle of the screen is in the log, below what comes.
    page.set_viewport_size(
        {"width": 768, "height": 2 * round(page.locator("#log .entry").last.evaluate(TOP))}
    )
    page.evaluate("document.body.style.paddingBottom = '9000px'")
    with one_more(page):
        arrives()
        asked.next()
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("link", ["#log .entry a", "#months tbody a"])
def test_a_link_keeps_the_focus_whatever_came_before_it(open_at: OpenAt, arrives: Arrives, link: str) -> None:
    page, asked = open_at("principal", CEDAR)
    focused = page.locator(link).last
    focused.focus()
    element, address = focused.element_handle(), focused.get_attribute("href")
    with one_more(page):
        arrives()
        asked.next()
    assert page.evaluate("(element) => document.activeElement === element", element)
    assert page.evaluate("document.activeElement.getAttribute('href')") == address


def test_what_is_selected_stays_selected(open_at: OpenAt, arrives: Arrives) -> None:
    page, asked = open_at("principal", CEDAR)
    number = visits(page)
    before = number.inner_text()
    number.evaluate("(number) => getSelection().selectAllChildren(number)")
    arrives(shared_note="While a number is being copied")
    assert asked.next() == 200
    expect(page.get_by_text("While a number is being copied")).to_be_attached()
    assert page.evaluate("getSelection().toString()") == before
    # What was in use is taken later.
    page.evaluate("getSelection().removeAllRanges()")
    assert asked.next() == 200
    expect(number).to_have_text(str(int(before) + 1))
    assert asked.next() == 304


def test_a_row_with_the_focus_leaves_when_it_is_left(
    open_at: OpenAt, arrives: Arrives, demo_app: Flask, jonah: Actor
) -> None:
    entry_id = arrives(shared_note="Soon to be somewhere else")
    page, asked = open_at("principal", CEDAR)
    row = page.locator(f"#entry-{entry_id}")
    row.get_by_role("link").focus()
    with demo_app.app_context(), write_transaction():
        elsewhere = content(jonah, schools="S02")
        record.amend(jonah, entry_id, elsewhere, revision=1, at=NOON)
    assert asked.next() == 200
    expect(row.get_by_role("link")).to_be_focused()
    page.get_by_label("From").focus()
    assert asked.next() == 200
    expect(row).not_to_be_attached()
    assert asked.next() == 304


def test_schools_change_places_under_the_focus(open_at: OpenAt, arrives: Arrives, demo_app: Flask) -> None:
    page, asked = open_at("lead", f"{EVERY}&sort=classroom_visits")
    schools = page.locator(".by-school tbody th a")
    order = schools.all_inner_texts()
    last = schools.nth(len(order) - 1)
    code = str(last.get_attribute("href")).partition("?")[0].rpartition("/")[2]
    last.focus()
    for _ in range(int(visits(page, "all").inner_text()) + 1):
        arrives(schools=code, activity_date="2026-11-19")
    assert asked.next() == 200
    expect(schools.first).to_have_text(order[-1])
    expect(schools.first).to_be_focused()


def test_a_filter_that_was_chosen_is_asked_for_too(open_at: OpenAt, arrives: Arrives) -> None:
    page, asked = open_at("principal", CEDAR)
    page.get_by_label("Kind").select_option("pd_session")
    expect(page).to_have_url(re.compile("kind=pd_session"))
    assert asked.next() == 200
    assert "kind=pd_session" in asked[-1].url
    assert asked.next() == 304
    with one_more(page):
        arrives(shared_note="A visit is no PD session")
        assert asked.next() == 200
    expect(page.get_by_label("Kind")).to_have_value("pd_session")
    assert page.get_by_text("A visit is no PD session").count() == 0


def test_an_answer_that_a_filter_overtook_is_not_taken(open_at: OpenAt, arrives: Arrives) -> None:
    page, asked = open_at("principal", CEDAR)
    arrives(shared_note="Asked for before the filter")
    held: list[Route] = []
    page.route(lambda address: address.endswith(CEDAR), lambda route: held.append(route))
    page.clock.run_for(HALF_A_MINUTE)
    until(page, lambda: held)
    page.get_by_label("Kind").select_option("pd_session")
    expect(page).to_have_url(re.compile("kind=pd_session"))
    with asked.expected() as old:
        held[0].continue_()
    old.value.finished()
    page.evaluate(TWO_FRAMES)
    assert page.get_by_text("Asked for before the filter").count() == 0
    assert asked.next() == 200
    assert "kind=pd_session" in asked[-1].url


def test_nothing_is_asked_while_nobody_looks_and_at_once_when_somebody_does(
    open_at: OpenAt, arrives: Arrives
) -> None:
    page, asked = open_at("principal", CEDAR)
    page.evaluate(SEEN, False)
    arrives()
    page.clock.run_for(20 * HALF_A_MINUTE)
    with one_more(page), asked.expected():
        page.evaluate(SEEN, True)
    assert len(asked) == 1


def test_a_server_in_trouble_leaves_the_page_as_it_is(open_at: OpenAt, arrives: Arrives) -> None:
    page, asked = open_at("principal", CEDAR)
    page.route("**/schools/S01*", lambda route: route.fulfill(status=503, body="busy"))
    assert asked.next() == 503
    expect(page.get_by_role("heading", level=1)).to_have_text("Cedar Elementary")
    page.unroute_all()
    with one_more(page):
        arrives()
        assert asked.next() == 200


def test_who_was_signed_out_is_told_once_and_asked_no_more(open_at: OpenAt, demo_app: Flask) -> None:
    page, asked = open_at("principal2", "/schools/S02?year=2026-27&kind=pd_session")
    told = page.get_by_text("You are signed out")
    expect(told).to_be_hidden()
    with demo_app.app_context(), write_transaction() as store:
        mine = select(Person.id).where(Person.email_key == "principal2@demo.example").scalar_subquery()
        store.execute(update(SignIn).where(SignIn.person_id == mine).values(ended_at=NOON))
    assert asked.next() == 401
    expect(told).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.clock.run_for(20 * HALF_A_MINUTE)
    page.evaluate(SEEN, True)
    told.get_by_role("link").click()
    expect(page.get_by_label("E-mail")).to_be_visible()
    assert len(asked) == 1
    page.get_by_label("E-mail").fill("principal2@demo.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(r"/schools/S02\?year=2026-27&kind=pd_session$"))


def test_the_page_becomes_that_of_who_signed_in_since(
    open_at: OpenAt, state_of: Callable[[str], Any]
) -> None:
    page, asked = open_at("principal", CEDAR)
    page.context.add_cookies(state_of("lead")["cookies"])
    asked.next()
    expect(page.locator(".who-is")).to_contain_text("District lead")


BECOME = """async (build) => {
  const { become } = await import(`/static/${build}/js/ui/become.js`);
  const [old, now] = [1, 2].map((number) => {
    const part = document.createElement("div");
    part.innerHTML = `<details><summary>Why</summary><p>It is ${number}</p></details>`;
    document.body.append(part);
    return part;
  });
  old.firstChild.open = true;
  return [become(old, now), old.innerHTML];
}"""


def test_what_was_opened_stays_open_and_says_what_is_new(open_page: OpenPage) -> None:
    page = open_page("principal", CEDAR)
    became = page.evaluate(BECOME, page.locator("html").get_attribute("data-build"))
    assert became == [True, '<details open=""><summary>Why</summary><p>It is 2</p></details>']
