"""What entries begin and later ones come back to."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "thread",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("part_id", sa.String(length=40), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("first_text", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("first_state", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("effect", sa.String(length=20), nullable=False),
        sa.Column("marked_on", sa.Date(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_thread_entry_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_thread_school_id")),
        sa.PrimaryKeyConstraint("entry_id", "part_id", "school_id", name=op.f("pk_thread")),
    )
    op.create_index("ix_thread_school_id_is_open", "thread", ["school_id", "is_open"])
    op.create_table(
        "thread_mark",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("thread_entry_id", sa.Uuid(), nullable=False),
        sa.Column("part_id", sa.String(length=40), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("effect", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_thread_mark_entry_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_thread_mark_school_id")),
        sa.PrimaryKeyConstraint(
            "entry_id", "thread_entry_id", "part_id", "school_id", name=op.f("pk_thread_mark")
        ),
    )
    op.create_index(
        "ix_thread_mark_thread_entry_id_part_id",
        "thread_mark",
        ["thread_entry_id", "part_id", "school_id"],
    )


def downgrade() -> None:
    op.drop_table("thread_mark")
    op.drop_table("thread")
