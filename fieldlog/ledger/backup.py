"""The whole store as one SQLite file, whichever store it comes from and whichever it goes into."""

import datetime as dt
import errno
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, Table, create_engine, func, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from fieldlog.extensions import Base, db, is_busy
from fieldlog.ledger import live_links, program, public_links, store
from fieldlog.models import Entry, Program, SignIn

CHUNK = 500
SQLITE = b"SQLite format 3\x00"
# Who was signed in when the backup was made signs in again.
NOT_RESTORED = (SignIn.__table__,)


class Restored(NamedTuple):
    """How many entries a restored store holds, and how many links were taken back by the restore."""

    entries: int
    links: int


class NotPossible(Exception):
    """Why there is no backup or no restore, in one sentence."""


def back_up(target: Path) -> int:
    """Write the store as it stands at one moment to a new file; returns how many entries it holds.

    Raises NotPossible, and OSError when the file cannot be written.
    """
    if problem := store.problem():
        raise NotPossible(f"There is no backup: {problem}.")
    if program.current() is None:
        raise NotPossible("There is no backup: nobody has set up this store.")
    with _whole_or_not_at_all(target) as made:
        try:
            _copy_store(made)
        except (DBAPIError, sqlite3.Error):
            raise NotPossible(
                "There is no backup: the store could not be read, or the file written."
            ) from None
        return _read_back(made)


def restore(source: Path, now: dt.datetime) -> Restored:
    """Fill an empty store from a backup and begin a new epoch. Links for whoever has them are taken back: one
    of them may have been since the backup.

    Inside the caller's write transaction. Raises NotPossible, and OSError when the file cannot be read.
    """
    if problem := store.problem():
        raise NotPossible(f"There is no restore: {problem}.")
    into = db.session.connection()
    if not all(_is_empty(into, table) for table in _tables()):
        raise NotPossible("This store is not empty. A backup is restored into an empty one only.")
    with _opened(source) as backup:
        _fill(into, backup, source)
        entries = _entries_in(backup)
    program.begin_epoch(now)
    return Restored(entries, public_links.take_back_all(now) + live_links.take_back_all(now))


def _tables() -> list[Table]:
    """Each after those it refers to."""
    return Base.metadata.sorted_tables


def _is_empty(connection: Connection, table: Table) -> bool:
    return connection.execute(select(text("1")).select_from(table).limit(1)).first() is None


def _entries_in(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(Entry)) or 0


# --- making the file ---------------------------------------------------------


@contextmanager
def _whole_or_not_at_all(target: Path) -> Iterator[Path]:
    """A file beside the target, for its owner's eyes only, that takes the target's name at the end."""
    if target.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    with tempfile.TemporaryDirectory(prefix=".fieldlog-backup-", dir=target.parent) as folder:
        made = Path(folder) / "backup.sqlite3"
        made.touch(mode=0o600)
        yield made
        _to_disk(made)
        # Unlike a renaming, a link never takes the place of a file that came meanwhile.
        os.link(made, target)
    _to_disk(target.parent)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy_store(made: Path) -> None:
    if db.engine.dialect.name == "sqlite":
        _copy_file(made)
    else:
        _copy_rows_to_file(made)


def _copy_file(made: Path) -> None:
    with closing(db.engine.raw_connection()) as source, closing(sqlite3.connect(made)) as target:
        source.driver_connection.backup(target)  # type: ignore[union-attr]
        # One file without companions, readable where nothing may be written.
        target.execute("PRAGMA journal_mode = DELETE")


def _copy_rows_to_file(made: Path) -> None:
    engine = create_engine(f"sqlite:///{made}", poolclass=NullPool)
    with db.engine.connect() as source, engine.begin() as target:
        # Every table is read as it was when the first was.
        source.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        Base.metadata.create_all(target)
        MigrationContext.configure(target).stamp(store.steps(), "head")
        for table in _tables():
            _copy(source, target, table)


def _read_back(made: Path) -> int:
    """Read as a restore will read it, before anybody relies on it."""
    try:
        with _opened(made) as backup:
            return _entries_in(backup)
    except NotPossible:
        raise NotPossible("There is no backup: the store is damaged, and so is its copy.") from None


def _copy(source: Connection, target: Connection, table: Table) -> None:
    rows = source.execution_options(yield_per=CHUNK).execute(select(table))
    for chunk in rows.mappings().partitions():
        target.execute(table.insert(), [dict(row) for row in chunk])


# --- reading the file --------------------------------------------------------


@contextmanager
def _opened(path: Path) -> Iterator[Connection]:
    """The file, for reading only, once it is known to be a whole backup of this schema."""
    with path.open("rb") as file:
        if file.read(len(SQLITE)) != SQLITE:
            raise NotPossible(f"{path} is not a backup of FieldLog.")
    with _reading(path).connect() as connection:
        try:
            _refuse_damaged(connection, path)
            _refuse_foreign(connection, path)
        except DBAPIError:
            raise NotPossible(f"{path} is damaged.") from None
        yield connection


def _reading(path: Path) -> Engine:
    address = f"{path.resolve().as_uri()}?mode=ro"
    return create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool)


def _refuse_damaged(connection: Connection, path: Path) -> None:
    if connection.scalar(text("PRAGMA integrity_check(1)")) != "ok":
        raise NotPossible(f"{path} is damaged.")


def _refuse_foreign(connection: Connection, path: Path) -> None:
    """Anything that is no backup of FieldLog, of another schema, or of a store that nobody had set up."""
    found, newest = store.revision(connection), store.newest()
    is_ours = found is not None and inspect(connection).has_table(Program.__tablename__)
    if is_ours and found != newest:
        raise NotPossible(f"{path} is a backup of schema {found}; this FieldLog has schema {newest}.")
    if not is_ours or _is_empty(connection, Program.__table__):  # type: ignore[arg-type]
        raise NotPossible(f"{path} is not a backup of a FieldLog program.")


# --- filling a store ---------------------------------------------------------


def _fill(into: Connection, backup: Connection, source: Path) -> None:
    for table in _tables():
        if table in NOT_RESTORED:
            continue
        try:
            _copy(backup, into, table)
        except (DBAPIError, ValueError, TypeError) as error:
            if is_busy(error):
                raise
            raise NotPossible(f"The store does not take the rows of {table.name} from {source}.") from None
    if into.dialect.name == "postgresql":
        _count_on(into)


def _count_on(into: Connection) -> None:
    """PostgreSQL's counters, which rows with numbers of their own do not move, go on after the highest."""
    for table in _tables():
        column = table.autoincrement_column
        if column is not None:
            counter = func.pg_get_serial_sequence(table.name, column.name)
            following = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            into.execute(select(func.setval(counter, following, False)))
