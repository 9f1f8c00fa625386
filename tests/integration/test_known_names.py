"""The names that a coach's tablet does not ask about: only what this coach knows anyway."""

from flask import Flask

from fieldlog.extensions import db
from fieldlog.ledger import known_names
from fieldlog.models import Person
from tests.conftest import signed_in
from tests.tablet import Tablet
from tests.world import World, log


def test_hello_brings_a_coach_colleagues_leaders_and_places_and_nobody_elses(
    app: Flask, world: World
) -> None:
    known = Tablet(signed_in(app, "maya@cedar.example")).hello["known"]
    assert known == {
        "people": ["Elena Marsh", "Jonah Whitaker", "Maya Torres", "Priya Lead", "Ruth Admin"],
        "places": ["Jackson", "Valley"],
    }


def test_what_a_coach_wrote_where_staff_are_named_is_known_to_that_coach_alone(world: World) -> None:
    log(world.maya, teacher_or_room="Ms. Alder", shared_note="Ms. Unseen")
    log(world.maya, teacher_or_room="Ms. Alder")
    log(world.maya, "convening", title="Dream big", place="Ashland Hills", co_hosts="Lou Finch")
    log(world.jonah, teacher_or_room="Mr. Foreign")
    people = known_names.of(world.maya).people
    assert {"Ms. Alder", "Ashland Hills", "Lou Finch"} < {*people}
    assert len(people) == len({*people})
    assert not [name for name in people if "Unseen" in name or "Foreign" in name]


def test_who_has_left_is_known_no_more(world: World) -> None:
    db.session.get_one(Person, world.jonah.id).is_active = False
    db.session.flush()
    assert "Jonah Whitaker" not in known_names.of(world.maya).people
    db.session.rollback()


def test_who_does_not_log_gets_no_names(world: World) -> None:
    for reader in (world.elena, world.lead, world.admin, world.viewer):
        assert known_names.of(reader) == ([], [])
