"""What is asked of a coach who writes to a teacher, and of the teacher who answers."""

from dataclasses import dataclass
from typing import Any

from fieldlog import mail
from fieldlog.activities.fields import Field, Line, Text, Unclean

LONGEST_NOTE, LONGEST_ANSWER, MOST_LINES = 10_000, 280, 2


@dataclass(frozen=True, kw_only=True)
class Address(Line):
    """One plain e-mail address."""

    limit: int = 254

    def check(self, value: Any) -> str:
        address = super().check(value)
        if not mail.is_address(address):
            raise Unclean("One e-mail address, please, like name@school.org.")
        return address


@dataclass(frozen=True, kw_only=True)
class Words(Text):
    """A text that has to say something."""

    required: bool = True

    def check(self, value: Any) -> str:
        words: str = super().check(value)
        if not words:
            raise Unclean(self.missing)
        return words


@dataclass(frozen=True, kw_only=True)
class FewLines(Words):
    limit: int = LONGEST_ANSWER

    def check(self, value: Any) -> str:
        lines = [line.strip() for line in super().check(value).strip().split("\n")]
        if len(lines) > MOST_LINES:
            raise Unclean(f"Two lines, please; this has {len(lines)}.")
        return "\n".join(lines)


ADDRESS: Field = Address(
    name="to",
    label="The teacher’s e-mail address",
    required=True,
    hint="It goes to this address alone. Check it: a note to somebody else cannot be called back.",
)
TEXT: Field = Words(
    name="text",
    label="The note",
    limit=LONGEST_NOTE,
    hint="Composed from what you wrote of the visit. Change it as you like; nothing is sent yet.",
)
ANSWER: Field = FewLines(
    name="answer",
    label="Your answer",
    hint="Two lines, at most 280 characters. You can send one answer.",
)


def as_sent(text: str, coach: str, link: str, until: str) -> str:
    """The note with the way to answer it; `until` is the link's last day as it is written."""
    return (
        f"{text.rstrip()}\n\n---\n"
        f"You can answer in two lines until {until}, without an account. Only {coach} reads them:\n{link}\n"
    )
