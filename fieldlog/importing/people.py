"""People from a table: who they are and with which schools, never a password."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from fieldlog import access
from fieldlog.importing import cells
from fieldlog.importing.known_schools import KnownSchools
from fieldlog.importing.outcome import Gathered, Wrong
from fieldlog.importing.sheet import Row, Sheet, Wanted
from fieldlog.importing.table import Table
from fieldlog.ledger import names, people, schools
from fieldlog.ledger.people import Known

WANTED = Wanted(
    {
        "name": ("full_name",),
        "email": ("e-mail", "email_address", "e-mail_address", "mail"),
        "role": (),
        "schools": ("school_codes", "school", "school_code"),
    },
    needed=("email",),
    usual=("name", "email", "role", "schools"),
)
LONGEST_NAME = 120
_ROLES = {access.ROLE_LABELS[role].casefold(): role for role in access.ROLES}


class _Kept(NamedTuple):
    """`school_ids` None: they stay as they are."""

    email: str
    name: str
    role: str
    school_ids: Collection[int] | None
    district_id: int | None
    is_new: bool


class People(Table):
    """Each row a person, known by the address. Their schools become those of the row, if it names any."""

    def __init__(self, sheet: Sheet):
        super().__init__(sheet)
        self._known = people.known()
        self._schools = KnownSchools()
        self._districts = schools.districts_of_schools()
        self._rows: dict[str, int] = {}
        self._kept: list[_Kept] = []

    def write(self) -> Iterator[int]:
        for each in self._kept:
            if each.is_new:
                people.add(
                    each.email,
                    each.name,
                    each.role,
                    school_ids=each.school_ids or (),
                    district_id=each.district_id,
                )
            else:
                people.change(each.email, each.name, school_ids=each.school_ids, district_id=each.district_id)
            yield 1

    @property
    def added(self) -> list[str]:
        """The addresses of those who are new."""
        return [each.email for each in self._kept if each.is_new]

    def look_at(self, row: Row) -> None:
        wrong = Gathered()
        email = wrong.tried(self._email, row)
        known = self._known.get(names.key_of(email or ""))
        role, name = wrong.tried(_role, row, known), wrong.tried(_name, row, known)
        place = wrong.tried(self._place, row, role, known)
        wrong.refuse()
        school_ids, district_id = place
        self._tell(_Kept(email, name, role, school_ids, district_id, known is None), known)

    def _email(self, row: Row) -> str:
        email = cells.text(row, "email")
        if not names.is_email(email):
            raise Wrong("email", f"“{email}” is no e-mail address. Write it like name@school.org.")
        first = self._rows.setdefault(names.key_of(email), row.number)
        if first != row.number:
            raise Wrong("email", f"{email} stands in row {first} already.")
        return email

    def _place(
        self, row: Row, role: str | None, known: Known | None
    ) -> tuple[frozenset[int] | None, int | None]:
        """The schools, and a lead's district."""
        school_ids = self._school_ids(row)
        return school_ids, self._district(role, school_ids, known)

    def _school_ids(self, row: Row) -> frozenset[int] | None:
        found = self._schools.several(row, "schools")
        return frozenset(school.id for school in found) if found else None

    def _district(
        self, role: str | None, school_ids: Collection[int] | None, known: Known | None
    ) -> int | None:
        if role != access.DISTRICT_LEAD:
            return None
        if school_ids is None and known:
            return known.district_id
        found = {self._districts.get(school_id) for school_id in school_ids or ()}
        if len(found) != 1 or None in found:
            raise Wrong("schools", "A district lead needs a school of that district, and of no other.")
        return found.pop()

    def _tell(self, kept: _Kept, known: Known | None) -> None:
        if known is None:
            self._kept.append(kept)
            self.outcome.new.append(f"{kept.email}, {kept.name}, {access.ROLE_LABELS[kept.role].lower()}")
        elif changes := list(self._changes(kept, known)):
            self._kept.append(kept)
            self.outcome.changed.append(f"{kept.email}: {', '.join(changes)}")
        else:
            self.outcome.same += 1

    def _changes(self, kept: _Kept, known: Known) -> Iterator[str]:
        if kept.name != known.name:
            yield f"name {known.name} → {kept.name}"
        if kept.district_id != known.district_id:
            yield "another district"
        is_lead = kept.role == access.DISTRICT_LEAD
        if kept.school_ids is not None and kept.school_ids != known.school_ids and not is_lead:
            yield f"schools {self._said(known.school_ids)} → {self._said(kept.school_ids)}"

    def _said(self, school_ids: Collection[int]) -> str:
        return ";".join(school.code for school in self._schools if school.id in school_ids) or "none"


def _name(row: Row, known: Known | None) -> str:
    name = cells.name(row, "name", LONGEST_NAME) or (known.name if known else "")
    if not name:
        raise Wrong("name", "How is this person called?")
    return name


def _role(row: Row, known: Known | None) -> str:
    said = cells.text(row, "role").casefold()
    role = _ROLES.get(said, said.replace(" ", "_")) or (known.role if known else "")
    if role not in access.ROLES:
        raise Wrong("role", f"“{said}” is no role. One of: {', '.join(access.ROLES)}.")
    if known and role != known.role:
        now = access.ROLE_LABELS[known.role].lower()
        raise Wrong("role", f"This person is a {now} here, and an import changes no role.")
    return role
