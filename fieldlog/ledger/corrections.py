"""An entry after it was written: opened, changed, withdrawn, put back, by whoever may.

Changes and withdrawals are operations like those of a tablet and go through the same taking. `sync/1` has
no word for putting back: only the server's own page does it.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import select

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.activities.envelope import Surroundings
from fieldlog.activities.fields import Line
from fieldlog.activities.form import Form
from fieldlog.activities.kind import Content
from fieldlog.clock import SchoolYear
from fieldlog.errors import ChangedSince, Merged, NotFound, TooLate
from fieldlog.extensions import db
from fieldlog.ledger import audit, desk, merges, own_lists, people, sync, unshared, wire
from fieldlog.ledger.audit import Deed
from fieldlog.ledger.contents import content_of, from_json
from fieldlog.ledger.merge import seen
from fieldlog.ledger.named import co_coaches_of, schools_of
from fieldlog.ledger.taking import LONGEST_REASON
from fieldlog.ledger.wire import UPDATE, WITHDRAW
from fieldlog.ledger.wire_fields import as_wire
from fieldlog.ledger.writer import Version, Writer
from fieldlog.models import Entry, EntryRevision, Person
from fieldlog.models.entry import ACTIVE, WITHDRAWN

UNDO = dt.timedelta(days=30)
NOTHING = "nothing"


class Clash(NamedTuple):
    """A field that two people changed: what stands there, and what was wanted."""

    label: str
    now: list[str]
    wanted: list[str]


@dataclass(frozen=True)
class Opened:
    """An entry as this person has it open to correct it: what it said at `revision`."""

    id: uuid.UUID
    content: Content
    revision: int
    head: uuid.UUID
    is_withdrawn: bool
    needs_reason: bool
    is_at_own_schools: bool
    left_out: frozenset[str]
    around: Surroundings

    @property
    def reason(self) -> Line:
        return Line(name="reason", label="Why?", required=self.needs_reason, limit=LONGEST_REASON)

    def form(self) -> Form:
        """The form of its kind, filled with what it said; whoever corrects another's is asked why."""
        also = (self.reason,) if self.needs_reason else ()
        form = Form(own_lists.kinds()[self.content.kind], self.around, self.id, {}, also)
        form.fill(self.values(as_wire(self.content)))
        form.leave_out(self.left_out)
        return form

    def values(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """Values of the wire as a form's fields hold them: it names schools by their codes."""
        codes = {school.id: school.code for school in self.around.schools}
        return {**said, "schools": [codes[school] for school in said["schools"] if school in codes]}

    def at(self, revision: int) -> "Opened":
        """The same as it was opened then. Raises NotFound when there is no such version."""
        found = db.session.get(EntryRevision, (self.id, revision))
        if found is None:
            raise NotFound
        return replace(self, revision=revision, content=from_json(found.content))


def may_correct(actor: Actor, entry: Entry, today: dt.date) -> bool:
    is_over = SchoolYear.of(entry.activity_date) < SchoolYear.of(today)
    return access.may_correct(actor, entry.coach_id, is_over=is_over)


def opened(actor: Actor, entry_id: uuid.UUID, today: dt.date) -> Opened:
    """Raises NotFound for an unknown entry and for one that is not this person's to correct."""
    entry = db.session.get(Entry, entry_id, populate_existing=True)
    if entry is None or not may_correct(actor, entry, today):
        raise NotFound
    content = _content(entry)
    author = people.actor_of(db.session.get_one(Person, entry.coach_id))
    return Opened(
        entry.id,
        content,
        entry.revision,
        entry.head,
        entry.status == WITHDRAWN,
        access.must_say_why(actor, entry.coach_id),
        access.may_log_for(actor, content.school_ids),
        frozenset(unshared.from_actor(actor, entry.coach_id, content)),
        desk.around_entry(author, content, today, anywhere=access.sees_every_school(actor)),
    )


def basis(was: Opened) -> dict[str, Any] | None:
    """The entry as its author's tablet keeps it, so that a change can be kept there and sent over it.

    None for whoever corrects another's, and where it names a school that is not the author's any more.
    """
    if was.needs_reason or not was.is_at_own_schools:
        return None
    said = {"kind": was.content.kind, **as_wire(was.content)}
    return {"said": said, "rev": was.revision, "head": str(was.head)}


def change(
    actor: Actor,
    was: Opened,
    form: Form,
    content: Content,
    op: uuid.UUID,
    *,
    reason: str,
    now: dt.datetime,
    today: dt.date,
) -> dict[str, Any]:
    """The result of this change, as `sync/1` words it; `{"st": "nothing"}` when it changes nothing."""
    before, after = as_wire(was.content), as_wire(content)
    names = [name for name in form.asked if name in after | before and after.get(name) != before.get(name)]
    if not names:
        return {"st": NOTHING}
    said = {
        "type": UPDATE,
        "form": content.form_version,
        "fields": {name: after.get(name) for name in names},
        "was": {name: seen(before.get(name)) for name in names},
    }
    return _taken(actor, was, op, said | {"reason": reason}, now, today)


def both(
    was: Opened, form: Form, content: Content, result: Mapping[str, Any]
) -> tuple[Opened, Form, list[Clash]]:
    """What met somebody else's change: the entry as it stands, the form over it, and both texts by field.

    The form holds what was wanted for each field, and for the others what stands there now.
    """
    standing = was.at(result["rev"] - 1)
    names = [clash["field"] for clash in result["conflicts"]]
    again = standing.form()
    again.fill(standing.values(result["fields"]))
    again.keep(form, [*names, "reason"])
    now, wanted = standing.values(as_wire(standing.content)), was.values(as_wire(content))
    clashes = [
        Clash(form[name].label, form.say(name, now.get(name)), form.say(name, wanted.get(name)))
        for name in names
    ]
    return standing, again, clashes


def withdraw(
    actor: Actor,
    was: Opened,
    op: uuid.UUID,
    *,
    head: uuid.UUID,
    reason: str,
    now: dt.datetime,
    today: dt.date,
) -> dict[str, Any]:
    """The result of this withdrawal, as `sync/1` words it."""
    return _taken(actor, was, op, {"type": WITHDRAW, "head": str(head), "reason": reason}, now, today)


def put_back(actor: Actor, entry_id: uuid.UUID, *, head: uuid.UUID | None, now: dt.datetime) -> None:
    """Undo the withdrawal that made this head; harmless when the entry stands again.

    Raises NotFound, ChangedSince when it was withdrawn anew, TooLate after 30 days, Merged where another
    entry stands for the same event.
    """
    query = select(Entry).where(Entry.id == entry_id).with_for_update(key_share=True)
    entry = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    withdrawal = withdrawal_of(entry) if entry else None
    if entry is None or withdrawal is None or not _may_put_back(actor, entry, withdrawal):
        raise NotFound
    if entry.status == ACTIVE:
        return
    if merges.is_merged_away(entry):
        raise Merged
    if entry.head != head:
        raise ChangedSince
    if now >= withdrawal.at + UNDO:
        raise TooLate
    content, revision = _content(entry), entry.revision + 1
    writer = Writer(actor, now)
    digest = wire.digest_of(["put_back", str(head)])
    writer.put_back(Version(entry.id, uuid.uuid4(), digest, content, revision))
    writer.close()


def withdrawal_of(entry: Entry) -> EntryRevision | None:
    """The last time it was withdrawn."""
    query = select(EntryRevision).where(EntryRevision.entry_id == entry.id, EntryRevision.status == WITHDRAWN)
    return db.session.scalars(query.order_by(EntryRevision.revision.desc()).limit(1)).one_or_none()


def may_put_back(actor: Actor, entry: Entry, now: dt.datetime) -> bool:
    withdrawal = withdrawal_of(entry) if entry.status == WITHDRAWN else None
    if withdrawal is None or merges.is_merged_away(entry):
        return False
    return now < withdrawal.at + UNDO and _may_put_back(actor, entry, withdrawal)


def read_private_note(actor: Actor, entry_id: uuid.UUID, now: dt.datetime) -> None:
    """Record that somebody else's private note is opened. Raises NotFound where there is none to open."""
    entry = db.session.get(Entry, entry_id)
    if entry is None or not entry.private_note or access.may_read_unshared(actor, entry.coach_id):
        raise NotFound
    digest = wire.digest_of([audit.READ_PRIVATE, str(entry.id), entry.revision])
    audit.append([Deed(actor.id, audit.READ_PRIVATE, entry.id, digest)], now)


def _may_put_back(actor: Actor, entry: Entry, withdrawal: EntryRevision) -> bool:
    return access.may_put_back(actor, entry.coach_id, withdrawal.person_id)


def _taken(
    actor: Actor, was: Opened, op: uuid.UUID, said: Mapping[str, Any], now: dt.datetime, today: dt.date
) -> dict[str, Any]:
    # Without a time of its own: the same form posted twice is the very same operation.
    sent = wire.sent({"op": str(op), "entry": str(was.id), **said})
    (result,) = sync.take(actor, [sent], device="", now=now, today=today)
    return result


def _content(entry: Entry) -> Content:
    return content_of(entry, schools_of([entry.id])[entry.id], co_coaches_of([entry.id])[entry.id])
