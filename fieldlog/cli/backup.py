"""`flask fieldlog backup`: the store as it stands, in one file."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from fieldlog.ledger import backup as backing_up


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write the store to FILE, a new one, while FieldLog serves."""
    try:
        entries = backing_up.back_up(file)
    except backing_up.NotPossible as problem:
        raise click.ClickException(str(problem)) from None
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from None
    click.echo(f"{entries} entries backed up to {file}.")
