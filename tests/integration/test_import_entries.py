"""`flask fieldlog import entries`: our own file gives the same rows again; another program's is checked like
a form; what is here already is never written over."""

import csv
import dataclasses
import datetime as dt
import io
import sys
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from fieldlog import clock
from fieldlog.activities import KINDS
from fieldlog.clock import Week
from fieldlog.extensions import db, snapshot, write_transaction
from fieldlog.ledger import audit, own_lists, people, recount, reweave
from fieldlog.ledger.columns import Columns
from fieldlog.ledger.csv_cells import restored
from fieldlog.ledger.entries import Filters
from fieldlog.ledger.entry_cells import EntryCells
from fieldlog.ledger.export import csv_lines
from fieldlog.ledger.record import amend, record, withdraw
from fieldlog.ledger.scan import all_columns
from fieldlog.ledger.weekly import dictionary, editions
from fieldlog.ledger.weekly.draft import drafted
from fieldlog.ledger.weekly.keep import keep
from fieldlog.ledger.weekly.workbook import workbook
from fieldlog.models import Audit, Entry, EntryRevision, School, Thread
from tests.conftest import empty_store
from tests.histories import History, Step, forget_entries, steps
from tests.integration.test_lists import ask
from tests.server_clock import Clock
from tests.world import NOON, World, as_typed, content, log, make_world, post

ZONE = ZoneInfo("America/Los_Angeles")
DAYS = ("2025-06-30", "2025-11-03", "2026-07-01", "2026-11-16", "2026-11-20")
HARD = (
    "", "=1+1", "+1", "-1", "@x", "\ttab", "'", "''", "＝x", "line\nbreak", "carriage\r\nreturn", "a\rb",
    "“quoted”, ;x;", '"', "👩🏽‍🏫" * 3, "007", "1e5", " spaces ", " | , Who: x", "\u202eright to left",
)  # fmt: skip
NUMBERS = ("number", "0 or 1")
Bring = Callable[..., tuple[int, str]]


@pytest.fixture
def bring(app: Flask, tmp_path: Path) -> Bring:
    """Import these bytes as a file of entries; the exit code and what was said."""

    def bring(said: bytes | str, *options: str) -> tuple[int, str]:
        chosen = tmp_path / "entries"
        chosen.write_bytes(said if isinstance(said, bytes) else said.encode())
        db.session.rollback()
        done = app.test_cli_runner().invoke(args=["fieldlog", "import", "entries", str(chosen), *options])
        assert "Traceback" not in done.output
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        db.session.rollback()
        db.session.expire_all()
        return done.exit_code, done.output

    return bring


def exported(world: World) -> bytes:
    db.session.rollback()
    lines = "".join(csv_lines(world.admin, Filters(), ZONE)).encode()
    db.session.rollback()
    return lines


def exported_book(world: World) -> bytes:
    """The same rows in a workbook as the weekly files hold them."""
    cells = EntryCells(world.admin, ZONE)
    entries = db.session.execute(all_columns().order_by(Entry.activity_date, Entry.id)).all()
    types = {each.column: each.type for each in dictionary.described(cells.columns, {})}
    rows = list(cells.of(entries))
    db.session.rollback()
    return workbook(cells.header, rows, types, NOON)


def parsed(body: bytes) -> list[dict[str, str]]:
    found = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    return [{column: restored(cell) for column, cell in row.items()} for row in found]


def books_balance() -> None:
    db.session.rollback()
    assert recount.differences() == []
    assert reweave.differences() == []
    assert audit.first_broken() is None


def log_every_example(world: World) -> list[uuid.UUID]:
    """Every field of every kind filled, each with a note that is hard to write."""
    made = []
    cases = [(kind, details) for kind in KINDS.values() for details in kind.every_example]
    for number, (kind, details) in enumerate(cases):
        said = content(world.jonah, kind.code, shared_note=HARD[number % len(HARD)])
        entry_id = uuid.uuid4()
        said = _filled(said, details, focus=("equity", "data_use"), start_time=dt.time(8, 5))
        with write_transaction():
            record(world.jonah, entry_id, said, written_at=NOON, received_at=NOON)
        made.append(entry_id)
    return made


def _filled(said: Any, details: Mapping[str, Any], **envelope: Any) -> Any:
    return dataclasses.replace(said, details=dict(details), **envelope)


