"""What happens in one run: events made from the seed, each with luck of its own, so that any part of them
can be run again alone."""

import random
from typing import NamedTuple

TABLETS = ("ash", "birch", "cedar")
# How often each happens, beside the others.
WEIGHTS = {
    "save": 12, "edit": 30, "drain": 40, "withdraw": 3, "discard": 2, "choose": 4, "spoil": 2,
    "crash": 8, "reopen": 4, "wipe": 6, "switch": 4, "sign_out": 2, "sign_in": 3,
    "back_up": 3, "restore": 4, "stray": 8, "assign": 2, "set_clock": 2,
}  # fmt: skip


class Event(NamedTuple):
    """`luck` seeds everything that is left to chance in it."""

    name: str
    tablet: str
    luck: int

    def __str__(self) -> str:
        return f"{self.name:<9} {self.tablet:<6} luck {self.luck}"


def events_of(seed: int) -> list[Event]:
    lot = random.Random(seed)
    names = lot.choices(list(WEIGHTS), list(WEIGHTS.values()), k=lot.randint(15, 60))
    return [Event(name, lot.choice(TABLETS), lot.randrange(1_000_000)) for name in names]
