"""what entries add up to day by day, and by which rules it was counted."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tally_day",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("measure", sa.String(40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("program_amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_tally_day_school_id")),
        sa.PrimaryKeyConstraint("school_id", "day", "measure", name=op.f("pk_tally_day")),
    )
    # Counted by the rules of before: the first start counts anew.
    op.add_column("program", sa.Column("counting", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    op.drop_column("program", "counting")
    op.drop_table("tally_day")
