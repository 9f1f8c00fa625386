"""first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "district",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_district_name_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district")),
        sa.UniqueConstraint("name", name=op.f("uq_district_name")),
    )
    op.create_table(
        "program",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("oldest_year", sa.Integer(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("epoch", sa.String(length=16), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_program_one_row")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_program_name_length")),
        sa.CheckConstraint("oldest_year BETWEEN 1990 AND 2200", name=op.f("ck_program_oldest_year_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program")),
    )
    op.create_table(
        "school",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.CheckConstraint("length(code) BETWEEN 1 AND 20", name=op.f("ck_school_code_length")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_school_name_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school")),
        sa.UniqueConstraint("code", name=op.f("uq_school_code")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role <> 'district_lead' OR district_id IS NOT NULL", name=op.f("ck_person_lead_has_district")
        ),
        sa.CheckConstraint(
            "role IN ('coach', 'principal', 'district_lead', 'admin', 'viewer')",
            name=op.f("ck_person_role_known"),
        ),
        sa.CheckConstraint("length(email) BETWEEN 3 AND 254", name=op.f("ck_person_email_length")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_person_name_length")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_person_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email_key", name=op.f("uq_person_email_key")),
    )
    op.create_table(
        "school_profile",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("county", sa.String(length=60), nullable=False),
        sa.Column("whole_school_partner", sa.Boolean(), nullable=False),
        sa.Column("educators", sa.Integer(), nullable=False),
        sa.Column("students", sa.Integer(), nullable=False),
        sa.CheckConstraint("educators >= 0", name=op.f("ck_school_profile_educators_range")),
        sa.CheckConstraint("length(county) BETWEEN 1 AND 60", name=op.f("ck_school_profile_county_length")),
        sa.CheckConstraint(
            "school_year BETWEEN 1990 AND 2200", name=op.f("ck_school_profile_school_year_range")
        ),
        sa.CheckConstraint("students >= 0", name=op.f("ck_school_profile_students_range")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_school_profile_district_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_school_profile_school_id")),
        sa.PrimaryKeyConstraint("school_id", "school_year", name=op.f("pk_school_profile")),
    )
    op.create_index("ix_school_profile_district_id", "school_profile", ["district_id"])
    op.create_index("ix_school_profile_school_year", "school_profile", ["school_year"])

    op.create_table(
        "tally",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("program_amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("month BETWEEN 199001 AND 220112", name=op.f("ck_tally_month_range")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_tally_school_id")),
        sa.PrimaryKeyConstraint("school_id", "month", "kind", "measure", name=op.f("pk_tally")),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("activity_date", sa.Date(), nullable=False),
        sa.Column("coach_id", sa.Integer(), nullable=False),
        sa.Column("head", sa.Uuid(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("focus", JSON, nullable=False),
        sa.Column("shared_note", sa.Text(), nullable=False),
        sa.Column("private_note", sa.Text(), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('active', 'withdrawn')", name=op.f("ck_entry_status_known")),
        sa.CheckConstraint("length(private_note) <= 4000", name=op.f("ck_entry_private_note_length")),
        sa.CheckConstraint("length(shared_note) <= 4000", name=op.f("ck_entry_shared_note_length")),
        sa.CheckConstraint("length(withdrawn_reason) <= 500", name=op.f("ck_entry_withdrawn_reason_length")),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_entry_minutes_range")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_entry_revision_range")),
        sa.ForeignKeyConstraint(["coach_id"], ["person.id"], name=op.f("fk_entry_coach_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
    )
    op.create_index("ix_entry_activity_date_id", "entry", ["activity_date", "id"])
    op.create_index("ix_entry_coach_id_activity_date_id", "entry", ["coach_id", "activity_date", "id"])
    op.create_index("ix_entry_coach_id_received_at", "entry", ["coach_id", "received_at"])

    op.create_table(
        "person_school",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_school_person_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_person_school_school_id")),
        sa.PrimaryKeyConstraint("person_id", "school_id", name=op.f("pk_person_school")),
    )
    op.create_index("ix_person_school_school_id", "person_school", ["school_id"])

    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(token_hash) = 32", name=op.f("ck_sign_in_token_hash_length")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in")),
    )
    op.create_index("ix_sign_in_person_id", "sign_in", ["person_id"])

    op.create_table(
        "sign_in_link",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(token_hash) = 32", name=op.f("ck_sign_in_link_token_hash_length")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_link_person_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_link")),
    )
    op.create_index("ix_sign_in_link_person_id", "sign_in_link", ["person_id"])

    op.create_table(
        "entry_coach",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_coach_entry_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_entry_coach_person_id")),
        sa.PrimaryKeyConstraint("entry_id", "person_id", name=op.f("pk_entry_coach")),
    )
    op.create_index("ix_entry_coach_person_id", "entry_coach", ["person_id"])

    op.create_table(
        "entry_revision",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("lost", JSON, nullable=False),
        sa.CheckConstraint("status IN ('active', 'withdrawn')", name=op.f("ck_entry_revision_status_known")),
        sa.CheckConstraint("length(reason) <= 500", name=op.f("ck_entry_revision_reason_length")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_entry_revision_revision_range")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_revision_entry_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_entry_revision_person_id")),
        sa.PrimaryKeyConstraint("entry_id", "revision", name=op.f("pk_entry_revision")),
    )
    op.create_table(
        "entry_school",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("activity_date", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_school_entry_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_entry_school_school_id")),
        sa.PrimaryKeyConstraint("entry_id", "school_id", name=op.f("pk_entry_school")),
    )
    op.create_index(
        "ix_entry_school_school_id_activity_date_entry_id",
        "entry_school",
        ["school_id", "activity_date", "entry_id"],
    )
    op.create_table(
        "school_clock",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_school_clock_school_id")),
        sa.PrimaryKeyConstraint("school_id", name=op.f("pk_school_clock")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=30), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("seal", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint("length(seal) = 32", name=op.f("ck_audit_seal_length")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_audit_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_table(
        "held",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("op_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_held_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held")),
        sa.UniqueConstraint("op_id", name=op.f("uq_held_op_id")),
    )
    op.create_index("ix_held_entry_id", "held", ["entry_id"])
    op.create_index("ix_held_person_id", "held", ["person_id"])

    op.create_table(
        "operation",
        sa.Column("op_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("answer", JSON, nullable=False),
        sa.Column("saved_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_operation_digest_length")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_operation_person_id")),
        sa.PrimaryKeyConstraint("op_id", name=op.f("pk_operation")),
    )
    op.create_index("ix_operation_entry_id", "operation", ["entry_id"])

    op.create_table(
        "school_change",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_school_change_entry_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_school_change_school_id")),
        sa.PrimaryKeyConstraint("school_id", "entry_id", name=op.f("pk_school_change")),
    )
    op.create_index("ix_school_change_school_id_seq", "school_change", ["school_id", "seq"])


def downgrade() -> None:
    for table in (
        "audit", "school_change", "school_clock", "held", "operation", "entry_revision", "entry_coach",
        "entry_school", "entry", "tally", "sign_in_link", "sign_in", "person_school", "person",
        "school_profile", "school", "district", "program",
    ):  # fmt: skip
        op.drop_table(table)
