"""Which school a cell means: by its code, however that is written, or by a name that only one school has."""

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
        self._by_name: dict[str, list[SchoolChoice]] = {}
        for school in self._by_id.values():
            self._by_name.setdefault(key_of(school.name), []).append(school)

    def __iter__(self) -> Iterator[SchoolChoice]:
        return iter(self._by_id.values())

    def one(self, column: str, said: str) -> SchoolChoice:
        found = self._by_code.get(said) or self._by_code.get(key_of(said))
        return found or self._named(column, said)

    def several(self, row: Row, column: str) -> list[SchoolChoice]:
        """Those with ; between, each once."""
        found = [self.one(column, said) for said in cells.several(row, column)]
        return list(dict.fromkeys(found))

    def _named(self, column: str, said: str) -> SchoolChoice:
        found = self._by_name.get(key_of(said), [])
        if len(found) == 1:
            return found[0]
        if not said:
            raise Wrong(column, "Which school? Write its code, like S01.")
        if found:
            raise Wrong(
                column, f"{len(found)} schools are called {said}. Write the code, like {found[0].code}."
            )
        instead = "Several have ; between" if "," in said else "Write its code, like S01, or its whole name"
        raise Wrong(column, f"There is no school {said}. {instead}, or import the schools first.")
