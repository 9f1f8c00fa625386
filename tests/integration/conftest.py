"""What files of this folder ask for by `pytestmark`: a clock that stands still, books that balance."""

from collections.abc import Iterator

import pytest
from flask import Flask

from fieldlog import clock
from fieldlog.extensions import db
from fieldlog.ledger import audit, recount
from tests.server_clock import Clock


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "now", moved.now)
    return moved


@pytest.fixture
def counted(app: Flask) -> Iterator[None]:
    """Whatever a test did, the tally is what the entries give, and the trail holds."""
    yield
    db.session.rollback()
    assert recount.differences() == []
    assert audit.first_broken() is None
