"""Up to which day a school's log is whole: told by tablets, read by everybody, names by few."""

import datetime as dt
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from fieldlog import access, clock
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import completeness, contacts, people
from fieldlog.ledger.completeness import DAY, Behind, Completeness
from fieldlog.models import Contact, Person, PersonSchool, School
from tests.conftest import signed_in
from tests.server_clock import TODAY, Clock
from tests.statements import heard
from tests.tablet import Json, Tablet, create
from tests.tablet import update as edit
from tests.world import World, as_typed, log, post

BrowserOf = Callable[[str], FlaskClient]
ZONE = ZoneInfo("America/Los_Angeles")
TUESDAY = TODAY.astimezone(ZONE).date()
MONDAY, SUNDAY, SATURDAY = (TUESDAY - days * DAY for days in (1, 2, 3))
MINUTE = dt.timedelta(minutes=1)


def ms(moment: dt.datetime) -> int:
    return round(moment.timestamp() * 1000)


def tells(tablet: Tablet, *ops: Json, as_of: dt.datetime | None = None, **said: Any) -> list[Json]:
    """The results of a batch that tells this of its tablet; without operations it does nothing else."""
    pending = {"count": len(ops), "oldest_ms": 0, "others": []} | said
    return tablet.send(*ops, pending=pending | ({"as_of_ms": ms(as_of)} if as_of else {}))


def whole(world: World, reader: str = "admin") -> dict[str, Completeness]:
    db.session.rollback()
    schools = {"cedar": world.cedar.id, "madrone": world.madrone.id, "oak": world.oak.id}
    told = completeness.of_schools(getattr(world, reader), schools.values(), clock.today(ZONE), ZONE)
    return {name: told[school_id] for name, school_id in schools.items()}


def through(world: World) -> dt.date | None:
    """Of Cedar, which Maya and Jonah coach."""
    return whole(world)["cedar"].through


@pytest.fixture
def maya(app: Flask, world: World, moved: Clock) -> Tablet:
    """Jonah coaches every school; nothing of his is unsent, for as long as these tests last."""
    with write_transaction():
        contacts.hear(world.jonah, "his", {"count": 0}, [], now=TODAY + 300 * DAY)
    return Tablet(signed_in(app, "maya@cedar.example"), "the tablet of Maya")


# --- what is told ------------------------------------------------------------


def test_it_is_not_known_until_each_coach_was_heard_of(world: World, maya: Tablet) -> None:
    assert whole(world)["cedar"] == Completeness(None, (Behind("Maya Torres", 0, None, None),))
    tells(maya)
    assert whole(world)["cedar"] == Completeness(MONDAY, ())
    assert whole(world)["oak"].through is None


def test_asking_for_hello_tells_nothing(world: World, maya: Tablet) -> None:
    assert maya.browser.get("/api/hello").status_code == 200
    assert through(world) is None


def test_a_batch_that_leaves_nothing_is_word_enough(world: World, maya: Tablet) -> None:
    tells(maya, create(world.cedar.id), create(world.cedar.id))
    assert through(world) == MONDAY


def test_who_goes_offline_is_behind_until_all_has_arrived(world: World, maya: Tablet, moved: Clock) -> None:
    tells(maya, as_of=moved.at)
    moved.at += 3 * DAY
    assert whole(world)["cedar"] == Completeness(MONDAY, (Behind("Maya Torres", 0, None, TUESDAY),))
    first, second = create(world.cedar.id), create(world.cedar.id)
    tells(maya, first, count=2, oldest_ms=ms(TODAY + DAY), as_of=moved.at)
    assert whole(world)["cedar"] == Completeness(
        MONDAY, (Behind("Maya Torres", 1, TUESDAY + DAY, TUESDAY + 3 * DAY),)
    )
    tells(maya, second, as_of=moved.at)
    assert through(world) == TUESDAY + 2 * DAY


def test_what_was_refused_is_unsent_and_what_is_held_or_lost_to_another_is_not(
    world: World, maya: Tablet, moved: Clock
) -> None:
    mine, bad = create(world.cedar.id), create(world.cedar.id, fields={"minutes": 0})
    results = tells(maya, mine, bad)
    assert [result["st"] for result in results] == ["applied", "held"]
    assert whole(world)["cedar"] == Completeness(MONDAY, ())
    clash = edit(mine["entry"], {"minutes": 40}, {"minutes": 99})
    (merged,) = tells(maya, clash)
    assert merged["conflicts"]
    assert whole(world)["cedar"] == Completeness(MONDAY, ())
    moved.at += MINUTE
    (refused,) = tells(maya, create(world.oak.id))
    assert refused["st"] == "refused"
    assert whole(world)["cedar"].behind[0].unsent == 1