# --- our own file ------------------------------------------------------------


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_column_of_every_kind_is_read_back(world: World, bring: Bring, form: str) -> None:
    first, *_ = log_every_example(world)
    with write_transaction():
        db.session.execute(update(Entry).where(Entry.id == first).values(form_version=1))
    for note in HARD:
        log(world.maya, "quick_support", shared_note=note, co_coaches=[str(world.jonah.id)])
    before = exported(world)
    file = before if form == "csv" else exported_book(world)
    forget_entries()
    status, said = bring(file)
    assert status == 0, said
    assert said.endswith(f"{len(parsed(before))} new, 0 changed, 0 as they were.\n")
    assert exported(world) == before
    books_balance()


@pytest.mark.usefixtures("counted")
def test_numbers_that_another_program_wrote_with_a_point_are_read(world: World, bring: Bring) -> None:
    """As pandas does where a column has gaps; words stay as they are."""
    log_every_example(world)
    log(world.maya, shared_note="1.0")
    before = exported(world)
    own = own_lists.now()
    db.session.rollback()
    described = dictionary.described(Columns(own), {})
    types = {each.column: each.type for each in described if each.file == dictionary.ENTRIES}
    held = io.StringIO(newline="")
    out = csv.DictWriter(held, types)
    out.writeheader()
    for row in csv.DictReader(io.StringIO(before.decode("utf-8-sig"), newline="")):
        numbers = {
            name: f"{cell}.0" for name, cell in row.items() if cell.isdigit() and types[name] in NUMBERS
        }
        assert numbers
        out.writerow(row | numbers)
    forget_entries()
    status, said = bring(held.getvalue())
    assert status == 0, said
    assert exported(world) == before


