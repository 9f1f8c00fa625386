"""The numbers of a school and of the program, ready to be shown: tally and declared figures together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldlog.activities import MEASURES
from fieldlog.activities.kind import HOURS
from fieldlog.clock import SchoolYear
from fieldlog.hours import hours_text
from fieldlog.ledger import schools, tally
from fieldlog.ledger.schools import SchoolInYear

PROGRAM = "all"
_BY_PROFILE = "As many as each school declares for this school year; never counted from entries."
DECLARED = {
    "educators_served": ("Educators served", _BY_PROFILE),
    "students_served": ("Students served", _BY_PROFILE),
    "schools": ("Partner schools", "Each school with a profile in this school year counts 1."),
    "whole_school_partners": (
        "Whole School partners",
        "Each Whole School partner among the partner schools of this school year counts 1.",
    ),
    "counties": ("Counties", "Each county with a partner school in this school year counts 1."),
    "districts": ("School districts", "Each district with a partner school in this school year counts 1."),
}


@dataclass(frozen=True)
class Figure:
    """One number with its rule; `value` is exact to two decimals, `text` is for reading."""

    measure: str
    label: str
    value: int | float
    text: str
    school: str
    hint: str
    headline: bool
    short: str


def of_program(year: SchoolYear) -> list[Figure]:
    return _figures(PROGRAM, tally.of_program(year) | schools.declared(year), [*MEASURES, *DECLARED])


def of_schools(seen: Sequence[SchoolInYear], year: SchoolYear) -> dict[str, list[Figure]]:
    """The figures of each school, by its code."""
    tallies = tally.of_schools([school.id for school in seen], year)
    return {
        school.code: _figures(school.code, tallies[school.id] | declared(school), [*MEASURES, *BY_SCHOOL])
        for school in seen
    }


BY_SCHOOL = ("educators_served", "students_served")


def declared(school: SchoolInYear) -> dict[str, int]:
    return {"educators_served": school.educators, "students_served": school.students}


def _figures(school: str, amounts: Mapping[str, int], measures: Sequence[str]) -> list[Figure]:
    return [figure_of(school, measure, amounts.get(measure, 0)) for measure in measures]


def figure_of(school: str, code: str, amount: int) -> Figure:
    if code in DECLARED:
        label, rule = DECLARED[code]
        return Figure(code, label, amount, f"{amount:,}", school, rule, False, label)
    measure = MEASURES[code]
    if measure.unit == HOURS:
        value, text = round(amount / 60, 2), hours_text(amount)
    else:
        value, text = amount, f"{amount:,}"
    return Figure(
        code,
        measure.label,
        value,
        text,
        school,
        measure.rule,
        measure.headline,
        measure.short or measure.label,
    )
