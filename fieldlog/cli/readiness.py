"""What a command that writes says, in place of trying, of a store that cannot take it."""

import click

from fieldlog.ledger import store


def refuse_unready() -> None:
    """Raises ClickException with one sentence."""
    if problem := store.problem():
        raise click.ClickException(
            f"Nothing was written: {problem}. Starting FieldLog once makes a new store ready."
        )
