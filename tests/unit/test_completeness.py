"""Up to which day a log is whole, from what tablets told; on nights with and without an hour."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.ledger.completeness import (
    AT_REST,
    DAY,
    GIVEN_UP,
    Behind,
    Coach,
    Completeness,
    Tablet,
    earliest,
    waited_for,
    who_is_behind,
    whole_through,
)

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
ZONES = [ZoneInfo(name) for name in ("America/Los_Angeles", "America/Havana", "Asia/Beirut", "Pacific/Apia")]
FRIDAY = dt.date(2026, 11, 20)
MS = dt.timedelta(milliseconds=1)


def at(day: dt.date = FRIDAY, time: str = "15:00", zone: ZoneInfo = LOS_ANGELES) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(time), zone).astimezone(dt.UTC)


def tablet(
    whole_at: dt.datetime | None = None,
    told_at: dt.datetime | None = None,
    *,
    device: str = "tablet",
    seen_at: dt.datetime | None = None,
    unsent: int = 0,
    oldest_at: dt.datetime | None = None,
) -> Tablet:
    told = told_at or whole_at or at()
    return Tablet(device, told, seen_at or told, unsent, oldest_at, whole_at)


def through(*coaches: list[Tablet], zone: ZoneInfo = LOS_ANGELES) -> dt.date | None:
    return whole_through([Coach("", waited_for(tablets)) for tablets in coaches], zone)


@pytest.mark.parametrize(
    ("moment", "whole"),
    [
        ("2026-11-20T08:00:00Z", "2026-11-19"),
        ("2026-11-21T07:59:59.999Z", "2026-11-19"),
        ("2026-11-21T08:00:00Z", "2026-11-20"),
        # The night without the hour after one, and the one that has it twice.
        ("2027-03-14T07:59:59Z", "2027-03-12"),
        ("2027-03-14T08:00:00Z", "2027-03-13"),
        ("2027-03-15T06:59:59Z", "2027-03-13"),
        ("2027-03-15T07:00:00Z", "2027-03-14"),
        ("2026-11-01T06:59:59Z", "2026-10-30"),
        ("2026-11-01T07:00:00Z", "2026-10-31"),
        ("2026-11-02T07:59:59Z", "2026-10-31"),
        ("2026-11-02T08:00:00Z", "2026-11-01"),
    ],
)
def test_the_day_before_is_whole_and_its_own_day_never(moment: str, whole: str) -> None:
    told = tablet(dt.datetime.fromisoformat(moment))
    assert through([told]) == dt.date.fromisoformat(whole)


@given(
    st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2030, 1, 1), timezones=st.just(dt.UTC)),
    st.timedeltas(-3 * DAY, 3 * DAY),
    st.sampled_from(ZONES),
)
def test_whatever_was_saved_on_a_whole_day_was_saved_before_all_was_here(
    whole_at: dt.datetime, later: dt.timedelta, zone: ZoneInfo
) -> None:
    """In zones whose clocks change at midnight too, and where a day was left out."""
    found = through([tablet(whole_at)], zone=zone)
    saved_at = whole_at + later
    assert found
    assert saved_at.astimezone(zone).date() > found or saved_at < whole_at


def test_the_tablet_that_is_furthest_behind_decides() -> None:
    monday, tuesday = at(FRIDAY - 4 * DAY), at(FRIDAY - 3 * DAY)
    assert through([tablet(at())], [tablet(tuesday), tablet(at(), device="other")]) == dt.date(2026, 11, 16)
    assert through([tablet(monday)], [tablet(at())]) == dt.date(2026, 11, 15)


def test_of_whom_nothing_is_known_nothing_is_said() -> None:
    assert through() is None
    assert through([tablet(at())], []) is None
    assert through([tablet(at()), tablet(None, at(), device="other", unsent=1)]) is None


def test_what_waits_holds_back_to_when_nothing_did_whatever_the_tablets_clock_says() -> None:
    """Its clock may be years ahead or behind: what waits was saved since, and that is all that is certain."""
    monday = at(FRIDAY - 4 * DAY)
    for oldest in (None, at(FRIDAY - DAY), at(dt.date(2038, 1, 1)), at(dt.date(1970, 1, 2))):
        assert through([tablet(monday, at(), unsent=2, oldest_at=oldest)]) == dt.date(2026, 11, 15)
        assert through([tablet(None, at(), unsent=2, oldest_at=oldest)]) is None


def test_since_when_it_waits_is_never_before_all_was_here() -> None:
    monday = at(FRIDAY - 4 * DAY)
    for oldest, said in (
        (at(FRIDAY - DAY), FRIDAY - DAY),
        (at(dt.date(1970, 1, 2)), FRIDAY - 4 * DAY),
        (None, None),
    ):
        late = tablet(monday, at(), unsent=2, oldest_at=oldest)
        (behind,) = who_is_behind([Coach("Maya", (late,))], FRIDAY, LOS_ANGELES)
        assert behind == Behind("Maya", 2, said, FRIDAY)
    never = Coach("Maya", (tablet(None, at(), unsent=1, oldest_at=at(dt.date(1970, 1, 2))),))
    assert who_is_behind([never], FRIDAY, LOS_ANGELES) == (Behind("Maya", 1, dt.date(1970, 1, 2), FRIDAY),)


@pytest.mark.parametrize(("unsent", "patience"), [(0, AT_REST), (1, GIVEN_UP)])
def test_a_silent_tablet_is_waited_for_so_long_after_its_coach_was_heard_elsewhere(
    unsent: int, patience: dt.timedelta
) -> None:
    silent = tablet(at(FRIDAY - 400 * DAY), device="old", unsent=unsent)
    for later, is_waited_for in ((patience, True), (patience + MS, False)):
        heard = tablet(silent.told_at + later, device="new")
        assert waited_for([silent, heard]) == ((silent, heard) if is_waited_for else (heard,))


def test_the_only_tablet_of_a_coach_is_waited_for_however_long_it_is_silent() -> None:
    assert through([tablet(at(FRIDAY - 400 * DAY))]) == FRIDAY - 401 * DAY


def test_what_a_colleague_tells_of_a_shared_tablet_lets_no_other_tablet_be_forgotten() -> None:
    """Their own tablet went away with them; the shared one is told of every day."""
    own = tablet(at(FRIDAY - 30 * DAY), device="own")
    shared = tablet(at(), device="shared", seen_at=at(FRIDAY - 31 * DAY))
    assert through([own, shared]) == FRIDAY - 31 * DAY


def test_the_plain_form_speaks_for_who_has_no_tablet_and_is_silent_beside_one() -> None:
    last_week = tablet(at(FRIDAY - 7 * DAY), device="")
    assert through([last_week]) == FRIDAY - 8 * DAY
    assert through([last_week, tablet(at())]) == FRIDAY - DAY
    assert through([tablet(at(FRIDAY - 9 * DAY)), last_week]) == FRIDAY - 10 * DAY


def test_who_is_behind_is_told_the_furthest_first_and_nobody_who_was_here_since_yesterday() -> None:
    coaches = [
        Coach("Priya", (tablet(at()),)),
        Coach("Maya", (tablet(at(FRIDAY - DAY)),)),
        Coach("Jonah", (tablet(at(), unsent=1, oldest_at=at()),)),
        Coach("Lena", ()),
        Coach("Marcus", (tablet(at(FRIDAY - 2 * DAY)), tablet(at(), device="other"))),
        Coach("Ada", (tablet(at(FRIDAY - 2 * DAY)),)),
    ]
    assert who_is_behind(coaches, FRIDAY, LOS_ANGELES) == (
        Behind("Lena", 0, None, None),
        Behind("Ada", 0, None, FRIDAY - 2 * DAY),
        Behind("Marcus", 0, None, FRIDAY - 2 * DAY),
        Behind("Maya", 0, None, FRIDAY - DAY),
        Behind("Jonah", 1, FRIDAY, FRIDAY),
    )


def test_all_schools_are_whole_up_to_the_earliest_of_their_days() -> None:
    one, other, unknown = (Completeness(day, ()) for day in (FRIDAY, FRIDAY - DAY, None))
    assert earliest([one, other]) == FRIDAY - DAY
    assert earliest([one, unknown]) is None
    assert earliest([]) is None
