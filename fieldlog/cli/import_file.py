"""`flask fieldlog import`: schools, people, entries and totals of before, all of a file or nothing."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from fieldlog import clock
from fieldlog.cli.add_user import link_sentence
from fieldlog.cli.readiness import refuse_unready
from fieldlog.clock import SchoolYear
from fieldlog.config import Settings
from fieldlog.errors import Busy
from fieldlog.extensions import StoreFailure, snapshot, write_transaction
from fieldlog.importing import entry_rows, people, school_rows, totals
from fieldlog.importing.entries import Entries
from fieldlog.importing.file import read
from fieldlog.importing.outcome import Outcome
from fieldlog.importing.people import People
from fieldlog.importing.schools import Schools
from fieldlog.importing.sheet import NotReadable, Row, Sheet, Wanted, title_sentence
from fieldlog.importing.table import Table
from fieldlog.importing.totals import Totals
from fieldlog.ledger.past_entries import Overtaken

MOST_SHOWN = 100
MEANWHILE = "Somebody else wrote the same meanwhile, so nothing was written. Try again."


# What -> the columns it reads, and what is made of a sheet that has them.
_KINDS: dict[str, tuple[Callable[[], Wanted], Callable[[Sheet, Settings], Table]]] = {
    "schools": (lambda: school_rows.WANTED, lambda sheet, settings: Schools(_this_year(settings), sheet)),
    "people": (lambda: people.WANTED, lambda sheet, _settings: People(sheet)),
    "totals": (lambda: totals.WANTED, lambda sheet, settings: Totals(_this_year(settings), sheet)),
    "entries": (entry_rows.wanted, lambda sheet, settings: Entries(settings.time_zone, clock.now(), sheet)),
}


@click.command("import")
@click.argument("what", type=click.Choice(tuple(_KINDS)))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be made or changed, and write nothing.")
@click.option("--links", is_flag=True, help="Of people: print a one-time sign-in link for each new one.")
@with_appcontext
def import_file(what: str, file: Path, dry_run: bool, links: bool) -> None:
    """Read schools, people, entries or totals from FILE, a CSV or XLSX; exit 1 when any of it is wrong."""
    refuse_unready()
    try:
        work = _read(what, file)
        said = [] if dry_run else _write(work, links)
    except NotReadable as problem:
        raise click.ClickException(f"{file}: {problem}") from None
    except Overtaken:
        raise click.ClickException(MEANWHILE) from None
    except (Busy, StoreFailure):
        raise click.ClickException("Nothing was written: the store is busy, full or out of reach.") from None
    _tell(work.outcome, work.sheet.title, dry_run)
    for sentence in said:
        click.echo(sentence)


def _read(what: str, file: Path) -> Table:
    """All of the file, checked; nobody who writes has to wait for that."""
    wanted, make = _KINDS[what]
    with snapshot():
        sheet = read(file, wanted(), what)
        work = make(sheet, current_app.config["FIELDLOG"])
        with _bar("Reading", sheet.rows) as rows:
            for row in rows:
                work.take(row)
        work.finish()
    if work.outcome.problems:
        _refuse(work.outcome, sheet)
    return work


def _write(work: Table, links: bool) -> list[str]:
    """In one transaction. Returns what is to be said of each link, where links are wanted."""
    many = len(work.outcome.new) + len(work.outcome.changed)
    with write_transaction():
        with _bar("Writing", length=many) as bar:
            for step in work.write():
                bar.update(step)
        return [link_sentence(email) for email in work.added] if links and isinstance(work, People) else []


def _bar(label: str, items: Iterable[Row] | None = None, length: int | None = None) -> Any:
    """Only for somebody who looks: no line of it in a file."""
    return click.progressbar(
        items, length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
    )


def _refuse(outcome: Outcome, sheet: Sheet) -> None:
    """Say what is wrong and where, as the file calls its columns."""
    for row, column, sentence in sorted(outcome.problems)[:MOST_SHOWN]:
        click.echo(f"Row {row}, {sheet.heads.get(column, column)}: {sentence}")
    if (more := len(outcome.problems) - MOST_SHOWN) > 0:
        click.echo(f"… and {more} more.")
    raise click.ClickException("Nothing was written. Mend the file and import it again.")


def _tell(outcome: Outcome, title: str, dry_run: bool) -> None:
    for note in [*outcome.notes, *filter(None, [title_sentence(title)])]:
        click.echo(note)
    for word, lines in (("New", outcome.new), ("Changed", outcome.changed)):
        for line in lines[:MOST_SHOWN]:
            click.echo(f"{word}: {line}.")
        if (more := len(lines) - MOST_SHOWN) > 0:
            click.echo(f"… and {more} more.")
    counts = f"{len(outcome.new)} new, {len(outcome.changed)} changed, {outcome.same} as they were."
    click.echo(f"{counts} Nothing was written: a dry run." if dry_run else counts)


def _this_year(settings: Settings) -> SchoolYear:
    return SchoolYear.of(clock.today(settings.time_zone))
