"""`flask fieldlog check`: everything that must hold."""

import click
from flask.cli import with_appcontext

from fieldlog.cli.recount import sentence, thread_sentence
from fieldlog.ledger import audit, recount, reweave, store
from fieldlog.vendored import altered_files


@click.command("check")
@with_appcontext
def check() -> None:
    """Prove the schema, the trail, the tally and the vendored files; exit 1 when one does not hold."""
    problems = [f"Schema: {problem}." for problem in [store.problem()] if problem]
    problems += [f"Vendored: {name} is not the file that was vendored." for name in altered_files()]
    if not problems and (broken := audit.first_broken()):
        problems += [f"Trail: row {broken} does not follow from the one before."]
    if not problems:
        problems += [sentence(difference) for difference in recount.differences()]
        problems += [thread_sentence(entry_id) for entry_id in reweave.differences()]
    for problem in problems:
        click.echo(problem)
    if problems:
        raise SystemExit(1)
    click.echo("Everything holds: schema, trail, tally, vendored files.")