def test_any_history_is_read_back(app: Flask, bring: Bring, moved: Clock) -> None:
    """Logged, late, changed, withdrawn, put back, merged: into an empty store with the same people."""
    moved.at = NOON + dt.timedelta(days=200)

    @settings(
        max_examples=10,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(steps(DAYS, most=12), st.lists(st.sampled_from(HARD), min_size=1, max_size=6))
    def inner(history: Sequence[Step], notes: list[str]) -> None:
        empty_store()
        world = make_world()
        told = History(world)
        for step in history:
            told.step(*step)
        for note in notes:
            log(world.jonah, shared_note=note, schools="S03")
        before, book = exported(world), exported_book(world)
        for file in (before, book):
            empty_store()
            world = make_world()
            assert bring(file)[0] == 0
            assert exported(world) == before
            books_balance()
            many = len(parsed(before))
            assert bring(file)[1].endswith(f"0 new, 0 changed, {many} as they were.\n")
            assert exported(world) == before

    inner()


@pytest.mark.usefixtures("counted")
def test_what_was_edited_late_and_withdrawn_stays_so(world: World, bring: Bring, moved: Clock) -> None:
    after = moved.at = NOON + dt.timedelta(days=10)
    log(world.maya, shared_note="late", at=after)
    edited, corrected, gone = (log(world.maya, shared_note=note) for note in ("edited", "soon", "gone"))
    with write_transaction():
        amend(world.maya, edited, content(world.maya, shared_note="edited"), revision=1, at=after)
        amend(world.maya, corrected, content(world.maya, shared_note="soon"), revision=1, at=NOON)
        withdraw(world.maya, gone, revision=1, at=after, reason="Logged twice")
    before = exported(world)
    forget_entries()
    assert bring(before)[0] == 0
    assert exported(world) == before
    rows = {row["shared_note"]: (row["change"], row["revision"]) for row in parsed(before)}
    assert rows == {
        "late": ("late", "1"),
        "edited": ("edited", "2"),
        "soon": ("new", "2"),
        "gone": ("withdrawn", "2"),
    }
    entry = db.session.get_one(Entry, gone)
    assert (entry.withdrawn_reason, entry.private_note) == ("Withdrawn before it was imported.", "")


@pytest.mark.usefixtures("counted")
def test_the_programs_own_choices_and_questions_are_read_back(
    world: World, bring: Bring, browser_of: Callable[[str], FlaskClient]
) -> None:
    admin = browser_of("admin")
    words, some = (
        ask(admin, "classroom_visit", "Mood", "text"),
        ask(admin, "classroom_visit", "Which", "some", choices="Red; blue\nGreen"),
    )
    chosen = [option.code for option in own_lists.now().lists[f"classroom_visit.{some}"]]
    log(world.maya, **{words: "=1+1", some: chosen})
    before = exported(world)
    forget_entries()
    assert bring(before)[0] == 0
    assert exported(world) == before
    forget_entries()
    status, said = bring(before.replace(f'"classroom_visit.{words}"'.encode(), b'"classroom_visit.own_x"'))
    assert status == 1
    assert "Row 2, classroom_visit.own_x: There is no such column here." in said


@pytest.mark.usefixtures("counted")
def test_a_follow_up_finds_what_it_is_of_by_its_words(world: World, bring: Bring) -> None:
    began = log(world.maya, **{"action_items.a1.text": "Share the routine"}, activity_date="2026-11-10")
    key = f"{began}~a1"
    said = {"id": key, "what": "action_item", "text": "Share the routine", "state": "done"}
    ended = content(world.maya)
    with write_transaction():
        done = _filled(ended, {"follow_ups": (said,)})
        record(world.maya, uuid.uuid4(), done, written_at=NOON, received_at=NOON)
    before = exported(world)
    forget_entries()
    assert bring(before)[0] == 0
    assert exported(world) == before
    (thread,) = db.session.scalars(select(Thread)).all()
    assert (thread.entry_id, thread.state, thread.is_open) == (began, "done", False)


@pytest.mark.usefixtures("counted")
def test_an_entry_that_says_something_else_is_never_written_over(world: World, bring: Bring) -> None:
    entry_id = log(world.maya, shared_note="mine", private_note="canary-private")
    before = exported(world)
    other = before.replace(b'"mine"', b'"other"')
    status, said = bring(other)
    assert status == 1
    assert "Row 2, entry_id: This entry is here already, and says something else." in said
    assert exported(world) == before
    assert bring(before) == (0, "0 new, 0 changed, 1 as they were.\n")
    assert db.session.get_one(Entry, entry_id).private_note == "canary-private"


def test_an_entry_brought_back_can_be_corrected_and_is_told_apart(world: World, bring: Bring) -> None:
    entry_id = log(world.maya, shared_note="first")
    with write_transaction():
        amend(world.maya, entry_id, content(world.maya, shared_note="second"), revision=1, at=NOON)
    before = exported(world)
    forget_entries()
    bring(before)
    with write_transaction():
        amend(world.maya, entry_id, content(world.maya, shared_note="third"), revision=2, at=clock.now())
    assert bring(before)[0] == 1
    (row,) = parsed(exported(world))
    assert (row["revision"], row["shared_note"]) == ("3", "third")
    books_balance()


def test_the_form_of_an_entry_brought_back_posted_again_is_told(
    world: World, bring: Bring, browser_of: Callable[[str], FlaskClient]
) -> None:
    """Of a corrected one the first version is not there to compare with."""
    entry_id = log(world.maya)
    with write_transaction():
        amend(world.maya, entry_id, content(world.maya, minutes="20"), revision=1, at=NOON)
    before = exported(world)
    forget_entries()
    bring(before)
    typed = as_typed() | {"id": [str(entry_id)]}
    assert post(browser_of("maya"), "/log/classroom_visit", typed).status_code == 409


# --- another program's table -------------------------------------------------

PAST = (
    "Date,School,Kind,Coach,Minutes,Shared note\n"
    "2023-10-02,S01,Classroom visit,Maya Torres,15,Calm corner in use\n"
    "2023-10-02,S01,Classroom visit,Maya Torres,15,Calm corner in use\n"
    "2019-10-03,S02,data_team_meeting,jonah whitaker,45,\n"
)


@pytest.mark.usefixtures("counted")
def test_a_small_table_of_another_program_is_enough(world: World, bring: Bring) -> None:
    status, said = bring(PAST)
    assert (status, said.splitlines()[-1]) == (0, "3 new, 0 changed, 0 as they were.")
    assert "New: 2023-10-02 S01 classroom_visit, 15 minutes." in said
    rows = parsed(exported(world))
    assert [(row["activity_date"], row["coach"], row["minutes"]) for row in rows] == [
        ("2019-10-03", "Jonah Whitaker", "45"),
        ("2023-10-02", "Maya Torres", "15"),
        ("2023-10-02", "Maya Torres", "15"),
    ]
    assert {row["revision"] for row in rows} == {"1"}


@pytest.mark.usefixtures("counted")
def test_rows_without_an_id_are_the_same_entries_when_they_come_again(world: World, bring: Bring) -> None:
    bring(PAST)
    before = exported(world)
    assert bring(PAST)[1].endswith("0 new, 0 changed, 3 as they were.\n")
    turned = "\n".join([PAST.splitlines()[0], *reversed(PAST.splitlines()[1:])])
    assert bring(turned.replace(",", ";"))[1].endswith("0 new, 0 changed, 3 as they were.\n")
    assert bring(PAST + PAST.splitlines()[1] + "\n")[1].endswith("1 new, 0 changed, 3 as they were.\n")
    assert len(parsed(exported(world))) == len(parsed(before)) + 1


def test_a_school_is_known_by_its_code_however_it_is_written(world: World, bring: Bring) -> None:
    bring(PAST)
    assert bring(PAST.replace("S0", "s0"))[1].endswith("0 new, 0 changed, 3 as they were.\n")


def test_a_school_may_be_called_by_a_name_that_only_one_has(world: World, bring: Bring) -> None:
    bring(PAST)
    named = PAST.replace("S01", "cedar ELEMENTARY").replace("S02", "Madrone Middle")
    assert bring(named)[1].endswith("0 new, 0 changed, 3 as they were.\n")
    with write_transaction():
        db.session.add(School(code="S09", name="Cedar elementary"))
    status, said = bring(named)
    assert status == 1
    assert "Row 2, School: 2 schools are called cedar ELEMENTARY. Write the code, like S01." in said


def test_a_correction_since_does_not_make_the_row_new(world: World, bring: Bring) -> None:
    bring(PAST)
    entry = db.session.scalars(select(Entry).order_by(Entry.activity_date)).first()
    assert entry
    with write_transaction():
        said = content(world.jonah, "data_team_meeting", schools="S02", minutes="50")
        amend(world.jonah, entry.id, said, revision=1, at=clock.now())
    assert bring(PAST)[1].endswith("0 new, 0 changed, 3 as they were.\n")


@pytest.mark.parametrize("options", [(), ("--dry-run",)], ids=["written", "a dry run"])
def test_a_school_that_is_not_declared_for_the_year_is_told(
    world: World, bring: Bring, options: tuple[str, ...]
) -> None:
    """Else the year would stand there without schools, districts and counties, and nobody would say so."""
    assert bring(PAST, *options)[1].splitlines()[0] == (
        "Not declared for 2019-20: S02. Import the schools with school_year 2019-20; "
        "until then that year shows them without district and county."
    )


@pytest.mark.usefixtures("counted")
def test_schools_declared_for_a_year_before_give_its_entries_their_places(
    world: World, bring: Bring, app: Flask, tmp_path: Path
) -> None:
    schools = tmp_path / "schools.csv"
    schools.write_text("code,district,county,school_year\nS02,Valley,Jackson,2019-20\n")
    assert app.test_cli_runner().invoke(args=["fieldlog", "import", "schools", str(schools)]).exit_code == 0
    assert "Not declared" not in bring(PAST)[1]
    first, *_ = parsed(exported(world))
    assert [first[column] for column in ("school_year", "district", "county")] == [
        "2019-20",
        "Valley",
        "Jackson",
    ]


def test_a_dry_run_says_it_all_and_writes_nothing(world: World, bring: Bring) -> None:
    status, said = bring(PAST, "--dry-run")
    assert (status, said.splitlines()[-1]) == (
        0,
        "3 new, 0 changed, 0 as they were. Nothing was written: a dry run.",
    )
    assert db.session.scalars(select(Entry)).all() == []


def test_two_coaches_of_one_name_are_told_and_told_apart_by_the_address(world: World, bring: Bring) -> None:
    with write_transaction():
        people.add("maya2@cedar.example", "MAYA Torres", "coach")
    status, said = bring(PAST)
    assert status == 1
    assert (
        "Row 2, Coach: 2 coaches are called Maya Torres. Write the address in a column coach_email." in said
    )
    with_email = PAST.replace("Coach,", "Coach,Coach email,").replace(
        "Torres,", "Torres,maya2@cedar.example,"
    )
    with_email = with_email.replace("whitaker,", "whitaker,JONAH@cedar.example,")
    assert bring(with_email)[0] == 0
    assert {row["coach"] for row in parsed(exported(world))} == {"MAYA Torres", "Jonah Whitaker"}


HEADER = (
    "entry_id,revision,status,kind,activity_date,school_codes,coach,co_coaches,minutes,start_time,focus,"
    "grade_band,received_at,form_version,classroom_visit.purpose,classroom_visit.what_we_noticed,"
    "classroom_visit.action_items,pd_session.participants,pd_session.title,convening.plans"
)
RIGHT = {
    "kind": "classroom_visit",
    "activity_date": "2026-11-20",
    "school_codes": "S01",
    "coach": "Maya Torres",
    "minutes": "15",
}
PD = {"kind": "pd_session", "pd_session.participants": "24", "pd_session.title": "Circles"}


def table(**wrong: str) -> str:
    row = RIGHT | wrong
    held = io.StringIO()
    out = csv.DictWriter(held, [*HEADER.split(","), *(row.keys() - set(HEADER.split(",")))])
    out.writeheader()
    out.writerow(row)
    return held.getvalue()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": "visit"}, "kind: “visit” is no kind. One of: classroom_visit, data_team_meeting"),
        ({"activity_date": "11/20/2026"}, "activity_date: “11/20/2026”: There is no such day."),
        ({"activity_date": "2026-02-30"}, "activity_date: “2026-02-30”: There is no such day."),
        ({"activity_date": "2199-01-01"}, "activity_date: “2199-01-01”: This day lies in the future."),
        ({"activity_date": "1980-01-01"}, "activity_date: “1980-01-01”: This day is too long ago."),
        ({"activity_date": ""}, "activity_date: Which day was it?"),
        ({"school_codes": "S99"}, "school_codes: There is no school S99."),
        ({"school_codes": ""}, "school_codes: At which school was it?"),
        ({"school_codes": "S01;S02"}, "school_codes: “S01;S02”: Choose one school."),
        ({"coach": "Nobody"}, "coach: There is no coach called Nobody."),
        (
            {"coach": "ELENA Marsh"},
            "coach: There is no coach called ELENA Marsh. Elena Marsh is here as a principal, and entries",
        ),
        (
            {"coach_email": "lead@cedar.example"},
            "coach_email: There is no coach with the address lead@cedar.example. Priya Lead is here as a dis",
        ),
        ({"coach": "Nobody"}, "coach: There is no coach called Nobody. Import the people first."),
        ({"school_codes": "S02, S03"}, "school_codes: There is no school S02, S03. Several have ; between"),
        (
            {"school_codes": "Cedar"},
            "school_codes: There is no school Cedar. Write its code, like S01, or its whole name",
        ),
        ({"coach": ""}, "coach: Whose entry is it?"),
        ({"coach_email": "x@y.org"}, "coach_email: There is no coach with the address x@y.org."),
        ({"co_coaches": "Jonah Whitaker;Nobody"}, "co_coaches: There is no coach called Nobody."),
        ({"minutes": ""}, "minutes: How many minutes was it?"),
        ({"minutes": "an hour"}, "minutes: “an hour”: A whole number, please."),
        ({"minutes": "0"}, "minutes: “0”: Between 1 and 1440."),
        ({"start_time": "9"}, "start_time: “9”: A time like 09:15, please."),
        ({"focus": "equality"}, "focus: “equality” is not among the choices: relationships_belonging"),
        ({"grade_band": "k"}, "grade_band: “k” is not among the choices: prek, k_2"),
        ({"shared_note": "x" * 4001}, "shared_note: “xxx"),
        ({"entry_id": "7"}, "entry_id: “7” is no id."),
        ({"revision": "0"}, "revision: The first version is 1."),
        ({"status": "deleted"}, "status: “deleted” is neither active nor withdrawn."),
        ({"received_at": "yesterday"}, "received_at: “yesterday” is no moment."),
        ({"received_at": "2026-11-20T12:00:00"}, "received_at: “2026-11-20T12:00:00” is no moment."),
        ({"received_at": "2199-11-20T12:00:00Z"}, "received_at: This lies in the future."),
        ({"form_version": "3"}, "form_version: Between 1 and 2, please."),
        ({"classroom_visit.purpose": "look"}, "classroom_visit.purpose: “look” is not among the choices"),
        ({"classroom_visit.what_we_noticed": "way_in:no"}, "classroom_visit.what_we_noticed: “no” is not"),
        ({"classroom_visit.action_items": "x" * 301}, "classroom_visit.action_items: This does not read"),
        ({"pd_session.title": "Circles"}, "pd_session.title: This is of another kind than classroom_visit."),
        (PD | {"grade_band": "k_2"}, "grade_band: A pd_session has no grade_band."),
        (PD | {"pd_session.participants": ""}, "pd_session.participants: Please fill this in."),
        (PD | {"pd_session.title": ""}, "pd_session.title: Give it a title, or choose a topic."),
        (
            {"classroom_visit.what_we_noticed.greeted_by_name": "maybe"},
            "classroom_visit.what_we_noticed.greeted_by_name: “maybe” is neither 1 nor 0.",
        ),
        (
            {"classroom_visit.what_we_noticed.greeted_by_name": "2.0"},
            "classroom_visit.what_we_noticed.greeted_by_name: “2” is neither 1 nor 0.",
        ),
        ({"minutes": "15.5"}, "minutes: “15.5”: A whole number, please."),
        ({"classroom_visit.mood": "good"}, "classroom_visit.mood: There is no such column here."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_by_row_and_column(
    world: World, bring: Bring, wrong: dict[str, str], said: str
) -> None:
    status, output = bring(table(**wrong))
    assert status == 1
    assert output.startswith(f"Row 2, {said}")
    assert output.endswith("Nothing was written. Mend the file and import it again.\n")
    assert db.session.scalars(select(Entry)).all() == []


def test_all_that_is_wrong_in_a_row_is_said_at_once(world: World, bring: Bring) -> None:
    output = bring(table(kind="classroom_visit", coach="Nobody", focus="x", school_codes="S99"))[1]
    assert [line.split(":")[0] for line in output.splitlines()[:-1]] == [
        "Row 2, coach",
        "Row 2, focus",
        "Row 2, school_codes",
    ]


def test_one_version_that_says_two_things_in_a_file_is_told(world: World, bring: Bring) -> None:
    one = table(entry_id=str(uuid.uuid4()))
    status, said = bring(one + one.splitlines()[1].replace("2026-11-20", "2026-11-19") + "\n")
    assert status == 1
    assert "Row 3, entry_id: This entry stands in row 2 already, and says something else there." in said


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("order", [1, -1], ids=["oldest first", "newest first"])
def test_weekly_files_put_together_give_the_newest_version_of_each_entry(
    world: World, bring: Bring, order: int
) -> None:
    """Corrected twice and withdrawn since: an entry stands in every week in which that happened."""
    corrected, gone, _ = (log(world.maya, shared_note=note) for note in ("first", "gone", "as it was"))
    weeks = [exported(world)]
    for number, note in enumerate(("second", "third"), start=1):
        with write_transaction():
            said = content(world.maya, shared_note=note)
            amend(world.maya, corrected, said, revision=number, at=NOON + dt.timedelta(weeks=number))
        weeks.append(exported(world))
    with write_transaction():
        withdraw(world.maya, gone, revision=1, at=NOON + dt.timedelta(weeks=3), reason="Twice")
    weeks.append(exported(world))
    header, rows = weeks[0].splitlines(keepends=True)[0], weeks[::order]
    joined = header + b"".join(line for week in rows for line in week.splitlines(keepends=True)[1:])
    forget_entries()
    status, told = bring(joined)
    assert status == 0, told
    assert told.startswith("9 rows were passed over: of an entry that stands there more than once the newest")
    assert told.endswith("3 new, 0 changed, 0 as they were.\n")
    assert exported(world) == weeks[-1]
    assert bring(joined)[1].endswith("0 new, 0 changed, 3 as they were.\n")
    books_balance()


def test_three_hundred_names_are_read_from_a_csv_and_a_workbook_that_cut_them_is_told(
    world: World, bring: Bring
) -> None:
    listed = tuple({"id": f"p{n}", "name": "Role: | , | x", "school": "s" * 100} for n in range(300))
    said = content(world.maya, "pd_session")
    with write_transaction():
        said = _filled(said, {**said.details, "attendance_list": listed})
        record(world.maya, uuid.uuid4(), said, written_at=NOON, received_at=NOON)
    book, before = exported_book(world), exported(world)
    forget_entries()
    status, told = bring(book)
    assert status == 1
    assert "pd_session.attendance_list: A workbook could not hold all of this." in told
    assert bring(before)[0] == 0
    assert exported(world) == before


@pytest.mark.usefixtures("counted")
def test_a_workbook_of_another_program_needs_no_thought_about_days(
    world: World, bring: Bring, tmp_path: Path
) -> None:
    made = openpyxl.Workbook()
    sheet = made.create_sheet("Last year", 0)
    sheet.append(["Our visits of last year"])
    sheet.append(["Day", "School code", "Activity", "Coach e-mail", "Coach email", "Minutes", "Start time"])
    sheet.append(
        [dt.datetime(2024, 2, 29), "S01", "Classroom visit", None, "maya@cedar.example", 15.0, dt.time(9, 5)]
    )
    made.save(tmp_path / "book.xlsx")
    status, said = bring((tmp_path / "book.xlsx").read_bytes())
    assert (status, said.splitlines()[0]) == (0, "Not read: Coach e-mail.")
    (row,) = parsed(exported(world))
    assert [row[name] for name in ("activity_date", "coach", "minutes", "start_time")] == [
        "2024-02-29",
        "Maya Torres",
        "15",
        "09:05",
    ]


def test_a_sheet_is_found_in_capitals_too_and_named(world: World, bring: Bring) -> None:
    made = openpyxl.Workbook()
    made.create_sheet("Entries")
    for row in csv.reader(io.StringIO(PAST)):
        made["Entries"].append(row)
    held = io.BytesIO()
    made.save(held)
    assert "The sheet “Entries” was read." in bring(held.getvalue())[1].splitlines()
    made["Entries"]["C1"] = "What"
    held = io.BytesIO()
    made.save(held)
    said = bring(held.getvalue())[1]
    assert "Usual columns are date, school, kind, minutes, coach. The sheet “Entries” was read." in said


@pytest.mark.usefixtures("counted")
def test_who_is_interrupted_in_the_middle_has_written_nothing(
    app: Flask, world: World, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between one coach's entries and the next one's."""
    before = db.session.scalars(select(Audit)).all()
    written: list[int] = []
    keep = audit.append

    def interrupted(*said: Any) -> None:
        if written:
            raise KeyboardInterrupt
        keep(*said)
        written.append(len(db.session.scalars(select(EntryRevision)).all()))

    monkeypatch.setattr(audit, "append", interrupted)
    assert bring(PAST) == (1, "\nAborted!\n")
    monkeypatch.undo()
    db.session.rollback()
    assert written == [2]
    assert db.session.scalars(select(Entry)).all() == []
    assert db.session.scalars(select(Audit)).all() == before


@pytest.mark.usefixtures("counted")
def test_the_trail_says_of_each_entry_that_it_was_imported(world: World, bring: Bring) -> None:
    bring(PAST)
    deeds = db.session.scalars(select(Audit).order_by(Audit.id)).all()
    assert [(deed.person_id, deed.what) for deed in deeds] == [
        *[(world.maya.id, "import")] * 2,
        (world.jonah.id, "import"),
    ]


@pytest.mark.usefixtures("counted")
def test_who_is_overtaken_between_reading_and_writing_writes_nothing(
    world: World, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry_id = log(world.maya, shared_note="mine")
    log(world.maya, shared_note="the other")
    before = exported(world)
    forget_entries()

    def overtaken() -> Any:
        with write_transaction():
            said = content(world.maya, shared_note="theirs")
            record(world.maya, entry_id, said, written_at=NOON, received_at=NOON)
        return write_transaction()

    monkeypatch.setattr(sys.modules["fieldlog.cli.import_file"], "write_transaction", overtaken)
    status, said = bring(before)
    assert (status, "Somebody else wrote the same meanwhile" in said) == (1, True)
    assert [row["shared_note"] for row in parsed(exported(world))] == ["theirs"]


@pytest.mark.usefixtures("counted")
def test_years_of_before_make_no_week_due_and_are_handed_out_once(world: World, bring: Bring) -> None:
    """Nobody gets three hundred mails on the Monday after."""
    bring(PAST)
    monday = NOON + dt.timedelta(days=5)
    assert editions.due(monday, ZONE) == []
    log(world.maya)
    (week,) = editions.due(monday, ZONE)
    assert week.code == "2026-W47"
    db.session.rollback()
    with snapshot():
        draft = drafted(week, ZONE, monday)
    with write_transaction():
        assert keep(draft)
    changes = parsed(next(file.content for file in draft.files if file.name == "changes.csv"))
    assert len({row["entry_id"] for row in changes}) == 4
    assert editions.due(monday + dt.timedelta(days=7), ZONE) == [Week.of(NOON.date() + dt.timedelta(days=7))]
