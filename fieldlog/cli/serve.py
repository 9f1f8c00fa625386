"""`flask fieldlog serve`: migrate, fill an empty store, say where to go, serve."""

from typing import Any

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
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import people, program

THREADS = 8


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Serve on HOST and PORT from the environment."""
    settings = current_app.config["FIELDLOG"]
    flask_migrate.upgrade()
    _open(settings)
    server = _server(settings)
    click.echo(_welcome(settings))
    db.session.remove()
    server.run()


def _server(settings: Settings) -> Any:
    """A server that listens already: nobody is sent to an address that somebody else holds."""
    try:
        return waitress.create_server(
            current_app._get_current_object(),  # type: ignore[attr-defined]  # the proxy is no WSGI app
            host=settings.host,
            port=settings.port,
            threads=THREADS,
            ident="FieldLog",
        )
    except OSError as error:
        raise click.ClickException(
            f"FieldLog cannot serve on {settings.host}:{settings.port} ({error.strerror}). "
            "Choose another port, for example PORT=5001 make run."
        ) from None


def _open(settings: Settings) -> None:
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
