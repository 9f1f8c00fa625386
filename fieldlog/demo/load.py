"""Loads the demo: each planned event goes through the form and the writer like a coach's entry."""

import datetime as dt
import uuid
from dataclasses import replace
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fieldlog import clock
from fieldlog.access import Actor
from fieldlog.activities.form import Form
from fieldlog.activities.kind import Content
from fieldlog.clock import SchoolYear
from fieldlog.demo import asked
from fieldlog.demo.plan import Event, events
from fieldlog.demo.program import Opened, open_demo
from fieldlog.demo.story import Story
from fieldlog.demo.tablets import tell
from fieldlog.ledger import desk, editions, own_lists, people, program
from fieldlog.ledger.record import Receipt, amend, record, withdraw
from fieldlog.models import School

SEED, FULL_YEAR = 1, 2022


class AlreadyOpened(Exception):
    """The store has a program; demo data goes into an empty one only."""


class Loaded(NamedTuple):
    schools: int
    entries: int


class _Written(NamedTuple):
    actor: Actor
    receipt: Receipt
    content: Content


def load(
    today: dt.date, zone: ZoneInfo, *, seed: int = SEED, first_year: int = FULL_YEAR, scale: int = 1
) -> Loaded:
    """The demo program from `first_year` to today; the same seed gives the same data."""
    if program.current():
        raise AlreadyOpened
    running = SchoolYear.of(today)
    years = [SchoolYear(start) for start in range(first_year, max(running.start, first_year) + 1)]
    rng = Random(seed)
    opened = open_demo(years, scale)
    writer = _Writer(opened, rng, zone, Story(seed, running, years[0]))
    for year in years:
        written = [
            writer.write(event)
            for event in events(year, rng, full=year.start == first_year, scale=scale)
            if event.day <= today
        ]
        if today < year.last_day:
            writer.unsettle(written, today)
            writer.ask_about(written)
    for year in {years[0]: None, running.before: None}:
        if year in years:
            _publish(year, today, zone)
    tell(opened.cast, dt.datetime.combine(today, dt.time(16), zone))
    return Loaded(len(opened.schools), writer.entries)


def _publish(year: SchoolYear, today: dt.date, zone: ZoneInfo) -> None:
    """The year's highlights, as an admin publishes them some days after it is over."""
    day = year.last_day + dt.timedelta(days=5)
    admin = people.by_email("admin@demo.example")
    if admin and day <= today:
        editions.publish(people.actor_of(admin), year, day, dt.datetime.combine(day, dt.time(9, 30), zone))


class _Writer:
    """Writes events under the coaches of their schools, as if received that afternoon."""

    def __init__(self, opened: Opened, rng: Random, zone: ZoneInfo, story: Story):
        self.entries = 0
        self._story = story
        self._schools = opened.schools
        self._principal = opened.cast.first_principal
        self._rng = rng
        self._zone = zone
        cast = opened.cast
        self._actors = [people.actor_of(person) for person in (cast.first_district, *cast.others)]
        self._everywhere = people.actor_of(cast.every_school)
        self._surroundings = {
            actor.id: desk.around(actor, dt.date.max - dt.timedelta(days=1))
            for actor in (*self._actors, self._everywhere)
        }

    def write(self, event: Event, *, days_late: int = 0) -> _Written:
        schools = [self._schools[index] for index in event.schools]
        actor = self._coach_of(schools)
        received = self._afternoon(event.day + dt.timedelta(days=days_late))
        entry_id = uuid.UUID(int=self._rng.getrandbits(128), version=4)
        told = event._replace(fields=event.fields | self._story.fields(event, entry_id, schools))
        content = self._content(actor, schools, told)
        receipt = record(actor, entry_id, content, written_at=received, received_at=received)
        self.entries += 1
        return _Written(actor, receipt, content)

    def unsettle(self, written: list[_Written], today: dt.date) -> None:
        """What a running year has: an edited entry, a withdrawn one, a late one, two that look alike."""
        visits = [each for each in written if each.content.kind == "classroom_visit"]
        if len(visits) < 4:
            return
        edited, withdrawn = visits[0], visits[1]
        # Of the coach who can sign in, where she has one with words in it: she finds it waiting.
        hers = (each for each in visits[2:] if each.actor == self._actors[0] and each.content.shared_note)
        doubled = next(hers, visits[2])
        afternoon = self._afternoon(today)
        amend(
            edited.actor,
            edited.receipt.entry_id,
            replace(
                edited.content, minutes=45, shared_note="Stayed longer than planned; the class asked us to."
            ),
            revision=1,
            at=min(afternoon, edited.receipt.at + dt.timedelta(days=20)),
            reason="The end time was wrong",
        )
        withdraw(
            withdrawn.actor,
            withdrawn.receipt.entry_id,
            revision=1,
            at=min(afternoon, withdrawn.receipt.at + dt.timedelta(days=2)),
            reason="Logged twice",
        )
        self._write_again(doubled)
        self._write_late(visits[-1], today)

    def ask_about(self, written: list[_Written]) -> None:
        """What the first school's principal asked the coach who can sign in, about what she shared."""
        school, hers = self._schools[0], self._actors[0]
        newest = [
            asked.Entry(each.receipt.entry_id, each.actor, each.receipt.at)
            for each in reversed(written)
            if each.actor == hers and each.content.school_ids == (school.id,) and each.content.shared_note
        ]
        asked.ask(people.actor_of(self._principal), school.code, newest)

    def _write_again(self, first: _Written) -> None:
        """The same visit logged by a colleague who was there too."""
        entry_id = uuid.UUID(int=self._rng.getrandbits(128), version=4)
        at = first.receipt.at + dt.timedelta(minutes=20)
        content = replace(first.content, minutes=first.content.minutes + 5)
        record(self._everywhere, entry_id, content, written_at=at, received_at=at)
        self.entries += 1

    def _write_late(self, like: _Written, today: dt.date) -> None:
        day = today - dt.timedelta(days=16 + today.weekday())
        content = replace(
            like.content, activity_date=day, shared_note="Sent after the tablet was found again."
        )
        received = self._afternoon(today - dt.timedelta(days=1))
        entry_id = uuid.UUID(int=self._rng.getrandbits(128), version=4)
        record(like.actor, entry_id, content, written_at=self._afternoon(day), received_at=received)
        self.entries += 1

    def _content(self, actor: Actor, schools: list[School], event: Event) -> Content:
        typed = {name: [v] if isinstance(v, str) else v for name, v in event.fields.items()} | {
            "schools": [school.code for school in schools],
            "activity_date": [event.day.isoformat()],
        }
        around = replace(self._surroundings[actor.id], today=event.day)
        form = Form.posted(own_lists.kinds()[event.kind], around, typed)
        content = form.content()
        if content is None:
            raise ValueError(f"The demo's {event.kind} of {event.day} does not pass its form: {form.errors}")
        return content

    def _coach_of(self, schools: list[School]) -> Actor:
        """A coach of all these schools; a visit now and then by the one who works everywhere."""
        fitting = [a for a in self._actors if a.school_ids.issuperset(school.id for school in schools)]
        if not fitting or self._rng.random() < 0.1:
            return self._everywhere
        return self._rng.choice(fitting)

    def _afternoon(self, day: dt.date) -> dt.datetime:
        """Some minutes after three, but never later than now."""
        return min(dt.datetime.combine(day, dt.time(15, self._rng.randint(0, 59)), self._zone), clock.now())
