"""JSON read strictly: what two readers could understand differently is refused, never guessed."""

import json
import re
from typing import Any, NoReturn

DEEPEST = 8
# The largest integer that every reader of JSON keeps exactly.
LARGEST = 2**53
_TOKENS = re.compile(rb'\\.|["\[\]{}]', re.DOTALL)
_LONGEST_NUMBER = 17


class NotStrict(ValueError):
    """Not JSON, or JSON that is too deep, has a key twice, or a number that is not exact."""


def read(body: bytes, deepest: int = DEEPEST) -> Any:
    """The value of the body; raises NotStrict. Depth is looked at before anything is parsed."""
    if _depth(body) > deepest:
        raise NotStrict("too deep")
    try:
        return json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_refuse,
            parse_int=_integer,
            parse_float=_float,
        )
    except (ValueError, RecursionError) as error:
        raise NotStrict(str(error)) from error


def _depth(body: bytes) -> int:
    """How deep brackets go outside of strings, in one pass: a string that never ends costs no more."""
    depth = deepest = 0
    is_text = False
    for token in _TOKENS.findall(body):
        if token == b'"':
            is_text = not is_text
        elif not is_text and token in b"[{]}":
            depth += 1 if token in b"[{" else -1
            deepest = max(deepest, depth)
    return deepest


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrict("a key twice")
    return found


def _integer(text: str) -> int:
    if len(text) > _LONGEST_NUMBER or abs(int(text)) > LARGEST:
        raise NotStrict("a number too large")
    return int(text)


def _float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise NotStrict("a number too large")
    return value


def _refuse(name: str) -> NoReturn:
    raise NotStrict(name)
