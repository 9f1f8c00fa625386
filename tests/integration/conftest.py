"""What files of this folder ask for: a day on which they run, books that balance, a mail server."""

from collections.abc import Iterator

import pytest
from flask import Flask

from fieldlog.extensions import db
from fieldlog.ledger import audit, recount
from tests.mail_server import MailServer, sends_with
from tests.server_clock import Clock


@pytest.fixture(autouse=True)
def day(moved: Clock) -> None:
    """A school day of the year in which the entries of these tests lie, whatever day they are run on."""


@pytest.fixture
def counted(app: Flask) -> Iterator[None]:
    """Whatever a test did, the tally is what the entries give, and the trail holds."""
    yield
    db.session.rollback()
    assert recount.differences() == []
    assert audit.first_broken() is None


@pytest.fixture
def mails(app: Flask) -> Iterator[MailServer]:
    with sends_with(app) as server:
        yield server
