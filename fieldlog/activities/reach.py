"""The people whom an event reached: one number over the kinds that count people."""

from collections.abc import Callable

from fieldlog.activities.kind import Content, Measure

RULE = (
    "The people who took part in PD sessions and convenings and who were at data team meetings, as many as "
    "each event says: whoever came twice is counted twice, and an event of several schools counts all its "
    "people at each."
)


def people_reached(amount: Callable[[Content], int]) -> Measure:
    return Measure("people_reached", "People reached", RULE, amount, headline=True, short="People")
