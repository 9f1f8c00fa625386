"""private readings of an entry, found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    told = sa.text("what = 'read_private'")
    op.create_index(
        "ix_audit_entry_id_read_private", "audit", ["entry_id"], sqlite_where=told, postgresql_where=told
    )


def downgrade() -> None:
    op.drop_index("ix_audit_entry_id_read_private", "audit")
