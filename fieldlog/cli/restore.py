"""`flask fieldlog restore`: a backup into an empty store, which the tablets then heal."""

from pathlib import Path

import click
import flask_migrate
from flask.cli import with_appcontext

from fieldlog import clock
from fieldlog.errors import Busy
from fieldlog.extensions import StoreFailure, db, write_transaction
from fieldlog.ledger import audit, backup, recount, store
from fieldlog.ledger.backup import Restored


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def restore(file: Path) -> None:
    """Fill an empty store from FILE; everybody signs in again."""
    try:
        _make_tables()
        with write_transaction():
            restored = backup.restore(file, clock.now())
    except backup.NotPossible as problem:
        raise click.ClickException(str(problem)) from None
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from None
    except (Busy, StoreFailure):
        raise click.ClickException("Nothing was restored: the store is busy, full or out of reach.") from None
    _prove(restored)


def _make_tables() -> None:
    """In a store that holds nothing at all; one of an older schema is not touched."""
    found = store.revision(db.session.connection())
    db.session.rollback()
    if found is None:
        flask_migrate.upgrade()


def _prove(restored: Restored) -> None:
    wrong = [
        part for part, fails in (("tally", recount.differences()), ("trail", audit.first_broken())) if fails
    ]
    if wrong:
        click.echo(
            f"{restored.entries} entries restored, with what was wrong in the backup already: "
            f"{', '.join(wrong)}.{_about_links(restored)}"
        )
        raise click.ClickException("flask fieldlog check says more.")
    click.echo(
        f"{restored.entries} entries restored; tally and trail are right. Everybody signs in again."
        f"{_about_links(restored)}"
    )


def _about_links(restored: Restored) -> str:
    if not restored.links:
        return ""
    many = "1 link was" if restored.links == 1 else f"{restored.links} links were"
    return f" {many} taken back, public and live ones: make new ones for whoever still reads by them."
