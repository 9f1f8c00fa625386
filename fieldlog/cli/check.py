"""`flask fieldlog check`: everything that must hold."""

import click
from flask.cli import with_appcontext

from fieldlog.cli.recount import sentence, thread_sentence
from fieldlog.ledger import audit, editions, recount, reweave, store
from fieldlog.vendored import altered_files


@click.command("check")
@with_appcontext
def check() -> None:
    """Prove schema, trail, tally, editions and vendored files; exit 1 when one does not hold."""
    problems = [f"Schema: {problem}." for problem in [store.problem()] if problem]
    problems += [f"Vendored: {name} is not the file that was vendored." for name in altered_files()]
    if not problems and (broken := audit.first_broken()):
        problems += [f"Trail: row {broken} does not follow from the one before."]
    if not problems:
        problems += [sentence(difference) for difference in recount.differences()]
        problems += [thread_sentence(entry_id) for entry_id in reweave.differences()]
        if altered := editions.first_altered():
            problems += [f"Editions: {altered[1]} of {altered[0].code} is not what was published."]
    for problem in problems:
        click.echo(problem)
    if problems:
        raise SystemExit(1)
    click.echo("Everything holds: schema, trail, tally, editions, vendored files.")
