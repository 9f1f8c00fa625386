"""Corners of the demo program that few see: a school with far too much of everything, a link not used yet."""

import datetime as dt
import hashlib
import uuid

from sqlalchemy import select

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.activities import MEASURES
from fieldlog.carriers.address import Around
from fieldlog.carriers.targets import carriers_of
from fieldlog.clock import SchoolYear
from fieldlog.demo.program import PASSWORD
from fieldlog.extensions import db
from fieldlog.ledger import (
    asking,
    editions,
    live_links,
    passwords,
    past_totals,
    people,
    public_links,
    record,
    sign_ins,
    teacher_notes,
)
from fieldlog.ledger.highlights import MOST_AGREEMENTS, MOST_QUOTES
from fieldlog.ledger.weekly import outbox
from fieldlog.models import (
    Delivery,
    District,
    Entry,
    EntrySchool,
    Person,
    School,
    SchoolProfile,
    WeekEdition,
    WeekFile,
)
from fieldlog.models.entry import ACTIVE
from tests.world import DAY, NOON, content

LONG_WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
LONG_NAME = f"{LONG_WORD} and Applegate Community Learning Center, Lower Grades"
LONG_NOTE = ("👩🏽‍🏫" + LONG_WORD + " kept on talking. ") * 50
LASTS = dt.timedelta(days=365)
ENTRIES_IN_A_WEEK = 200
DELIVER_TO = (
    f"folder s3://key:word@{LONG_WORD.lower()}.example:9000/weeks s3://key:word@s3.example.org/{LONG_WORD} "
    f"sftp://office:word@files.example.org/weeks?fingerprint=SHA256:{'a' * 43}"
)
STATES = ("copied", "sending", "sent", "unsent", "unclear")


def add() -> None:
    """The school S90 and its coach, whose names, notes and weeks are too long; within a write."""
    district = District(name=f"District of {LONG_WORD}")
    school = School(code="S90", name=LONG_NAME)
    db.session.add_all([district, school])
    db.session.flush()
    _declare(school, district)
    for measure in MEASURES:
        past_totals.keep((school.id, SchoolYear.of(DAY).start, measure), 999_999_999)
    coach = people.add(
        "overfull@demo.example",
        f"Bartholomew {LONG_WORD}",
        access.COACH,
        school_ids=[school.id],
        password_hash=passwords.keep(PASSWORD),
    )
    db.session.flush()
    actor = people.actor_of(coach)
    for number in range(ENTRIES_IN_A_WEEK):
        note = LONG_NOTE[:4000] if number % 50 == 0 else f"Number {number}"
        day = DAY - dt.timedelta(days=number % 5)
        said = content(
            actor, schools="S90", activity_date=day, minutes=1440, shared_note=note, teacher_or_room=LONG_WORD
        )
        record.record(actor, uuid.uuid4(), said, written_at=NOON, received_at=NOON)
    _on_its_way()
    together = content(actor, "convening", schools="S90", participants=9999, **_much_said())
    record.record(actor, uuid.uuid4(), together, written_at=NOON, received_at=NOON)


def _on_its_way() -> None:
    """A week that arrived at once and after a try in vain, that waits, that was given up, and that is for
    nobody any more."""
    edition = WeekEdition(week="2026-W39", number=1, made_at=NOON, person_id=None, reason="")
    db.session.add(edition)
    db.session.flush()
    for name, content_ in (("entries.csv", b"entry_id\r\n"), ("manifest.json", b"{}")):
        digest = hashlib.sha256(content_).hexdigest()
        db.session.add(WeekFile(edition_id=edition.id, name=name, rows=0, digest=digest, content=content_))
    names = [each.name for each in carriers_of(DELIVER_TO, Around("/nowhere", "", ""))]
    outbox.put(edition.id, [*names, f"webhook at {LONG_WORD.lower()}.example"], NOON)
    late, words = NOON + outbox.PATIENCE, f"it showed another key: {LONG_WORD}"
    for name, became in zip(names, ([""], [words, ""], [words] * 30, [words, (words, late)]), strict=True):
        for said in became:
            at = NOON if isinstance(said, str) else said[1]
            (delivery_id,) = db.session.scalars(select(Delivery.id).where(Delivery.target == name))
            outbox.settle(delivery_id, said if isinstance(said, str) else said[0], at)


def _much_said() -> dict[str, str]:
    """As many quotes and agreements as highlights show, each as long as it may be."""
    quote = {
        "text": (LONG_WORD + " kept on talking. ") * 6,
        "role": "classified",
        "speaker": LONG_WORD,
        "attribution": "named",
        "consent": "1",
    }
    said = {f"quote.q{n}.{name}": value for n in range(MOST_QUOTES[0]) for name, value in quote.items()}
    agreed = {f"shared_agreements.g{n}.text": f"{n} " + LONG_NOTE[:290] for n in range(MOST_AGREEMENTS[0])}
    return said | agreed


