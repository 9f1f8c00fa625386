"""The store itself: whether it answers, and whether its schema is today's."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, OperationalError

from fieldlog.config import MIGRATIONS
from fieldlog.extensions import db


def problem() -> str | None:
    """What keeps FieldLog from working with its store, in a few words; None when nothing does."""
    try:
        found = revision(db.session.connection())
    except OperationalError:
        db.session.rollback()
        return "the store does not answer"
    except DatabaseError:
        # Where the damage lies in the schema itself, no statement can be made.
        db.session.rollback()
        return "the store is damaged"
    return None if found == newest() else "the store is not migrated"


def revision(connection: Connection) -> str | None:
    """The step of the schema that a store is at; None when it holds nothing."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    return steps().get_current_head()


def steps() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))
