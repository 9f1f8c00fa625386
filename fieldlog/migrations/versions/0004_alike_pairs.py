"""pairs of entries that look like one event logged twice."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    waiting = sa.text("decided IS NULL")
    op.create_table(
        "alike_pair",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("decided", sa.String(10), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("stands_id", sa.Uuid(), nullable=True),
        sa.Column("merged_revision", sa.Integer(), nullable=True),
        sa.Column("brought", JSON, nullable=True),
        sa.CheckConstraint("entry_id < other_id", name=op.f("ck_alike_pair_in_order")),
        sa.CheckConstraint("decided IN ('same', 'different')", name=op.f("ck_alike_pair_decided_known")),
        sa.CheckConstraint(
            "decided IS NULL OR decided_by IS NOT NULL", name=op.f("ck_alike_pair_decided_by_someone")
        ),
        sa.CheckConstraint(
            "decided <> 'same' OR stands_id IS NOT NULL", name=op.f("ck_alike_pair_same_has_one_that_stands")
        ),
        sa.CheckConstraint(
            "stands_id IN (entry_id, other_id)", name=op.f("ck_alike_pair_stands_one_of_both")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_alike_pair_decided_by")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_alike_pair_entry_id")),
        sa.ForeignKeyConstraint(["other_id"], ["entry.id"], name=op.f("fk_alike_pair_other_id")),
        sa.ForeignKeyConstraint(["stands_id"], ["entry.id"], name=op.f("fk_alike_pair_stands_id")),
        sa.PrimaryKeyConstraint("entry_id", "other_id", name=op.f("pk_alike_pair")),
    )
    op.create_index("ix_alike_pair_other_id", "alike_pair", ["other_id"])
    op.create_index(
        "ix_alike_pair_entry_id_waiting",
        "alike_pair",
        ["entry_id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def downgrade() -> None:
    op.drop_table("alike_pair")
