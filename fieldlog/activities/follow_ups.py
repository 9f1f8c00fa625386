"""What an entry says of what earlier ones began: action items, solutions, agreements and plans come back."""

import re
import uuid
from dataclasses import dataclass
from typing import Any, ClassVar

from fieldlog.activities.fields import CHOOSE, Line, Unclean
from fieldlog.activities.listed import Choice, one_of
from fieldlog.activities.lists import Option, Options, label_of
from fieldlog.activities.parts import Part, Parts

NAME = "follow_ups"
BETWEEN = "~"
SAID = ("state", "effect")
UNKNOWN = uuid.UUID("1f7c6d5e-2f60-4f0e-9a55-0a7c1f3f9d10")


@dataclass(frozen=True)
class Return:
    """How a kind comes back to one sort of threads: what can be said of each with one tap."""

    what: str
    label: str
    states: Options
    effects: Options = ()


@dataclass(frozen=True, kw_only=True)
class FollowUps(Parts):
    """One part for each thread that something is said of; its id is `<entry>~<part>` of what began it.

    Each carries the words of its thread, so that the entry can be read without the other one.
    """

    returns: tuple[Return, ...]
    widget = "follow_ups"
    id_form: ClassVar[re.Pattern[str]] = re.compile(rf"[0-9a-f-]{{36}}{BETWEEN}[0-9A-Za-z_-]{{1,40}}")

    def check(self, value: Any) -> tuple[Part, ...]:
        is_list = isinstance(value, list | tuple)
        said = super().check([part for part in value if _is_said(part)] if is_list else value)
        for part in said:
            self._check_one(part)
        return said

    def say(self, value: Any) -> list[str]:
        return [self._sentence(part) for part in value or ()]

    def id_at(self, number: int, part: Part) -> str:
        """Of a thread that nobody knows, until it is found by its words."""
        thread = uuid.uuid5(UNKNOWN, " ".join((part["what"], part["text"])))
        return f"{thread}{BETWEEN}{self.name}-{number}"

    def _check_one(self, part: Part) -> None:
        about = self._return(part["what"])
        for name, offered in (("state", about.states), ("effect", about.effects)):
            try:
                one_of(offered, part[name]) if name in part else None
            except Unclean:
                raise Unclean(f"{part['text']}: {CHOOSE}") from None

    def _sentence(self, part: Part) -> str:
        about = self._return(part["what"])
        state, effect = (label_of(about.states, part.get("state", "")), part.get("effect", ""))
        words = [word for word in (state, label_of(about.effects, effect)) if word]
        return f"{part['text']}: {', '.join(words).lower()}"

    def _return(self, what: str) -> Return:
        return next(each for each in self.returns if each.what == what)


def follow_ups(returns: tuple[Return, ...]) -> FollowUps:
    """The field of a kind that comes back to these sorts of threads."""
    states = dict.fromkeys(state for each in returns for state in each.states)
    effects = dict.fromkeys(effect for each in returns for effect in each.effects)
    effect = [Choice(name="effect", label="Effect", options=tuple(effects))] if effects else []
    sorts = tuple(Option(each.what, each.label) for each in returns)
    return FollowUps(
        name=NAME,
        label="From before",
        singular="From before",
        most=200,
        returns=returns,
        fields=(
            Choice(name="what", label="What", required=True, options=sorts),
            Line(name="text", label="Words", required=True, limit=300),
            Choice(name="state", label="State", options=tuple(states)),
            *effect,
        ),
    )


def example(returns: tuple[Return, ...]) -> tuple[Part, ...]:
    """One follow-up of each sort, as tests write them."""
    began = "0f8fad5b-d9cb-469f-a165-70867728950e"
    return tuple(
        {"id": f"{began}{BETWEEN}p{number}", "what": each.what, "text": f"Began before {number}"}
        | {"state": each.states[0].code}
        | ({"effect": each.effects[0].code} if each.effects else {})
        for number, each in enumerate(returns)
    )


def _is_said(part: Any) -> bool:
    return not isinstance(part, dict) or any(part.get(name) for name in SAID)
