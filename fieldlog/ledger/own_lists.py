"""The lists and kinds as this program has them now: what is declared, and over it what its admins made.

Kept in memory under the word that each change makes anew, so that a request costs no more than that word,
and every process of one store has the newest.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select

from fieldlog.activities import KINDS
from fieldlog.activities.fields import Field
from fieldlog.activities.kind import Kind
from fieldlog.activities.lists import Option, ValueList
from fieldlog.activities.own_questions import question
from fieldlog.extensions import db
from fieldlog.ledger import program
from fieldlog.models import OwnChoice, OwnQuestion

# Every list that a program may make its own, as declared.
DECLARED: Mapping[str, ValueList] = {each.code: each for kind in KINDS.values() for each in kind.lists}
REMEMBERED = 20


class Added(NamedTuple):
    """What the program added: a choice to a list, or, without a list, a question to a kind."""

    list_code: str
    kind: str
    code: str


@dataclass(frozen=True)
class OwnLists:
    """`word` is another after each change; `lists` are the declared ones and those of own questions, by code;
    `added` is in the order in which it came."""

    word: str = ""
    kinds: Mapping[str, Kind] = field(default_factory=lambda: KINDS)
    lists: Mapping[str, ValueList] = field(default_factory=lambda: DECLARED)
    added: tuple[Added, ...] = ()


_remembered: dict[str, OwnLists] = {}


def now() -> OwnLists:
    opened = program.current()
    word = (opened.lists if opened else None) or ""
    found = _remembered.get(word)
    if found is None:
        if len(_remembered) > REMEMBERED:
            _remembered.clear()
        found = _remembered[word] = _read(word) if word else OwnLists()
    return found


def kinds() -> Mapping[str, Kind]:
    return now().kinds


def list_code_of(kind: str, name: str) -> str:
    """How the choices of an own question are called."""
    return f"{kind}.{name}"


def _read(word: str) -> OwnLists:
    choices = db.session.scalars(select(OwnChoice).order_by(OwnChoice.list_code, OwnChoice.place)).all()
    questions = db.session.scalars(select(OwnQuestion).order_by(OwnQuestion.kind, OwnQuestion.place)).all()
    rows: dict[str, list[OwnChoice]] = defaultdict(list)
    for choice in choices:
        rows[choice.list_code].append(choice)
    declared = {code: _list(each, rows[code]) if code in rows else each for code, each in DECLARED.items()}
    of_questions = {code: _list(empty, rows[code]) for code, empty in _empty_lists(questions)}
    lists = declared | of_questions
    own: dict[str, list[Field]] = defaultdict(list)
    for each in questions:
        own[each.kind].append(_field(each, lists[list_code_of(each.kind, each.code)]))
    kinds = {code: kind.laid_over(declared, tuple(own[code])) for code, kind in KINDS.items()}
    return OwnLists(word, kinds, lists, _added(choices, questions))


def _empty_lists(questions: Iterable[OwnQuestion]) -> list[tuple[str, ValueList]]:
    codes = [(list_code_of(each.kind, each.code), each.label) for each in questions]
    return [(code, ValueList.of(code, label, ())) for code, label in codes]


def _list(declared: ValueList, rows: Sequence[OwnChoice]) -> ValueList:
    """The declared list with these rows laid over; what a later version declares comes last."""
    labels = {**dict(declared), **{row.code: row.label for row in rows if row.label}}
    retired = {row.code for row in rows if row.is_retired}
    codes = list(dict.fromkeys([*(row.code for row in rows), *declared.declared]))
    options = [Option(code, labels.get(code, code)) for code in codes]
    added = sorted((row for row in rows if row.made is not None), key=lambda row: row.made or 0)
    return ValueList.of(
        declared.code,
        declared.label,
        tuple(option for option in options if option.code not in retired),
        tuple(option for option in options if option.code in retired),
        declared=declared.declared,
        own=tuple(row.code for row in added),
    )


def _field(row: OwnQuestion, choices: ValueList) -> Field:
    return question(
        row.answer, name=row.code, label=row.label, hint=row.hint, choices=choices, retired=row.is_retired
    )


def _added(choices: Iterable[OwnChoice], questions: Iterable[OwnQuestion]) -> tuple[Added, ...]:
    found = [(row.made, Added(row.list_code, "", row.code)) for row in choices if row.made is not None]
    found += [(row.made, Added("", row.kind, row.code)) for row in questions]
    return tuple(added for _, added in sorted(found))
