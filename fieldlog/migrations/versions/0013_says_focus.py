"""at which schools an entry says a focus, so that the newest is found without reading the others."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "entry_school", sa.Column("says_focus", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(
        "UPDATE entry_school SET says_focus = true"
        " WHERE entry_id IN (SELECT id FROM entry WHERE CAST(focus AS VARCHAR(10)) != '[]')"
    )
    op.create_index(
        "ix_entry_school_school_id_activity_date_focus",
        "entry_school",
        ["school_id", "activity_date"],
        sqlite_where=sa.text("says_focus = 1"),
        postgresql_where=sa.text("says_focus"),
    )


def downgrade() -> None:
    op.drop_index("ix_entry_school_school_id_activity_date_focus", "entry_school")
    op.drop_column("entry_school", "says_focus")
