"""`flask fieldlog export-week`: a week's files into a folder; or whatever is due, made and delivered."""

from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import with_appcontext

from fieldlog import clock, delivering, handing_out
from fieldlog.carriers import folder as folders
from fieldlog.carriers.parcel import folder_of
from fieldlog.cli.readiness import refuse_unready
from fieldlog.clock import Week
from fieldlog.config import Settings
from fieldlog.extensions import snapshot
from fieldlog.ledger.weekly import editions, outbox
from fieldlog.ledger.weekly.draft import preview

Files = Iterable[tuple[str, bytes]]


@click.command("export-week")
@click.argument("week", required=False)
@click.option("--pending", is_flag=True, help="Make every week that is due, and deliver.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="The folder; made when missing."
)
@with_appcontext
def export_week(week: str | None, pending: bool, out: Path | None) -> None:
    """Write the files of WEEK, like 2026-W47; or with --pending those of every week that is due, and deliver
    whatever is due. Exits 1 when something is not delivered."""
    settings = current_app.config["FIELDLOG"]
    if pending == (week is not None):
        raise click.UsageError("Say which week, like 2026-W47, or --pending.")
    refuse_unready()
    if week is None:
        _write_pending(settings, out or settings.export_dir)
        _deliver(settings)
    else:
        _write_one(settings, _parsed(week), out)


def _parsed(week: str) -> Week:
    try:
        return Week.parse(week)
    except ValueError:
        raise click.ClickException(f"There is no week {week!r}. Write it like 2026-W47.") from None


def _write_pending(settings: Settings, folder: Path) -> None:
    weeks = 0
    for draft in handing_out.make_due(clock.now(), settings):
        weeks += 1
        target = folder / folder_of(draft.week.code, draft.number)
        _write(target, ((file.name, file.content) for file in draft.files))
        click.echo(f"Made the files of {draft.week.code} in {target}.")
    if not weeks:
        click.echo("No week is due.")


def _deliver(settings: Settings) -> None:
    for tried in delivering.deliver_due(settings):
        if not tried.said:
            click.echo(f"Delivered {tried.week} to {tried.target}.")
    with snapshot():
        missing = outbox.undelivered(settings.targets, clock.now())
    if missing:
        raise click.ClickException("\n".join(map(_sentence, missing)))


def _sentence(missing: outbox.Undelivered) -> str:
    which = f"edition {missing.edition} of {missing.week}"
    return f"Not delivered to {missing.target}: {which} ({missing.said or 'nobody tried'})."


def _write_one(settings: Settings, week: Week, out: Path | None) -> None:
    number, files = _files(week, settings.time_zone)
    target = out or settings.export_dir / folder_of(week.code, number)
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
        folders.write(folder, files)
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written: {error.strerror}.") from None
