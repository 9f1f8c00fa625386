"""The offline story in Firefox and WebKitGTK: what is saved without a network is kept, and arrives once."""

from collections.abc import Callable

from tests.cut import Wire
from tests.engines.coach import Coach


def is_ready(coach: Coach) -> Coach:
    coach.sign_in()
    coach.sees("Ready to work offline", "[data-status-text]")
    return coach


def saves_offline(coach: Coach, note: str) -> None:
    """A form opened after the cut can only come from the service worker."""
    coach.save_a_visit(note)
    coach.sees("you can go on working", "h1")
    coach.sees("Saved on this tablet", ".flash.kept")


def sees_it_wait(coach: Coach, note: str) -> None:
    coach.open("/outbox")
    coach.sees(note, "[data-outbox] .entry-note")
    coach.sees("Saved on this tablet", "[data-outbox] .state")
    coach.sees("1 entry waits", "[data-status-text]")


def test_what_is_saved_without_a_network_arrives_once_when_it_is_back(
    start: Callable[[], Coach], network: Wire, note: str
) -> None:
    coach = is_ready(start())
    before = coach.visits()
    network.cut()
    saves_offline(coach, note)
    sees_it_wait(coach, note)
    network.mend()
    coach.sees("Nothing waits", "[data-outbox]")
    assert coach.notes().count(note) == 1
    assert coach.visits() == before + 1


def test_what_is_saved_outlives_a_dead_battery(start: Callable[[], Coach], network: Wire, note: str) -> None:
    coach = is_ready(start())
    before = coach.visits()
    network.cut()
    saves_offline(coach, note)
    coach = start()
    sees_it_wait(coach, note)
    network.mend()
    coach.sign_in()
    coach.open("/outbox")
    coach.sees("Nothing waits", "[data-outbox]")
    assert coach.notes().count(note) == 1
    assert coach.visits() == before + 1
