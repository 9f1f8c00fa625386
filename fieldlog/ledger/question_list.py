"""All that is asked and answered, as one reader may see it: page by page, and what waits for them."""

import datetime as dt
import uuid
from typing import NamedTuple

from sqlalchemy import case, func, literal, select, tuple_

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.extensions import db
from fieldlog.ledger.questions import Thread, is_seen_by, seen_by, threads_of
from fieldlog.models import Entry, Question
from fieldlog.models.columns import Moment
from fieldlog.models.question import ANSWERED, CLOSED, OPEN

PAGE, AT_ONCE = 25, 3
# In the order of the list.
STATES = (OPEN, ANSWERED, CLOSED)
_RANK = case(*((Question.state == state, -place) for place, state in enumerate(STATES)))


class PageKey(NamedTuple):
    """Where a page ends: the next one continues below this."""

    state: str
    changed_at: dt.datetime
    entry_id: uuid.UUID
    school_id: int


class Page(NamedTuple):
    threads: list[Thread]
    next: PageKey | None


class Turn(NamedTuple):
    """What waits for somebody: the latest of it, how many threads it is, and how many there are in all."""

    threads: list[Thread]
    waiting: int
    in_all: int


def of_reader(actor: Actor, now: dt.datetime, after: PageKey | None = None) -> Page:
    """By state, in each the latest first."""
    order = (_RANK, Question.changed_at, Question.entry_id, Question.school_id)
    query = seen_by(actor).order_by(*(column.desc() for column in order)).limit(PAGE + 1)
    if after:
        rank, moment = literal(-STATES.index(after.state)), literal(after.changed_at, Moment)
        query = query.where(tuple_(*order) < tuple_(rank, moment, after.entry_id, after.school_id))
    found = threads_of(actor, query, now)
    return Page(found[:PAGE], _key(found[PAGE - 1]) if len(found) > PAGE else None)


def turn_of(actor: Actor, now: dt.datetime) -> Turn:
    """For a school what was answered, for a coach and an admin what is open."""
    counts, state = _counts(actor), _awaited_by(actor)
    latest = seen_by(actor).where(Question.state == state)
    latest = latest.order_by(Question.changed_at.desc(), Question.entry_id, Question.school_id)
    threads = threads_of(actor, latest.limit(AT_ONCE), now) if state in counts else []
    return Turn(threads, counts.get(state, 0), sum(counts.values()))


def _awaited_by(actor: Actor) -> str:
    asks = any(access.may_ask(actor, school_id) for school_id in actor.school_ids)
    return ANSWERED if asks else OPEN


def _counts(actor: Actor) -> dict[str, int]:
    """How many threads this person may read, by state."""
    query = select(Question.state, func.count()).join(Entry, Entry.id == Question.entry_id)
    return dict(db.session.execute(query.where(is_seen_by(actor)).group_by(Question.state)).all())


def _key(thread: Thread) -> PageKey:
    return PageKey(thread.state, thread.changed_at, thread.entry_id, thread.school.id)
