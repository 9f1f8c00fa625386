"""The law: who may do what, as pure predicates over a role and ids."""

from collections.abc import Collection
from dataclasses import dataclass

COACH, PRINCIPAL, DISTRICT_LEAD, ADMIN, VIEWER = "coach", "principal", "district_lead", "admin", "viewer"
ROLES = (COACH, PRINCIPAL, DISTRICT_LEAD, ADMIN, VIEWER)
ROLE_LABELS = {
    COACH: "Coach",
    PRINCIPAL: "Principal",
    DISTRICT_LEAD: "District lead",
    ADMIN: "Program admin",
    VIEWER: "Viewer",
}

# No person has this id.
NOBODY = 0


@dataclass(frozen=True)
class Actor:
    """Who is asking. `school_ids` are a coach's or principal's schools, or those of a lead's district."""

    id: int
    name: str
    role: str
    school_ids: frozenset[int] = frozenset()

    @property
    def role_label(self) -> str:
        return ROLE_LABELS[self.role]


def is_signed_in(_actor: Actor) -> bool:
    return True


def may_log(actor: Actor) -> bool:
    return actor.role == COACH


def may_log_for(actor: Actor, school_ids: Collection[int]) -> bool:
    return may_log(actor) and actor.school_ids.issuperset(school_ids)


def may_write_for(actor: Actor, school_ids: Collection[int]) -> bool:
    """Name these schools in an entry: a coach their own, an admin who corrects one any."""
    return actor.role == ADMIN or may_log_for(actor, school_ids)


def may_correct(actor: Actor, author_id: int, *, is_over: bool) -> bool:
    """Change or withdraw an entry: its author until its school year is over, an admin always."""
    return actor.role == ADMIN or (actor.id == author_id and may_log(actor) and not is_over)


def must_say_why(actor: Actor, author_id: int) -> bool:
    """Whoever corrects what somebody else wrote gives a reason."""
    return actor.id != author_id


def may_put_back(actor: Actor, author_id: int, withdrawn_by: int) -> bool:
    return actor.role == ADMIN or (may_log(actor) and actor.id in (author_id, withdrawn_by))


def may_look_for_doubles(actor: Actor) -> bool:
    """Be asked whether two entries log the same event."""
    return actor.role in (ADMIN, COACH)


def may_settle(actor: Actor, credited: Collection[int], *, is_over: bool) -> bool:
    """Say whether two entries log the same event: a coach whom one of them credits until their school
    year is over, an admin always."""
    return actor.role == ADMIN or (may_log(actor) and actor.id in credited and not is_over)


def may_hand_in(actor: Actor, author_id: int) -> bool:
    """A file of unsent entries: its author's own, or anybody's for an admin."""
    return actor.role == ADMIN or (may_log(actor) and actor.id == author_id)


def may_hand_in_files(actor: Actor) -> bool:
    return actor.role in (ADMIN, COACH)


def may_edit_lists(actor: Actor) -> bool:
    """Make the program's lists and questions its own."""
    return actor.role == ADMIN


def may_set_targets(actor: Actor) -> bool:
    """Say what each school means to reach in a school year."""
    return actor.role == ADMIN


def may_see_who_is_behind(actor: Actor) -> bool:
    """Know by name whose tablet a school's log waits for; to others the log is complete up to a day."""
    return actor.role in (ADMIN, COACH)


def sees_every_school(actor: Actor) -> bool:
    return actor.role in (ADMIN, VIEWER)


def may_see_school(actor: Actor, school_id: int) -> bool:
    return sees_every_school(actor) or school_id in actor.school_ids


def may_see_program_total(actor: Actor) -> bool:
    return actor.role != PRINCIPAL


def may_publish(actor: Actor) -> bool:
    """See the draft of a year's highlights, freeze it as an edition, and open or close public links to it."""
    return actor.role == ADMIN


def may_read_entries(actor: Actor) -> bool:
    return actor.role != VIEWER


def may_export(actor: Actor) -> bool:
    return may_read_entries(actor)


def may_hand_out(actor: Actor) -> bool:
    """Have the weekly files of the whole program, and make them again."""
    return actor.role == ADMIN


def may_open_live_link(actor: Actor, school_id: int | None) -> bool:
    """Have a spreadsheet read the entries of this school, or without one those of the whole program."""
    if school_id is None:
        return may_hand_out(actor)
    return may_export(actor) and may_see_school(actor, school_id)


def may_take_back_live_link(actor: Actor, maker_id: int) -> bool:
    return actor.role == ADMIN or actor.id == maker_id


def reader_by_live_link(school_id: int | None) -> Actor:
    """Who a spreadsheet is to the entries: it sees this school alone, or the program, and wrote nothing."""
    if school_id is None:
        return Actor(NOBODY, "", ADMIN)
    return Actor(NOBODY, "", PRINCIPAL, frozenset({school_id}))


def may_read_entry(actor: Actor, author_id: int, school_ids: Collection[int]) -> bool:
    if not may_read_entries(actor):
        return False
    return actor.id == author_id or any(may_see_school(actor, school_id) for school_id in school_ids)


def may_read_unshared(actor: Actor, author_id: int) -> bool:
    """The private note, and a teacher's name that the coach did not share, stay with the author."""
    return actor.id == author_id


def may_open_private_notes(actor: Actor) -> bool:
    """Read somebody else's private note, which is recorded and told to its author."""
    return actor.role == ADMIN


def may_write_to_teacher(actor: Actor, author_id: int) -> bool:
    """Send a note about a visit; it and its answer stay between its author and the teacher."""
    return may_log(actor) and actor.id == author_id


def may_ask(actor: Actor, school_id: int) -> bool:
    """Ask about an entry in the name of a school, and say when that is answered."""
    return actor.role in (PRINCIPAL, DISTRICT_LEAD) and school_id in actor.school_ids


def may_answer(actor: Actor, author_id: int, helpers: Collection[int], school_id: int) -> bool:
    """Answer what a school asks about an entry: its author, a co-coach who works with that school, an
    admin always."""
    if actor.role == ADMIN:
        return True
    is_helper = actor.id in helpers and school_id in actor.school_ids
    return may_log(actor) and (actor.id == author_id or is_helper)


def may_read_question(actor: Actor, author_id: int, helpers: Collection[int], school_id: int) -> bool:
    """What a school asked is between it and whoever may answer."""
    return may_ask(actor, school_id) or may_answer(actor, author_id, helpers, school_id)


def may_name_school(actor: Actor, author_id: int, school_id: int) -> bool:
    """An event at many schools names to a reader only the schools that reader sees."""
    return actor.id == author_id or may_see_school(actor, school_id)
