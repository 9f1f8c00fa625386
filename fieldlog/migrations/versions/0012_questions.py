"""what schools ask about entries, and what they are answered."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint("state IN ('open', 'answered', 'closed')", name=op.f("ck_question_state_known")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_question_entry_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_question_school_id")),
        sa.PrimaryKeyConstraint("entry_id", "school_id", name=op.f("pk_question")),
    )
    op.create_index("ix_question_school_id_state", "question", ["school_id", "state"])
    op.create_index(
        "ix_question_entry_id_open",
        "question",
        ["entry_id"],
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "question_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_answer", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("mail", sa.String(10), nullable=True),
        sa.Column("mailed_to", sa.Integer(), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_question_message_number_range")),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 1000", name=op.f("ck_question_message_text_length")),
        sa.CheckConstraint(
            "mail IN ('sending', 'sent', 'unsent', 'unclear')", name=op.f("ck_question_message_mail_known")
        ),
        sa.CheckConstraint(
            "(mail IS NULL) = (mailed_to IS NULL)", name=op.f("ck_question_message_mailed_to_someone")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id", "school_id"],
            ["question.entry_id", "question.school_id"],
            name=op.f("fk_question_message_entry_id_school_id"),
        ),
        sa.ForeignKeyConstraint(["mailed_to"], ["person.id"], name=op.f("fk_question_message_mailed_to")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_question_message_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_message")),
        sa.UniqueConstraint(
            "entry_id", "school_id", "number", name=op.f("uq_question_message_entry_id_school_id_number")
        ),
    )


def downgrade() -> None:
    op.drop_table("question_message")
    op.drop_table("question")
