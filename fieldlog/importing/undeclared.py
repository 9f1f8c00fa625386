"""Schools that entries of a year name and that declared nothing for it: their entries would stand without
district and county, and the year without schools."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from fieldlog.clock import SchoolYear
from fieldlog.importing.entry_rows import Given
from fieldlog.ledger import schools

MOST_NAMED = 20


def undeclared(given: Iterable[Given], codes: Mapping[int, str]) -> Iterator[str]:
    """A sentence for each such year."""
    declared = schools.places().keys()
    missing: dict[SchoolYear, set[int]] = defaultdict(set)
    for content in (each.content for each in given):
        year = SchoolYear.of(content.activity_date)
        missing[year] |= {each for each in content.school_ids if (each, year.start) not in declared}
    for year, school_ids in sorted(missing.items()):
        if school_ids:
            named = _some(sorted(codes[each] for each in school_ids))
            yield (
                f"Not declared for {year.code}: {named}. "
                f"Import the schools with school_year {year.code}; until then that year shows them without "
                "district and county."
            )


def _some(codes: list[str]) -> str:
    more = len(codes) - MOST_NAMED
    return ", ".join(codes[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
