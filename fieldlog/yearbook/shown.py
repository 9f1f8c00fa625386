"""How figures are read: rounded where a rule says so, told beside those of another year."""

from fieldlog.hours import hours_text
from fieldlog.yearbook.picture import Fact

# Published rounded down, to these: nothing that is told of them may give the rest away.
ROUNDED_DOWN = {"classroom_visits": 5}
# Small numbers are said as they are.
ROUNDED_FROM = 10


def shown(measure: str, amount: int, *, is_hours: bool) -> str:
    """`105+` where a number is rounded down, else the number."""
    if is_hours:
        return hours_text(amount)
    least = at_least(measure, amount)
    return f"{least:,}" + ("+" if least < amount else "")


def at_least(measure: str, amount: int) -> int:
    """What is shown of it, as a number."""
    return amount - amount % ROUNDED_DOWN.get(measure, 1) if amount >= ROUNDED_FROM else amount


def beside(fact: Fact) -> str:
    """`12 more than in 2024-25`, `95+ in 2024-25` of what is rounded; empty where there is nothing to compare
    with."""
    if fact.amount is None or fact.before is None:
        return ""
    if fact.measure in ROUNDED_DOWN:
        was = shown(fact.measure, fact.before, is_hours=fact.is_hours)
        return f"{was} {fact.since}" if fact.amount or fact.before else ""
    more = fact.amount - fact.before
    if not more:
        return f"as many as {fact.since}" if fact.amount else ""
    difference = hours_text(abs(more)) if fact.is_hours else f"{abs(more):,}"
    return f"{difference} {'more' if more > 0 else 'fewer'} than {fact.since}"


def rule(fact: Fact) -> str:
    """How it is counted and, where that is, rounded."""
    return f"{fact.rule} {rounding((fact,))}".rstrip()


def published(measure: str, amount: int) -> str:
    """How highlights show a number that they round; empty where they show it as it is."""
    if at_least(measure, amount) == amount:
        return ""
    text = shown(measure, amount, is_hours=False)
    return f"Highlights show it rounded down to a multiple of {ROUNDED_DOWN[measure]}, as {text}."


def rounding(facts: tuple[Fact, ...]) -> str:
    """What there is to tell of rounding; empty where nothing is rounded."""
    rounded = [(fact.shown, ROUNDED_DOWN[fact.measure]) for fact in facts if fact.shown.endswith("+")]
    return " ".join(f"“{shown}” is rounded down to a multiple of {step}." for shown, step in rounded)
