"""what a program makes of the lists and forms."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_choice",
        sa.Column("list_code", sa.String(90), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("label", sa.String(80), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(label) BETWEEN 1 AND 80", name=op.f("ck_own_choice_label_length")),
        sa.CheckConstraint("made IS NULL OR label IS NOT NULL", name=op.f("ck_own_choice_made_has_label")),
        sa.PrimaryKeyConstraint("list_code", "code", name=op.f("pk_own_choice")),
        sa.UniqueConstraint("made", name=op.f("uq_own_choice_made")),
    )
    op.create_table(
        "own_question",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("answer", sa.String(10), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("hint", sa.String(160), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(label) BETWEEN 1 AND 80", name=op.f("ck_own_question_label_length")),
        sa.CheckConstraint("length(hint) <= 160", name=op.f("ck_own_question_hint_length")),
        sa.CheckConstraint(
            "answer IN ('text', 'number', 'one', 'some', 'yes_no')", name=op.f("ck_own_question_answer_known")
        ),
        sa.PrimaryKeyConstraint("kind", "code", name=op.f("pk_own_question")),
        sa.UniqueConstraint("made", name=op.f("uq_own_question_made")),
    )
    op.add_column("program", sa.Column("lists", sa.String(16), nullable=True))


def downgrade() -> None:
    op.drop_column("program", "lists")
    op.drop_table("own_question")
    op.drop_table("own_choice")
