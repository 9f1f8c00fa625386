"""`sync/1` on the server: every operation its own result, one effect however often it comes."""

import json
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from fieldlog.activities import KINDS
from fieldlog.clock import SchoolYear
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import audit, recount, tally
from fieldlog.ledger.merge import seen
from fieldlog.ledger.program import current
from fieldlog.models import Audit, Entry, EntryRevision, Held, Operation
from tests.conftest import signed_in
from tests.tablet import Tablet, create, new_id, update, withdraw
from tests.world import NOON, World, log

YEAR = SchoolYear(2026)


@pytest.fixture
def tablet(app: Flask, world: World) -> Tablet:
    return Tablet(signed_in(app, "maya@cedar.example"))


def count(table: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def entry_of(entry_id: str) -> Entry:
    db.session.rollback()
    return db.session.get_one(Entry, uuid.UUID(entry_id))


def visits() -> int:
    db.session.rollback()
    return tally.of_program(YEAR)["classroom_visits"]


def test_hello_names_the_person_the_schools_and_the_forms(world: World, tablet: Tablet) -> None:
    hello = tablet.hello
    assert hello["fieldlog"] == "hello/1"
    assert (hello["user"], hello["name"]) == (world.maya.id, "Maya Torres")
    assert hello["schools"] == [
        {"id": world.cedar.id, "code": "S01", "name": "Cedar Elementary"},
        {"id": world.madrone.id, "code": "S02", "name": "Madrone Middle"},
    ]
    assert hello["forms"] == {code: kind.form_version for code, kind in KINDS.items()}
    assert hello["limits"] == {"ops": 50, "bytes": 1_000_000}
    assert tablet.browser.get("/api/hello").headers["Cache-Control"] == "no-store"


def test_a_create_is_applied_counted_and_kept_as_told(world: World, tablet: Tablet) -> None:
    op = create(
        world.cedar.id, fields={"minutes": 35, "focus": ["equity"], "shared_note": "Calm 👩🏽‍🏫\n start"}
    )
    (result,) = tablet.send(op)
    assert result == {"op": op["op"], "st": "applied", "rev": 1, "head": op["op"], "dup": False}
    entry = entry_of(op["entry"])
    assert (entry.minutes, entry.focus, entry.shared_note) == (35, ["equity"], "Calm 👩🏽‍🏫\n start")
    assert entry.coach_id == world.maya.id
    assert entry.written_at.timestamp() == 1_790_000_000
    assert visits() == 1
    assert recount.differences() == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kinds_examples_travel(world: World, tablet: Tablet, kind: str) -> None:
    ops = [create(world.cedar.id, kind, fields=json.loads(json.dumps(e))) for e in KINDS[kind].every_example]
    assert [result["st"] for result in tablet.send(*ops)] == ["applied"] * len(ops)
    assert [entry_of(op["entry"]).details for op in ops] == [
        json.loads(json.dumps(example)) for example in KINDS[kind].every_example
    ]


def test_the_same_operation_again_gets_the_same_answer(world: World, tablet: Tablet) -> None:
    op = create(world.cedar.id)
    first, second = tablet.send(op, op)
    (third,) = tablet.send(op)
    assert (first["dup"], second["dup"], third["dup"]) == (False, True, True)
    assert first | {"dup": True} == second == third
    assert visits() == 1
    assert count(Operation) == 1


def test_one_byte_changed_or_another_author_is_refused_without_content(
    app: Flask, world: World, tablet: Tablet
) -> None:
    op = create(world.cedar.id, fields={"shared_note": "canary-word"})
    tablet.send(op)
    changed = op | {"fields": {"minutes": 15, "shared_note": "canary-wore"}}
    stranger = Tablet(signed_in(app, "stranger@cedar.example"))
    for result in (*tablet.send(changed), *stranger.send(op)):
        assert result == {"op": op["op"], "st": "refused", "code": "id_reused"}
    twice = create(world.cedar.id, fields={"minutes": 16}, entry=op["entry"])
    assert tablet.send(twice)[0]["code"] == "id_reused"
    assert visits() == 1


def test_two_creates_of_one_entry_in_a_batch_make_one(world: World, tablet: Tablet) -> None:
    first = create(world.cedar.id)
    second = create(world.cedar.id, entry=first["entry"])
    assert [result["st"] for result in tablet.send(first, second)] == ["applied", "refused"]
    assert count(EntryRevision) == 1


POISON: dict[str, dict[str, Any]] = {
    "minutes 0": {"fields": {"minutes": 0}},
    "minutes of text": {"fields": {"minutes": "15"}},
    "minutes of a fraction": {"fields": {"minutes": 15.5}},
    "minutes of a truth": {"fields": {"minutes": True}},
    "no such day": {"activity_date": "2026-02-30"},
    "the year one": {"activity_date": "0001-01-01"},
    "far ahead": {"activity_date": "2199-01-01"},
    "unknown choice": {"fields": {"grade_band": "kindergarten"}},
    "a dict for a choice": {"fields": {"grade_band": {"a": 1}}},
    "a list for a note": {"fields": {"shared_note": ["a"]}},
    "a NUL": {"fields": {"shared_note": "a\x00b"}},
    "a lone surrogate": {"fields": {"shared_note": "a\ud800b"}},
    "a note too long": {"fields": {"shared_note": "👩🏽‍🏫" * 1001}},
    "no school": {"schools": []},
    "two schools for a visit": {"schools": [1, 2]},
    "unknown kind": {"kind": "home_visit"},
    "a form of tomorrow": {"form": 99},
    "text for a version": {"form": "one"},
    "a list for fields": {"fields": ["minutes"]},
    "an unknown colleague": {"fields": {"co_coaches": ["999"]}},
}


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("name", POISON)
def test_a_bad_operation_is_held_with_its_text_and_blocks_no_other(
    world: World, tablet: Tablet, name: str, place: int
) -> None:
    bad = create(world.cedar.id, **{k: v for k, v in POISON[name].items() if k != "fields"})
    fields = POISON[name].get("fields", {})
    bad["fields"] = bad["fields"] | fields if isinstance(fields, dict) else fields
    ops = [create(world.cedar.id), create(world.cedar.id)]
    ops.insert(place, bad)
    results = tablet.send(*ops)
    assert [result["st"] for result in results if result["op"] != bad["op"]] == ["applied"] * 2
    held = results[place]
    assert held["st"] == "held"
    assert held["code"] in ("invalid", "unknown_form")
    assert held["ref"].startswith("H-")
    assert visits() == 2
    custody = db.session.scalars(select(Held)).one()
    assert json.loads(custody.body) == json.loads(json.dumps(bad))
    assert tablet.send(bad)[0] == held | {"dup": True} or "dup" not in held
    assert count(Held) == 1


def test_a_held_entry_is_mended_by_a_new_create(world: World, tablet: Tablet) -> None:
    bad = create(world.cedar.id, fields={"minutes": 0})
    tablet.send(bad)
    (result,) = tablet.send(create(world.cedar.id, entry=bad["entry"]))
    assert result["st"] == "applied"
    assert visits() == 1


def test_a_foreign_school_is_refused_as_an_unknown_one(world: World, tablet: Tablet) -> None:
    foreign, unknown, partly = (
        create(world.oak.id),
        create(9999),
        create(world.cedar.id, "pd_session", schools=[world.cedar.id, world.oak.id]),
    )
    for result in tablet.send(foreign, unknown, partly):
        assert {"st": "refused", "code": "not_your_school"}.items() <= result.items()
    assert count(Entry) == count(Operation) == count(Held) == 0


@pytest.mark.parametrize(
    "raw", [{}, {"op": 7}, {"op": "x"}, {"op": new_id()}, {"op": new_id(), "entry": "?"}]
)
def test_what_has_no_identity_is_refused_as_unreadable(
    world: World, tablet: Tablet, raw: dict[str, Any]
) -> None:
    good = create(world.cedar.id)
    answer = tablet.post(tablet.envelope(raw, good)).json
    assert [(r["st"], r.get("code")) for r in answer["results"]] == [
        ("refused", "unreadable"),
        ("applied", None),
    ]


def test_an_operation_too_large_is_refused_alone(world: World, tablet: Tablet) -> None:
    big = create(world.cedar.id, fields={"shared_note": "x" * 300_000})
    results = tablet.send(big, create(world.cedar.id))
    assert [(r["st"], r.get("code")) for r in results] == [("refused", "too_large"), ("applied", None)]


def test_extra_keys_change_nothing_and_unknown_fields_are_kept(world: World, tablet: Tablet) -> None:
    extra = {"role": "admin", "rev": 7, "author_id": 1, "received_at": "2020-01-01", "__proto__": {"a": 1}}
    op = create(
        world.cedar.id, fields={"coach_id": 99, "status": "withdrawn", "mood_of_room": "calm"}, **extra
    )
    assert tablet.send(op)[0]["st"] == "applied"
    entry = entry_of(op["entry"])
    assert (entry.coach_id, entry.status, entry.revision) == (world.maya.id, "active", 1)
    assert entry.details == {"mood_of_room": "calm"}


@pytest.mark.parametrize("ms", [0, -1, 2_145_916_800_000, 9_007_199_254_740_991])
def test_any_clock_of_a_tablet_is_taken_as_told(world: World, tablet: Tablet, ms: int) -> None:
    op = create(world.cedar.id, saved_ms=ms)
    assert tablet.send(op)[0]["st"] == "applied"
    db.session.rollback()
    assert db.session.scalars(select(Operation.saved_ms)).one() == ms


# --- updates -----------------------------------------------------------------


def logged(world: World, tablet: Tablet, **fields: Any) -> dict[str, Any]:
    op = create(world.cedar.id, fields=fields)
    assert tablet.send(op)[0]["st"] == "applied"
    return op


def test_an_update_that_saw_what_stands_is_applied(world: World, tablet: Tablet) -> None:
    op = logged(world, tablet, shared_note="x" * 100)
    change = update(
        op["entry"], {"minutes": 40, "shared_note": "new"}, {"minutes": 15, "shared_note": seen("x" * 100)}
    )
    (result,) = tablet.send(change)
    assert result == {"op": change["op"], "st": "applied", "rev": 2, "head": change["op"], "dup": False}
    entry = entry_of(op["entry"])
    assert (entry.minutes, entry.shared_note, str(entry.head)) == (40, "new", change["op"])
    assert recount.differences() == []


def test_different_fields_of_two_tablets_merge(app: Flask, world: World, tablet: Tablet) -> None:
    other = Tablet(signed_in(app, "maya@cedar.example"), "tablet-2")
    op = logged(world, tablet, shared_note="first")
    tablet.send(update(op["entry"], {"minutes": 40}, {"minutes": 15}, head=op["op"]))
    (result,) = other.send(
        update(op["entry"], {"shared_note": "second"}, {"shared_note": "first"}, head=op["op"])
    )
    assert (result["st"], result["rev"], result["conflicts"]) == ("merged", 3, [])
    assert result["fields"]["minutes"] == 40
    entry = entry_of(op["entry"])
    assert (entry.minutes, entry.shared_note) == (40, "second")


def test_the_same_field_of_two_tablets_loses_nobodys_text(app: Flask, world: World, tablet: Tablet) -> None:
    op = logged(world, tablet, shared_note="first")
    tablet.send(update(op["entry"], {"shared_note": "one"}, {"shared_note": "first"}))
    (result,) = tablet.send(
        update(op["entry"], {"shared_note": "two", "minutes": 20}, {"shared_note": "first", "minutes": 15})
    )
    assert result["st"] == "merged"
    assert result["conflicts"] == [{"field": "shared_note", "now": "one", "yours": "kept"}]
    entry = entry_of(op["entry"])
    assert (entry.shared_note, entry.minutes) == ("one", 20)
    lost = db.session.scalars(
        select(EntryRevision.lost).order_by(EntryRevision.revision.desc()).limit(1)
    ).one()
    assert lost == {"shared_note": "two"}


# Of each field: what stands at first, what one tablet makes of it, and what another one does.
VERSIONS: dict[str, tuple[Any, Any, Any]] = {
    "minutes": (15, 20, 45),
    "activity_date": ("2026-11-20", "2026-11-19", "2026-11-18"),
    "start_time": ("09:00", "09:30", "10:00"),
    "shared_note": ("first", "second " * 20, "third " * 20),
    "private_note": ("mine first", "mine second", "mine third"),
    "grade_band": ("k_2", "grades_3_5", "grades_6_8"),
    "purpose": ("model", "look_listen", "follow_up"),
    "teacher_or_room": ("Room 1", "Room 2", "Room 3"),
    "what_we_noticed": ({"way_in": "seen"}, {"way_in": "beginning"}, {}),
}


@pytest.mark.parametrize("one", VERSIONS)
def test_any_two_fields_of_two_tablets_merge_and_one_field_loses_nobodys_text(
    app: Flask, world: World, tablet: Tablet, one: str
) -> None:
    other = Tablet(signed_in(app, "maya@cedar.example"), "tablet-2")
    for another in VERSIONS:
        first = {name: versions[0] for name, versions in VERSIONS.items() if name != "activity_date"}
        op = logged(world, tablet, **first)
        mine, theirs = VERSIONS[one][1], VERSIONS[another][2]
        tablet.send(update(op["entry"], {one: mine}, {one: VERSIONS[one][0]}, head=op["op"]))
        change = update(op["entry"], {another: theirs}, {another: seen(VERSIONS[another][0])}, head=op["op"])
        (result,) = other.send(change)
        assert result["st"] == "merged", another
        assert result["fields"][one] == mine, another
        db.session.rollback()
        version = select(EntryRevision).where(EntryRevision.revision == 3)
        newest = db.session.scalars(version.where(EntryRevision.entry_id == uuid.UUID(op["entry"]))).one()
        assert newest.lost == ({another: theirs} if one == another else {}), another
        assert result["fields"].get(another, {}) == (mine if one == another else theirs), another
    assert recount.differences() == []


def test_sets_merge_as_added_and_removed(world: World, tablet: Tablet) -> None:
    op = logged(world, tablet, focus=["equity", "data_use"], what_we_noticed={"way_in": "seen"})
    tablet.send(update(op["entry"], {"focus": ["equity"]}, {"focus": ["equity", "data_use"]}))
    change = update(
        op["entry"],
        {
            "focus": ["equity", "data_use", "adult_mindset"],
            "what_we_noticed": {"way_in": "seen", "repair_talk": "seen"},
        },
        {"focus": ["equity", "data_use"], "what_we_noticed": {"way_in": "seen"}},
    )
    assert tablet.send(change)[0]["st"] == "applied"
    entry = entry_of(op["entry"])
    assert entry.focus == ["equity", "adult_mindset"]
    assert entry.details["what_we_noticed"] == {"way_in": "seen", "repair_talk": "seen"}


def test_an_update_moves_day_and_school_and_the_tally_once(world: World, tablet: Tablet) -> None:
    op = logged(world, tablet)
    was = {"activity_date": op["activity_date"], "schools": [world.cedar.id]}
    change = update(op["entry"], {"activity_date": "2026-06-30", "schools": [world.madrone.id]}, was)
    tablet.send(change)
    tablet.send(change)
    assert visits() == 0
    assert tally.of_schools([world.madrone.id], SchoolYear(2025))[world.madrone.id]["classroom_visits"] == 1
    assert recount.differences() == []


def test_an_update_that_does_not_pass_is_held_and_changes_nothing(world: World, tablet: Tablet) -> None:
    op = logged(world, tablet)
    (result,) = tablet.send(update(op["entry"], {"minutes": 0}, {"minutes": 15}))
    assert (result["st"], result["errors"]) == ("held", {"minutes": ["Between 1 and 1440."]})
    assert entry_of(op["entry"]).minutes == 15


def test_an_update_to_a_foreign_school_is_refused(world: World, tablet: Tablet) -> None:
    op = logged(world, tablet)
    change = update(op["entry"], {"schools": [world.oak.id]}, {"schools": [world.cedar.id]})
    assert tablet.send(change)[0]["code"] == "not_your_school"


def test_only_the_author_changes_an_entry_and_a_stranger_learns_nothing(
    app: Flask, world: World, tablet: Tablet
) -> None:
    op = logged(world, tablet, shared_note="canary-word")
    colleague = Tablet(signed_in(app, "jonah@cedar.example"))
    stranger = Tablet(signed_in(app, "stranger@cedar.example"))
    change = update(op["entry"], {"minutes": 20}, {"minutes": 15})
    assert colleague.send(change)[0]["code"] == "not_author"
    foreign = stranger.send(update(op["entry"], {"minutes": 20}, {"minutes": 15}))[0]
    unknown = stranger.send(update(new_id(), {"minutes": 20}, {"minutes": 15}))[0]
    for result in (foreign, unknown):
        assert (result["st"], result["code"]) == ("held", "unknown_entry")
    assert "canary" not in json.dumps(foreign)
    assert entry_of(op["entry"]).minutes == 15


# --- withdrawal --------------------------------------------------------------


def test_a_withdrawal_of_the_newest_version_counts_out_once(world: World, tablet: Tablet) -> None:
    op = logged(world, tablet)
    gone = withdraw(op["entry"], op["op"])
    (first,) = tablet.send(gone)
    assert (first["st"], first["rev"], first["head"]) == ("applied", 2, gone["op"])
    (again,) = tablet.send(withdraw(op["entry"], op["op"]))
    assert (again["st"], again["rev"]) == ("applied", 2)
    assert visits() == 0
    late = tablet.send(update(op["entry"], {"minutes": 20}, {"minutes": 15}))[0]
    assert (late["st"], late["code"]) == ("held", "withdrawn_meanwhile")


def test_a_withdrawal_of_what_changed_meanwhile_is_a_conflict(world: World, tablet: Tablet) -> None:
    op = logged(world, tablet)
    tablet.send(update(op["entry"], {"minutes": 20}, {"minutes": 15}))
    (result,) = tablet.send(withdraw(op["entry"], op["op"]))
    assert (result["st"], result["code"], result["rev"]) == ("conflict", "changed_since", 2)
    assert result["fields"]["minutes"] == 20
    assert visits() == 1


# --- the envelope ------------------------------------------------------------


def refused(answer: Any) -> tuple[int, str]:
    assert answer.json["fieldlog"] == "error/1"
    return answer.status_code, answer.json["code"]


BAD_BODIES = {
    "nothing": b"",
    "cut": b'{"fieldlog":"sync/1","batch":"x"',
    "a list": b"[]",
    "html": b"<html></html>",
    "NaN": b'{"fieldlog":NaN}',
    "1e999": b'{"fieldlog":1e999}',
    "a key twice": b'{"fieldlog":"sync/1","fieldlog":"sync/1"}',
    "an integer of 5,000 digits": b'{"user":' + b"9" * 5000 + b"}",
    "depth 100,000": b"[" * 100_000,
    "not UTF-8": b'{"fieldlog":"\xff"}',
    "another protocol": b'{"fieldlog":"sync/2"}',
}


@pytest.mark.parametrize("name", BAD_BODIES)
def test_an_unreadable_envelope_is_told(tablet: Tablet, name: str) -> None:
    assert refused(tablet.post(BAD_BODIES[name])) == (400, "envelope")


def test_the_envelope_is_refused_for_each_of_its_reasons(app: Flask, world: World, tablet: Tablet) -> None:
    batch, op = tablet.envelope(create(world.cedar.id)), create(world.cedar.id)
    assert refused(tablet.post(batch, **{"X-CSRFToken": "stale"})) == (403, "csrf")
    assert refused(tablet.post(batch | {"user": world.jonah.id})) == (403, "wrong_user")
    assert refused(tablet.post(batch | {"epoch": "other"})) == (409, "epoch")
    assert refused(tablet.post(tablet.envelope(*[op] * 51))) == (413, "too_many")
    assert refused(tablet.post(b'"' + b"x" * 1_000_001 + b'"')) == (413, "too_large")
    assert refused(tablet.post(batch, **{"Content-Type": "text/plain"})) == (415, "media_type")
    assert refused(tablet.post(batch, **{"Content-Encoding": "gzip"})) == (415, "media_type")
    assert refused(tablet.post(batch, **{"Sec-Fetch-Site": "cross-site"})) == (403, "cross_site")
    assert count(Entry) == 0
    out = app.test_client()
    assert refused(out.get("/api/hello")) == (401, "sign_in")
    assert refused(out.post("/api/sync", json=batch)) == (401, "sign_in")
    assert refused(out.get("/api/changes?s=1:0")) == (401, "sign_in")


def test_a_held_store_is_busy_with_a_time_to_wait(
    app: Flask, world: World, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fieldlog.extensions.PATIENCE_MS", 200)
    impatient = make_app(app.config["SQLALCHEMY_DATABASE_URI"])
    tablet = Tablet(signed_in(impatient, "maya@cedar.example"))
    log(world.maya)
    with write_transaction() as store:
        store.execute(select(tally.Tally).with_for_update())
        store.execute(tally.Tally.__table__.update().values(amount=tally.Tally.amount))
        answer = tablet.post(tablet.envelope(create(world.cedar.id)))
    assert refused(answer) == (503, "busy")
    assert answer.headers["Retry-After"]


# --- changes -----------------------------------------------------------------


def test_changes_come_in_order_and_only_once(world: World, tablet: Tablet) -> None:
    ops = [create(world.cedar.id) for _ in range(3)]
    tablet.send(*ops)
    told = tablet.changes(f"{world.cedar.id}:0", f"{world.madrone.id}:0", f"{world.oak.id}:0")
    assert told["fieldlog"] == "changes/1"
    assert told["gone"] == [world.oak.id]
    cedar, madrone = told["schools"]
    assert {row["entry"] for row in cedar["rows"]} == {op["entry"] for op in ops}
    assert [row["seq"] for row in cedar["rows"]] == [1, 2, 3]
    assert (cedar["seq"], cedar["more"], madrone["rows"]) == (3, False, [])
    assert tablet.changes(f"{world.cedar.id}:3")["schools"][0]["rows"] == []
    tablet.send(update(ops[0]["entry"], {"minutes": 20}, {"minutes": 15}))
    (row,) = tablet.changes(f"{world.cedar.id}:3")["schools"][0]["rows"]
    assert (row["entry"], row["seq"], row["rev"], row["fields"]["minutes"]) == (ops[0]["entry"], 4, 2, 20)


def test_what_was_withdrawn_or_moved_away_is_a_tombstone(world: World, tablet: Tablet) -> None:
    stays, goes = (logged(world, tablet, shared_note="canary-word") for _ in range(2))
    tablet.send(withdraw(goes["entry"], goes["op"]))
    tablet.send(update(stays["entry"], {"schools": [world.madrone.id]}, {"schools": [world.cedar.id]}))
    rows = tablet.changes(f"{world.cedar.id}:2")["schools"][0]["rows"]
    assert [(row["status"], row["fields"]) for row in rows] == [("withdrawn", {})] * 2
    (there,) = tablet.changes(f"{world.madrone.id}:0")["schools"][0]["rows"]
    assert there["status"] == "active"
    assert all(row["schools"] == [world.madrone.id] for row in rows if row["entry"] == stays["entry"])


def test_changes_say_which_entries_are_the_readers_own(app: Flask, world: World, tablet: Tablet) -> None:
    logged(world, tablet)
    cursor = f"{world.cedar.id}:0"
    jonah = Tablet(signed_in(app, "jonah@cedar.example"))
    assert [row["mine"] for row in tablet.changes(cursor)["schools"][0]["rows"]] == [True]
    assert [row["mine"] for row in jonah.changes(cursor)["schools"][0]["rows"]] == [False]


def test_more_than_two_hundred_come_in_pieces(world: World, tablet: Tablet) -> None:
    for _ in range(5):
        tablet.send(*[create(world.cedar.id) for _ in range(50)])
    first = tablet.changes(f"{world.cedar.id}:0")["schools"][0]
    second = tablet.changes(f"{world.cedar.id}:{first['seq']}")["schools"][0]
    assert (len(first["rows"]), first["more"]) == (200, True)
    assert (len(second["rows"]), second["more"]) == (50, False)


def test_a_colleague_reads_changes_without_private_words(app: Flask, world: World, tablet: Tablet) -> None:
    logged(world, tablet, private_note="canary-private", teacher_or_room="canary-teacher")
    colleague = Tablet(signed_in(app, "jonah@cedar.example"))
    mine = json.dumps(tablet.changes(f"{world.cedar.id}:0"))
    theirs = json.dumps(colleague.changes(f"{world.cedar.id}:0"))
    assert "canary-private" in mine
    assert "canary-" not in theirs


@pytest.mark.parametrize("asked", ["x", "1", "1:", "1:x", "1:-1", ":", "1:1,", "9" * 20 + ":0"])
def test_cursors_that_are_none_are_refused(world: World, tablet: Tablet, asked: str) -> None:
    assert refused(tablet.browser.get(f"/api/changes?s={asked}")) == (400, "envelope")


# --- once, whatever happens --------------------------------------------------


def test_identical_batches_at_the_same_moment_have_one_effect(
    app: Flask, world: World, tablet: Tablet
) -> None:
    batch = tablet.envelope(*[create(world.cedar.id) for _ in range(5)])
    tablets = [Tablet(signed_in(app, "maya@cedar.example")) for _ in range(8)]
    answers: list[Any] = []
    threads = [threading.Thread(target=lambda t=t: answers.append(t.post(batch))) for t in tablets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [200] * 8
    assert all(r["st"] == "applied" for answer in answers for r in answer.json["results"])
    assert visits() == 5
    assert recount.differences() == []
    assert audit.first_broken() is None


def test_batches_over_the_same_schools_in_any_order_never_deadlock(app: Flask, world: World) -> None:
    failed: list[int] = []

    def send(schools: list[int]) -> None:
        tablet = Tablet(signed_in(app, "jonah@cedar.example"))
        for _ in range(15):
            ops = [create(school) for school in schools]
            status = tablet.post(tablet.envelope(*ops)).status_code
            if status != 200:
                failed.append(status)

    ids = [world.cedar.id, world.madrone.id, world.oak.id]
    threads = [threading.Thread(target=send, args=(order,)) for order in (ids, ids[::-1], ids[1:], ids[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert visits() == 15 * 11
    assert recount.differences() == []


def test_after_a_restore_the_epoch_is_new_and_updates_wait(world: World, tablet: Tablet) -> None:
    change = update(new_id(), {"minutes": 20}, {"minutes": 15})
    with write_transaction():
        opened = current()
        assert opened
        opened.epoch, opened.restored_at = "restored", NOON.replace(year=2999)
    assert refused(tablet.post(tablet.envelope(change))) == (409, "epoch")
    again = Tablet(tablet.browser)
    assert again.send(change)[0] == {"op": change["op"], "st": "retry", "code": "unknown_entry"}
    assert count(Operation) == 0


def test_the_trail_follows_every_deed_and_names_the_first_broken_row(world: World, tablet: Tablet) -> None:
    op = logged(world, tablet)
    tablet.send(update(op["entry"], {"minutes": 20}, {"minutes": 15}), create(world.cedar.id))
    db.session.rollback()
    assert [row.what for row in db.session.scalars(select(Audit).order_by(Audit.id))] == [
        "create",
        "update",
        "create",
    ]
    assert audit.first_broken() is None
    with write_transaction() as store:
        store.execute(Audit.__table__.update().where(Audit.id == 2).values(what="create"))
    assert audit.first_broken() == 2


def test_the_plain_form_is_taken_into_the_same_changes(
    world: World, tablet: Tablet, browser_of: Callable[[str], FlaskClient]
) -> None:
    entry_id = log(world.maya)
    (row,) = tablet.changes(f"{world.cedar.id}:0")["schools"][0]["rows"]
    assert row["entry"] == str(entry_id)
    (result,) = tablet.send(withdraw(str(entry_id), row["head"]))
    assert result["st"] == "applied"
