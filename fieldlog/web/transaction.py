"""The edge commits: once a request, and only when its answer is good."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import make_response

from fieldlog.extensions import write_transaction


def writes(view: Callable[..., Any]) -> Callable[..., Any]:
    """Run the view in one write transaction; committed below 400, rolled back otherwise.

    It stands outside the guard, so that what the actor may do is read in the same transaction.
    """

    @wraps(view)
    def inner(**parts: Any) -> Any:
        with write_transaction() as transaction:
            response = make_response(view(**parts))
            if response.status_code >= 400:
                transaction.rollback()
        return response

    inner.writes = True  # type: ignore[attr-defined]  # read by the test of all routes
    return inner