def places() -> dict[str, str]:
    """What stands in braces in the addresses of PAGES; within a write."""
    guest = people.add("guest@corner.example", "Guest Corner", access.VIEWER)
    db.session.flush()
    overfull = people.by_email("overfull@demo.example")
    assert overfull
    full = _one(Entry.coach_id == overfull.id, Entry.shared_note.contains(LONG_WORD))
    _asked_about(overfull, full)
    admin = people.by_email("admin@demo.example")
    assert admin
    runs = people.actor_of(admin)
    editions.publish(runs, SchoolYear.of(DAY), DAY, NOON)
    links = {"public": SchoolYear(2022), "crowded": SchoolYear.of(DAY)}
    for name, year in links.items():
        public_links.open_link(runs, year, _token(name), LONG_WORD, None, NOON)
    for maker in (runs, people.actor_of(overfull)):
        opens = next(iter(maker.school_ids), None)
        live_links.open_link(maker, opens, _token(maker.role), LONG_WORD, NOON + LASTS, NOON)
    newest, *_, oldest = _visits_of("coach@demo.example")
    _answered(oldest)
    edited, withdrawn = _changed(people.actor_of(overfull))
    return {name: _token(name) for name in links} | {
        "link": sign_ins.make_link(guest.id),
        "visit": newest,
        "asked": oldest,
        "answer": _written_to_teachers(overfull, full),
        "edited": edited,
        "withdrawn": withdrawn,
        "overfull": full,
    }


def _token(name: str) -> str:
    return name.ljust(43, "_")


def _visits_of(email: str) -> list[str]:
    """Those at S01 with words for the school."""
    coach = people.by_email(email)
    assert coach
    there = select(EntrySchool.entry_id).join(School).where(School.code == "S01")
    return _found(
        Entry.coach_id == coach.id,
        Entry.kind == "classroom_visit",
        Entry.status == ACTIVE,
        Entry.shared_note != "",
        Entry.id.in_(there),
    )


def _answered(visit: str) -> None:
    """What the school's principal asked of this visit, and what its coach said."""
    for email, words in (("principal", "How did it begin?"), ("coach", "With a talking piece.")):
        person = people.by_email(f"{email}@demo.example")
        assert person
        said = asking.Said(uuid.uuid4(), uuid.UUID(visit), "S01", words)
        asking.write(people.actor_of(person), said, NOON, by_mail=False)


def _changed(coach: Actor) -> tuple[str, str]:
    """An entry that was edited since, and one that was withdrawn."""
    edited, withdrawn = uuid.uuid4(), uuid.uuid4()
    for entry_id, note in ((edited, "Stayed a while"), (withdrawn, "Logged twice")):
        said = content(coach, "quick_support", schools="S90", shared_note=note)
        record.record(coach, entry_id, said, written_at=NOON, received_at=NOON)
    longer = content(coach, "quick_support", schools="S90", minutes=45, shared_note="Stayed longer")
    record.amend(coach, edited, longer, revision=1, at=NOON, reason="The end time was wrong")
    record.withdraw(coach, withdrawn, revision=1, at=NOON, reason="It was there already")
    return str(edited), str(withdrawn)


def _written_to_teachers(coach: Person, visit: str) -> str:
    """A note in each of its states, one of them answered; returns the token of one that is not."""
    actor, address, now = people.actor_of(coach), f"{'a' * 64}@{LONG_WORD}.example", clock.now()
    tokens = {state: (state[:1] + state[-1:]) * 21 + "_" for state in STATES}
    for state, token in tokens.items():
        note = teacher_notes.Note(uuid.UUID(visit), token, address, LONG_NOTE[:4000])
        teacher_notes.keep(actor, note, state, now)
    teacher_notes.answer(tokens["copied"], f"{LONG_WORD}\n{'👩🏽‍🏫' * 40}", now)
    return tokens["sent"]


def _asked_about(coach: Person, visit: str) -> None:
    """A thread of long words by people with long names, open again."""
    school = people.actor_of(coach).school_ids
    principal = people.add(
        "principal@corner.example", f"Wilhelmina {LONG_WORD}", access.PRINCIPAL, school_ids=school
    )
    db.session.flush()
    for actor in (principal, coach, principal):
        said = asking.Said(uuid.uuid4(), uuid.UUID(visit), "S90", LONG_NOTE[:1000])
        asking.write(people.actor_of(actor), said, NOON, by_mail=actor is coach)


def _declare(school: School, district: District) -> None:
    db.session.add(
        SchoolProfile(
            school_id=school.id,
            school_year=SchoolYear.of(DAY).start,
            district_id=district.id,
            county=LONG_WORD[:60],
            whole_school_partner=True,
            educators=40,
            students=400,
        )
    )


def _one(*conditions: object) -> str:
    return _found(*conditions)[0]


def _found(*conditions: object) -> list[str]:
    """The newest first."""
    query = select(Entry.id).where(*conditions).order_by(Entry.activity_date.desc(), Entry.id)  # type: ignore[arg-type]
    found = db.session.scalars(query).all()
    assert found, "the demo has no such entry"
    return list(map(str, found))
