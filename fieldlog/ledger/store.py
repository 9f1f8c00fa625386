"""The store itself: whether it answers, and whether its schema is today's."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import OperationalError

from fieldlog.config import MIGRATIONS
from fieldlog.extensions import db


def problem() -> str | None:
    """What keeps FieldLog from working with its store, in a few words; None when nothing does."""
    try:
        found = MigrationContext.configure(db.session.connection()).get_current_revision()
    except OperationalError:
        db.session.rollback()
        return "the store does not answer"
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    return None if found == newest else "the store is not migrated"
