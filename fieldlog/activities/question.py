"""What is asked of whoever asks about an entry or answers, and the mail that tells of it."""

from typing import NamedTuple

from fieldlog.activities.fields import Field
from fieldlog.activities.teacher_note import Words

LONGEST = 1000

WORDS: Field = Words(name="words", label="Your words", limit=LONGEST)


class Letter(NamedTuple):
    subject: str
    text: str


class About(NamedTuple):
    """An entry that is asked about: its kind's label, its day as it is written, the school that asks."""

    kind: str
    day: str
    school: str


def within(label: str) -> str:
    """A label as it stands within a sentence; what begins with an abbreviation stays as it is."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def asked_letter(about: About, who: str, link: str) -> Letter:
    """To whoever is asked. No words of the thread: they may name somebody, and mail is soon passed on."""
    what = f"your {within(about.kind)} of {about.day}"
    return Letter(
        f"A question about {what}",
        f"{who} asks about {what} at {about.school}.\n\n"
        f"Read it and answer here, so that both stay with the entry:\n{link}\n",
    )


def answered_letter(about: About, who: str, link: str) -> Letter:
    """To whoever asked."""
    what = f"the {within(about.kind)} of {about.day}"
    return Letter(
        f"An answer about {what}",
        f"{who} answered what you asked about {what} at {about.school}.\n\n"
        f"Read it here, and say whether that answers it:\n{link}\n",
    )