def test_a_day_is_the_programs_own(world: World, maya: Tablet, moved: Clock) -> None:
    """On Wednesday morning in Greenwich it is Tuesday there."""
    moved.at = dt.datetime(2026, 11, 25, 7, 59, tzinfo=dt.UTC)
    tells(maya)
    assert through(world) == MONDAY
    moved.at += MINUTE
    tells(maya)
    assert through(world) == TUESDAY


# --- in any order, at any time -----------------------------------------------


def test_an_old_word_that_comes_late_makes_nothing_whole(world: World, maya: Tablet, moved: Clock) -> None:
    """Of a request that went astray comes a copy days later, whether it had arrived before or not."""
    tells(maya, as_of=moved.at)
    old, stray = maya.envelope(), maya.envelope()
    for batch in (old, stray):
        batch["pending"] = {"count": 0, "oldest_ms": 0, "others": [], "as_of_ms": ms(moved.at)}
    assert maya.post(old).status_code == 200
    moved.at += 5 * DAY
    for batch in (old, stray):
        assert maya.post(batch).status_code == 200
        assert through(world) == MONDAY
    tells(maya, count=3, as_of=moved.at)
    assert maya.post(stray).status_code == 200
    assert whole(world)["cedar"].behind[0].unsent == 3
    assert through(world) == MONDAY


def test_a_batch_of_an_older_build_tells_nothing_when_it_comes_again(
    world: World, maya: Tablet, moved: Clock
) -> None:
    op = create(world.cedar.id)
    tells(maya, op)
    moved.at += 5 * DAY
    (again,) = tells(maya, op)
    assert again["dup"] is True
    assert through(world) == MONDAY
    tells(maya, op, create(world.cedar.id))
    assert through(world) == TUESDAY + 4 * DAY


def test_of_one_moment_what_was_left_last_stands_whichever_batch_came_last(
    world: World, maya: Tablet, moved: Clock
) -> None:
    tells(maya, as_of=moved.at - 3 * DAY)
    for count in (7, 0, 2):
        tells(maya, count=count, as_of=moved.at)
    assert whole(world)["cedar"] == Completeness(MONDAY, ())


def test_nothing_is_told_of_a_moment_to_come(world: World, maya: Tablet, moved: Clock) -> None:
    tells(maya, as_of=moved.at + 30 * DAY)
    assert through(world) == MONDAY
    moved.at += DAY
    tells(maya, as_of=moved.at)
    assert through(world) == TUESDAY


def test_a_clock_set_wrong_makes_nothing_whole(world: World, maya: Tablet, moved: Clock) -> None:
    tells(maya, as_of=moved.at)
    moved.at += 5 * DAY
    for wrong in (2_145_916_800_000, 1, -5, 9_007_199_254_740_991):
        tells(maya, count=1, oldest_ms=wrong, as_of=moved.at)
        assert through(world) == MONDAY
        assert whole(world)["cedar"].behind[0].oldest in (None, TUESDAY, TUESDAY + 5 * DAY)


