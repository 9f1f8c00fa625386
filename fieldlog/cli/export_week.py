"""`flask fieldlog export-week`: a week's files into a folder."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from fieldlog.access import ADMIN, Actor
from fieldlog.clock import Week
from fieldlog.ledger import export

PROGRAM = Actor(id=0, name="the program", role=ADMIN)


@click.command("export-week")
@click.argument("week")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="The folder; made when missing."
)
@with_appcontext
def export_week(week: str, out: Path | None) -> None:
    """Write the files of WEEK, like 2026-W47."""
    settings = current_app.config["FIELDLOG"]
    try:
        asked = Week.parse(week)
    except ValueError:
        raise click.ClickException(f"There is no week {week!r}. Write it like 2026-W47.") from None
    target = (out or settings.export_dir / asked.code) / "entries.csv"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        lines = _write(target, export.csv_lines(PROGRAM, export.of_week(asked), settings.time_zone))
    except OSError as error:
        raise click.ClickException(f"{target} cannot be written: {error.strerror}.") from None
    click.echo(f"{lines - 1} entries of {asked.code} written to {target}.")


def _write(target: Path, lines: Iterator[str]) -> int:
    """Whole or not at all: a reader of the folder never meets half a file."""
    count = 0
    with tempfile.NamedTemporaryFile(
        "w", newline="", encoding="utf-8", dir=target.parent, delete=False
    ) as made:
        try:
            for line in lines:
                made.write(line)
                count += 1
            made.flush()
            os.fsync(made.fileno())
            os.chmod(made.name, 0o640)
            os.replace(made.name, target)
        except BaseException:
            os.unlink(made.name)
            raise
    return count
