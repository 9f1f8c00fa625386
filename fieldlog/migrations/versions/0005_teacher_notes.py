"""Notes to teachers, and what they answered."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "teacher_note",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.CheckConstraint("length(token_hash) = 32", name=op.f("ck_teacher_note_token_hash_length")),
        sa.CheckConstraint(
            "state IN ('copied', 'sending', 'sent', 'unsent', 'unclear')",
            name=op.f("ck_teacher_note_state_known"),
        ),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 10000", name=op.f("ck_teacher_note_text_length")),
        sa.CheckConstraint("length(answer) <= 280", name=op.f("ck_teacher_note_answer_length")),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer = '')", name=op.f("ck_teacher_note_answered_in_words")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_teacher_note_entry_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_teacher_note")),
    )
    op.create_index("ix_teacher_note_entry_id", "teacher_note", ["entry_id"])


def downgrade() -> None:
    op.drop_table("teacher_note")
