"""Partner schools from a table: our own columns, or those of the federal school directory (NCES)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fieldlog.clock import SchoolYear
from fieldlog.importing import cells
from fieldlog.importing.outcome import Outcome, Wrong
from fieldlog.importing.sheet import Row, Sheet, Wanted, head_of
from fieldlog.ledger import declaring
from fieldlog.ledger.declaring import Declared, Standing
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
)
OWN_CODES = ("code", "school_code")
LONGEST_NAME, LONGEST_COUNTY = 120, 60


class _Said(NamedTuple):
    """A row as it is read; what is left empty is None or empty."""

    code: str
    name: str
    district: str
    county: str
    whole_school_partner: bool | None
    educators: int | None
    students: int | None


class _Kept(NamedTuple):
    code: str
    name: str
    year: int
    declared: Declared


@dataclass
class Schools:
    """Each row a school in one school year, the running one where none is said. What a row leaves empty stays
    as it is here, or as the year before had it."""

    this_year: SchoolYear
    sheet: Sheet
    outcome: Outcome = field(default_factory=Outcome)

    def __post_init__(self) -> None:
        self._standing = declaring.standing()
        self._codes = {key_of(code): code for code in self._standing}
        self._districts = declaring.districts()
        self._rows: dict[tuple[str, int], int] = {}
        self._kept: list[_Kept] = []
        self._is_federal = head_of(self.sheet.heads["code"]) not in OWN_CODES
        if self.sheet.ignored:
            self.outcome.notes.append(f"Not read: {', '.join(self.sheet.ignored)}.")

    def take(self, row: Row) -> None:
        if self._is_federal and _is_footnote(row):
            return
        try:
            self._take(row)
        except Wrong as wrong:
            self.outcome.wrong(row.number, wrong)

    def finish(self) -> None:
        """Nothing is left to be looked at."""

    def write(self) -> Iterator[int]:
        """How many were written with each step."""
        for each in self._kept:
            declaring.keep(*each)
            yield 1

    def _take(self, row: Row) -> None:
        year = self._year(row)
        said = self._read(row)
        first = self._rows.setdefault((said.code, year), row.number)
        if first != row.number:
            raise Wrong("code", f"{said.code} stands in row {first} already, for the same school year.")
        standing = self._standing.get(said.code)
        kept = _Kept(said.code, _name(said, standing), year, self._declared(said, standing, year))
        self._tell(kept, standing)
        before = dict(standing.declared) if standing else {}
        self._standing[said.code] = Standing(kept.name, before | {year: kept.declared})

    def _year(self, row: Row) -> int:
        """The directory's own SCHOOL_YEAR, 2022-2023, is of its data, not of the partnership."""
        column = "since" if self._is_federal or "since" in row.cells else "school_year"
        said = cells.year(row, column)
        year = (said or self.this_year).start
        if year > self.this_year.start + 1:
            last = SchoolYear(self.this_year.start + 1).code
            raise Wrong(column, f"This is too far ahead. The last year that can be declared now is {last}.")
        return year

    def _read(self, row: Row) -> _Said:
        district = cells.name(row, "district", LONGEST_NAME)
        return _Said(
            self._code(row),
            cells.name(row, "name", LONGEST_NAME),
            self._districts.setdefault(key_of(district), district),
            _county(row),
            cells.flag(row, "whole_school_partner"),
            cells.number(row, "educators"),
            cells.number(row, "students"),
        )

    def _code(self, row: Row) -> str:
        """As it is written here, so that s02 does not become a school beside S02."""
        code = cells.code(row, "code")
        return code if code in self._standing else self._codes.setdefault(key_of(code), code)

    def _declared(self, said: _Said, standing: Standing | None, year: int) -> Declared:
        now = standing.declared.get(year) if standing else None
        before = now or (standing.before(year) if standing else None)
        filled = {
            name: value for name in Declared._fields if (value := getattr(said, name)) not in (None, "")
        }
        for name in ("district", "county"):
            if name not in filled and before is None:
                raise Wrong(name, f"In which {name} is {said.code}? It is not known here yet.")
        declared = before._replace(**filled) if before else Declared(**filled)
        self._refuse_another_past(now, declared, year)
        return declared

    def _refuse_another_past(self, now: Declared | None, declared: Declared, year: int) -> None:
        if now and year < self.this_year.start and now.district != declared.district:
            code = SchoolYear(year).code
            raise Wrong(
                "district",
                f"In {code} it was in {now.district}, and a year that is over stays as it was. "
                "Say in school_year since when it is in another.",
            )

    def _tell(self, kept: _Kept, standing: Standing | None) -> None:
        if standing is None:
            self._kept.append(kept)
            said = kept.declared
            self.outcome.new.append(f"{kept.code} {kept.name}, {said.district}, {said.county}")
        elif changes := list(_changes(kept, standing)):
            self._kept.append(kept)
            year = SchoolYear(kept.year).code
            self.outcome.changed.append(f"{kept.code} in {year}: {', '.join(changes)}")
        else:
            self.outcome.same += 1


def _is_footnote(row: Row) -> bool:
    """Under its tables the generator says where they come from."""
    return not cells.text(row, "code") and len(row.cells) + len(row.unknown) <= 1


def _county(row: Row) -> str:
    county = cells.name(row, "county", LONGEST_COUNTY)
    if county.isdigit():
        raise Wrong("county", f"“{county}” is a county’s number. Write its name, like Jackson.")
    return county


def _name(said: _Said, standing: Standing | None) -> str:
    name = said.name or (standing.name if standing else "")
    if not name:
        raise Wrong("name", f"How is {said.code} called? It is not known here yet.")
    return name


def _changes(kept: _Kept, standing: Standing) -> Iterator[str]:
    if kept.name != standing.name:
        yield f"name {standing.name} → {kept.name}"
    now = standing.declared.get(kept.year)
    before = now or standing.before(kept.year)
    if now is None:
        yield "declared for this year"
    for name, value in kept.declared._asdict().items():
        was = getattr(before, name, "")
        if before and was != value:
            yield f"{name} {_word(was)} → {_word(value)}"


def _word(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
