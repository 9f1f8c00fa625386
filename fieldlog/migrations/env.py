"""How Alembic reaches the store: through the app, in one transaction a step."""

from alembic import context
from flask import current_app

from fieldlog.extensions import db

context.config.set_main_option("script_location", "fieldlog:migrations")


def run() -> None:
    options = current_app.extensions["migrate"].configure_args
    with db.engine.connect().execution_options(begins="BEGIN IMMEDIATE") as connection:
        context.configure(connection=connection, target_metadata=db.metadata, **options)
        with context.begin_transaction():
            context.run_migrations()


run()
