"""The mail that tells of a question or an answer, and what is said of it to whoever wrote."""

import datetime as dt
from contextlib import suppress

from flask import request, url_for

from fieldlog import clock, mail
from fieldlog.access import Actor
from fieldlog.activities.question import About, Letter, answered_letter, asked_letter
from fieldlog.errors import Busy, NotSent, PerhapsSent
from fieldlog.ledger import asking
from fieldlog.ledger.asking import Said, Taken
from fieldlog.ledger.hearers import Hearer
from fieldlog.mail import SENDING, SENT, UNCLEAR, UNSENT
from fieldlog.web.page import settings
from fieldlog.web.transaction import written
from fieldlog.web.wording import day_of

MAILED = {
    SENDING: "An e-mail to {name} is on its way.",
    SENT: "{name} was told by e-mail.",
    UNSENT: "No e-mail to {name} could be sent; it stands on the home page there.",
    UNCLEAR: "An e-mail to {name} may have been sent or not; it stands on the home page there.",
}
STANDS = "It stands on the home page of {name} now."


def tell(actor: Actor, said: Said, taken: Taken, now: dt.datetime) -> None:
    """Within no transaction: the mail server may take its time."""
    assert taken.hears
    letter = _letter(actor, said, taken, taken.hears)
    state = _handed(mail.Message(taken.hears.email, letter.subject, letter.text, now))
    # A store too busy to keep what became of it takes nothing back: it soon counts as unclear.
    with suppress(Busy):
        written(lambda: asking.settle(said.id, state))


def sentence_of(taken: Taken, mail_state: str | None) -> str:
    """What became of a message, to whoever wrote it."""
    said = ["Answered." if taken.is_answer else "Asked."]
    if taken.hears is None and taken.is_answer:
        said.append(f"{taken.meant_for} is not at {taken.school.name} any more; others there can read it.")
    elif taken.hears is None or taken.hears.stands_in:
        said.append(f"{taken.meant_for} has left the program.")
    if taken.hears:
        said.append((MAILED[mail_state] if mail_state else STANDS).format(name=taken.hears.name))
    elif not taken.is_answer:
        said.append("The program team is asked instead.")
    return " ".join(said)


def _letter(actor: Actor, said: Said, taken: Taken, hears: Hearer) -> Letter:
    base = settings().base_url or request.url_root.rstrip("/")
    # A correction may have taken the entry from their school since.
    place = (
        url_for("entries.show", entry_id=said.entry_id, _anchor="questions")
        if hears.reads_entry
        else url_for("questions.index")
    )
    day = day_of(taken.day, clock.today(settings().time_zone))
    about = About(taken.kind.label, day, taken.school.name)
    who = f"{actor.name} ({actor.role_label})"
    return (answered_letter if taken.is_answer else asked_letter)(about, who, base + place)


def _handed(message: mail.Message) -> str:
    try:
        mail.send(message, settings().smtp_url)
    except PerhapsSent:
        return UNCLEAR
    except NotSent:
        return UNSENT
    return SENT
