"""How long what was tried in vain waits for its next try, and when it is given up."""

import datetime as dt

from fieldlog.ledger.weekly.outbox import LONGEST_WAIT, PATIENCE, state_after, wait_after

MINUTE = dt.timedelta(minutes=1)


def test_it_waits_a_minute_and_twice_as_long_each_time_up_to_six_hours() -> None:
    waits = [wait_after(tries) / MINUTE for tries in range(1, 13)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
    assert wait_after(10_000) == LONGEST_WAIT


def test_it_is_given_up_after_a_week_and_not_before() -> None:
    assert state_after(PATIENCE - MINUTE) == "waiting"
    assert state_after(PATIENCE) == "given_up"
