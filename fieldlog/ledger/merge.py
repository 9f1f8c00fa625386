"""Two people's changes of one entry, merged by what each of them saw. Pure: values in, values out.

A field is taken when the author saw what still stands there, or wants what stands there anyway; else
the text that stands is kept, and the losing one is told. Sets merge as added and removed, what is said
of each option by option, and parts with an id of their own by that id, field by field.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

LONG = 64
Values = Mapping[str, Any]


class Merged(NamedTuple):
    """The values after the merge, and what was wanted for each field that could not be taken."""

    values: dict[str, Any]
    lost: dict[str, Any]


def merged(now: Values, wanted: Values, was: Values) -> Merged:
    values, lost = dict(now), dict[str, Any]()
    for name, new in wanted.items():
        standing, before = _or_empty(now.get(name), new), _or_empty(was.get(name), new)
        if _are_parts(standing, new, before):
            values[name], clashes = _parts(standing, new, before)
            lost |= {name: new} if clashes else {}
        elif _are(list, standing, new, before):
            values[name] = _set(standing, new, before)
        elif _are(dict, standing, new, before):
            values[name], clashes = _options(standing, new, before)
            lost |= {name: new} if clashes else {}
        elif _saw(was.get(name), now.get(name)) or _same(new, now.get(name)):
            values[name] = new
        else:
            lost[name] = new
    return Merged(values, lost)


def seen(value: Any) -> Any:
    """The value as `was` names it: text over 64 characters by its SHA-256."""
    if isinstance(value, str) and len(value) > LONG:
        return "sha256:" + hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
    return value


def _or_empty(value: Any, like: Any) -> Any:
    """A set of which nothing was said is an empty one."""
    return type(like)() if value is None and isinstance(like, list | dict) else value


def _are(kind: type, *values: Any) -> bool:
    return all(isinstance(value, kind) for value in values)


def _saw(was: Any, now: Any) -> bool:
    return _same(was, now) or _same(was, seen(now))


def _same(one: Any, other: Any) -> bool:
    """Nothing said is the same however it is said."""
    return (_is_nothing(one) and _is_nothing(other)) or (type(one) is type(other) and one == other)


def _is_nothing(value: Any) -> bool:
    return value is None or value is False or (isinstance(value, str | list | dict) and not value)


def _set(now: list[Any], new: list[Any], was: list[Any]) -> list[Any]:
    removed = [item for item in was if item not in new]
    added = [item for item in new if item not in was and item not in now]
    return [item for item in now if item not in removed] + added


def _options(now: Values, new: Values, was: Values) -> tuple[dict[str, Any], bool]:
    merged_options, clashes = dict(now), False
    for code in {**now, **new, **was}:
        if new.get(code) == was.get(code):
            continue
        if now.get(code) not in (was.get(code), new.get(code)):
            clashes = True
        elif code in new:
            merged_options[code] = new[code]
        else:
            merged_options.pop(code, None)
    return merged_options, clashes


def _are_parts(*values: Any) -> bool:
    """Lists of which one at least has something in it, and nothing but parts."""
    return _are(list, *values) and any(values) and all(_is_part(item) for value in values for item in value)


def _is_part(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("id"), str)


def _parts(now: list[Values], new: list[Values], was: list[Values]) -> tuple[list[dict[str, Any]], bool]:
    """The parts in the order in which they stand, then what was added; an edit outlives a removal."""
    standing, wanted, before = ({part["id"]: part for part in parts} for parts in (now, new, was))
    merged_parts, clashes = list[dict[str, Any]](), False
    for part_id in {**standing, **wanted}:
        part, clash = _part(*(parts.get(part_id) for parts in (standing, wanted, before)))
        merged_parts += [part] if part else []
        clashes |= clash
    return merged_parts, clashes


def _part(now: Values | None, new: Values | None, was: Values | None) -> tuple[dict[str, Any] | None, bool]:
    if new is None:
        is_removed = was is not None and now == was
        return (None if is_removed else dict(now or {})), was is not None and not is_removed
    if now is None:
        return (None if new == was else dict(new)), False
    was = was or {}
    changed = [name for name in {**now, **new, **was} if not _same(new.get(name), was.get(name))]
    values, lost = merged(now, {name: new.get(name) for name in changed}, was)
    return {name: value for name, value in values.items() if value is not None}, bool(lost)
