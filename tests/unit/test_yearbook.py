"""The picture of a year as data and in words: its bytes, its roundings, its comparisons, what changed."""

import hashlib
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fieldlog.yearbook.changes import changes
from fieldlog.yearbook.picture import (
    Agreement,
    County,
    Fact,
    Picture,
    Place,
    Quote,
    checksum_of,
    content_of,
    read,
)
from fieldlog.yearbook.public import HIDDEN, for_anybody, kept_off
from fieldlog.yearbook.shown import beside, published, rounding, rule, shown
from fieldlog.yearbook.wording import Imprint, as_text, listed

WORDS = st.text(st.characters(codec="utf-8"), max_size=40)


def fact(measure: str, amount: int, before: int | None = None, *, is_hours: bool = False) -> Fact:
    text = shown(measure, amount, is_hours=is_hours)
    return Fact(measure, measure.replace("_", " "), "", is_hours, amount, text, before, "in 2024-25")


def quote(text: str = "We start calmer.", *, names: bool = False) -> Quote:
    return Quote("e" * 32, "q1", text, "Teacher", "Ms. Alder", names)


def picture(**parts: object) -> Picture:
    whole = Picture(
        program="Rogue Valley",
        year="2025-26",
        facts=(fact("classroom_visits", 107, 95), fact("students_served", 4000, 3960)),
        counties=(County(("Jackson County",), (Place(("Bear Creek School District",), 5, 2),)),),
        quotes=(quote(),),
        agreements=(Agreement("Circles are kept", "Kept", False),),
    )
    return replace(whole, **parts)