@pytest.mark.parametrize(
    "said",
    [
        None, [], "none", {}, {"count": -1}, {"count": "0"}, {"count": True}, {"count": 2**40},
        {"count": 0, "others": {}}, {"count": 0, "others": [17]}, {"count": 0, "oldest_ms": 1.5},
        {"count": 0, "as_of_ms": -1}, {"count": 0, "as_of_ms": "0"},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_read_tells_nothing_and_its_batch_is_taken(
    world: World, maya: Tablet, said: object
) -> None:
    (result,) = maya.send(create(world.cedar.id), pending=said)
    assert result["st"] == "applied"
    assert through(world) is None


def test_a_batch_without_a_tablet_tells_nothing(world: World, maya: Tablet) -> None:
    """Its name is that of the plain form."""
    maya.device = ""
    tells(maya)
    assert through(world) is None


def test_of_many_at_the_same_moment_the_latest_word_stands(app: Flask, world: World, maya: Tablet) -> None:
    cookie = maya.browser.get_cookie("fieldlog")
    assert cookie
    together = threading.Barrier(16)

    def send(number: int) -> int:
        browser = app.test_client()
        browser.set_cookie("fieldlog", cookie.value)
        batch = maya.envelope() | {"pending": {"count": number, "as_of_ms": ms(TODAY - number * MINUTE)}}
        together.wait(20)
        answer = browser.post("/api/sync", json=batch, headers={"X-CSRFToken": maya.hello["csrf"]})
        return answer.status_code

    with ThreadPoolExecutor(16) as pool:
        assert [*pool.map(send, range(16))] == [200] * 16
    db.session.rollback()
    contact = db.session.get_one(Contact, (maya.device, world.maya.id))
    assert (contact.unsent, contact.told_at, contact.whole_at) == (0, TODAY, TODAY)


# --- shared tablets, several tablets, none ------------------------------------


def test_whoever_uses_a_shared_tablet_tells_of_the_others(
    app: Flask, world: World, maya: Tablet, moved: Clock
) -> None:
    tells(maya, as_of=moved.at)
    moved.at += 2 * DAY
    shared = Tablet(signed_in(app, "stranger@cedar.example"), maya.device)
    tells(shared, as_of=moved.at, others=[{"user": world.maya.id, "count": 2}, {"user": 999, "count": 1}])
    assert whole(world)["cedar"] == Completeness(MONDAY, (Behind("Maya Torres", 2, None, TUESDAY + 2 * DAY),))
    moved.at += DAY
    tells(shared, as_of=moved.at)
    assert through(world) == TUESDAY + 2 * DAY
    assert db.session.scalars(select(Contact.person_id).where(Contact.device == maya.device)).all() == [
        world.maya.id,
        world.stranger.id,
    ]


def test_who_says_nothing_of_others_tells_nothing_of_them(
    app: Flask, world: World, maya: Tablet, moved: Clock
) -> None:
    tells(maya, as_of=moved.at)
    moved.at += 2 * DAY
    shared = Tablet(signed_in(app, "stranger@cedar.example"), maya.device)
    tells(shared, as_of=moved.at, others=None)
    assert through(world) == MONDAY


def test_nobody_can_say_of_another_what_they_never_told_from_that_tablet(
    app: Flask, world: World, maya: Tablet
) -> None:
    stranger = Tablet(signed_in(app, "stranger@cedar.example"), "the stranger's own")
    tells(maya)
    tells(stranger, others=[{"user": world.maya.id, "count": 9}])
    assert through(world) == MONDAY


def test_two_tablets_are_both_waited_for(app: Flask, world: World, maya: Tablet, moved: Clock) -> None:
    tells(maya)
    moved.at += 2 * DAY
    second = Tablet(signed_in(app, "maya@cedar.example"), "the other tablet of Maya")
    tells(second)
    assert whole(world)["cedar"] == Completeness(MONDAY, (Behind("Maya Torres", 0, None, TUESDAY),))
    moved.at += 13 * DAY
    tells(second)
    assert through(world) == TUESDAY + 14 * DAY


def test_the_plain_form_is_word_enough_of_who_has_no_tablet(world: World, maya: Tablet, moved: Clock) -> None:
    assert post(maya.browser, "/log/classroom_visit", as_typed()).status_code == 303
    assert through(world) == MONDAY
    tells(maya, as_of=moved.at - 3 * DAY)
    assert through(world) == SATURDAY - DAY


# --- whose word counts -------------------------------------------------------


def test_only_the_active_coaches_of_now_are_asked(app: Flask, world: World, maya: Tablet) -> None:
    tells(maya)
    with write_transaction():
        gone = people.add("gone@cedar.example", "Gone", access.COACH, school_ids=[world.cedar.id])
        gone.is_active = False
        people.add("left@cedar.example", "Left", access.COACH, school_ids=[world.oak.id])
        people.add("head@cedar.example", "Head", access.PRINCIPAL, school_ids=[world.cedar.id])
    assert through(world) == MONDAY
    with write_transaction() as store:
        store.execute(update(Person).where(Person.name == "Gone").values(is_active=True))
    assert through(world) is None
    with write_transaction() as store:
        gone_id = store.scalars(select(Person.id).where(Person.name == "Gone")).one()
        store.execute(delete(PersonSchool).where(PersonSchool.person_id == gone_id))
    assert through(world) == MONDAY


def test_another_schools_coach_holds_nothing_back(
    app: Flask, world: World, maya: Tablet, moved: Clock
) -> None:
    tells(maya)
    stranger = Tablet(signed_in(app, "stranger@cedar.example"), "the stranger's own")
    tells(stranger, count=4, as_of=moved.at - 6 * DAY)
    assert (whole(world)["cedar"].through, whole(world)["madrone"].through) == (MONDAY, MONDAY)
    assert whole(world)["oak"] == Completeness(
        None, (Behind("Canary-oak Coach", 4, None, TUESDAY - 6 * DAY),)
    )


def test_names_are_for_admins_and_coaches(world: World, maya: Tablet, moved: Clock) -> None:
    tells(maya, as_of=moved.at - MINUTE)
    tells(maya, count=1)
    for reader in ("admin", "maya"):
        assert [each.name for each in whole(world, reader)["cedar"].behind] == ["Maya Torres"]
    for reader in ("elena", "lead", "viewer"):
        assert whole(world, reader)["cedar"] == Completeness(MONDAY, ())


# --- as it is shown ----------------------------------------------------------


def line(page: str) -> str:
    """The folded line of a school's page, with what it unfolds, as it is read."""
    found = re.search(r'<details id="complete"[^>]*>(.*?)</details>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]*>", " ", found[1]).split())


def test_a_schools_page_says_it_to_everybody_and_names_to_few(
    world: World, maya: Tablet, browser_of: BrowserOf, moved: Clock
) -> None:
    said = "It is known as soon as each of this school’s coaches has opened FieldLog with a connection."
    assert line(browser_of("elena").get("/schools/S01").text) == f"Complete through: not known yet {said}"
    tells(maya, count=2, as_of=moved.at - 3 * DAY, oldest_ms=ms(moved.at - 6 * DAY))
    assert line(browser_of("admin").get("/schools/S01").text) == (
        f"Complete through: not known yet {said} "
        "Maya Torres : 2 entries wait on a tablet, since Wed 18 Nov; last heard of Sat 21 Nov"
    )
    tells(maya, as_of=moved.at)
    said = (
        "Complete through Mon 23 Nov All that this school’s coaches had saved by the end of that day is here."
    )
    for reader in ("elena", "lead", "viewer"):
        page = browser_of(reader).get("/schools/S01").text
        assert line(page) == said
        assert "Maya Torres" not in page
    moved.at += 2 * DAY
    for reader in ("admin", "maya"):
        page = browser_of(reader).get("/schools/S01").text
        assert line(page) == f"{said} Maya Torres : last heard of Tue 24 Nov"


def test_all_schools_say_it_each_and_home_of_all(world: World, maya: Tablet, browser_of: BrowserOf) -> None:
    tells(maya)
    page = browser_of("admin").get("/schools").text
    assert re.findall(r"Complete through[^<]*", page) == [
        "Complete through Mon 23 Nov",
        "Complete through Mon 23 Nov",
        "Complete through: not known yet",
    ]
    assert "complete through" not in browser_of("admin").get("/").text
    tells(Tablet(browser_of("stranger"), "the stranger's own"))
    assert "with their running tally, complete through Mon 23 Nov" in browser_of("admin").get("/").text


def behind(page: str) -> str:
    """The list above all schools, as it is read."""
    found = re.search(
        r'<div id="behind"[^>]*>(.*?)</div>\s*<section aria-labelledby="rows-head"', page, re.DOTALL
    )
    assert found
    return " ".join(re.sub(r"<[^>]*>", " ", found[1]).split())


def test_all_schools_name_who_is_behind_once_and_what_waits_longest_first(
    world: World, maya: Tablet, browser_of: BrowserOf, moved: Clock
) -> None:
    tells(maya, count=2, as_of=moved.at - 3 * DAY, oldest_ms=ms(moved.at - 6 * DAY))
    page = browser_of("admin").get("/schools").text
    assert behind(page) == (
        "Not whole yet "
        "Maya Torres : 2 entries wait on a tablet, since Wed 18 Nov; last heard of Sat 21 Nov "
        "Cedar Elementary , Madrone Middle "
        "Canary-oak Coach : not heard of yet canary-oak School"
    )
    assert '<a href="/schools/S02?year=2026-27"><bdi>Madrone Middle</bdi></a>' in page
    # A coach reads it of the own schools alone.
    assert "Canary-oak" not in browser_of("maya").get("/schools").text
    assert "Maya Torres : 2 entries wait" in behind(browser_of("maya").get("/schools").text)
    for reader in ("elena", "lead", "viewer"):
        told = browser_of(reader).get("/schools").text
        assert behind(told) == ""
        assert "Maya Torres" not in told
    tells(maya, as_of=moved.at)
    assert "Maya Torres" not in browser_of("admin").get("/schools").text


def test_however_many_schools_coaches_and_entries_it_is_one_question(
    world: World, maya: Tablet, browser_of: BrowserOf
) -> None:
    admin = browser_of("admin")

    def asked() -> list[int]:
        counts = []
        for path in ("/schools", "/schools/S01"):
            with heard() as ran:
                assert admin.get(path).status_code == 200
            assert sum(" contact" in each for each in ran) == 1
            counts.append(len(ran))
        return counts

    log(world.jonah)
    few = asked()
    with write_transaction() as store:
        for number in range(20):
            school = School(code=f"M{number:02}", name=f"Many {number}")
            store.add(school)
            store.flush()
            people.add(
                f"m{number}@cedar.example", "Many", access.COACH, school_ids=[school.id, world.cedar.id]
            )
    for number in range(12):
        maya.device = f"tablet {number}"
        tells(maya, create(world.cedar.id))
    assert asked() == few


def test_a_batch_tells_in_two_statements(world: World, maya: Tablet) -> None:
    """One asks who else told from this tablet, one writes."""
    with heard() as ran:
        tells(maya)
    assert sum(" contact" in each for each in ran) == 2
    assert not any("operation" in each for each in ran)
