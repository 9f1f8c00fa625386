"""A draft becomes an edition: once, however many processes make it at the same moment."""

from collections.abc import Iterable

from sqlalchemy import select

from fieldlog.extensions import db
from fieldlog.ledger.statements import insert
from fieldlog.ledger.weekly import editions, outbox
from fieldlog.ledger.weekly.draft import Draft
from fieldlog.models import Program, WeekEdition, WeekEntry, WeekFile


def keep(draft: Draft, targets: Iterable[str] = ()) -> WeekEdition | None:
    """The edition, on its way to these targets; or none, and nothing kept, where another was made since the
    draft was read, which says the same. Within the caller's write transaction."""
    # Editions stand in one line.
    db.session.execute(select(Program.id).where(Program.id == 1).with_for_update())
    newest = editions.newest()
    if (newest.id if newest else None) != draft.follows:
        return None
    edition = WeekEdition(
        week=draft.week.code,
        number=draft.number,
        made_at=draft.at,
        person_id=draft.person_id,
        reason=draft.reason,
    )
    db.session.add(edition)
    db.session.flush()
    for file in draft.files:
        said = {"name": file.name, "rows": file.rows, "digest": file.digest, "content": file.content}
        db.session.execute(insert(WeekFile), [{"edition_id": edition.id, **said}])
    if draft.handed:
        rows = [{"edition_id": edition.id, **each._asdict()} for each in draft.handed]
        db.session.execute(insert(WeekEntry), rows)
    outbox.put(edition.id, targets, draft.at)
    return edition
