"""Runs every benchmark and prints one table: `make bench`."""

import datetime as dt
import tempfile
import uuid
from pathlib import Path
from zoneinfo import ZoneInfo

import flask_migrate
from flask import Flask

from fieldlog import create_app
from fieldlog.demo.load import load
from fieldlog.demo.program import PASSWORD
from fieldlog.extensions import write_transaction
from tests import postgresql
from tests.bench.batches import storm
from tests.bench.limits import NOTE, bare_writer, hello
from tests.bench.measure import Row, row, table
from tests.bench.served import Visitor, served

ZONE = ZoneInfo("America/Los_Angeles")
TODAY = dt.date(2026, 11, 24)
COACH = "coach@demo.example"


def demo_app(url: str) -> Flask:
    app = create_app({"FIELDLOG_DATABASE_URL": url, "FIELDLOG_SECRET_KEY": "b" * 40})
    with app.app_context():
        flask_migrate.upgrade()
        with write_transaction():
            load(TODAY, ZONE)
    return app


def rows_of(name: str, url: str) -> list[Row]:
    app, bare = demo_app(url), bare_writer(url)
    with served(app) as port, served(hello()) as hello_port:
        coach, stranger = Visitor(port), Visitor(hello_port)
        coach.sign_in(COACH, PASSWORD)

        def post() -> None:
            typed = {"schools": "S01", "activity_date": "2026-11-20", "minutes": "15", "shared_note": NOTE}
            coach.post("/log/quick_support", {"id": str(uuid.uuid4()), **typed}, expected=303)

        return [
            row(f"{name}: one plain POST / the same rows, bare", post, bare),
            row(
                f"{name}: a school's page / Flask's hello",
                lambda: coach.get("/schools/S01"),
                lambda: stranger.get("/"),
            ),
            row(f"{name}: home / Flask's hello", lambda: coach.get("/"), lambda: stranger.get("/")),
            row(
                f"{name}: /api/tally / Flask's hello",
                lambda: coach.get("/api/tally?school=S01"),
                lambda: stranger.get("/"),
            ),
        ]


def storm_of(name: str, url: str) -> str:
    """Eight tablets with batches of 25, in the store the rows were measured in."""
    app = create_app({"FIELDLOG_DATABASE_URL": url, "FIELDLOG_SECRET_KEY": "b" * 40})
    with served(app) as port:
        found = storm(port, COACH, PASSWORD, tablets=8, batches=30, size=25)
    return (
        f"{name}: sync, 8 tablets, batches of 25: {found.rate:.0f} entries/s, "
        f"p50 {found.p50_ms:.0f} ms, p99 {found.p99_ms:.0f} ms"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        rows, storms = rows_of("SQLite", url), [storm_of("SQLite", url)]
    url = postgresql.create_database(postgresql.start(durable=True), "bench")
    rows += rows_of("PostgreSQL", url)
    storms += [storm_of("PostgreSQL", url)]
    print(table(rows))
    print(*storms, sep="\n")


if __name__ == "__main__":
    main()
