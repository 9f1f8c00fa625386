"""What was published of a year, and the links to it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "edition",
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("checksum", sa.String(64), nullable=False),
        sa.CheckConstraint("school_year BETWEEN 1990 AND 2200", name=op.f("ck_edition_school_year_range")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_edition_number_range")),
        sa.CheckConstraint("length(checksum) = 64", name=op.f("ck_edition_checksum_length")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_edition_person_id")),
        sa.PrimaryKeyConstraint("school_year", "number", name=op.f("pk_edition")),
    )
    op.create_table(
        "public_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "school_year BETWEEN 1990 AND 2200", name=op.f("ck_public_link_school_year_range")
        ),
        sa.CheckConstraint("length(token_hash) = 32", name=op.f("ck_public_link_token_hash_length")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_public_link_name_length")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_public_link_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_public_link_token_hash")),
    )


def downgrade() -> None:
    op.drop_table("public_link")
    op.drop_table("edition")
