"""What a store hands out by its bare driver: the limits that an export is measured against."""

import csv
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Protocol

import psycopg
from sqlalchemy import URL, make_url

FLAT = "bench_flat"


class Counted:
    """A file that keeps nothing of what is written into it."""

    def __init__(self) -> None:
        self.rows = 0

    def write(self, _line: str) -> None:
        self.rows += 1


class Bare(Protocol):
    def rows(self, query: str) -> int:
        """Hand out every row of the query as CSV, to nobody; how many there were."""

    def flatten(self, file: Iterable[bytes]) -> None:
        """Keep a whole CSV file in one table, every column as text."""


class BareSqlite:
    """A cursor into `csv.writer`."""

    def __init__(self, url: URL):
        self._connection = sqlite3.connect(str(url.database), isolation_level=None)

    def rows(self, query: str) -> int:
        counted = Counted()
        csv.writer(counted).writerows(self._connection.execute(query))
        return counted.rows

    def flatten(self, file: Iterable[bytes]) -> None:
        lines = csv.reader(_lines(file))
        header = next(lines)
        self._connection.execute(f"CREATE TABLE {FLAT} ({_columns(len(header))})")
        self._connection.execute("BEGIN")
        places = ", ".join("?" * len(header))
        self._connection.executemany(f"INSERT INTO {FLAT} VALUES ({places})", lines)
        self._connection.execute("COMMIT")


class BarePostgresql:
    """`COPY … TO STDOUT`."""

    def __init__(self, url: URL):
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection = psycopg.connect(address, autocommit=True)

    def rows(self, query: str) -> int:
        with self._connection.cursor().copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as copy:
            return sum(1 for _ in copy)

    def flatten(self, file: Iterable[bytes]) -> None:
        pieces = iter(file)
        begin = next(pieces)
        columns = _columns(begin.partition(b"\r\n")[0].count(b'","') + 1)
        self._connection.execute(f"CREATE TABLE {FLAT} ({columns})")
        with self._connection.cursor().copy(f"COPY {FLAT} FROM STDIN (FORMAT csv, HEADER)") as copy:
            for piece in chain([begin], pieces):
                copy.write(piece)
        self._connection.execute(f"ANALYZE {FLAT}")


def bare(url: str) -> Bare:
    address = make_url(url)
    return BareSqlite(address) if address.drivername == "sqlite" else BarePostgresql(address)


def _columns(how_many: int) -> str:
    return ", ".join(f"c{number} TEXT" for number in range(how_many))


def _lines(file: Iterable[bytes]) -> Iterator[str]:
    """Whole lines, with what ends them; a break within a cell ends one too, which `csv.reader` knows."""
    rest = b""
    for piece in file:
        *whole, rest = (rest + piece).split(b"\n")
        yield from (f"{line.decode()}\n" for line in whole)
    if rest:
        yield rest.decode()
