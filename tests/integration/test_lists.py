"""An admin makes the lists and forms the program's own; old entries, tablets and files go along."""

import csv
import io
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldlog.activities import KINDS
from fieldlog.extensions import db
from fieldlog.ledger import audit, own_lists
from fieldlog.models import Audit, Entry
from tests.conftest import signed_in
from tests.tablet import Tablet, create, update
from tests.world import World, as_typed, log, post

BrowserOf = Callable[[str], FlaskClient]
VISIT = "/log/classroom_visit"


@pytest.fixture
def admin(world: World, browser_of: BrowserOf) -> FlaskClient:
    return browser_of("admin")


@pytest.fixture
def coach(world: World, browser_of: BrowserOf) -> FlaskClient:
    return browser_of("maya")


def change(admin: FlaskClient, address: str, **typed: str) -> Any:
    """What a page of lists posts, with __ for the point in the names of fields."""
    return post(admin, f"/lists/{address}", {name.replace("__", "."): said for name, said in typed.items()})


def ask(admin: FlaskClient, kind: str, label: str, answer: str, choices: str = "", hint: str = "") -> str:
    """Ask a question in the form of a kind; returns the name of its field."""
    new = {"new.label": label, "new.answer": answer, "new.choices": choices, "new.hint": hint}
    answered = post(admin, f"/lists/questions/{kind}", new)
    assert answered.status_code == 303, answered.text
    db.session.rollback()
    return own_lists.kinds()[kind].own[-1].name


def codes(code: str) -> list[str]:
    db.session.rollback()
    return [option.code for option in own_lists.now().lists[code]]


def details_of(entry_id: str) -> dict[str, Any]:
    db.session.rollback()
    return db.session.get_one(Entry, uuid.UUID(entry_id)).details


def offered(page: str, name: str) -> list[str]:
    return [v for v in re.findall(rf'name="{re.escape(name)}" value="([^"]*)"', page) if v]


def test_words_order_new_and_retired_choices_are_in_the_next_form(
    admin: FlaskClient, coach: FlaskClient
) -> None:
    assert change(admin, "grade_band", label__prek="Preschool", was__label__prek="PreK").status_code == 303
    assert change(admin, "grade_band", act="down prek").status_code == 303
    assert change(admin, "grade_band", added="Après 12 / adults", act="retire mixed").status_code == 303

    page = coach.get(VISIT).text

    assert offered(page, "grade_band") == [
        "k_2", "prek", "grades_3_5", "grades_6_8", "grades_9_12", "whole_school", "apres_12_adults",
    ]  # fmt: skip
    assert "Preschool" in page
    assert ">PreK<" not in page
    assert change(admin, "grade_band", act="bring_back mixed").status_code == 303
    assert offered(coach.get(VISIT).text, "grade_band")[5] == "mixed"


def test_a_retired_choice_stays_on_old_entries_and_through_their_correction(
    world: World, admin: FlaskClient, coach: FlaskClient
) -> None:
    entry_id = log(
        world.maya, grade_band="mixed", focus=["equity", "data_use"], **{"what_we_noticed.way_in": "seen"}
    )
    for address, code in (("grade_band", "mixed"), ("focus", "equity"), ("what_we_noticed", "way_in")):
        change(admin, address, act=f"retire {code}")

    shown = coach.get(f"/entries/{entry_id}").text
    assert all(words in shown for words in ("Mixed", "Equity", "All students have a way in"))
    form = coach.get(f"/entries/{entry_id}/edit").text
    assert "mixed" in offered(form, "grade_band")
    assert "equity" in offered(form, "focus")
    assert 'name="what_we_noticed.way_in"' in form
    said = as_typed(
        grade_band="mixed",
        focus=["data_use", "equity"],
        minutes="20",
        revision="1",
        opened_by=str(world.maya.id),
    ) | {"what_we_noticed.way_in": ["seen"]}
    assert post(coach, f"/entries/{entry_id}/edit", said).status_code == 303

    db.session.rollback()
    entry = db.session.get_one(Entry, entry_id)
    assert (entry.minutes, entry.revision, entry.focus) == (20, 2, ["equity", "data_use"])
    assert (entry.details["grade_band"], entry.details["what_we_noticed"]) == ("mixed", {"way_in": "seen"})
    assert "Minutes" in coach.get(f"/entries/{entry_id}").text.partition(">History<")[2]
    new = coach.get(VISIT).text
    assert "mixed" not in offered(new, "grade_band")
    assert "equity" not in offered(new, "focus")
    assert 'name="what_we_noticed.way_in"' not in new