@given(WORDS, st.integers(0, 10**9))
def test_the_same_picture_is_the_same_bytes_and_reads_back_as_it_was(words: str, amount: int) -> None:
    whole = picture(program=words, quotes=(quote(words),), facts=(fact("classroom_visits", amount),))
    content = content_of(whole)
    assert read(content) == whole
    assert content_of(read(content)) == content
    assert (
        json.dumps(json.loads(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False) == content
    )
    assert checksum_of(content) == hashlib.sha256(content.encode()).hexdigest()


def test_the_date_alone_makes_no_other_picture() -> None:
    assert picture().same_but_date(picture(edition=3, made_on="2026-07-05"))
    assert not picture().same_but_date(picture(program="Another"))


@pytest.mark.parametrize(
    ("amount", "read_as"),
    [(0, "0"), (9, "9"), (10, "10"), (11, "10+"), (105, "105"), (107, "105+"), (1234, "1,230+")],
)
def test_visits_are_rounded_down_to_fives_and_say_so(amount: int, read_as: str) -> None:
    said = fact("classroom_visits", amount)
    assert said.shown == read_as
    assert said.value == amount
    assert bool(rounding((said,))) == read_as.endswith("+")


@given(st.integers(0, 10**7))
def test_a_rounded_number_is_never_more_than_what_there_was(amount: int) -> None:
    text = shown("classroom_visits", amount, is_hours=False)
    least = int(text.rstrip("+").replace(",", ""))
    assert least <= amount < least + 5
    assert text.endswith("+") == (least != amount)


def test_other_figures_are_said_to_the_unit() -> None:
    assert shown("students_served", 4003, is_hours=False) == "4,003"
    assert shown("pd_session_hours", 385 * 60, is_hours=True) == "385.0"
    assert fact("pd_session_hours", 23105, is_hours=True).value == 385.08


@pytest.mark.parametrize(
    ("now", "before", "sentence"),
    [
        (107, 95, "12 more than in 2024-25"),
        (95, 1107, "1,012 fewer than in 2024-25"),
        (95, 95, "as many as in 2024-25"),
        (0, 0, ""),
        (95, None, ""),
    ],
)
def test_a_figure_is_told_beside_that_of_the_year_before(now: int, before: int | None, sentence: str) -> None:
    assert beside(fact("convenings", now, before)) == sentence


def test_hours_are_compared_in_hours() -> None:
    assert beside(fact("pd_session_hours", 750, 660, is_hours=True)) == "1.5 more than in 2024-25"


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_what_is_rounded_is_not_given_away_by_what_stands_beside_it(amount: int, before: int) -> None:
    def told(amount: int, before: int) -> tuple[str, str, list[str]]:
        was, now = fact("classroom_visits", before), fact("classroom_visits", amount, before)
        return now.shown, beside(now), changes(picture(facts=(was,)), picture(facts=(now,)))

    def outside(amount: int) -> int | float | None:
        return for_anybody(picture(facts=(fact("classroom_visits", amount),))).facts[0].value

    now, was = (each - each % 5 for each in (amount, before))
    if min(now, was) < 10 or amount == now or before == was:
        return
    # Each number that is shown alike is told alike.
    for more in range(1, 5):
        assert told(now + more, before)[:2] == told(amount, before)[:2]
        assert told(amount, was + more)[:2] == told(amount, before)[:2]
        assert outside(now + more) == outside(amount) == now
    assert changes(*(for_anybody(picture(facts=(fact("classroom_visits", n),))) for n in (now, amount))) == [
        f"classroom visits: {now:,} → {now:,}+."
    ]
    for sentence in told(amount, before)[2]:
        assert set(re.findall(r"[\d,]+[+]?", sentence.partition(": ")[2])) <= {f"{now:,}+", f"{was:,}+"}


def test_the_rule_of_a_figure_says_how_it_is_rounded() -> None:
    counted = "Each visit counts once."
    assert rule(replace(fact("classroom_visits", 107), rule=counted)) == (
        f"{counted} “105+” is rounded down to a multiple of 5."
    )
    assert rule(replace(fact("classroom_visits", 105), rule=counted)) == counted
    assert published("classroom_visits", 107) == (
        "Highlights show it rounded down to a multiple of 5, as 105+."
    )
    assert published("classroom_visits", 105) == published("convenings", 7) == ""


def test_what_all_names_end_with_is_said_once() -> None:
    assert listed(["Jackson County"]) == "Jackson County"
    assert listed(["Douglas County", "Lake County", "Coos County"]) == "Douglas, Lake and Coos Counties"
    assert (
        listed(["School District", "Bear Creek School District"]) == "School and Bear Creek School Districts"
    )
    assert listed(["A", "A"]) == "A and A"
    assert listed(["Coast Union", "Valley Union"]) == "Coast and Valley Union"
    assert listed(["Lake County", "Bend"]) == "Lake County and Bend"


def test_what_changed_is_listed_from_to() -> None:
    now = picture(
        facts=(fact("classroom_visits", 108), fact("students_served", 4000)),
        quotes=(quote("Another."), quote("One more.")),
        agreements=(),
    )
    assert changes(picture(), now) == [
        "classroom visits: still 105+.",
        "2 quotes added.",
        "1 quote left out.",
        "1 agreement left out.",
    ]
    assert changes(picture(), picture(counties=())) == ["The map: schools, districts or counties changed."]
    assert changes(picture(), picture(program="Other")) == [
        "Only wording, or what is compared with, changed."
    ]
    assert changes(picture(), picture(edition=2)) == []


@pytest.mark.parametrize("amount", [1, 2, 3, 4])
def test_few_people_are_told_to_nobody_outside_neither_by_comparison(amount: int) -> None:
    small = for_anybody(picture(facts=(fact("people_reached", amount, 90), fact("convenings", amount))))
    assert [(f.amount, f.value, f.shown, beside(f)) for f in small.facts] == [
        (None, None, HIDDEN, ""),
        (amount, amount, str(amount), ""),
    ]
    (grown,) = for_anybody(picture(facts=(fact("people_reached", 90, amount),))).facts
    assert (grown.amount, grown.before, beside(grown)) == (90, None, "")
    for people in (90 + amount, 90 - amount):
        (alike,) = for_anybody(picture(facts=(fact("people_reached", people, 90),))).facts
        assert (alike.amount, beside(alike)) == (people, "")
    before, now = (picture(facts=(fact("people_reached", n),)) for n in (amount, 90))
    assert not any(map(str.isdigit, "".join(changes(for_anybody(before), for_anybody(now)))))


def test_outside_nobody_is_named() -> None:
    whole = picture(quotes=(quote(), quote("Maya began it.", names=True)))
    shown_ = for_anybody(whole)
    assert [(q.text, q.attribution) for q in shown_.quotes] == [("We start calmer.", "Teacher")]
    assert "Alder" not in content_of(shown_)
    assert "Maya" not in content_of(shown_)
    assert [said.text for said in kept_off(whole)] == ["Maya began it."]


def test_the_plain_text_says_all_of_it() -> None:
    text = as_text(
        picture(), Imprint("Edition 2, published Sun 5 Jul 2026", "ab" * 32, 1, ("1 quote added.",))
    )
    for words in (
        "Rogue Valley",
        "Highlights of the year, 2025-26",
        "classroom visits: 105+ (95 in 2024-25)",
        "Jackson County: 5 schools. Bear Creek School District 5 (2 Whole School).",
        "“We start calmer.” (Ms. Alder, Teacher)",
        "Circles are kept (kept)",
        "1 quote added.",
        "“105+” is rounded down to a multiple of 5.",
        "1 quote was taken back since.",
        f"SHA-256 of the edition’s data {'ab' * 32}",
    ):
        assert words in text
