"""The edge commits: once, and only when the answer is good."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from fieldlog.errors import Busy, Contended
from fieldlog.extensions import db
from fieldlog.models import District
from fieldlog.web.transaction import writes, written


@pytest.mark.parametrize(("status", "kept"), [(200, 1), (303, 1), (399, 1), (400, 0), (422, 0), (503, 0)])
def test_what_was_written_is_kept_below_400_only(app: Flask, status: int, kept: int) -> None:
    @writes
    def view() -> tuple[str, int]:
        db.session.add(District(name="Written"))
        db.session.flush()
        return "", status

    with app.test_request_context("/", method="POST"):
        assert view().status_code == status
    assert db.session.scalar(select(func.count()).select_from(District)) == kept


def test_an_error_keeps_nothing(app: Flask) -> None:
    @writes
    def view() -> str:
        db.session.add(District(name="Written"))
        db.session.flush()
        raise LookupError("after the write")

    with app.test_request_context("/", method="POST"), pytest.raises(LookupError):
        view()
    assert db.session.scalar(select(func.count()).select_from(District)) == 0


def test_a_step_is_kept_once_it_is_done_and_done_again_where_somebody_was_first(app: Flask) -> None:
    tries: list[int] = []

    def step() -> str:
        tries.append(1)
        db.session.add(District(name=f"Written {len(tries)}"))
        db.session.flush()
        if len(tries) < 3:
            raise Contended
        return "done"

    assert written(step) == "done"
    assert list(db.session.scalars(select(District.name))) == ["Written 3"]


def test_a_step_that_fails_keeps_nothing(app: Flask) -> None:
    def step() -> None:
        db.session.add(District(name="Written"))
        db.session.flush()
        raise Busy

    with pytest.raises(Busy):
        written(step)
    assert db.session.scalar(select(func.count()).select_from(District)) == 0
