"""the weekly files as they were handed out."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "week_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_week_edition_number_range")),
        sa.CheckConstraint("length(reason) <= 300", name=op.f("ck_week_edition_reason_length")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_week_edition_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_week_edition")),
        sa.UniqueConstraint("week", "number", name=op.f("uq_week_edition_week_number")),
    )
    op.create_table(
        "week_file",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["week_edition.id"], name=op.f("fk_week_file_edition_id")),
        sa.PrimaryKeyConstraint("edition_id", "name", name=op.f("pk_week_file")),
    )
    op.create_table(
        "week_entry",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=True),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["week_edition.id"], name=op.f("fk_week_entry_edition_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_week_entry_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "revision", name=op.f("pk_week_entry")),
    )
    op.create_index("ix_week_entry_edition_id", "week_entry", ["edition_id"])
    op.create_table(
        "lease",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("holder", sa.String(32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )


def downgrade() -> None:
    for table in ("lease", "week_entry", "week_file", "week_edition"):
        op.drop_table(table)
