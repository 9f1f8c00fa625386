"""`flask fieldlog export-week`: a week's files into a folder, or whatever weeks are due."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import with_appcontext

from fieldlog import clock, handing_out
from fieldlog.clock import Week
from fieldlog.config import Settings
from fieldlog.extensions import snapshot
from fieldlog.ledger.weekly import editions
from fieldlog.ledger.weekly.draft import preview

Files = Iterable[tuple[str, bytes]]


@click.command("export-week")
@click.argument("week", required=False)
@click.option("--pending", is_flag=True, help="Make every week that is over and has no files yet.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="The folder; made when missing."
)
@with_appcontext
def export_week(week: str | None, pending: bool, out: Path | None) -> None:
    """Write the files of WEEK, like 2026-W47, or with --pending those of every week that is due."""
    settings = current_app.config["FIELDLOG"]
    if pending == (week is not None):
        raise click.UsageError("Say which week, like 2026-W47, or --pending.")
    if week is None:
        _write_pending(settings, out or settings.export_dir)
    else:
        _write_one(settings, _parsed(week), out)


def _parsed(week: str) -> Week:
    try:
        return Week.parse(week)
    except ValueError:
        raise click.ClickException(f"There is no week {week!r}. Write it like 2026-W47.") from None


def _write_pending(settings: Settings, folder: Path) -> None:
    weeks = 0
    for draft in handing_out.make_due(clock.now(), settings.time_zone):
        weeks += 1
        target = folder / draft.week.code
        _write(target, ((file.name, file.content) for file in draft.files))
        click.echo(f"Made the files of {draft.week.code} in {target}.")
    if not weeks:
        click.echo("No week is due.")


def _write_one(settings: Settings, week: Week, out: Path | None) -> None:
    target = out or settings.export_dir / week.code
    number, files = _files(week, settings.time_zone)
    _write(target, files)
    what = f"edition {number}" if number else "not made yet: as it stands now"
    click.echo(f"The files of {week.code} ({what}) written to {target}.")


def _files(week: Week, zone: ZoneInfo) -> tuple[int, Files]:
    """The newest edition as it was kept; else what one would be made of now, which is numbered 0."""
    with snapshot():
        made = editions.of_week(week)
        if made:
            names = [file.name for file in editions.files_of(made[0].id)]
            return made[0].number, [(name, editions.content(made[0].id, name) or b"") for name in names]
        return 0, [(file.name, file.content) for file in preview(week, zone, clock.now())]


def _write(folder: Path, files: Files) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files:
            _write_whole(folder / name, content)
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written: {error.strerror}.") from None


def _write_whole(target: Path, content: bytes) -> None:
    """Whole or not at all: a reader of the folder never meets half a file."""
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as made:
        try:
            made.write(content)
            made.flush()
            os.fsync(made.fileno())
            os.chmod(made.name, 0o640)
            os.replace(made.name, target)
        except BaseException:
            os.unlink(made.name)
            raise
