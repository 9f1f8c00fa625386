"""`flask fieldlog demo`: an invented program into an empty store."""

import click
from flask import current_app
from flask.cli import with_appcontext

from fieldlog import clock
from fieldlog.cli.readiness import refuse_unready
from fieldlog.demo.load import FULL_YEAR, SEED, AlreadyOpened, load
from fieldlog.extensions import write_transaction


@click.command("demo")
@click.option("--seed", type=int, default=SEED, help="The same seed gives the same data.")
@click.option(
    "--program-year", type=click.IntRange(2000, 2100), default=FULL_YEAR, help="The full year's start."
)
@click.option("--scale", type=click.IntRange(1, 1000), default=1, help="Times the schools and entries.")
@with_appcontext
def demo(seed: int, program_year: int, scale: int) -> None:
    """Load the demo program, through the write path of a coach's entry."""
    refuse_unready()
    zone = current_app.config["FIELDLOG"].time_zone
    try:
        with write_transaction():
            loaded = load(clock.today(zone), zone, seed=seed, first_year=program_year, scale=scale)
    except AlreadyOpened:
        raise click.ClickException(
            "There is a program in this store. Demo data needs an empty one."
        ) from None
    click.echo(f"Demo program loaded: {loaded.schools} schools, {loaded.entries} entries.")
