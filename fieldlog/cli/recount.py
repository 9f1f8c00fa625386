"""`flask fieldlog recount`: tally and threads made anew from the entries, or only compared with them."""

import uuid

import click
from flask.cli import with_appcontext

from fieldlog.cli.readiness import refuse_unready
from fieldlog.extensions import write_transaction
from fieldlog.ledger import recount as recounting
from fieldlog.ledger import reweave
from fieldlog.ledger.recount import Difference
from fieldlog.ledger.tally import Key


@click.command("recount")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 on any difference.")
@with_appcontext
def recount(only_check: bool) -> None:
    """Make the tally anew from the entries, and what comes back from before."""
    refuse_unready()
    if only_check:
        found, unwoven = recounting.differences(), reweave.differences()
    else:
        with write_transaction():
            found, unwoven = recounting.rebuild(), reweave.rebuild()
    for said in [*map(sentence, found), *map(thread_sentence, unwoven)]:
        click.echo(said)
    if (found or unwoven) and only_check:
        raise SystemExit(1)
    click.echo(f"{len(found)} numbers mended." if found else "The tally equals the entries.")


def thread_sentence(entry_id: uuid.UUID) -> str:
    return f"Entry {entry_id}: what comes back from before is not what the entries say."


def sentence(difference: Difference) -> str:
    key, kept, counted = difference
    when = f"month {key.month}, {key.kind}" if isinstance(key, Key) else f"day {key.day}"
    return (
        f"School {key.school_id}, {when}, {key.measure}: "
        f"the tally says {kept[0]} ({kept[1]} for the program), "
        f"the entries give {counted[0]} ({counted[1]})."
    )
