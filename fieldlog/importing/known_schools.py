"""Which school a cell means: by its code, however that is written."""

from collections.abc import Iterator

from fieldlog.activities.envelope import SchoolChoice
from fieldlog.importing import cells
from fieldlog.importing.outcome import Wrong
from fieldlog.importing.sheet import Row
from fieldlog.ledger import schools
from fieldlog.ledger.names import key_of


class KnownSchools:
    def __init__(self) -> None:
        self._by_id = {school.id: school for school in schools.every()}
        self._by_code = {
            code: school for school in self._by_id.values() for code in (key_of(school.code), school.code)
        }

    def __iter__(self) -> Iterator[SchoolChoice]:
        return iter(self._by_id.values())

    def one(self, column: str, said: str) -> SchoolChoice:
        found = self._by_code.get(said) or self._by_code.get(key_of(said))
        if found is None:
            raise Wrong(column, f"There is no school {said or 'here'}. Import the schools first.")
        return found

    def several(self, row: Row, column: str) -> list[SchoolChoice]:
        """Those with ; between, each once."""
        found = [self.one(column, said) for said in cells.several(row, column)]
        return list(dict.fromkeys(found))
