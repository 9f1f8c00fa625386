"""Who hears of what is written about an entry: a coach who can answer, or whoever asked."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import select

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.extensions import db
from fieldlog.ledger import people
from fieldlog.ledger.named import co_coaches_of, schools_of
from fieldlog.models import Entry, Person, Question, QuestionMessage


class Hearer(NamedTuple):
    """Who reads a message next. `stands_in` for a coach who left; `reads_entry`: may open it, still."""

    id: int
    name: str
    email: str
    stands_in: bool
    reads_entry: bool


def of_question(question: Question, entry: Entry) -> tuple[str, Hearer | None]:
    """The name of the entry's author, and who of its coaches hears of a question; nobody if all left."""
    author, found = _author_and_answerer(entry, question.school_id)
    return author.name, _hearer(entry, found, stands_in=found is not author) if found else None


def of_answer(question: Question, entry: Entry) -> tuple[str, Hearer | None]:
    """The name of whoever asked last, and the same as who hears of an answer, if they can still read it."""
    query = select(Person).join(QuestionMessage, QuestionMessage.person_id == Person.id)
    asked = query.where(
        QuestionMessage.entry_id == question.entry_id,
        QuestionMessage.school_id == question.school_id,
        QuestionMessage.is_answer.is_(False),
    )
    person = db.session.scalars(asked.order_by(QuestionMessage.number.desc()).limit(1)).one()
    reads_it = person.is_active and access.may_ask(people.actor_of(person), question.school_id)
    return person.name, _hearer(entry, person, stands_in=False) if reads_it else None


def answers_as(entry: Entry, school_id: int) -> str:
    """The name of who would answer this school, "" where nobody whom the entry credits can."""
    _, found = _author_and_answerer(entry, school_id)
    return found.name if found else ""


def answerer(
    entry: Entry, helpers: Iterable[int], school_id: int, known: Mapping[int, Person]
) -> Person | None:
    """Who of those whom an entry credits can still answer this school, its author before others."""
    if _coaches(known[entry.coach_id]):
        return known[entry.coach_id]
    others = (known[helper] for helper in helpers if _coaches(known[helper]))
    return next((each for each in others if school_id in people.actor_of(each).school_ids), None)


def persons(ids: Collection[int]) -> dict[int, Person]:
    return {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(ids)))}


def _author_and_answerer(entry: Entry, school_id: int) -> tuple[Person, Person | None]:
    helpers = co_coaches_of([entry.id])[entry.id]
    known = persons({entry.coach_id, *helpers})
    return known[entry.coach_id], answerer(entry, helpers, school_id, known)


def _hearer(entry: Entry, person: Person, *, stands_in: bool) -> Hearer:
    named = schools_of([entry.id])[entry.id]
    reads_entry = access.may_read_entry(people.actor_of(person), entry.coach_id, named)
    return Hearer(person.id, person.name, person.email, stands_in, reads_entry)


def _coaches(person: Person) -> bool:
    return person.is_active and access.may_log(Actor(person.id, person.name, person.role))
