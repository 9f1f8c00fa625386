"""How figures are read: rounded where a rule says so, told beside those of another year."""

from fieldlog.hours import hours_text
from fieldlog.yearbook.picture import Fact

# Published rounded down, to these; the exact number goes along in the markup.
ROUNDED_DOWN = {"classroom_visits": 5}
# Small numbers are said as they are.
ROUNDED_FROM = 10


def shown(measure: str, amount: int, *, is_hours: bool) -> str:
    """`105+` where a number is rounded down, else the number."""
    if is_hours:
        return hours_text(amount)
    step = ROUNDED_DOWN.get(measure, 1)
    less = amount % step if amount >= ROUNDED_FROM else 0
    return f"{amount - less:,}" + ("+" if less else "")


def beside(fact: Fact) -> str:
    """`12 more than in 2024-25`; empty where there is nothing to compare with."""
    if fact.amount is None or fact.before is None:
        return ""
    more = fact.amount - fact.before
    if not more:
        return f"as many as {fact.since}" if fact.amount else ""
    difference = hours_text(abs(more)) if fact.is_hours else f"{abs(more):,}"
    return f"{difference} {'more' if more > 0 else 'fewer'} than {fact.since}"


def rounding(facts: tuple[Fact, ...]) -> str:
    """What there is to tell of rounding; empty where nothing is rounded."""
    rounded = [(fact.shown, ROUNDED_DOWN[fact.measure]) for fact in facts if fact.shown.endswith("+")]
    return " ".join(f"“{shown}” is rounded down to a multiple of {step}." for shown, step in rounded)
