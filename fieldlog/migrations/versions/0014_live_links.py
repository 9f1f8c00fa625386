"""links by which spreadsheets read entries as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "live_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("hour_from", MOMENT, nullable=True),
        sa.Column("reads", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(32), nullable=True),
        sa.Column("changed_at", MOMENT, nullable=True),
        sa.CheckConstraint("length(token_hash) = 32", name=op.f("ck_live_link_token_hash_length")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_live_link_name_length")),
        sa.CheckConstraint("reads >= 0", name=op.f("ck_live_link_reads_range")),
        sa.CheckConstraint("length(state) = 32", name=op.f("ck_live_link_state_length")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_live_link_person_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_live_link_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_live_link_token_hash")),
    )
    op.create_index("ix_live_link_person_id", "live_link", ["person_id"])


def downgrade() -> None:
    op.drop_table("live_link")
