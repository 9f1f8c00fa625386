"""What one entry says once it was joined with another of the same event, and once that is taken back.

Pure: contents in, a content out. What the standing entry says stays; what it left empty comes from the
other one; sets and parts with an id are joined. Taken back is what nobody changed since. What another
author keeps to themself never comes along.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from fieldlog.activities.envelope import Surroundings, fields_of
from fieldlog.activities.fields import Field, Unclean
from fieldlog.activities.form import rule_errors
from fieldlog.activities.kind import Content, Kind
from fieldlog.ledger.contents import as_json, from_json
from fieldlog.ledger.merge import merged
from fieldlog.ledger.unshared import PRIVATE_NOTE

SCHOOLS, CO_COACHES = "schools", "co_coaches"
_BY_NUMBER = (SCHOOLS, CO_COACHES)
# Every entry has these; those of the entry that stands are the event's.
_ITS_OWN = ("kind", "form_version", "activity_date", "minutes")


Named = Mapping[str, Sequence[int]]


class Written(NamedTuple):
    """An entry with its author."""

    entry_id: uuid.UUID
    author_id: int
    content: Content

    @property
    def credited(self) -> set[int]:
        return {self.author_id, *self.content.co_coach_ids}


def joined(standing: Written, other: Written, kind: Kind, around: Surroundings) -> Content:
    """The standing entry with what the other one of this kind adds, and its coaches."""
    offered = _offered(other, kind, is_own=standing.author_id == other.author_id)
    said = _said(standing.content)
    for flagged in kind.every_field:
        # A name that is not to be shown stays hidden, whatever the other author said of theirs.
        if flagged.shared_by and said.get(flagged.name):
            offered.pop(flagged.shared_by, None)
    offered[CO_COACHES] = sorted(other.credited - {standing.author_id})
    return _changed(standing.content, {SCHOOLS: offered.pop(SCHOOLS), **offered}, {}, kind, around)


def brought(standing: Written, other: Written, earlier: Iterable[Named]) -> dict[str, list[int]]:
    """The schools and co-coaches of the other one that the standing one does not name of its own;
    `earlier` is what merges before brought, which is none of its own."""
    taken, own = list(earlier), {name: set(_said(standing.content)[name]) for name in _BY_NUMBER}
    named = {SCHOOLS: set(other.content.school_ids), CO_COACHES: other.credited - {standing.author_id}}
    return {
        name: sorted(ids - (own[name] - {each for merge in taken for each in merge[name]}))
        for name, ids in named.items()
    }


def parted(
    now: Content, before: Content, merged_: Content, gone: Named, kind: Kind, around: Surroundings
) -> Content:
    """Without what came by a merge, which made `merged_` of `before`, and without the schools and
    co-coaches that are `gone` with it."""
    standing, was, wanted = _said(now), _said(merged_), _said(before)
    came = [name for name in was if name not in _BY_NUMBER and was[name] != wanted.get(name)]
    back = {name: wanted.get(name, _nothing_like(was[name])) for name in came}
    # The schools last: until then something may speak of them.
    for name in (CO_COACHES, SCHOOLS):
        was[name], back[name] = standing[name], [each for each in standing[name] if each not in gone[name]]
    return _changed(now, back, was, kind, around)


def _offered(other: Written, kind: Kind, *, is_own: bool) -> dict[str, Any]:
    """What may come along: another author's words only as far as others read them."""
    known = {field.name for field in kind.every_field}
    read = kind.visible(other.content.details, to_author=is_own, schools=None)
    details = {name: value for name, value in read.items() if name in known}
    left = _ITS_OWN if is_own else (*_ITS_OWN, PRIVATE_NOTE)
    said = _said(replace(other.content, details=details))
    return {name: value for name, value in said.items() if name not in left and value}


def _changed(
    content: Content, wanted: Mapping[str, Any], was: Mapping[str, Any], kind: Kind, around: Surroundings
) -> Content:
    """The content with each wanted value that it takes: one that breaks a rule of its kind is left."""
    fields, said = fields_of(kind, around), _said(content)
    for name in wanted:
        value = merged(said, {name: wanted[name]}, was).values.get(name)
        if value == said.get(name):
            continue
        try:
            after = said | {name: _clean(fields, name, value)}
        except Unclean:
            continue
        if _errors(kind, after, around) <= _errors(kind, said, around):
            said = after
    return _content(content, fields, said)


def _clean(fields: Mapping[str, Field], name: str, value: Any) -> Any:
    if name in _BY_NUMBER:
        if name == SCHOOLS and not value:
            raise Unclean(fields[name].missing)
        return sorted(value)
    return fields[name].clean(value) if name in fields else value


def _errors(kind: Kind, said: Mapping[str, Any], around: Surroundings) -> set[str]:
    codes = {school.id: school.code for school in around.schools}
    values = {field.name: said.get(field.name, field.empty) for field in kind.every_field}
    return set(rule_errors(kind, values | {SCHOOLS: [codes[each] for each in said[SCHOOLS]]}))


def _nothing_like(value: Any) -> Any:
    return type(value)() if isinstance(value, list | dict) else None


def _said(content: Content) -> dict[str, Any]:
    """Every value by the name of its field."""
    kept = as_json(content)
    return kept | dict(kept.pop("details"))


def _content(content: Content, fields: Mapping[str, Field], said: Mapping[str, Any]) -> Content:
    envelope = as_json(content).keys() - {"details"}
    details = {
        name: value
        for name, value in said.items()
        if name not in envelope and not (name in fields and value in (None, fields[name].empty))
    }
    return from_json({**{name: said[name] for name in envelope}, "details": details})
