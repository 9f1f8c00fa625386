"""The weekly files: what an edition holds, that it stands, and that all of them together give every entry."""

import csv
import datetime as dt
import hashlib
import io
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from fieldlog import clock
from fieldlog.clock import Week
from fieldlog.extensions import db, snapshot, write_transaction
from fieldlog.ledger.csv_cells import restored
from fieldlog.ledger.record import amend, withdraw
from fieldlog.ledger.weekly import editions
from fieldlog.ledger.weekly.draft import drafted
from fieldlog.ledger.weekly.keep import keep
from fieldlog.models import WeekEdition
from tests.world import NOON, World, content, log

ZONE = ZoneInfo("America/Los_Angeles")
WEEK = Week.parse("2026-W47")
AFTER = dt.datetime(2026, 11, 23, 15, tzinfo=dt.UTC)
FILES = {
    "entries.csv", "actions.csv", "attendance.csv", "changes.csv", "dictionary.csv", "entries.xlsx",
    "entries.jsonl", "manifest.json",
}  # fmt: skip

pytestmark = pytest.mark.usefixtures("counted")


def make(week: Week = WEEK, at: dt.datetime = AFTER, **why: Any) -> WeekEdition:
    with snapshot():
        draft = drafted(week, ZONE, at, **why)
    with write_transaction():
        edition = keep(draft)
        assert edition is not None
        db.session.expunge(edition)
    return edition


def read(edition: WeekEdition, name: str) -> list[dict[str, str]]:
    body = editions.content(edition.id, name)
    assert body is not None
    found = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    return [{column: restored(cell) for column, cell in row.items()} for row in found]


def test_an_edition_has_every_file_and_its_manifest_their_sums(app: Flask, world: World) -> None:
    log(world.maya)
    edition = make()
    assert {file.name for file in editions.files_of(edition.id)} == FILES
    manifest = json.loads(editions.content(edition.id, "manifest.json") or b"")
    assert (manifest["week"], manifest["edition"], manifest["follows"]) == ("2026-W47", 1, None)
    assert manifest["tally_is_recount"] is True
    assert manifest["files"].keys() == FILES - {"manifest.json"}
    for name, said in manifest["files"].items():
        body = editions.content(edition.id, name) or b""
        assert said["sha256"] == hashlib.sha256(body).hexdigest()
        assert said["bytes"] == len(body)
    assert manifest["files"]["entries.csv"]["rows"] == 1


def test_it_holds_the_week_and_what_came_since_the_edition_before(app: Flask, world: World) -> None:
    first, second = Week.parse("2026-W45"), Week.parse("2026-W46")
    then, later = dt.datetime(2026, 11, 5, 20, tzinfo=dt.UTC), dt.datetime(2026, 11, 12, 20, tzinfo=dt.UTC)
    edited, gone, _ = (
        log(world.maya, shared_note=note, activity_date="2026-11-05", at=then)
        for note in ("edited", "gone", "as it was")
    )
    make(first, first.closes(ZONE))
    for note, day in (("late", "2026-11-04"), ("of its week", "2026-11-12"), ("of the next", "2026-11-16")):
        log(world.maya, shared_note=note, activity_date=day, at=later)
    with write_transaction():
        said = content(world.maya, shared_note="edited", minutes="20", activity_date="2026-11-05")
        amend(world.maya, edited, said, revision=1, at=later)
        withdraw(world.maya, gone, revision=1, at=later, reason="Logged twice")
    found = read(make(second, second.closes(ZONE)), "entries.csv")
    assert {row["shared_note"]: (row["change"], row["late"]) for row in found} == {
        "edited": ("edited", "0"),
        "gone": ("withdrawn", "0"),
        "late": ("late", "1"),
        "of its week": ("new", "0"),
    }
    assert [row["shared_note"] for row in read(make(), "entries.csv")] == ["of the next"]


def test_changes_tell_old_and_new_of_each_field_and_why(app: Flask, world: World) -> None:
    entry = log(world.maya, shared_note="=1+1", minutes="15")
    make()
    with write_transaction():
        later = NOON + dt.timedelta(days=5)
        amend(world.maya, entry, content(world.maya, shared_note="=1+2", minutes="20"), revision=1, at=later)
        withdraw(world.maya, entry, revision=2, at=later, reason="Logged twice")
    rows = read(make(Week.parse("2026-W48"), AFTER + dt.timedelta(days=7)), "changes.csv")
    shown = ("revision", "change", "field", "old", "new", "reason")
    told = [tuple(row[column] for column in shown) for row in rows]
    assert told == [
        ("2", "edited", "minutes", "15", "20", ""),
        ("2", "edited", "shared_note", "=1+1", "=1+2", ""),
        ("3", "withdrawn", "status", "active", "withdrawn", "Logged twice"),
    ]
    assert {row["changed_by"] for row in rows} == {"Maya Torres"}


def test_what_its_author_keeps_is_in_no_file_and_counted_as_left_out(app: Flask, world: World) -> None:
    entry = log(world.maya, private_note="canary-private", teacher_or_room="canary-teacher")
    with write_transaction():
        said = content(world.maya, private_note="canary-private too", teacher_or_room="canary-teacher")
        amend(world.maya, entry, said, revision=1, at=NOON)
    edition = make()
    for file in editions.files_of(edition.id):
        assert b"canary" not in (editions.content(edition.id, file.name) or b"")
    manifest = json.loads(editions.content(edition.id, "manifest.json") or b"")
    assert manifest["left_out"] == {"private_notes": 1, "entries_with_unshared_fields": 1}
    assert [row["field"] for row in read(edition, "changes.csv") if row["revision"] == "2"] == [""]