def test_a_tablet_that_was_away_hands_in_what_its_older_form_offered(
    world: World, admin: FlaskClient, coach: FlaskClient
) -> None:
    name = ask(admin, "classroom_visit", "Weather", "one", "Sun\nRain")
    tablet = Tablet(coach)
    change(admin, "grade_band", act="retire k_2", added="Two")
    change(admin, f"classroom_visit.{name}", act="retire sun")
    change(admin, "questions/classroom_visit", act=f"retire {name}")

    op = create(world.cedar.id, fields={"grade_band": "k_2", name: "sun"})
    (result,) = tablet.send(op)

    assert result["st"] == "applied"
    page = coach.get(f"/entries/{op['entry']}").text
    assert "K–2" in page
    assert "Weather" in page
    assert "Sun" in page
    (kept,) = tablet.send(update(op["entry"], {"minutes": 25}, {"minutes": 15}))
    assert kept["st"] == "applied"
    assert details_of(op["entry"]) == {"grade_band": "k_2", name: "sun"}
    (cleared,) = tablet.send(update(op["entry"], {name: None}, {name: "sun"}))
    assert cleared["st"] == "applied"


ANSWERS = {
    "text": ("It went well.", "It went well."),
    "number": ("12", "12"),
    "one": ("rain", "Rain"),
    "some": (["sun", "rain"], "Sun"),
    "yes_no": ("no", "No"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kinds_own_questions_are_answered_read_corrected_and_exported(
    world: World, admin: FlaskClient, coach: FlaskClient, kind: str
) -> None:
    """One of each answer, from the form to the entry's page, its versions and the file."""
    before = header(coach)
    names = {
        answer: ask(
            admin, kind, f"Own {answer}", answer, "Sun\nRain" if answer in ("one", "some") else "", "A hint"
        )
        for answer in ANSWERS
    }
    form = coach.get(f"/log/{kind}").text
    assert all(f'name="{name}"' in form for name in names.values())
    entry_id = str(uuid.uuid4())
    said = {names[answer]: typed for answer, (typed, _) in ANSWERS.items()}

    assert post(coach, f"/log/{kind}", as_typed(kind, id=entry_id, **said)).status_code == 303

    page = coach.get(f"/entries/{entry_id}").text
    for answer, (_, words) in ANSWERS.items():
        assert f"Own {answer}" in page
        assert words in page
    columns, (row,) = read(coach)
    some = names["some"]
    own = [names["text"], names["number"], names["one"], some, f"{some}.sun", f"{some}.rain", names["yes_no"]]
    # The choices came with their question, one by one, before the next was asked.
    assert columns[: len(before)] == before
    assert sorted(columns[len(before) :]) == sorted(f"{kind}.{name}" for name in own)
    cells = {name: row[f"{kind}.{name}"] for name in own}
    assert cells == {
        names["text"]: "It went well.", names["number"]: "12", names["one"]: "rain", some: "sun;rain",
        f"{some}.sun": "1", f"{some}.rain": "1", names["yes_no"]: "no",
    }  # fmt: skip
    opened = coach.get(f"/entries/{entry_id}/edit").text
    assert "It went well." in opened
    changed = as_typed(kind, revision="1", opened_by=str(world.maya.id), **said | {names["number"]: "13"})
    assert post(coach, f"/entries/{entry_id}/edit", changed).status_code == 303
    history = coach.get(f"/entries/{entry_id}").text.partition(">History<")[2]
    assert "Own number" in history
    assert "Own text" not in history


@pytest.mark.parametrize("kind", KINDS)
def test_two_tablets_answers_to_own_questions_merge_field_by_field(
    world: World, admin: FlaskClient, coach: FlaskClient, kind: str
) -> None:
    some, text = ask(admin, kind, "Some", "some", "A\nB\nC"), ask(admin, kind, "Text", "text")
    tablet = Tablet(coach)
    op = create(world.cedar.id, kind, fields={**KINDS[kind].examples[0], some: ["a"], text: "x"})
    assert tablet.send(op)[0]["st"] == "applied"
    head = op["op"]
    tablet.send(update(op["entry"], {some: ["a", "c"], text: "y"}, {some: ["a"], text: "x"}, head=head))
    (merged,) = tablet.send(
        update(op["entry"], {some: ["b"], text: "z"}, {some: ["a"], text: "x"}, head=head)
    )
    assert merged["st"] == "merged"
    assert [clash["field"] for clash in merged["conflicts"]] == [text]
    kept = details_of(op["entry"])
    assert (kept[some], kept[text]) == (["b", "c"], "y")


def test_another_order_of_the_choices_is_no_change_of_an_entry(
    world: World, admin: FlaskClient, coach: FlaskClient
) -> None:
    entry_id = log(world.maya, focus=["equity", "data_use"])
    change(admin, "focus", act="up data_use")
    form = coach.get(f"/entries/{entry_id}/edit").text
    assert offered(form, "focus").index("data_use") < offered(form, "focus").index("equity")
    typed = as_typed(focus=["data_use", "equity"], revision="1", opened_by=str(world.maya.id))
    assert post(coach, f"/entries/{entry_id}/edit", typed).status_code == 303
    db.session.rollback()
    assert db.session.get_one(Entry, entry_id).revision == 1


def test_two_entries_of_one_event_join_their_answers(
    world: World, admin: FlaskClient, coach: FlaskClient
) -> None:
    text, some = (
        ask(admin, "classroom_visit", "Text", "text"),
        ask(admin, "classroom_visit", "Some", "some", "A\nB"),
    )
    stands = log(world.maya, **{some: ["b"]})
    other = log(world.jonah, **{text: "Said by the other", some: ["a"]})
    heads = {f"head.{each}": str(db.session.get_one(Entry, each).head) for each in (stands, other)}
    said = {"decision": "same", "stands": str(stands), **heads}
    assert post(coach, f"/same-event/{stands}/{other}", said).status_code == 303
    assert details_of(str(stands)) == {some: ["a", "b"], text: "Said by the other"}


@pytest.mark.parametrize(
    ("answer", "bad"),
    [
        ("number", "many"),
        ("number", -1),
        ("one", "snow"),
        ("some", ["snow"]),
        ("yes_no", "maybe"),
        ("text", "x" * 2001),
        ("text", 7),
    ],
)
def test_a_bad_answer_is_held_with_a_sentence(
    world: World, admin: FlaskClient, coach: FlaskClient, answer: str, bad: Any
) -> None:
    name = ask(admin, "quick_support", "Own", answer, "Sun\nRain" if answer in ("one", "some") else "")
    (result,) = Tablet(coach).send(create(world.cedar.id, "quick_support", fields={name: bad}))
    assert (result["st"], [*result["errors"]]) == ("held", [name])


def header(browser: FlaskClient) -> list[str]:
    return read(browser)[0]


def read(browser: FlaskClient) -> tuple[list[str], list[dict[str, str]]]:
    body = browser.get("/exports/entries.csv").data.decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(body, newline=""))
    return list(rows.fieldnames or ()), list(rows)


def test_columns_are_only_ever_appended_and_stay(
    world: World, admin: FlaskClient, coach: FlaskClient
) -> None:
    first = header(coach)
    change(admin, "data_reviewed", added="Bus")
    text = ask(admin, "classroom_visit", "Weather", "some", "Sun\nRain")
    change(admin, "staff_role", added="Bus driver")
    change(admin, f"classroom_visit.{text}", added="Snow")
    grown = header(coach)
    added = [
        "data_team_meeting.data_reviewed.bus",
        "classroom_visit.own_weather",
        "classroom_visit.own_weather.sun",
        "classroom_visit.own_weather.rain",
        "data_team_meeting.attendance.bus_driver",
        "convening.counts_by_role.bus_driver",
        "classroom_visit.own_weather.snow",
    ]
    assert grown == [*first, *added]

    for _ in range(3):
        change(admin, "data_reviewed", act="up bus")
    change(admin, "data_reviewed", act="retire bus", label__location="Place", was__label__location="Location")
    change(admin, f"classroom_visit.{text}", act="up snow")
    change(admin, f"classroom_visit.{text}", act="retire sun")
    change(admin, "questions/classroom_visit", act=f"retire {text}", **{f"label__{text}": "Sky"})

    assert header(coach) == grown
    log(world.maya, "data_team_meeting", data_reviewed=["bus", "location"], **{"attendance.bus_driver": "2"})
    row = read(coach)[1][0]
    assert row["data_team_meeting.data_reviewed"] == "location;bus"
    assert (row["data_team_meeting.data_reviewed.bus"], row["data_team_meeting.attendance.bus_driver"]) == (
        "1",
        "2",
    )


def test_what_one_process_changed_another_has_at_once(
    app: Flask, world: World, make_app: Callable[..., Flask], admin: FlaskClient
) -> None:
    other = make_app(app.config["SQLALCHEMY_DATABASE_URI"])
    with other.app_context():
        browser = signed_in(other, "maya@cedar.example")
        assert "Preschool" not in browser.get(VISIT).text
        # As a process of its own would: nothing of the other's memory.
        own_lists._remembered.clear()
        change(admin, "grade_band", label__prek="Preschool")
        assert "Preschool" in browser.get(VISIT).text
        change(admin, "grade_band", label__prek="Before school")
        assert "Before school" in browser.get(VISIT).text
        assert (
            browser.get("/api/hello").json["lists"]
            == Tablet(signed_in(app, "maya@cedar.example")).hello["lists"]
        )


def test_hello_tells_another_word_after_each_change_and_the_shell_says_which(
    admin: FlaskClient, coach: FlaskClient, stranger: FlaskClient
) -> None:
    told = [Tablet(coach).hello["lists"]]
    for added in ("One more", "Another"):
        change(admin, "grade_band", added=added)
        told.append(Tablet(coach).hello["lists"])
    assert told[0] == ""
    assert len({*told}) == 3
    change(admin, "grade_band")
    assert Tablet(coach).hello["lists"] == told[-1]
    shell = coach.get("/shell/log/classroom_visit").text
    assert f'data-lists="{told[-1]}"' in shell
    assert "One more" in shell
    assert "Maya" not in shell
    assert "csrf" not in shell
    nobody = stranger.get("/shell/log/classroom_visit").text
    assert 'data-lists=""' in nobody
    assert "One more" not in nobody


@pytest.mark.parametrize(
    ("typed", "where", "sentence"),
    [
        ({"label__prek": " "}, "label-prek", "“PreK” needs words. Write some, or retire it."),
        ({"label__prek": "x" * 81}, "label-prek", "At most 80 characters; this has 81."),
        ({"label__prek": "a\tb"}, "label-prek", "One line only, please."),
        ({"label__prek": "a\x00b"}, "label-prek", "cannot be kept"),
        ({"label__prek": "a\u202eb"}, "label-prek", "cannot be kept"),
        ({"label__prek": "\u200b"}, "label-prek", "something that can be seen"),
        ({"label__prek": "mixed"}, "label-prek", "These words are there already."),
        ({"added": "\uff4dixed"}, "added", "These words are there already."),
        ({"added": "x" * 81}, "added", "At most 80 characters"),
    ],
)  # fmt: skip
def test_words_that_cannot_be_are_told_and_nothing_is_changed_or_lost(
    admin: FlaskClient, typed: dict[str, str], where: str, sentence: str
) -> None:
    before = codes("grade_band")
    answer = change(admin, "grade_band", act="retire k_2", label__mixed="Mixed", **typed)
    assert answer.status_code == 422
    assert f'id="e-{where}"' in answer.text
    assert sentence in answer.text
    assert codes("grade_band") == before
    assert own_lists.now().word == ""


def test_a_list_keeps_at_least_one_and_a_retired_one_is_brought_back_not_written_again(
    admin: FlaskClient,
) -> None:
    for code in ("tier_1", "tier_2"):
        assert change(admin, "tier", act=f"retire {code}").status_code == 303
    last = change(admin, "tier", act="retire tier_3")
    assert (last.status_code, "A list keeps at least one choice." in last.text) == (422, True)
    again = change(admin, "tier", added="Tier 1: Everyone")
    assert (again.status_code, "Bring them back" in again.text) == (422, True)
    assert codes("tier") == ["tier_3"]


def test_a_page_that_is_older_takes_nothing_back(admin: FlaskClient) -> None:
    change(admin, "grade_band", label__prek="Preschool", was__label__prek="PreK")
    change(admin, "grade_band", label__prek="PreK", was__label__prek="PreK", added="More")
    assert dict(own_lists.now().lists["grade_band"])["prek"] == "Preschool"
    assert codes("grade_band")[-1] == "more"


def test_at_most_five_questions_are_asked_and_retired_ones_do_not_count(
    admin: FlaskClient, coach: FlaskClient
) -> None:
    names = [ask(admin, "quick_support", f"Own {number}", "text") for number in range(5)]
    sixth = {"new.label": "Sixth", "new.answer": "text"}
    refused = post(admin, "/lists/questions/quick_support", sixth)
    assert (refused.status_code, "At most 5 questions" in refused.text) == (422, True)
    assert 'value="Sixth"' in refused.text
    assert (
        post(admin, "/lists/questions/quick_support", sixth | {"act": f"retire {names[0]}"}).status_code
        == 303
    )
    full = change(admin, "questions/quick_support", act=f"bring_back {names[0]}")
    assert (full.status_code, "Retire one first" in full.text) == (422, True)
    change(admin, "questions/quick_support", act=f"up {names[2]}")
    page = coach.get("/log/quick_support").text
    asked = re.findall(
        r'<textarea id="f-(own_\w+)"', page.partition("data-own")[2].partition("<template>")[0]
    )
    assert asked == [names[2], names[1], names[3], names[4], "own_sixth"]


@pytest.mark.parametrize(
    ("new", "where", "sentence"),
    [
        ({"label": "", "answer": "text"}, "new-label", "Please fill this in."),
        ({"label": "Focus", "answer": "text"}, "new-label", "asks something under these words already"),
        ({"label": "grade  BAND", "answer": "text"}, "new-label", "asks something under these words already"),
        ({"label": "Own"}, "new-answer", "Choose how it is answered."),
        ({"label": "Own", "answer": "essay"}, "new-answer", "Choose how it is answered."),
        ({"label": "Own", "answer": "one", "choices": "Sun"}, "new-choices", "Write at least two choices"),
        ({"label": "Own", "answer": "one", "choices": "Sun\nsun"}, "new-choices", "These words are there"),
        ({"label": "Own", "answer": "some", "choices": "Sun\n" + "x" * 81}, "new-choices", "At most 80"),
        ({"label": "Own", "answer": "text", "choices": "Sun"}, "new-choices", "Only “One of” and"),
        ({"label": "Own", "answer": "text", "hint": "x" * 161}, "new-hint", "At most 160"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_asked_is_told_and_its_words_stay(
    admin: FlaskClient, new: dict[str, str], where: str, sentence: str
) -> None:
    answer = post(
        admin, "/lists/questions/classroom_visit", {f"new.{name}": said for name, said in new.items()}
    )
    if not new["label"] and "hint" not in new:
        assert answer.status_code == 422
    assert answer.status_code == 422
    assert f'id="e-{where}"' in answer.text
    assert sentence in answer.text
    assert own_lists.kinds()["classroom_visit"].own == ()


def test_codes_are_made_once_ascii_and_never_the_same(admin: FlaskClient) -> None:
    for added in ("Über uns!", "Uber uns", "学校", "Other", "X" * 80):
        assert change(admin, "setting", added=added).status_code == 303
    new = codes("setting")[9:]
    assert new == ["uber_uns", "uber_uns_2", "choice", "other_2", "x" * 30]
    change(admin, "setting", label__choice="School")
    assert codes("setting")[9:] == new
    names = [ask(admin, "convening", label, "yes_no") for label in ("Wie?", "WIE!")]
    assert names == ["own_wie", "own_wie_2"]


@pytest.mark.parametrize("address", ["action_status", "nowhere", "solution_status", "classroom_visit.own_x"])
def test_lists_that_mean_something_to_the_code_are_not_there(admin: FlaskClient, address: str) -> None:
    assert admin.get(f"/lists/{address}").status_code == 404
    assert change(admin, address, added="More").status_code == 404


@pytest.mark.parametrize("act", ["up nowhere", "retire", "explode prek", "bring_back x"])
def test_an_act_on_nothing_is_not_found_and_changes_nothing(admin: FlaskClient, act: str) -> None:
    assert change(admin, "grade_band", act=act).status_code == 404
    assert change(admin, "questions/classroom_visit", act=act).status_code == 404
    assert own_lists.now().word == ""


def test_each_change_is_in_the_trail_with_who_and_when(world: World, admin: FlaskClient) -> None:
    name = ask(admin, "classroom_visit", "Weather", "one", "Sun\nRain")
    change(admin, "grade_band", label__prek="Preschool", act="retire mixed", added="New")
    change(admin, "questions/classroom_visit", **{f"hint__{name}": "Look up"})
    db.session.rollback()
    deeds = db.session.scalars(select(Audit).order_by(Audit.id)).all()
    assert [deed.what for deed in deeds] == ["ask", "add", "add", "label", "add", "retire", "hint"]
    assert {deed.person_id for deed in deeds} == {world.admin.id}
    assert len({deed.entry_id for deed in deeds}) == 2
    assert audit.first_broken() is None


def test_words_are_data_wherever_they_are_shown(admin: FlaskClient, coach: FlaskClient, world: World) -> None:
    evil = '"><script>alert(1)</script>{{7919*7907}}'
    change(admin, "grade_band", label__prek=evil)
    name = ask(admin, "classroom_visit", evil, "one", f"{evil}\nB", evil)
    change(admin, f"classroom_visit.{name}", act="retire script_alert_1_script_7919_7907")
    entry_id = log(world.maya, grade_band="prek")
    for address in (
        VISIT,
        f"/entries/{entry_id}",
        f"/entries/{entry_id}/edit",
        "/entries",
        "/shell/log/classroom_visit",
    ):
        assert "<script>alert" not in coach.get(address).text, address
    for address in ("", "/grade_band", "/questions/classroom_visit", f"/classroom_visit.{name}"):
        page = admin.get(f"/lists{address}").text
        assert "<script>alert" not in page
        assert str(7919 * 7907) not in page
