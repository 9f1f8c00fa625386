"""The picture of a year as the store gives it: the tally's figures, consented words, what was agreed."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from fieldlog.clock import SchoolYear
from fieldlog.ledger import figures, highlights
from fieldlog.yearbook.picture import DONE, THERE, Picture
from tests.world import DAY, World, log, post

BrowserOf = Callable[[str], FlaskClient]
YEAR = SchoolYear(2026)
TODAY = dt.date(2026, 11, 24)
SHOWN = re.compile(r'<data value="([\d.]+)" data-measure="(\w+)" data-school="all">([^<]+)</data>')
Q = {
    "text": "We start calmer.",
    "role": "teacher",
    "speaker": "Ms. Alder",
    "attribution": "named",
    "consent": "1",
}


def spoken(number: int = 1, **said: str) -> dict[str, str]:
    return {f"quote.q{number}.{name}": value for name, value in (Q | said).items() if value}


def drawn(today: dt.date = TODAY) -> Picture:
    return highlights.draft(YEAR, today)


def test_its_figures_are_those_of_the_tally(world: World) -> None:
    log(world.maya, minutes=30)
    log(world.jonah, "pd_session", schools=["S01", "S03"], minutes=95, participants=12)
    log(world.maya, "convening", schools=["S01", "S02"], participants=25)
    program = {each.measure: each.value for each in figures.of_program(YEAR)}
    assert [fact.measure for fact in drawn().facts] == [*DONE, *THERE]
    assert {fact.measure: fact.value for fact in drawn().facts} == {m: program[m] for m in (*DONE, *THERE)}


@pytest.mark.parametrize("who", ["maya", "lead", "viewer", "admin"])
def test_the_page_has_the_figures_machine_readable_and_rounding_told(
    world: World, browser_of: BrowserOf, who: str
) -> None:
    for _ in range(12):
        log(world.maya)
    page = browser_of(who).get("/highlights/2026-27").text
    found = {measure: (float(value), text) for value, measure, text in SHOWN.findall(page)}
    program = {each.measure: float(each.value) for each in figures.of_program(YEAR)}
    assert {measure: value for measure, (value, _) in found.items()} == {
        m: program[m] for m in (*DONE, *THERE)
    }
    assert found["classroom_visits"] == (12.0, "10+")
    # In the rule that the figure opens, and below the picture.
    assert page.count("“10+” is rounded down to a multiple of 5.") == 2
    figure = browser_of(who).get("/figures/classroom_visits?year=2026-27").text
    assert "Highlights show it rounded down to a multiple of 5, as 10+." in figure


@pytest.mark.parametrize("who", ["maya", "lead", "viewer", "admin"])
def test_each_figure_leads_to_the_page_of_that_number(world: World, browser_of: BrowserOf, who: str) -> None:
    log(world.maya)
    browser = browser_of(who)
    page = browser.get("/highlights/2026-27").text
    for measure in (*DONE, *THERE):
        address = f"/figures/{measure}?year=2026-27"
        assert f'href="{address}"' in page
        assert browser.get(address).status_code == 200


def test_no_figure_leads_where_its_reader_may_not_go(world: World, browser_of: BrowserOf) -> None:
    log(world.maya)
    admin = browser_of("admin")
    post(admin, "/highlights/2026-27/editions", {})
    assert "/figures/" in admin.get("/highlights/2026-27/editions/1").text
    page = browser_of("elena").get("/highlights/2026-27").text
    assert 'data-measure="classroom_visits"' in page
    assert "/figures/" not in page


def test_a_year_that_runs_is_compared_up_to_the_same_day(world: World) -> None:
    log(world.maya)
    log(world.maya, activity_date="2025-11-20", at=dt.datetime(2025, 11, 20, 20, tzinfo=dt.UTC))
    log(world.maya, activity_date="2026-02-20", at=dt.datetime(2026, 2, 20, 20, tzinfo=dt.UTC))
    running, over = drawn().fact("classroom_visits"), drawn(dt.date(2027, 7, 2)).fact("classroom_visits")
    assert running
    assert (running.amount, running.before, running.since) == (1, 1, "by Mon 24 Nov 2025")
    assert over
    assert (over.amount, over.before, over.since) == (1, 2, "in 2025-26")


def test_the_first_year_is_compared_with_nothing(world: World) -> None:
    log(world.maya)
    assert all(fact.before is None for fact in drawn().facts if fact.measure in DONE)
    assert all(fact.before is not None for fact in drawn().facts if fact.measure in THERE)


def test_the_map_has_counties_their_districts_and_how_many_schools(world: World) -> None:
    said = [(c.names, [(p.names, p.schools, p.partners) for p in c.districts]) for c in drawn().counties]
    assert said == [
        (("Jackson",), [(("Valley",), 2, 1)]),
        (("canary-oak county",), [(("canary-oak district",), 1, 0)]),
    ]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, ("We start calmer.", "Teacher", "Ms. Alder")),
        ({"attribution": "role_only"}, ("We start calmer.", "Teacher", "")),
        ({"attribution": "anonymous"}, ("We start calmer.", "", "")),
        ({"attribution": ""}, ("We start calmer.", "", "")),
        ({"consent": ""}, None),
    ],
)
def test_a_quote_is_shown_as_far_as_its_speaker_agreed(
    world: World, said: dict[str, str], expected: tuple[str, str, str] | None
) -> None:
    log(world.maya, **spoken(**said))
    found = [(quote.text, quote.role, quote.speaker) for quote in drawn().quotes]
    assert found == ([expected] if expected else [])


def test_of_many_quotes_those_of_convenings_and_the_newest_are_taken(world: World) -> None:
    for number in range(10):
        day = DAY - dt.timedelta(days=number)
        log(world.maya, activity_date=day, **spoken(text=f"Said {number} days ago."))
    log(
        world.maya,
        "convening",
        schools=["S01", "S02"],
        activity_date="2026-09-01",
        **spoken(text="Together."),
    )
    texts = [quote.text for quote in drawn().quotes]
    assert texts == ["Together.", *(f"Said {n} days ago." for n in range(highlights.MOST_QUOTES[0] - 1))]


def test_of_long_quotes_fewer_are_taken_but_never_none(world: World) -> None:
    for number in range(5):
        log(world.maya, activity_date=DAY - dt.timedelta(days=number), **spoken(text=f"{number}" + "a" * 499))
    assert [quote.text[0] for quote in drawn().quotes] == ["0", "1"]


def test_what_was_agreed_stands_as_it_was_written(world: World) -> None:
    typed = {
        "shared_agreements.b.text": "Repair first",
        "shared_agreements.a.text": "Greet",
        "shared_agreements.a.state": "kept",
    }
    log(world.maya, "convening", schools=["S01", "S02"], **typed)
    log(
        world.maya,
        "convening",
        schools=["S01"],
        activity_date="2025-11-20",
        **{"shared_agreements.a.text": "Old"},
    )
    assert [(each.text, each.state) for each in drawn().agreements] == [
        ("Repair first", ""),
        ("Greet", "Kept"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Maya sat down with us.",
        "As Elena Marsh says.",
        "Ask Delgado.",
        "Ms. Finch began.",
        "At Madrone we breathe.",
        "Okonkwo knows.",
        "Beatriz asks for it.",
    ],
)
def test_words_that_name_somebody_are_marked(world: World, text: str) -> None:
    log(world.maya, teacher_or_room="Delgado")
    log(world.maya, **{"action_items.a.text": "Ask", "action_items.a.owner": "Ada Okonkwo"})
    log(world.maya, "convening", schools=["S01"], **{"shared_agreements.a.text": text}, **spoken(text=text))
    assert [quote.names_somebody for quote in drawn().quotes] == [True]
    assert [agreed.names_somebody for agreed in drawn().agreements] == [True]


def test_words_that_name_nobody_are_not(world: World) -> None:
    log(world.maya, teacher_or_room="Room 4")
    log(
        world.maya,
        teacher_or_room="Library",
        **spoken(text="Library time is calm in Room 4, and the circle too."),
    )
    assert [quote.names_somebody for quote in drawn().quotes] == [False]


def test_before_it_is_published_a_principal_sees_nothing_and_others_no_words(
    world: World, browser_of: BrowserOf
) -> None:
    log(world.maya, "convening", schools=["S01"], **{"shared_agreements.a.text": "Greet all"}, **spoken())
    for who in ("maya", "lead", "viewer"):
        page = browser_of(who).get("/highlights/2026-27").text
        assert "Not published" in page
        assert 'data-measure="convenings"' in page
        assert not re.search("calmer|Greet all|Valley", page)
    page = browser_of("elena").get("/highlights/2026-27").text
    assert "Not published yet" in page
    assert "data-measure" not in page
    assert browser_of("elena").get("/highlights/2026-27.txt").status_code == 404
    draft = browser_of("admin").get("/highlights/2026-27").text
    assert "We start calmer." in draft
    assert "Publish edition 1" in draft


@pytest.mark.parametrize("year", ["2026-28", "26-27", "1000-01", "x", "2026"])
def test_a_year_that_is_none_is_not_found(world: World, browser_of: BrowserOf, year: str) -> None:
    assert browser_of("admin").get(f"/highlights/{year}").status_code == 404
    assert browser_of("admin").get(f"/highlights/{year}.svg").status_code == 404


def test_a_year_is_chosen_in_the_address(world: World, browser_of: BrowserOf) -> None:
    answer = browser_of("viewer").get("/highlights?year=2024-25")
    assert (answer.status_code, answer.location) == (303, "/highlights/2024-25")
    assert browser_of("viewer").get("/highlights?year=//evil.example").location.startswith("/highlights/")


@pytest.mark.parametrize(
    ("form", "kind"), [("svg", "image/svg+xml"), ("png", "image/png"), ("txt", "text/plain")]
)
def test_it_comes_as_a_file(world: World, browser_of: BrowserOf, form: str, kind: str) -> None:
    log(world.maya)
    answer = browser_of("admin").get(f"/highlights/2026-27.{form}")
    assert (answer.status_code, answer.mimetype) == (200, kind)
    assert f'filename="highlights-2026-27.{form}"' in answer.headers["Content-Disposition"]
    assert len(answer.data) > 500