def test_action_items_and_who_was_there_have_a_row_each(app: Flask, world: World) -> None:
    log(
        world.maya,
        "pd_session",
        **{
            "action_items.a1.text": "Bring the talking piece",
            "action_items.a1.due": "2026-12-01",
            "attendance_list.p1.name": "Ana Reyes",
            "attendance_list.p1.minutes": "60",
        },
    )
    log(world.maya, "data_team_meeting", **{"attendance.teacher": "4"})
    edition = make()
    (action,) = read(edition, "actions.csv")
    said = action["item_id"], action["text"], action["due"]
    assert said == ("a1", "Bring the talking piece", "2026-12-01")
    assert (action["status"], action["status_now"]) == ("open", "open")
    shown = ("kind", "name", "role", "minutes", "count")
    there = [tuple(row[column] for column in shown) for row in read(edition, "attendance.csv")]
    assert sorted(there) == [
        ("data_team_meeting", "", "teacher", "", "4"),
        ("pd_session", "Ana Reyes", "", "60", "1"),
    ]


def test_every_column_is_in_the_dictionary_with_its_first_week(app: Flask, world: World) -> None:
    log(world.maya)
    first = make()
    second = make(Week.parse("2026-W48"), AFTER + dt.timedelta(days=7))
    told = {(row["file"], row["column"]): row for row in read(second, "dictionary.csv")}
    for name in ("entries.csv", "actions.csv", "attendance.csv", "changes.csv"):
        body = (editions.content(second.id, name) or b"").decode("utf-8-sig")
        for column in next(csv.reader(io.StringIO(body))):
            row = told.pop((name, column))
            assert row["type"] in {"text", "number", "date", "time", "moment", "code", "codes", "0 or 1"}
            assert row["meaning"]
            assert row["since"] == "2026-W47"
    assert told == {}
    assert read(first, "dictionary.csv") == read(second, "dictionary.csv")


def test_a_kept_edition_stays_as_it_is_whatever_happens_to_its_entries(app: Flask, world: World) -> None:
    entry = log(world.maya)
    edition = make()
    before = {file.name: editions.content(edition.id, file.name) for file in editions.files_of(edition.id)}
    with write_transaction():
        amend(world.maya, entry, content(world.maya, shared_note="new"), revision=1, at=clock.now())
    make(reason="A note was corrected", person_id=world.admin.id)
    assert {name: editions.content(edition.id, name) for name in before} == before
    again, first = editions.of_week(WEEK)
    assert (again.number, again.reason, first.number, first.reason) == (2, "A note was corrected", 1, "")


def test_of_two_drafts_read_at_the_same_moment_one_is_kept(app: Flask, world: World) -> None:
    log(world.maya)
    with snapshot():
        one, other = drafted(WEEK, ZONE, AFTER), drafted(WEEK, ZONE, AFTER)
    with write_transaction():
        assert keep(one) is not None
    with write_transaction():
        assert keep(other) is None
    assert editions.how_many(WEEK) == 1


@pytest.mark.parametrize(
    ("now", "weeks"),
    [
        ("2026-11-23T05:59", []),
        ("2026-11-23T06:00", ["2026-W47"]),
        ("2026-12-14T06:00", ["2026-W47", "2026-W48", "2026-W49", "2026-W50"]),
        ("2027-01-11T06:00", [*(f"2026-W{week}" for week in range(47, 54)), "2027-W01"]),
    ],
)
def test_weeks_are_due_from_monday_at_six_one_after_the_other(
    app: Flask, world: World, now: str, weeks: list[str]
) -> None:
    log(world.maya, activity_date="2026-11-12")
    make(Week.parse("2026-W46"), AFTER - dt.timedelta(days=7))
    due = [week.code for week in editions.due(dt.datetime.fromisoformat(now).replace(tzinfo=ZONE), ZONE)]
    assert due == weeks


@pytest.mark.parametrize(
    ("before", "after", "week"),
    [
        ("2026-11-02T13:59", "2026-11-02T14:00", "2026-W44"),
        ("2027-03-15T12:59", "2027-03-15T13:00", "2027-W10"),
    ],
)
def test_six_is_six_after_a_night_in_which_the_clock_was_put(
    app: Flask, world: World, before: str, after: str, week: str
) -> None:
    log(world.maya, activity_date="2026-10-01")
    last = Week.parse(week).before()
    make(last, AFTER)
    for moment, due in ((before, []), (after, [week])):
        now = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)
        assert [each.code for each in editions.due(now, ZONE)] == due


def test_the_first_week_of_all_is_that_of_the_first_entry(app: Flask, world: World) -> None:
    log(world.maya, activity_date="2026-11-04")
    log(world.maya, activity_date="2026-11-20")
    assert [week.code for week in editions.due(AFTER, ZONE)] == ["2026-W45", "2026-W46", "2026-W47"]
    assert len(read(make(), "entries.csv")) == 2


def test_a_week_that_was_made_ahead_leaves_those_before_it_due(app: Flask, world: World) -> None:
    log(world.maya, activity_date="2026-11-04")
    make(Week.parse("2026-W45"), AFTER)
    make(Week.parse("2026-W47"), AFTER)
    assert [week.code for week in editions.due(AFTER, ZONE)] == ["2026-W46"]


def test_nothing_is_due_where_nothing_was_logged(app: Flask, world: World) -> None:
    assert editions.due(AFTER, ZONE) == []
