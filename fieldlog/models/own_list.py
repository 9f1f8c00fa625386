"""What a program made of the lists and forms: choices, questions of its own. None is ever deleted."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from fieldlog.extensions import Base


class OwnChoice(Base):
    """A choice of a list whose order, words or choices a program changed.

    `label` is none where the choice is called as it was declared. `made` counts what the program added,
    choices and questions together, as it came; none for a choice that every program has.
    """

    __tablename__ = "own_choice"
    __table_args__ = (
        CheckConstraint("length(label) BETWEEN 1 AND 80", name="label_length"),
        CheckConstraint("made IS NULL OR label IS NOT NULL", name="made_has_label"),
    )

    list_code: Mapped[str] = mapped_column(String(90), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    label: Mapped[str | None] = mapped_column(String(80))
    place: Mapped[int]
    is_retired: Mapped[bool]
    made: Mapped[int | None] = mapped_column(unique=True)


class OwnQuestion(Base):
    """A question that a program asks in the form of a kind; its choices are the list `<kind>.<code>`."""

    __tablename__ = "own_question"
    __table_args__ = (
        CheckConstraint("length(label) BETWEEN 1 AND 80", name="label_length"),
        CheckConstraint("length(hint) <= 160", name="hint_length"),
        CheckConstraint("answer IN ('text', 'number', 'one', 'some', 'yes_no')", name="answer_known"),
    )

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    answer: Mapped[str] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(String(80))
    hint: Mapped[str] = mapped_column(String(160))
    place: Mapped[int]
    is_retired: Mapped[bool]
    made: Mapped[int] = mapped_column(unique=True)
