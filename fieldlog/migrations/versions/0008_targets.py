"""what a school means to reach in a year."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "target",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("school_year BETWEEN 1990 AND 2200", name=op.f("ck_target_school_year_range")),
        sa.CheckConstraint("amount BETWEEN 1 AND 6000000", name=op.f("ck_target_amount_range")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_target_school_id")),
        sa.PrimaryKeyConstraint("school_id", "school_year", "measure", name=op.f("pk_target")),
    )


def downgrade() -> None:
    op.drop_table("target")
