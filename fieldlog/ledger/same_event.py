"""Says of two entries that they log the same event (merged, counted once, both credited) or two different
ones, and takes a merge back.

A merge is a version of the entry that stands and the withdrawal of the other one, in one transaction.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from fieldlog.access import Actor
from fieldlog.activities.kind import Content, Kind
from fieldlog.errors import Merged, NotFound, SettledMeanwhile
from fieldlog.extensions import db
from fieldlog.ledger import audit, desk, merges, own_lists, people, wire
from fieldlog.ledger.audit import Deed
from fieldlog.ledger.contents import as_json, from_json
from fieldlog.ledger.joining import Written, brought, joined, parted
from fieldlog.ledger.likeness import PairKey
from fieldlog.ledger.writer import Version, Writer
from fieldlog.models import AlikePair, Entry, EntryRevision
from fieldlog.models.alike import DIFFERENT as DIFFERENT
from fieldlog.models.alike import SAME as SAME
from fieldlog.models.entry import ACTIVE

SEEN_OLDER = "One of these two was changed while you looked. Nothing was changed now: look at them again."
MERGED_ON = "The entry that stands was itself merged into another one since. Undo that merge first."
WORDS = {SAME: "the same event", DIFFERENT: "two different events"}


@dataclass(frozen=True)
class _Both:
    """Two entries, locked, with what they say."""

    entries: Mapping[uuid.UUID, Entry]
    written: Mapping[uuid.UUID, Written]

    def other_than(self, entry_id: uuid.UUID) -> Entry:
        return next(entry for entry in self.entries.values() if entry.id != entry_id)


def settle(
    actor: Actor,
    key: PairKey,
    decision: str,
    *,
    stands: uuid.UUID,
    heads: Mapping[uuid.UUID, uuid.UUID],
    now: dt.datetime,
    today: dt.date,
) -> None:
    """Say of two entries that wait what they are, over the versions that were looked at; harmless when said
    twice. `stands` is the one that counts if they are the same.

    Raises NotFound, SettledMeanwhile.
    """
    both, pair = _locked(actor, key, today)
    if pair is None:
        raise SettledMeanwhile
    if pair.decided:
        _refuse_other_word(pair, decision, stands)
        return
    if any(entry.head != heads.get(entry.id) for entry in both.entries.values()):
        raise SettledMeanwhile(SEEN_OLDER)
    if decision == SAME:
        _merge(actor, both, pair, stands, now, today)
    else:
        pair.decided, pair.decided_by, pair.decided_at = decision, actor.id, now
        audit.append([Deed(actor.id, DIFFERENT, entry_id, _digest(DIFFERENT, key)) for entry_id in key], now)


def undo(actor: Actor, key: PairKey, *, now: dt.datetime, today: dt.date) -> None:
    """Take a merge back, however long ago: both count again, and wait to be told what they are.

    Harmless when done twice. Raises NotFound, Merged where the standing entry was merged on.
    """
    both, pair = _locked(actor, key, today)
    if pair is None or pair.decided == DIFFERENT:
        raise NotFound
    if pair.stands_id is None:
        return
    standing, other = both.entries[pair.stands_id], both.other_than(pair.stands_id)
    if merges.is_merged_away(standing):
        raise Merged(MERGED_ON)
    writer, digest = Writer(actor, now), _digest("undo", key)
    if standing.status == ACTIVE:
        before = both.written[standing.id].content
        said = _parted(actor, before, pair, _kind(standing), today)
        _amend(writer, standing, before, said, digest, f"No longer one event with an entry of {_name(other)}")
    pair.decided = pair.decided_by = pair.decided_at = None
    pair.stands_id = pair.merged_revision = pair.brought = None
    # Before it is looked at again: a pair that waits and is not alike any more is forgotten.
    db.session.flush()
    content = both.written[other.id].content
    writer.put_back(Version(other.id, uuid.uuid4(), digest, content, other.revision + 1))
    writer.close()


def _locked(actor: Actor, key: PairKey, today: dt.date) -> tuple[_Both, AlikePair | None]:
    """Both entries and their pair; raises NotFound unless both are this person's to settle."""
    query = select(Entry).where(Entry.id.in_(key)).order_by(Entry.id).with_for_update(key_share=True)
    found = db.session.scalars(query.execution_options(populate_existing=True)).all()
    written = merges.written(found)
    if len(found) != len(key) or not merges.may_settle(actor, written, today):
        raise NotFound
    both = _Both({entry.id: entry for entry in found}, {entry.entry_id: entry for entry in written})
    return both, db.session.get(AlikePair, key, populate_existing=True, with_for_update=True)


def _refuse_other_word(pair: AlikePair, decision: str, stands: uuid.UUID) -> None:
    """The same word again is no second one."""
    if pair.decided == decision and (decision == DIFFERENT or pair.stands_id == stands):
        return
    names = people.names({pair.decided_by or 0})
    said = f"{names[pair.decided_by or 0]} answered this meanwhile: {WORDS[pair.decided or SAME]}."
    raise SettledMeanwhile(f"{said} Nothing was changed now.")


def _merge(
    actor: Actor, both: _Both, pair: AlikePair, stands: uuid.UUID, now: dt.datetime, today: dt.date
) -> None:
    standing, other = both.entries[stands], both.other_than(stands)
    before, gone = both.written[standing.id], both.written[other.id]
    earlier = [each.brought or {} for each in merges.into(stands)]
    pair.decided, pair.decided_by, pair.decided_at = SAME, actor.id, now
    pair.stands_id, pair.brought = stands, brought(before, gone, earlier)
    said = joined(before, gone, _kind(standing), desk.around_everywhere(actor, today))
    writer, digest = Writer(actor, now), _digest(SAME, (pair.entry_id, pair.other_id))
    reason = f"Same event, also logged by {_name(other)}"
    pair.merged_revision = _amend(writer, standing, before.content, said, digest, reason)
    reason = f"Same event as an entry of {_name(standing)}"
    writer.withdraw(Version(other.id, uuid.uuid4(), digest, gone.content, other.revision + 1, reason))
    writer.close()


def _parted(actor: Actor, now: Content, pair: AlikePair, kind: Kind, today: dt.date) -> Content:
    assert pair.stands_id
    before = merged = now
    if pair.merged_revision:
        before, merged = (
            from_json(db.session.get_one(EntryRevision, (pair.stands_id, revision)).content)
            for revision in (pair.merged_revision - 1, pair.merged_revision)
        )
    stay = [each.brought or {} for each in merges.into(pair.stands_id) if each is not pair]
    gone = {
        name: [each for each in ids if not any(each in merge[name] for merge in stay)]
        for name, ids in (pair.brought or {}).items()
    }
    return parted(now, before, merged, gone, kind, desk.around_everywhere(actor, today))


def _amend(
    writer: Writer, entry: Entry, before: Content, said: Content, digest: bytes, reason: str
) -> int | None:
    """The number of the version this makes; None when it would say what stands there."""
    if as_json(said) == as_json(before):
        return None
    revision = entry.revision + 1
    writer.amend(Version(entry.id, uuid.uuid4(), digest, said, revision, reason), before)
    return revision


def _kind(entry: Entry) -> Kind:
    return own_lists.kinds()[entry.kind]


def _name(entry: Entry) -> str:
    return people.names({entry.coach_id})[entry.coach_id]


def _digest(what: str, key: PairKey) -> bytes:
    return wire.digest_of([what, *map(str, key)])
