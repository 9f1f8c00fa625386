"""What the picture of a year holds, and the very bytes of it that an edition freezes."""

import hashlib

import msgspec

# The figures of what was done, in their order; those of places and people stand beside the map.
DONE = (
    "classroom_visits", "data_team_meetings", "pd_session_hours", "people_reached", "convenings",
    "convening_participants",
)  # fmt: skip
THERE = (
    "schools", "whole_school_partners", "counties", "districts", "students_served", "educators_served",
)  # fmt: skip


class Fact(msgspec.Struct, frozen=True):
    """One figure with its rule: `amount` exact, hours in minutes; `shown` as it is read. `before` is the same
    as `since` words it ("in 2024-25"). None is what there is not, and what may not be told."""

    measure: str
    label: str
    rule: str
    is_hours: bool
    amount: int | None
    shown: str
    before: int | None = None
    since: str = ""

    @property
    def value(self) -> int | float | None:
        """Exact to two decimals, hours as hours."""
        return self.amount if self.amount is None or not self.is_hours else round(self.amount / 60, 2)


class Place(msgspec.Struct, frozen=True):
    """A district with how many partner schools it has in one county, and how many of those are Whole School
    partners. Several districts under one number have all their names; partners may not be told."""

    names: tuple[str, ...]
    schools: int
    partners: int | None


class County(msgspec.Struct, frozen=True):
    names: tuple[str, ...]
    districts: tuple[Place, ...]

    @property
    def schools(self) -> int:
        return sum(district.schools for district in self.districts)


class Quote(msgspec.Struct, frozen=True):
    """Words as they were said; `entry` and `part` are where they stand. With `names_somebody` they stay off
    public links."""

    entry: str
    part: str
    text: str
    role: str
    speaker: str
    names_somebody: bool

    @property
    def attribution(self) -> str:
        return ", ".join(said for said in (self.speaker, self.role) if said)


class Agreement(msgspec.Struct, frozen=True):
    text: str
    state: str
    names_somebody: bool


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """One school year of the program. `edition` is 0 and `made_on` empty until it is frozen."""

    fieldlog: str = "highlights/1"
    program: str
    year: str
    edition: int = 0
    made_on: str = ""
    facts: tuple[Fact, ...]
    counties: tuple[County, ...]
    quotes: tuple[Quote, ...]
    agreements: tuple[Agreement, ...]

    @property
    def large(self) -> tuple[Fact, ...]:
        """What was done; the other figures say where and for whom."""
        return tuple(fact for fact in self.facts if fact.measure in DONE)

    @property
    def beside_map(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.measure not in DONE)

    def fact(self, measure: str) -> Fact | None:
        return next((fact for fact in self.facts if fact.measure == measure), None)

    def same_but_date(self, other: "Picture") -> bool:
        return _undated(self) == _undated(other)


def content_of(picture: Picture) -> str:
    """Canonical JSON: keys in order, no white space, UTF-8. The same picture always gives the same text."""
    return msgspec.json.encode(picture, order="sorted").decode()


def read(content: str) -> Picture:
    return msgspec.json.decode(content, type=Picture)


def checksum_of(content: str) -> str:
    """The SHA-256 of the content, in hex."""
    return hashlib.sha256(content.encode()).hexdigest()


def _undated(picture: Picture) -> Picture:
    return msgspec.structs.replace(picture, edition=0, made_on="")
