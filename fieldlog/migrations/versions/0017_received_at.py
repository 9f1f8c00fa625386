"""what was received lately is found without reading the rest."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_entry_received_at_id", "entry", ["received_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_entry_received_at_id", "entry")
