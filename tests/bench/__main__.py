"""Runs the benchmarks and prints each beside its limit: `make bench`, or a part: `make bench ARGS=tablet`."""

import datetime as dt
import sys
import tempfile
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import flask_migrate
from flask import Flask

from fieldlog import create_app
from fieldlog.demo.load import load
from fieldlog.demo.program import PASSWORD
from fieldlog.extensions import write_transaction
from tests import postgresql
from tests.bench import export, size, sync, tablet
from tests.bench.full import fill
from tests.bench.limits import NOTE, bare_writer, hello
from tests.bench.measure import Row, row, table
from tests.bench.served import Visitor, served

ZONE = ZoneInfo("America/Los_Angeles")
TODAY = dt.date(2026, 11, 24)
COACH, AUTHOR, ADMIN = "coach@demo.example", "coach2@demo.example", "admin@demo.example"
SIZES = (size.FEW, size.MANY)
READ = {"a school's page": "/schools/S01", "home": "/", "/api/tally": "/api/tally?school=S01"}


def demo_app(url: str, **which: int) -> Flask:
    app = create_app({"FIELDLOG_DATABASE_URL": url, "FIELDLOG_SECRET_KEY": "b" * 40})
    with app.app_context():
        flask_migrate.upgrade()
        with write_transaction():
            load(TODAY, ZONE, **which)
    return app


def pages(name: str, app: Flask, url: str) -> str:
    """The plain form and the pages, one coach at a time."""
    rows, bare = list[Row](), bare_writer(url)
    with served(app) as port, served(hello()) as hello_port:
        coach, stranger = Visitor(port), Visitor(hello_port)
        coach.sign_in(COACH, PASSWORD)

        def post() -> None:
            typed = {"schools": "S01", "activity_date": "2026-11-20", "minutes": "15", "shared_note": NOTE}
            coach.post("/log/quick_support", {"id": str(uuid.uuid4()), **typed}, expected=303)

        rows.append(row(f"{name}: one plain POST / the same rows, bare", post, bare))
        for what, address in READ.items():
            ours, limit = partial(coach.get, address), partial(stranger.get, "/")
            rows.append(row(f"{name}: {what} / Flask's hello", ours, limit))
    return table(rows)


def on_both_stores(part: Callable[[str, Flask, str], str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        print(part("SQLite", demo_app(url), url), flush=True)
    url = postgresql.create_database(postgresql.start(durable=True), "bench")
    print(part("PostgreSQL", demo_app(url), url), flush=True)


def at_both_sizes() -> None:
    with tempfile.TemporaryDirectory() as folder:
        urls = [f"sqlite:///{Path(folder) / f'{entries}.sqlite3'}" for entries in SIZES]
        print(size.rows_of("SQLite", *map(full_app, urls, SIZES), COACH), flush=True)
    server = postgresql.start(durable=True)
    urls = [postgresql.create_database(server, f"bench{entries}") for entries in SIZES]
    print(size.rows_of("PostgreSQL", *map(full_app, urls, SIZES), COACH), flush=True)


def of_a_million() -> None:
    with tempfile.TemporaryDirectory() as folder:
        _exported("SQLite", f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
    _exported("PostgreSQL", postgresql.create_database(postgresql.start(durable=True), "bench"))


def _exported(name: str, url: str) -> None:
    app = demo_app(url)
    print(export.a_year(name, url, ADMIN, TODAY.year - 2), flush=True)
    with app.app_context():
        fill(size.MANY, TODAY, AUTHOR)
    print(export.rows_of(name, app, url, ADMIN, size.MANY), flush=True)


def full_app(url: str, entries: int) -> Flask:
    """The demo's last two years, and so many more entries that there are so many in all."""
    app = demo_app(url, first_year=TODAY.year - 1)
    with app.app_context():
        fill(entries, TODAY, AUTHOR)
    return app


def on_a_tablet() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = demo_app(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        print(tablet.table(tablet.waits(app, COACH, PASSWORD)), flush=True)


PARTS = {
    "pages": lambda: on_both_stores(pages),
    "sync": lambda: on_both_stores(lambda name, app, url: sync.rows_of(name, app, url, COACH, PASSWORD)),
    "tablet": on_a_tablet,
    "size": at_both_sizes,
    "export": of_a_million,
}


def main(asked: list[str]) -> None:
    for name in asked or PARTS:
        if name not in PARTS:
            sys.exit(f"There is no part '{name}'; there is {', '.join(PARTS)}.")
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
