"""What becomes of one operation: create, update or withdraw, as `sync/1` rules it."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import select

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.activities.kind import Content, Kind
from fieldlog.clock import SchoolYear, moment_of
from fieldlog.extensions import db
from fieldlog.ledger import desk, own_lists, program, unshared
from fieldlog.ledger.answers import Answer
from fieldlog.ledger.contents import content_of
from fieldlog.ledger.merge import merged
from fieldlog.ledger.named import co_coaches_of, schools_of
from fieldlog.ledger.wire import CREATE, UPDATE, Operation, Sent
from fieldlog.ledger.wire_fields import WireForms, as_wire
from fieldlog.ledger.writer import Version, Writer
from fieldlog.models import Entry
from fieldlog.models.entry import WITHDRAWN

HEALING = dt.timedelta(days=7)
LONGEST_REASON = 500
YEAR_IS_OVER = "This entry is of a school year that is over. Your program's admin can correct it."
SAY_WHY = "Please say why: this entry is someone else's."


class Taking:
    """One batch of one person; creates wait until something else needs to see them, or the end."""

    def __init__(self, actor: Actor, now: dt.datetime, today: dt.date):
        self._actor = actor
        self._now = now
        self._today = today
        self._kinds = own_lists.kinds()
        self._forms = WireForms(desk.around_everywhere(actor, today))
        self._writer = Writer(actor, now)
        self._waiting: dict[uuid.UUID, tuple[Version, dt.datetime, Answer]] = {}

    def take(self, sent: Sent) -> Answer:
        operation = sent.parsed
        if operation is None:
            return Answer.held("invalid", {"": ["Something in here has the wrong form. Its text is safe."]})
        if operation.type == CREATE:
            return self._create(sent, operation)
        self._write_waiting()
        return self._update(sent, operation) if operation.type == UPDATE else self._withdraw(sent, operation)

    def close(self) -> None:
        self._write_waiting()
        self._writer.close()

    def _create(self, sent: Sent, operation: Operation) -> Answer:
        kind = self._kinds.get(operation.kind)
        if kind is None or operation.form > kind.form_version:
            return Answer.held("unknown_form")
        if operation.schools and not access.may_log_for(self._actor, operation.schools):
            return Answer.refused("not_your_school")
        said = {
            **operation.fields,
            "schools": operation.schools,
            "activity_date": operation.activity_date,
        }
        content, errors = self._forms.content(kind, said)
        if content is None:
            return Answer.held("invalid", errors)
        if operation.entry in self._waiting:
            self._write_waiting()
        version = Version(operation.entry, operation.op, sent.digest, content)
        answer = Answer.applied(1, operation.op)
        self._waiting[operation.entry] = (version, moment_of(operation.saved_ms, self._now), answer)
        return answer

    def _write_waiting(self) -> None:
        """The store decides which of the waiting creates are first under their ids."""
        waiting, self._waiting = self._waiting, {}
        made = self._writer.create([(version, written_at) for version, written_at, _ in waiting.values()])
        for entry_id, (_, _, answer) in waiting.items():
            if entry_id not in made:
                answer.become(Answer.refused("id_reused"))

    def _update(self, sent: Sent, operation: Operation) -> Answer:
        entry, refusal = self._found(operation)
        if entry is None:
            return refusal
        if entry.status == WITHDRAWN:
            return Answer.held("withdrawn_meanwhile")
        kind, before = self._kinds[entry.kind], self._content(entry)
        if operation.form > kind.form_version:
            return Answer.held("unknown_form")
        if unshared.from_actor(self._actor, entry.coach_id, before) & operation.fields.keys():
            return Answer.refused("not_author")
        values, lost = merged(as_wire(before), operation.fields, operation.was)
        if not access.may_write_for(self._actor, _new_schools(values, before)):
            return Answer.refused("not_your_school")
        return self._write(sent, operation, entry, kind, before, values, lost)

    def _write(
        self,
        sent: Sent,
        operation: Operation,
        entry: Entry,
        kind: Kind,
        before: Content,
        values: dict[str, Any],
        lost: dict[str, Any],
    ) -> Answer:
        content, errors = self._forms.content(kind, values)
        if content is None:
            return Answer.held("invalid", errors)
        revision, moved = entry.revision + 1, operation.head not in (None, entry.head)
        reason = operation.reason[:LONGEST_REASON]
        version = Version(entry.id, operation.op, sent.digest, content, revision, reason, lost)
        self._writer.amend(version, before)
        if not lost and not moved:
            return Answer.applied(revision, operation.op)
        standing = self._shown(entry, content)
        conflicts = [{"field": name, "now": standing.get(name), "yours": "kept"} for name in lost]
        return Answer.merged(revision, operation.op, standing, conflicts)

    def _withdraw(self, sent: Sent, operation: Operation) -> Answer:
        entry, refusal = self._found(operation)
        if entry is None:
            return refusal
        if entry.status == WITHDRAWN:
            return Answer.applied(entry.revision, entry.head)
        before = self._content(entry)
        if operation.head != entry.head:
            return Answer.conflict("changed_since", entry.revision, self._shown(entry, before))
        revision, reason = entry.revision + 1, operation.reason[:LONGEST_REASON]
        self._writer.withdraw(Version(entry.id, operation.op, sent.digest, before, revision, reason))
        return Answer.applied(revision, operation.op)

    def _found(self, operation: Operation) -> tuple[Entry | None, Answer]:
        """The entry, locked, if it is this person's to correct; else why not. A foreign one is as unknown."""
        query = select(Entry).where(Entry.id == operation.entry).with_for_update(key_share=True)
        entry = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
        if entry is None:
            return None, self._unknown()
        if self._may_correct(entry, operation, is_over=False):
            return self._in_time(entry, operation)
        named = schools_of([entry.id])[entry.id]
        may_read = access.may_read_entry(self._actor, entry.coach_id, named)
        return None, Answer.refused("not_author") if may_read else self._unknown()

    def _may_correct(self, entry: Entry, operation: Operation, *, is_over: bool) -> bool:
        return access.may_correct(self._actor, entry.coach_id, is_over=is_over)

    def _in_time(self, entry: Entry, operation: Operation) -> tuple[Entry | None, Answer]:
        """A correction that came late was in time when it was saved."""
        saved = min(moment_of(operation.saved_ms, self._now), self._now).date()
        is_over = SchoolYear.of(entry.activity_date) < min(SchoolYear.of(self._today), SchoolYear.of(saved))
        if not self._may_correct(entry, operation, is_over=is_over):
            return None, Answer.held("invalid", {"activity_date": [YEAR_IS_OVER]})
        if access.must_say_why(self._actor, entry.coach_id) and not operation.reason.strip():
            return None, Answer.held("invalid", {"reason": [SAY_WHY]})
        return entry, Answer.refused("unreadable")

    def _shown(self, entry: Entry, content: Content) -> dict[str, Any]:
        return unshared.without(self._actor, entry.coach_id, content, as_wire(content))

    def _unknown(self) -> Answer:
        """After a restore the entry may still come back from the tablet that has it."""
        opened = program.current()
        restored = opened.restored_at if opened else None
        if restored and self._now - restored < HEALING:
            return Answer.retry("unknown_entry")
        return Answer.held("unknown_entry")

    def _content(self, entry: Entry) -> Content:
        return content_of(entry, schools_of([entry.id])[entry.id], co_coaches_of([entry.id])[entry.id])


def _new_schools(values: dict[str, Any], before: Content) -> set[int]:
    """The schools an update adds; those it leaves need no right any more."""
    wanted = values.get("schools")
    named = {school for school in wanted if isinstance(school, int)} if isinstance(wanted, list) else set()
    return named - set(before.school_ids)
