"""The law, as a table: what each role may."""

from collections.abc import Callable

import pytest

from fieldlog import access
from fieldlog.access import Actor

MINE, OTHER, ME, SOMEONE = 7, 9, 1, 2
LAW: dict[str, tuple[Callable[[Actor], bool], str]] = {
    "be signed in": (access.is_signed_in, "coach principal district_lead admin viewer"),
    "log": (access.may_log, "coach"),
    "log for the own school": (lambda a: access.may_log_for(a, [MINE]), "coach"),
    "log for another school": (lambda a: access.may_log_for(a, [MINE, OTHER]), ""),
    "write for the own school": (lambda a: access.may_write_for(a, [MINE]), "coach admin"),
    "write for another school": (lambda a: access.may_write_for(a, [MINE, OTHER]), "admin"),
    "correct the own entry": (lambda a: access.may_correct(a, ME, is_over=False), "coach admin"),
    "correct the own entry of a year that is over": (
        lambda a: access.may_correct(a, ME, is_over=True),
        "admin",
    ),
    "correct another's entry": (lambda a: access.may_correct(a, SOMEONE, is_over=False), "admin"),
    "go without a reason for the own": (lambda a: not access.must_say_why(a, ME), " ".join(access.ROLES)),
    "go without a reason for another's": (lambda a: not access.must_say_why(a, SOMEONE), ""),
    "put the own entry back": (lambda a: access.may_put_back(a, ME, SOMEONE), "coach admin"),
    "put back what they withdrew": (lambda a: access.may_put_back(a, SOMEONE, ME), "coach admin"),
    "put back another's entry": (lambda a: access.may_put_back(a, SOMEONE, SOMEONE), "admin"),
    "be asked about doubles": (access.may_look_for_doubles, "coach admin"),
    "settle a pair that credits them": (lambda a: access.may_settle(a, [ME], is_over=False), "coach admin"),
    "settle a pair of a year that is over": (lambda a: access.may_settle(a, [ME], is_over=True), "admin"),
    "settle a pair of others": (lambda a: access.may_settle(a, [SOMEONE], is_over=False), "admin"),
    "open private notes": (access.may_open_private_notes, "admin"),
    "hand in files of unsent entries": (access.may_hand_in_files, "coach admin"),
    "hand in their own": (lambda a: access.may_hand_in(a, ME), "coach admin"),
    "hand in another's": (lambda a: access.may_hand_in(a, SOMEONE), "admin"),
    "write to the teacher of the own visit": (lambda a: access.may_write_to_teacher(a, ME), "coach"),
    "write to the teacher of another's": (lambda a: access.may_write_to_teacher(a, SOMEONE), ""),
    "ask in the name of the own school": (lambda a: access.may_ask(a, MINE), "principal district_lead"),
    "ask in the name of another school": (lambda a: access.may_ask(a, OTHER), ""),
    "answer about the own entry": (lambda a: access.may_answer(a, ME, [], OTHER), "coach admin"),
    "answer as a co-coach of the school": (
        lambda a: access.may_answer(a, SOMEONE, [ME], MINE),
        "coach admin",
    ),
    "answer as a co-coach another school": (lambda a: access.may_answer(a, SOMEONE, [ME], OTHER), "admin"),
    "answer about another's entry": (lambda a: access.may_answer(a, SOMEONE, [], MINE), "admin"),
    "read what the own school asked about another's entry": (
        lambda a: access.may_read_question(a, SOMEONE, [], MINE),
        "principal district_lead admin",
    ),
    "read what another school asked about the own entry": (
        lambda a: access.may_read_question(a, ME, [], OTHER),
        "coach admin",
    ),
    "read what another school asked about another's entry": (
        lambda a: access.may_read_question(a, SOMEONE, [], OTHER),
        "admin",
    ),
    "edit lists and questions": (access.may_edit_lists, "admin"),
    "set targets": (access.may_set_targets, "admin"),
    "hand out the weekly files": (access.may_hand_out, "admin"),
    "open a live link to the program": (lambda a: access.may_open_live_link(a, None), "admin"),
    "open a live link to the own school": (
        lambda a: access.may_open_live_link(a, MINE),
        "coach principal district_lead admin",
    ),
    "open a live link to another school": (lambda a: access.may_open_live_link(a, OTHER), "admin"),
    "take back the own live link": (
        lambda a: access.may_take_back_live_link(a, ME),
        "coach principal district_lead admin viewer",
    ),
    "take back another's live link": (lambda a: access.may_take_back_live_link(a, SOMEONE), "admin"),
    "publish highlights": (access.may_publish, "admin"),
    "see whose tablet is behind": (access.may_see_who_is_behind, "coach admin"),
    "see every school": (access.sees_every_school, "admin viewer"),
    "see the own school": (
        lambda a: access.may_see_school(a, MINE),
        "coach principal district_lead admin viewer",
    ),
    "see another school": (lambda a: access.may_see_school(a, OTHER), "admin viewer"),
    "see the program's total": (access.may_see_program_total, "coach district_lead admin viewer"),
    "read entries": (access.may_read_entries, "coach principal district_lead admin"),
    "export": (access.may_export, "coach principal district_lead admin"),
    "read an entry here": (
        lambda a: access.may_read_entry(a, SOMEONE, [MINE, OTHER]),
        "coach principal district_lead admin",
    ),
    "read an entry elsewhere": (lambda a: access.may_read_entry(a, SOMEONE, [OTHER]), "admin"),
    "read what another did not share": (lambda a: access.may_read_unshared(a, SOMEONE), ""),
    "read what they wrote themselves": (
        lambda a: access.may_read_unshared(a, ME),
        "coach principal district_lead admin viewer",
    ),
    "have the own school named": (
        lambda a: access.may_name_school(a, SOMEONE, MINE),
        "coach principal district_lead admin viewer",
    ),
    "have another school named": (lambda a: access.may_name_school(a, SOMEONE, OTHER), "admin viewer"),
}


@pytest.mark.parametrize("what", LAW)
def test_who_may(what: str) -> None:
    allows, roles = LAW[what]
    found = {role for role in access.ROLES if allows(Actor(ME, "Me", role, frozenset([MINE])))}
    assert found == set(roles.split())


def test_every_predicate_stands_in_the_table() -> None:
    predicates = {name for name in vars(access) if name.startswith(("may_", "must_", "sees_", "is_"))}
    used = {name for allows, _ in LAW.values() for name in (allows.__name__, *allows.__code__.co_names)}
    assert predicates <= used


def test_a_viewer_reads_no_entry_not_even_one_they_once_wrote() -> None:
    assert not access.may_read_entry(Actor(ME, "Me", access.VIEWER), ME, [MINE])


def test_an_author_reads_the_own_entry_wherever_it_was() -> None:
    me = Actor(ME, "Me", access.COACH, frozenset())
    assert access.may_read_entry(me, ME, [OTHER])
    assert access.may_read_unshared(me, ME)
    assert access.may_name_school(me, ME, OTHER)
