"""Bad input over HTTP: a sentence a coach understands, nothing stored, nothing typed is lost."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from fieldlog import clock
from fieldlog.activities import KINDS
from fieldlog.activities.envelope import Surroundings, envelope
from fieldlog.activities.fields import ActivityDay, Day, Field, Line, Number, Text
from fieldlog.activities.follow_ups import FollowUps, example
from fieldlog.activities.listed import Choice, OneSchool
from fieldlog.activities.parts import Parts
from fieldlog.activities.per_option import Lines, PerOption
from fieldlog.extensions import db
from fieldlog.models import Entry, EntryRevision, Tally
from tests.conftest import token_in
from tests.typed import typed_of
from tests.world import DAY, OLDEST, World, as_typed, log

BrowserOf = Callable[[str], FlaskClient]
KEPT = "Kept words, kept whole"
# Percent-encoded as they would come over the wire: a NUL, half a surrogate pair, a byte that is no text.
UNSTORABLE = ("%00", "a%ED%A0%80b", "a%FFb")


def fields_of(kind: str) -> list[Field]:
    around = Surroundings(DAY, OLDEST.first_day, (), ())
    return [*envelope(KINDS[kind], around), *KINDS[kind].every_field]


CASES = [(kind, field.name) for kind in KINDS for field in fields_of(kind)]


Posted = tuple[tuple[str, str], ...]


def bad_values(field: Field) -> list[Posted]:
    """Posted names and percent-encoded values of everything that this field must not take."""
    if isinstance(field, PerOption):
        code, name = field.options[0].code, field.name
        odd = [(f"{name}.nonsense", "seen"), (f"{name}.", "1"), (f"{name}.__class__", "1")]
        wrong = "x" * 300 if isinstance(field, Lines) else "nonsense"
        return [(case,) for case in (*odd, *((f"{name}.{code}", value) for value in (wrong, *UNSTORABLE)))]
    if isinstance(field, Parts):
        return bad_parts(field)
    return [((field.name, value),) for value in (*wrong_for(field), *UNSTORABLE)]


def bad_parts(field: Parts) -> list[Posted]:
    """One part with one thing wrong in it, at each of its own fields; and one without what it needs."""
    part_id = example(field.returns)[0]["id"] if isinstance(field, FollowUps) else "p1"
    prefix = f"{field.name}.{part_id}."
    needed = {own.name: needed_by(own) for own in field.fields if own.required}
    wrong = [case for own in field.fields for case in bad_values(own)]
    wrong += [((name, ""),) for name in needed] if len(needed) < len(field.fields) else []
    cases = []
    other = {own.name: own.options[0].code for own in field.fields if type(own) is Choice}
    for case in wrong:
        said = {own.name: "1" for own in field.fields if isinstance(own, Line)} | other | needed | dict(case)
        cases.append(tuple((prefix + name, value) for name, value in said.items()))
    odd_id = f"{field.name}.{'x' * 41}."
    return [*cases, tuple((odd_id + name, value) for name, value in (other | needed).items())]


def needed_by(own: Field) -> str:
    if isinstance(own, OneSchool):
        return "S01"
    return own.options[0].code if isinstance(own, Choice) else "Needed"


def wrong_for(field: Field) -> tuple[str, ...]:
    if isinstance(field, Text):
        return ("%F0%9F%98%80" * (field.limit + 1),)
    if isinstance(field, Line):
        return ("x" * (field.limit + 1), "%E2%80%AEevil", "%E2%80%8B")
    if isinstance(field, Number):
        return (str(field.low - 1), str(field.high + 1), "1.5", "1e3", "9" * 30, "-", "many")
    if isinstance(field, Day) and not isinstance(field, ActivityDay):
        return ("2026-02-30", "0001-01-01", "20261120", "9999-12-31", "today")
    if isinstance(field, Day):
        too_far = clock.now().date() + dt.timedelta(days=3)
        return ("2026-02-30", too_far.isoformat(), "0001-01-01", "20261120", "2019-06-30", "today")
    return ("nonsense",)


def body(typed: dict[str, Any], *raw: tuple[str, str]) -> str:
    """A form as it goes over the wire, with some values as they are."""
    replaced = {name for name, _ in raw}
    plain = [(n, quote(str(v))) for n, values in typed.items() if n not in replaced for v in values]
    return "&".join(f"{name}={value}" for name, value in [*plain, *raw])


def send(browser: FlaskClient, kind: str, sent: str) -> Any:
    return browser.post(f"/log/{kind}", data=sent, content_type="application/x-www-form-urlencoded")


def stored() -> int:
    db.session.rollback()
    return sum(
        db.session.scalar(select(func.count()).select_from(t)) or 0 for t in (Entry, EntryRevision, Tally)
    )


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_every_field_tells_what_is_wrong_and_keeps_the_rest(
    world: World, browser_of: BrowserOf, kind: str, name: str
) -> None:
    browser = browser_of("maya")
    token = token_in(browser.get(f"/log/{kind}").text)
    (field,) = [field for field in fields_of(kind) if field.name == name]
    kept = "private_note" if name == "shared_note" else "shared_note"
    typed = as_typed(kind, csrf_token=token, **{kept: KEPT})
    cases = bad_values(field)
    if field.given({name: ["a", "b"]}):
        cases.append(((name, "1"), (name, "2")))
    for case in cases:
        answer = send(browser, kind, body(typed, *case))
        assert answer.status_code == 422, case
        assert 'class="wrong"' in answer.text, case
        assert KEPT in answer.text, case
    if field.required:
        answer = send(browser, kind, body({n: v for n, v in typed.items() if n != name}))
        assert answer.status_code == 422
        assert KEPT in answer.text
    assert stored() == 0
    assert send(browser, kind, body(typed)).status_code == 303


def test_a_foreign_school_and_an_unknown_one_get_the_same_words(world: World, browser_of: BrowserOf) -> None:
    browser = browser_of("maya")
    token = token_in(browser.get("/log/classroom_visit").text)
    answers = [
        send(
            browser,
            "classroom_visit",
            body(as_typed(schools=code, csrf_token=token, id=str(uuid.UUID(int=1)))),
        )
        for code in ("S03", "S99")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    # Each page has a token of its own once the second has turned.
    foreign, unknown = (answer.text.replace(token_in(answer.text), "") for answer in answers)
    assert foreign.replace("S03", "") == unknown.replace("S99", "")
    assert "canary-oak" not in foreign
    assert stored() == 0


def test_a_visit_names_one_school(world: World, browser_of: BrowserOf) -> None:
    browser = browser_of("maya")
    token = token_in(browser.get("/log/classroom_visit").text)
    answer = send(browser, "classroom_visit", body(as_typed(schools=["S01", "S02"], csrf_token=token)))
    assert answer.status_code == 422
    assert "Choose one school." in answer.text
    twice = send(browser, "classroom_visit", body(as_typed(schools=["S01", "S01"], csrf_token=token)))
    assert twice.status_code == 303


def test_extra_keys_change_nothing(world: World, browser_of: BrowserOf) -> None:
    browser, entry_id = browser_of("maya"), uuid.uuid4()
    token = token_in(browser.get("/log/classroom_visit").text)
    extra = dict.fromkeys(
        ("role", "rev", "revision", "status", "coach", "coach_id", "received_at", "__proto__"), "9"
    )
    answer = send(browser, "classroom_visit", body(as_typed(csrf_token=token, id=str(entry_id), **extra)))
    assert answer.status_code == 303
    db.session.rollback()
    entry = db.session.get_one(Entry, entry_id)
    assert (entry.coach_id, entry.revision, entry.status, entry.details) == (world.maya.id, 1, "active", {})


@pytest.mark.parametrize("bad", ["", "7", "not-a-number", "' OR 1=1 --", "x" * 500])
def test_a_form_without_its_number_gets_a_new_one(world: World, browser_of: BrowserOf, bad: str) -> None:
    browser = browser_of("maya")
    token = token_in(browser.get("/log/classroom_visit").text)
    answer = send(browser, "classroom_visit", body(as_typed(csrf_token=token, id=bad, shared_note=KEPT)))
    assert answer.status_code == 422
    assert KEPT in answer.text
    fresh = answer.text.partition('name="id" value="')[2].partition('"')[0]
    assert uuid.UUID(fresh)
    assert stored() == 0


@pytest.mark.parametrize("kind", ["home_visit", "classroom_visit%00", "CLASSROOM_VISIT", "..", "x" * 300])
def test_an_unknown_kind_is_not_found(world: World, browser_of: BrowserOf, kind: str) -> None:
    browser = browser_of("maya")
    token = token_in(browser.get("/log/quick_support").text)
    assert browser.get(f"/log/{kind}").status_code == 404
    assert send(browser, kind, body(as_typed(csrf_token=token))).status_code == 404


MARKUP = ('</script><img src=x onerror="evil()">', "{{7*7}}", '"><b hx-get="/admin">', "&lt;already&gt;")


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_shown_as_text_everywhere(world: World, browser_of: BrowserOf, text: str) -> None:
    entry_id = log(world.maya, shared_note=text, teacher_or_room=text[:80], share_teacher_or_room="1")
    browser = browser_of("maya")
    token = token_in(browser.get("/log/classroom_visit").text)
    refused = send(
        browser, "classroom_visit", body(as_typed(csrf_token=token, minutes="0", shared_note=text))
    )
    pages = [browser.get(path).text for path in (f"/entries/{entry_id}", "/schools/S01", "/entries", "/")]
    for page in (refused.text, *pages):
        assert "<img src=x" not in page
        assert "<b hx-get" not in page


def test_a_body_too_long_is_told(world: World, browser_of: BrowserOf) -> None:
    browser = browser_of("maya")
    answer = send(browser, "classroom_visit", "shared_note=" + "x" * 300_000)
    assert answer.status_code == 413
    assert "too long" in answer.text


def test_a_body_that_is_no_form_is_refused_without_an_error_of_ours(
    world: World, browser_of: BrowserOf
) -> None:
    browser = browser_of("maya")
    for content_type in ("application/json", "text/plain", "multipart/form-data", "application/xml"):
        answer = browser.post("/log/classroom_visit", data=b'{"minutes": 15}', content_type=content_type)
        assert answer.status_code == 400, content_type


BAD_ADDRESSES = {
    404: (
        "/schools/%00",
        "/schools/S99",
        "/schools/..%2f",
        "/schools/" + "x" * 300,
        "/schools/S01?year=2025-27",
        "/schools/S01?year=%00",
        "/schools/S01?after=x",
        "/schools/S01?after=2026-02-30.0",
        "/schools?year=x",
        "/schools/S01?kind=x",
        "/schools/S01?kind=%ED%A0%80",
        "/entries?after=2026-11-20.zz",
        "/entries?school=S99",
        "/entries?kind=%00",
        "/entries/7",
        "/entries/%00",
        "/exports/weeks/2026-W54/entries.csv",
        "/exports/weeks/2026-W00/entries.csv",
        "/exports/weeks/abc/entries.csv",
        "/exports/weeks/%00/entries.csv",
        "/exports/weeks/2026-W47/other.csv",
        "/exports/entries.csv?school=S03",
        "/exports/entries.csv?kind=x",
        "/api/tally?school=S99",
        "/api/tally?year=2025",
        "/log/classroom_visit?school=%00",
        "/%FF",
    ),
    422: (
        "/schools/S01?from=2026-02-30",
        "/schools/S01?to=yesterday",
        "/entries?from=0000-00-00",
        "/entries?from=" + "9" * 400,
        "/entries?from=2026-03-02&to=2026-03-01",
        "/exports/entries.csv?from=2026-02-30",
        "/exports/entries.csv?to=2026-W47",
        "/exports?from=x",
    ),
}


@pytest.mark.parametrize(("status", "address"), [(s, a) for s, found in BAD_ADDRESSES.items() for a in found])
def test_a_bad_address_is_told_with_a_sentence(
    world: World, browser_of: BrowserOf, status: int, address: str
) -> None:
    answer = browser_of("maya").get(address)
    assert answer.status_code == status
    assert "." in answer.text
    assert "Traceback" not in answer.text


def test_an_unknown_school_to_begin_with_is_simply_not_chosen(world: World, browser_of: BrowserOf) -> None:
    page = browser_of("maya").get("/log/classroom_visit?school=S99")
    assert page.status_code == 200
    assert "S99" not in page.text


class Controls(HTMLParser):
    """What a browser would post of a page's form, by name."""

    def __init__(self, page: str):
        super().__init__()
        self.posted: dict[str, list[str]] = {}
        self._note = self._select = ""
        self.feed(re.sub("<template>.*?</template>", "", page, flags=re.DOTALL))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        name, value = said.get("name", ""), said.get("value", "")
        if tag == "textarea":
            self._note = name
            self.posted[name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in said or self._select not in self.posted):
            self.posted[self._select] = [value]
        elif tag == "input" and self._counts(said):
            self.posted.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._note:
            self.posted[self._note][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.posted[self._note][0] = self.posted[self._note][0].removeprefix("\n")
            self._note = ""

    @staticmethod
    def _counts(said: dict[str, str]) -> bool:
        return said.get("type") not in ("radio", "checkbox") or "checked" in said


def as_a_browser_says(kind: str) -> dict[str, list[str]]:
    """The kind's fullest example with the whole envelope, as posted."""
    typed = as_typed(kind, start_time="09:15", focus=["equity", "data_use"])
    typed |= {"shared_note": ["two\nlines & <b>"], "private_note": ['"quoted"']}
    for field in KINDS[kind].every_field:
        typed |= typed_of(field, KINDS[kind].every_example[-1].get(field.name, field.empty))
    return typed


@pytest.mark.parametrize("kind", KINDS)
def test_everything_typed_stands_in_the_form_again_and_can_be_saved_from_there(
    world: World, browser_of: BrowserOf, kind: str
) -> None:
    browser = browser_of("maya")
    token, entry_id = token_in(browser.get(f"/log/{kind}").text), str(uuid.uuid4())
    typed = as_a_browser_says(kind) | {"minutes": ["100000"], "id": [entry_id]}
    refused = send(browser, kind, body(typed | {"csrf_token": [token]}))
    again = Controls(refused.text).posted
    assert refused.status_code == 422
    for name, values in typed.items():
        shown = again["minutes.other" if name == "minutes" else name]
        assert sorted(shown) == sorted(values), name
    assert stored() == 0
    assert send(browser, kind, body(again | {"minutes.other": ["33"]})).status_code == 303
    db.session.rollback()
    assert db.session.get_one(Entry, uuid.UUID(entry_id)).minutes == 33


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_there_to_read_on_every_page_that_shows_it(
    world: World, browser_of: BrowserOf, text: str
) -> None:
    entry_id = log(world.maya, shared_note=text)
    browser = browser_of("maya")
    token = token_in(browser.get("/log/classroom_visit").text)
    typed = as_typed(csrf_token=token, minutes="0", shared_note=text, teacher_or_room=text)
    refused = send(browser, "classroom_visit", body(typed))
    for page in (refused.text, *(browser.get(at).text for at in (f"/entries/{entry_id}", "/schools/S01"))):
        assert str(escape(text)).replace("&#x27;", "&#39;") in page.replace("&#34;", "&quot;")
    again = Controls(refused.text).posted
    assert (again["shared_note"], again["teacher_or_room"]) == ([text], [text])


def test_the_number_of_a_strangers_entry_tells_nothing_of_it(world: World, browser_of: BrowserOf) -> None:
    entry_id = log(world.stranger, schools="S03", shared_note="canary-oak words")
    browser = browser_of("maya")
    token = token_in(browser.get("/log/classroom_visit").text)
    answer = send(
        browser,
        "classroom_visit",
        body(as_typed(csrf_token=token, id=str(entry_id), shared_note=KEPT)),
    )
    assert answer.status_code == 409
    assert KEPT in answer.text
    assert "canary-oak" not in answer.text
    assert Controls(answer.text).posted["id"] != [str(entry_id)]
    db.session.rollback()
    assert db.session.get_one(Entry, entry_id).shared_note == "canary-oak words"


ODD_NAMES = ("%FF=1", "%ED%A0%80=x", "=", "__class__=1", "x" * 5000 + "=1", "&".join(["x=1"] * 3000))


@pytest.mark.parametrize("odd", ODD_NAMES, ids=range(len(ODD_NAMES)))
def test_a_name_that_no_form_has_changes_nothing(world: World, browser_of: BrowserOf, odd: str) -> None:
    browser, entry_id = browser_of("maya"), uuid.uuid4()
    token = token_in(browser.get("/log/quick_support").text)
    typed = as_typed("quick_support", csrf_token=token, id=str(entry_id))
    assert send(browser, "quick_support", f"{body(typed)}&{odd}").status_code == 303
    db.session.rollback()
    assert db.session.get_one(Entry, entry_id).details == {}


def test_bytes_that_are_no_text_are_told_in_every_encoding_of_a_form(
    world: World, browser_of: BrowserOf
) -> None:
    browser = browser_of("maya")
    token = token_in(browser.get("/log/quick_support").text)
    typed = as_typed("quick_support", csrf_token=token)
    parts = [(name, value.encode()) for name, values in typed.items() for value in values]
    sent = b"".join(
        b'--part\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n' % (name.encode(), value)
        for name, value in [*parts, ("shared_note", b"a\xffb")]
    )
    answer = browser.post(
        "/log/quick_support",
        data=sent + b"--part--\r\n",
        content_type="multipart/form-data; boundary=part",
    )
    assert answer.status_code in (400, 415, 422)
    assert stored() == 0


@pytest.mark.parametrize(
    "current", ["http://[::1/entries", "http://[", "\xff\xfe", "x" * 5000, "javascript:x"]
)
def test_an_odd_word_on_where_the_reader_is_still_leads_to_the_sign_in(
    world: World, stranger: FlaskClient, current: str
) -> None:
    answer = stranger.get("/entries", headers={"HX-Current-URL": current, "HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith("/sign-in")


ODD_ADDRESSES = {
    404: (
        "/api/tally?school=%ED%A0%80",
        "/api/tally?year=%00",
        "/api/tally?school=S03",
        "/api/tally?year=" + "9" * 5000,
        "/entries?after=" + "9" * 5000,
        "/entries?after=%ED%A0%80",
        "/entries?from=%00",
        "/schools/S01?year=99999999999-00",
        "/schools/S01/figures/%00",
        "/highlights/2026-28",
        "/highlights/%00",
        "/highlights/99999999999-00",
        "/highlights/2026-27.gif",
        "/highlights/2026-27/editions/0",
        "/highlights/2026-27/editions/" + "9" * 400,
        "/highlights/2026-27/editions/1.json",
        "/highlights/2026-27/editions/0.json",
        "/highlights/2026-28/editions/1.json",
        "/highlights/%00/editions/1.json",
        "/public/%00",
        "/public/%ED%A0%80",
        "/public/" + "9" * 5000,
        "/schools/S01/figures/classroom_visits?to=%ED%A0%80",
        "/figures/classroom_visits?after=" + "9" * 5000,
    ),
    200: (
        "/entries?after=9999-12-31." + "f" * 32,
        "/entries?from=0001-01-01&to=9999-12-31",
        "/schools/S01?year=1990-91",
        "/highlights/1990-91",
        "/highlights/2200-01",
        "/schools/S01?year=2200-01",
        "/schools/S01/figures/classroom_visits?year=1990-91",
        "/schools/S01/figures/classroom_visits?year=2200-01&after=9999-12-31." + "f" * 32,
        "/figures/pd_session_hours?after=0001-01-01." + "0" * 32,
        "/exports/weeks/2200-W52/entries.csv",
        "/exports/entries.csv?from=0001-01-01",
    ),
}


@pytest.mark.parametrize("status", ODD_ADDRESSES)
def test_the_ends_of_what_an_address_can_say_hold_on_both_stores(
    world: World, browser_of: BrowserOf, status: int
) -> None:
    log(world.maya)
    browser = browser_of("maya")
    found = {address: browser.get(address).status_code for address in ODD_ADDRESSES[status]}
    assert found == dict.fromkeys(ODD_ADDRESSES[status], status)
