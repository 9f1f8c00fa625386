"""`flask fieldlog serve`: migrate, fill an empty store, say where to go, serve."""

import socket

import click
import flask_migrate
import waitress
from flask import current_app
from flask.cli import with_appcontext

from fieldlog import clock
from fieldlog.config import Settings
from fieldlog.demo.load import load
from fieldlog.demo.program import PASSWORD
from fieldlog.errors import SettingRefused
from fieldlog.extensions import StoreFailure, db, write_transaction
from fieldlog.ledger import people, program, recount
from fieldlog.ticker import Ticker

THREADS = 8
# How far ahead of its reader an answer is made, in bytes: what nobody read yet is held in memory.
MADE_AHEAD = 2 << 20


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Serve on HOST and PORT from the environment."""
    settings = current_app.config["FIELDLOG"]
    try:
        flask_migrate.upgrade()
        _open(settings)
    except StoreFailure as failure:
        raise click.ClickException(f"FieldLog cannot open its store: {_first_line(failure)}") from None
    listening = _listening(settings)
    click.echo(_welcome(settings))
    db.session.remove()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy is no WSGI app
    Ticker(app).start()
    waitress.serve(
        app,
        sockets=[listening],
        threads=THREADS,
        outbuf_high_watermark=MADE_AHEAD,
        ident=None,
        _quiet=True,
    )


def _first_line(failure: StoreFailure) -> str:
    return str(failure.orig).strip().partition("\n")[0]


def _listening(settings: Settings) -> socket.socket:
    """Held before anybody is told the address, so that nobody is sent to somebody else's server."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        raise click.ClickException(
            f"FieldLog cannot serve on {settings.host}:{settings.port} ({error.strerror}). "
            "Choose another port, for example PORT=5001 make run."
        ) from None


def _open(settings: Settings) -> None:
    if recount.is_due():
        click.echo("Counting the tally anew …")
        with write_transaction():
            recount.rebuild()
    if program.current() is None and settings.demo:
        click.echo("Loading the demo program …")
        with write_transaction():
            load(clock.today(settings.time_zone), settings.time_zone)
    if settings.is_production and program.has_demo_people():
        raise SettingRefused(
            "This store holds the demo accounts; FIELDLOG_BASE_URL is https. Use an empty store."
        )


def _welcome(settings: Settings) -> str:
    address = settings.base_url or f"http://{settings.host}:{settings.port}"
    lines = ["", f"FieldLog is ready: {address}", ""]
    if program.current() is None:
        lines += [f"Make the first admin at {address}/set-up with this code: {settings.set_up_code}"]
    accounts = people.demo_accounts()
    if accounts:
        lines += [f"Demo accounts, password {PASSWORD}:"]
        lines += [f"  {person.email:<26} {person.role_label}" for person in accounts]
    return "\n".join([*lines, ""])
