"""Takes a batch of operations: each gets its own result, and none blocks another.

Runs inside the caller's one write transaction; the caller commits before it answers.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from fieldlog.access import Actor
from fieldlog.extensions import db, is_busy
from fieldlog.ledger.answers import Answer
from fieldlog.ledger.statements import insert
from fieldlog.ledger.taking import Taking
from fieldlog.ledger.wire import LONGEST_OP, Sent
from fieldlog.models import Held, Operation, Person

UNREADABLE, TOO_LARGE, REUSED = "unreadable", "too_large", "id_reused"


def take(
    actor: Actor, operations: Sequence[Sent], *, device: str, now: dt.datetime, today: dt.date
) -> list[dict[str, Any]]:
    """One result for each operation, in the order sent, as `sync/1` words them."""
    if not operations:
        return []
    _one_batch_at_a_time(actor)
    try:
        with db.session.begin_nested():
            return _take_all(actor, operations, device, now, today)
    except DBAPIError as error:
        # A full disk or a lost connection ends the whole; anything else is one operation's own fault.
        if is_busy(error):
            raise
    return [result for each in operations for result in _take_alone(actor, each, device, now, today)]


def _one_batch_at_a_time(actor: Actor) -> None:
    """The same batch sent twice at once waits here for its first, and finds its operations known."""
    db.session.execute(select(Person.id).where(Person.id == actor.id).with_for_update(key_share=True))


def _take_alone(
    actor: Actor, each: Sent, device: str, now: dt.datetime, today: dt.date
) -> list[dict[str, Any]]:
    try:
        with db.session.begin_nested():
            return _take_all(actor, [each], device, now, today)
    except DBAPIError as error:
        if is_busy(error):
            raise
    if each.ids and (earlier := _before(actor, each, _known([each.ids[0]]), {})):
        return _results([(each, earlier)])
    with db.session.begin_nested():
        held = Answer.held("invalid", {"": ["The server could not keep this as an entry; its text is safe."]})
        return _finish(actor, [(each, held)], device, now)


def _take_all(
    actor: Actor, operations: Sequence[Sent], device: str, now: dt.datetime, today: dt.date
) -> list[dict[str, Any]]:
    known = _known([each.ids[0] for each in operations if each.ids])
    taking = Taking(actor, now, today)
    answers: list[tuple[Sent, Answer]] = []
    fresh: dict[uuid.UUID, Sent] = {}
    for each in operations:
        answer = _refusal(each) or _before(actor, each, known, fresh) or taking.take(each)
        if each.ids and not answer.is_settled:
            fresh[each.ids[0]] = each
        answers.append((each, answer))
    taking.close()
    return _finish(actor, answers, device, now)


def _refusal(each: Sent) -> Answer | None:
    if each.ids is None:
        return Answer.refused(UNREADABLE)
    return Answer.refused(TOO_LARGE) if len(each.text) > LONGEST_OP else None


def _before(
    actor: Actor, each: Sent, known: dict[uuid.UUID, Operation], fresh: dict[uuid.UUID, Sent]
) -> Answer | None:
    """The answer of an operation that came before, in this batch or an earlier one."""
    assert each.ids
    op_id = each.ids[0]
    if op_id in fresh:
        return Answer.same(fresh[op_id]) if fresh[op_id].text == each.text else Answer.refused(REUSED)
    if op_id not in known:
        return None
    first = known[op_id]
    if first.person_id != actor.id or first.digest != each.digest:
        return Answer.refused(REUSED)
    return Answer.again(first.answer)


def _known(op_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Operation]:
    found = db.session.scalars(select(Operation).where(Operation.op_id.in_(op_ids)))
    return {operation.op_id: operation for operation in found}


def _finish(
    actor: Actor, answers: Sequence[tuple[Sent, Answer]], device: str, now: dt.datetime
) -> list[dict[str, Any]]:
    """Keep what is new with its answer, and say the results."""
    _hold(actor, [(each, answer) for each, answer in answers if answer.code and answer.is_custody], now)
    rows = [
        {
            "op_id": each.ids[0],
            "entry_id": each.ids[1],
            "person_id": actor.id,
            "device": device,
            "digest": each.digest,
            "answer": answer.said,
            "saved_ms": each.parsed.saved_ms if each.parsed else 0,
            "received_at": now,
        }
        for each, answer in answers
        if each.ids and answer.is_kept
    ]
    if rows:
        db.session.execute(insert(Operation), rows)
    return _results(answers)


def _hold(actor: Actor, held: Sequence[tuple[Sent, Answer]], now: dt.datetime) -> None:
    for each, answer in held:
        assert each.ids
        row = Held(
            op_id=each.ids[0],
            entry_id=each.ids[1],
            person_id=actor.id,
            code=answer.code,
            body=each.text,
            received_at=now,
        )
        db.session.add(row)
        db.session.flush()
        answer.said["ref"] = f"H-{row.id}"


def _results(answers: Sequence[tuple[Sent, Answer]]) -> list[dict[str, Any]]:
    said: dict[str, dict[str, Any]] = {}
    results = []
    for each, answer in answers:
        if answer.first is not None:
            result = {"op": each.op, **said[answer.first.op], "dup": True}
        else:
            result = {"op": each.op, **answer.said}
            said[each.op] = answer.said
        results.append(result)
    return results
