"""Which coach a cell means: by e-mail address, or by name where only one is called so."""

from fieldlog import access
from fieldlog.importing.outcome import Wrong
from fieldlog.ledger import names, people
from fieldlog.ledger.people import Known


class Coaches:
    def __init__(self) -> None:
        self._by_email = people.known()
        self._emails = {person.id: email for email, person in self._by_email.items()}
        self._by_name: dict[str, list[Known]] = {}
        for person in self._by_email.values():
            if person.role == access.COACH:
                self._by_name.setdefault(names.key_of(person.name), []).append(person)

    def one(self, name: str, email: str) -> int:
        """Whose entry it is; the address decides where there is one."""
        if email:
            return self._with_email("coach_email", email)
        if not name:
            raise Wrong("coach", "Whose entry is it? Write the coach’s name, or the address in coach_email.")
        return self._named("coach", name)

    def others(self, text: str) -> list[int]:
        """Those who came along, with ; between."""
        said = [each.strip() for each in text.split(";") if each.strip()]
        return [
            self._with_email("co_coaches", each) if "@" in each else self._named("co_coaches", each)
            for each in said
        ]

    def email_of(self, person_id: int) -> str:
        """The address as it is compared."""
        return self._emails[person_id]

    def _with_email(self, column: str, email: str) -> int:
        person = self._by_email.get(names.key_of(email))
        if person is None or person.role != access.COACH:
            raise Wrong(column, f"There is no coach with the address {email}. {_instead(person)}")
        return person.id

    def _named(self, column: str, name: str) -> int:
        found = self._by_name.get(names.key_of(name), [])
        if not found:
            raise Wrong(column, f"There is no coach called {name}. {_instead(self._other(name))}")
        if len(found) > 1:
            instead = "in a column coach_email" if column == "coach" else "in place of the name"
            raise Wrong(column, f"{len(found)} coaches are called {name}. Write the address {instead}.")
        return found[0].id

    def _other(self, name: str) -> Known | None:
        """Somebody else of this name."""
        key = names.key_of(name)
        return next((each for each in self._by_email.values() if names.key_of(each.name) == key), None)


def _instead(person: Known | None) -> str:
    if person is None:
        return "Import the people first."
    role = access.ROLE_LABELS[person.role].lower()
    return f"{person.name} is here as a {role}, and entries are a coach’s."
