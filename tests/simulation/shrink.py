"""Makes a failing story short: events are left out as long as it still fails."""

from collections.abc import Sequence

from tests.simulation.events import Event
from tests.simulation.field import Field


def shortest(field: Field, seed: int, events: Sequence[Event]) -> list[Event]:
    """Events of which none can be left out alone; halves go first, then quarters, at last single ones."""
    kept, size = list(events), len(events) // 2
    while size > 0:
        place = 0
        while place < len(kept):
            without = kept[:place] + kept[place + size :]
            if broken(field, seed, without):
                kept = without
            else:
                place += size
        size //= 2
    return kept


def broken(field: Field, seed: int, events: Sequence[Event]) -> str:
    """What does not hold after these events; empty when all does."""
    try:
        field.run(seed, events)
    except AssertionError as error:
        return str(error)
    return ""
