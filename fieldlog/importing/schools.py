"""Partner schools from a table: what each declares for a school year."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from fieldlog.clock import SchoolYear
from fieldlog.importing import cells
from fieldlog.importing.outcome import Gathered, Wrong
from fieldlog.importing.school_rows import OWN_CODES, Said, SchoolRows
from fieldlog.importing.sheet import Row, Sheet, head_of
from fieldlog.importing.table import Table
from fieldlog.ledger import declaring
from fieldlog.ledger.declaring import Declared, Standing
from fieldlog.ledger.names import key_of


class _Kept(NamedTuple):
    code: str
    name: str
    year: int
    declared: Declared


class Schools(Table):
    """Each row a school in one school year, the running one where none is said. What a row leaves empty stays
    as it is here, or as the year before had it."""

    def __init__(self, this_year: SchoolYear, sheet: Sheet):
        super().__init__(sheet)
        self._this_year = this_year
        self._standing = declaring.standing()
        codes = {spelling: code for code in self._standing for spelling in (key_of(code), code)}
        is_federal = head_of(sheet.heads["code"]) not in OWN_CODES
        self._school_rows = SchoolRows(this_year, is_federal, codes, declaring.districts())
        self._rows: dict[tuple[str, int], int] = {}
        self._kept: list[_Kept] = []

    def write(self) -> Iterator[int]:
        for each in self._kept:
            declaring.keep(*each)
            yield 1

    def look_at(self, row: Row) -> None:
        if self._school_rows.is_federal and _is_footnote(row):
            return
        wrong = Gathered()
        year, said = wrong.tried(self._school_rows.year, row), self._school_rows.read(row, wrong)
        wrong.note(self._unfit(row, said, year))
        wrong.refuse()
        assert said.code
        standing = self._standing.get(said.code)
        name = said.name or (standing.name if standing else "")
        kept = _Kept(said.code, name, year, _declared(said, _before(standing, year)))
        self._tell(kept, standing)
        declared = dict(standing.declared) if standing else {}
        self._standing[said.code] = Standing(kept.name, declared | {year: kept.declared})

    def _unfit(self, row: Row, said: Said, year: int | None) -> Iterator[Wrong]:
        """What is wrong although each cell by itself is right, as far as it is known which school is meant
        and of which year."""
        standing = self._standing.get(said.code or "")
        if said.code and (year or standing is None):
            yield from _missing(said, standing, year)
        if said.code and year:
            yield from self._refused(row, said, standing, year)

    def _refused(self, row: Row, said: Said, standing: Standing | None, year: int) -> Iterator[Wrong]:
        first = self._rows.setdefault((said.code or "", year), row.number)
        if first != row.number:
            yield Wrong("code", f"{said.code} stands in row {first} already, for the same school year.")
        now = standing.declared.get(year) if standing else None
        if now and year < self._this_year.start and said.district not in ("", None, now.district):
            code = SchoolYear(year).code
            yield Wrong(
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


def _missing(said: Said, standing: Standing | None, year: int | None) -> Iterator[Wrong]:
    if standing is None and said.name == "":
        yield Wrong("name", f"How is {said.code} called? It is not known here yet.")
    before = _before(standing, year) if year else None
    for name in ("district", "county"):
        if before is None and getattr(said, name) == "":
            yield Wrong(name, f"In which {name} is {said.code}? It is not known here yet.")


def _before(standing: Standing | None, year: int) -> Declared | None:
    """What it declared for that year, or else last before it."""
    return (standing.declared.get(year) or standing.before(year)) if standing else None


def _declared(said: Said, before: Declared | None) -> Declared:
    filled = {name: value for name in Declared._fields if (value := getattr(said, name)) not in (None, "")}
    return before._replace(**filled) if before else Declared(**filled)


def _changes(kept: _Kept, standing: Standing) -> Iterator[str]:
    if kept.name != standing.name:
        yield f"name {standing.name} → {kept.name}"
    before = _before(standing, kept.year)
    if kept.year not in standing.declared:
        yield "declared for this year"
    for name, value in kept.declared._asdict().items():
        was = getattr(before, name, "")
        if before and was != value:
            yield f"{name} {_word(was)} → {_word(value)}"


def _word(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
