"""A row of a table of schools: our own columns, or those of the federal school directory (NCES)."""

from dataclasses import dataclass
from typing import NamedTuple

from fieldlog.clock import SchoolYear
from fieldlog.importing import cells
from fieldlog.importing.outcome import Gathered, Wrong
from fieldlog.importing.sheet import Row, Wanted
from fieldlog.ledger.names import key_of

# Beside our names those of the directory and the school characteristics (CCD), of the geocodes (EDGE) and of
# the table generator (ELSI), as far as they are others.
WANTED = Wanted(
    {
        "code": ("school_code", "ncessch", "school_id_-_nces_assigned"),
        "name": ("school", "school_name", "sch_name"),
        "district": ("lea_name", "agency_name"),
        "county": ("county_name", "nmcnty", "cnty"),
        "whole_school_partner": ("whole_school",),
        "educators": (),
        "students": (),
        "school_year": (),
        "since": (),
    },
    needed=("code",),
    usual=("code", "name", "district", "county"),
)
OWN_CODES = ("code", "school_code")
LONGEST_NAME, LONGEST_COUNTY = 120, 60


class Said(NamedTuple):
    """A row as it is read; what is left empty is empty or, like what cannot be read, None."""

    code: str | None
    name: str | None
    district: str | None
    county: str | None
    whole_school_partner: bool | None
    educators: int | None
    students: int | None


@dataclass(frozen=True)
class SchoolRows:
    """`codes` and `districts` are those that are known, by how they are compared; what is read is added."""

    this_year: SchoolYear
    is_federal: bool
    codes: dict[str, str]
    districts: dict[str, str]

    def year(self, row: Row) -> int:
        """The directory's own SCHOOL_YEAR, 2022-2023, is of its data, not of the partnership."""
        column = "since" if self.is_federal or "since" in row.cells else "school_year"
        said = cells.year(row, column)
        year = (said or self.this_year).start
        if year > self.this_year.start + 1:
            last = SchoolYear(self.this_year.start + 1).code
            raise Wrong(column, f"This is too far ahead. The last year that can be declared now is {last}.")
        return year

    def read(self, row: Row, wrong: Gathered) -> Said:
        return Said(
            wrong.tried(self._code, row),
            wrong.tried(cells.name, row, "name", LONGEST_NAME),
            wrong.tried(self._district, row),
            wrong.tried(_county, row),
            wrong.tried(cells.flag, row, "whole_school_partner"),
            wrong.tried(cells.number, row, "educators"),
            wrong.tried(cells.number, row, "students"),
        )

    def _code(self, row: Row) -> str:
        """As it is written here, so that s02 does not become a school beside S02."""
        code = cells.code(row, "code")
        return self.codes.get(code) or self.codes.setdefault(key_of(code), code)

    def _district(self, row: Row) -> str:
        """As it is written here."""
        district = cells.name(row, "district", LONGEST_NAME)
        return self.districts.setdefault(key_of(district), district)


def _county(row: Row) -> str:
    county = cells.name(row, "county", LONGEST_COUNTY)
    if county.isdigit():
        raise Wrong("county", f"“{county}” is a county’s number. Write its name, like Jackson.")
    return county
