"""The edge commits: once a request, and only when its answer is good."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, TypeVar

from flask import make_response

from fieldlog.errors import Contended
from fieldlog.extensions import write_transaction

AGAIN = 3
Done = TypeVar("Done")


def writes(view: Callable[..., Any]) -> Callable[..., Any]:
    """Run the view in one write transaction; committed below 400, rolled back otherwise.

    It stands outside the guard, so that what the actor may do is read in the same transaction. Where somebody
    else was first, the whole is done again, at most three times.
    """

    @wraps(view)
    def inner(**parts: Any) -> Any:
        return _until_first(lambda: once(**parts))

    def once(**parts: Any) -> Any:
        with write_transaction() as transaction:
            response = make_response(view(**parts))
            if response.status_code >= 400:
                transaction.rollback()
        return response

    inner.writes = True  # type: ignore[attr-defined]  # read by the test of all routes
    return inner


def writes_in_steps(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view that commits by `written`, since between its steps it waits for somebody outside: no other
    writer is to wait with it."""
    view.writes = True  # type: ignore[attr-defined]  # read by the test of all routes
    return view


def counts_its_readings(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark the one sort of GET that writes: before it answers it counts by `written` that it was asked, and
    when, and changes nothing that anybody wrote."""
    view.counts_its_readings = True  # type: ignore[attr-defined]  # read by the test of all routes
    return view


def written(work: Callable[[], Done]) -> Done:
    """What the work returns, in one write transaction that is committed by then. Raises Busy."""

    def once() -> Done:
        with write_transaction():
            return work()

    return _until_first(once)


def _until_first(once: Callable[[], Done]) -> Done:
    for _ in range(AGAIN):
        with suppress(Contended):
            return once()
    return once()
