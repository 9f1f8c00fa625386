"""What an address says in its query string: filters, a page key, a school year."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from flask import request

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.activities import KINDS
from fieldlog.activities.envelope import SchoolChoice
from fieldlog.activities.kind import Kind
from fieldlog.clock import Month, Period, SchoolYear
from fieldlog.errors import NotFound
from fieldlog.ledger import question_list, schools
from fieldlog.ledger.entries import Filters, PageKey

_QUESTION_KEY = re.compile(r"(open|answered|closed)\.([0-9]{1,16})\.([0-9a-f]{32})\.([0-9]{1,9})")
_EPOCH = dt.datetime.fromtimestamp(0, dt.UTC)
NO_SUCH_DAY = "There is no such day. Choose a date, or write it like 2026-11-20."


@dataclass
class Asked:
    """The filters as they stand in the address, what is wrong with them, and what they mean."""

    from_: str
    to: str
    kind: str
    school: str
    mine: str
    kinds: list[Kind]
    schools: list[SchoolChoice]
    errors: dict[str, list[str]] = field(default_factory=dict)
    filters: Filters = field(default_factory=Filters)

    @property
    def query(self) -> dict[str, str]:
        said = {
            "from": self.from_,
            "to": self.to,
            "kind": self.kind,
            "school": self.school,
            "mine": self.mine,
        }
        return {name: value for name, value in said.items() if value}

    @property
    def wrong(self) -> str:
        """All that is wrong with them, in one line."""
        return " ".join(sentence for sentences in self.errors.values() for sentence in sentences)

    def within(self, period: Period) -> "Asked":
        """The same, with both days named and inside that period."""
        first = max(self.filters.first or period.first_day, period.first_day)
        last = min(self.filters.last or period.last_day, period.last_day)
        filters = replace(self.filters, first=first, last=last)
        return replace(self, from_=first.isoformat(), to=last.isoformat(), filters=filters)

    def address(self, path: str, **more: str) -> str:
        query = self.query | {name: value for name, value in more.items() if value}
        return f"{path}?{urlencode(query)}" if query else path


def asked_filters(actor: Actor) -> Asked:
    """An unknown kind or a foreign school is not found; a wrong day is said beside its field."""
    args = request.args
    asked = Asked(
        from_=args.get("from", "").strip(),
        to=args.get("to", "").strip(),
        kind=args.get("kind", "").strip(),
        school=args.get("school", "").strip(),
        mine="1" if args.get("mine") == "1" else "",
        kinds=list(KINDS.values()),
        schools=list(schools.choices(actor)),
    )
    if asked.kind and asked.kind not in KINDS:
        raise NotFound
    asked.filters = Filters(
        first=_day(asked, "from", asked.from_),
        last=_day(asked, "to", asked.to),
        kind=asked.kind or None,
        school_id=_school_id(actor, asked.school) if asked.school else None,
        coach_id=actor.id if asked.mine else None,
    )
    _refuse_backwards(asked)
    return asked


def asked_key() -> PageKey | None:
    """Where the page before ended, from `after=2026-11-20.<id>`."""
    text = request.args.get("after", "")
    if not text:
        return None
    day, _, entry_id = text.partition(".")
    try:
        return PageKey(clock.parse_day(day), uuid.UUID(entry_id))
    except ValueError:
        raise NotFound from None


def key_text(key: PageKey | None) -> str:
    return f"{key.day.isoformat()}.{key.entry_id.hex}" if key else ""


def asked_question_key() -> question_list.PageKey | None:
    """Where the page of questions before ended, from `after=open.<microseconds>.<entry>.<school>`."""
    text = request.args.get("after", "")
    if not text:
        return None
    found = _QUESTION_KEY.fullmatch(text)
    if found is None:
        raise NotFound
    state, moment, entry_id, school_id = found.groups()
    at = _EPOCH + dt.timedelta(microseconds=int(moment))
    return question_list.PageKey(state, at, uuid.UUID(entry_id), int(school_id))


def question_key_text(key: question_list.PageKey | None) -> str:
    if key is None:
        return ""
    moment = (key.changed_at - _EPOCH) // dt.timedelta(microseconds=1)
    return f"{key.state}.{moment}.{key.entry_id.hex}.{key.school_id}"


def asked_year(today: dt.date) -> SchoolYear:
    """The school year in `year=2025-26`, or the running one."""
    code = request.args.get("year", "")
    try:
        return SchoolYear.parse(code) if code else SchoolYear.of(today)
    except ValueError:
        raise NotFound from None


def asked_day() -> dt.date | None:
    """The day in `day=2025-10-03`, if there is one."""
    text = request.args.get("day", "")
    try:
        day = clock.parse_day(text) if text else None
    except ValueError:
        raise NotFound from None
    if day and not clock.EARLIEST_YEAR < day.year < clock.LATEST_YEAR:
        raise NotFound
    return day


def asked_month(year: SchoolYear) -> Month | None:
    """That year's month in `month=2026-10`, or in `month=10`, which holds when another year is chosen."""
    code = request.args.get("month", "")
    if not code:
        return None
    found = [month for month in year.every_month if code in (month.code, month.number)]
    if not found:
        raise NotFound
    return found[0]


def asked_last_day(period: Period) -> dt.date | None:
    """The day in `to=2025-11-20` up to which that period is asked about, if it is one before its end."""
    text = request.args.get("to", "")
    try:
        day = clock.parse_day(text) if text else None
    except ValueError:
        raise NotFound from None
    return day if day and period.first_day <= day < period.last_day else None


def _day(asked: Asked, name: str, text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return clock.parse_day(text)
    except ValueError:
        asked.errors[name] = [NO_SUCH_DAY]
        return None


def _school_id(actor: Actor, code: str) -> int:
    found = [school.id for school in schools.choices(actor) if school.code == code]
    if not found or not access.may_see_school(actor, found[0]):
        raise NotFound
    return found[0]


def _refuse_backwards(asked: Asked) -> None:
    first, last = asked.filters.first, asked.filters.last
    if first and last and first > last:
        asked.errors["to"] = ["This day lies before the first one."]
