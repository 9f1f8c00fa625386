"""The schools and co-coaches that entries name, for many entries in one query each."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import select

from fieldlog.extensions import db
from fieldlog.models import EntryCoach, EntrySchool


def schools_of(entry_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[int]]:
    if not entry_ids:
        return {}
    query = select(EntrySchool.entry_id, EntrySchool.school_id).where(EntrySchool.entry_id.in_(entry_ids))
    return _gathered(db.session.execute(query.order_by(EntrySchool.school_id)).all())


def co_coaches_of(entry_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[int]]:
    if not entry_ids:
        return {}
    query = select(EntryCoach.entry_id, EntryCoach.person_id).where(EntryCoach.entry_id.in_(entry_ids))
    return _gathered(db.session.execute(query.order_by(EntryCoach.person_id)).all())


def _gathered(rows: Sequence[tuple[uuid.UUID, int]]) -> dict[uuid.UUID, list[int]]:
    gathered: dict[uuid.UUID, list[int]] = defaultdict(list)
    for entry_id, named in rows:
        gathered[entry_id].append(named)
    return gathered
