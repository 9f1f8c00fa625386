"""what a school's numbers came to before FieldLog."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "past_total",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("school_year BETWEEN 1990 AND 2200", name=op.f("ck_past_total_school_year_range")),
        sa.CheckConstraint("amount BETWEEN 0 AND 1000000000", name=op.f("ck_past_total_amount_range")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_past_total_school_id")),
        sa.PrimaryKeyConstraint("school_id", "school_year", "measure", name=op.f("pk_past_total")),
    )
    op.create_index(op.f("ix_past_total_school_year"), "past_total", ["school_year"])


def downgrade() -> None:
    op.drop_table("past_total")
