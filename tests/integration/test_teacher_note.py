"""A note to the teacher: composed, previewed, sent once by a tap or copied; answered once by a link."""

import datetime as dt
import hashlib
import re
import threading
import uuid
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from fieldlog import access, mail
from fieldlog.errors import Busy
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import record, teacher_notes
from fieldlog.models import Audit, Person, TeacherNote
from tests.conftest import signed_in, token_in
from tests.forms import Typed, form_in
from tests.mail_server import MailServer
from tests.server_clock import TODAY, Clock
from tests.world import PASSWORD, World, log, post

BrowserOf = Callable[[str], FlaskClient]
pytestmark = pytest.mark.usefixtures("moved", "counted")

TO = "alder@school.example"
WORDS = {
    "teacher_or_room": "Ms. Alder, Room 4",
    "glow": "The circle began on time.",
    "wondering": "Who speaks last?",
    "next_step": "Try a talking piece.",
    "note_to_teacher": "You made it look easy.",
}


@pytest.fixture
def visit(world: World) -> uuid.UUID:
    return log(world.maya, **WORDS)


def note_address(entry_id: uuid.UUID, step: str = "") -> str:
    return f"/entries/{entry_id}/note{step}"


def without_token(typed: Typed) -> Typed:
    return {name: said for name, said in typed.items() if name != "csrf_token"}


def composed(browser: FlaskClient, entry_id: uuid.UUID, **typed: str) -> Typed:
    """The form's fields as a browser would send them back, with some typed over."""
    page = browser.get(note_address(entry_id))
    assert page.status_code == 200, page.text
    return without_token(form_in(page.text, "/note")) | {name: [said] for name, said in typed.items()}


def previewed(browser: FlaskClient, entry_id: uuid.UUID, **typed: str) -> Any:
    return post(browser, note_address(entry_id), composed(browser, entry_id, **typed))


def ready(browser: FlaskClient, entry_id: uuid.UUID, **typed: str) -> Typed:
    """What the preview's tap would send."""
    page = previewed(browser, entry_id, **({"to": TO} | typed))
    assert page.status_code == 200, page.text
    return without_token(form_in(page.text, "/note/send"))


def sent(browser: FlaskClient, entry_id: uuid.UUID, **typed: str) -> Any:
    return post(browser, note_address(entry_id, "/send"), ready(browser, entry_id, **typed))


def copied(browser: FlaskClient, entry_id: uuid.UUID, **typed: str) -> str:
    """The text that is there to be copied."""
    page = previewed(browser, entry_id, **typed)
    assert page.status_code == 200, page.text
    whole = re.search(r'<textarea id="whole".*?>\n(.*?)</textarea>', page.text, re.S)
    assert whole
    return unescape(whole[1])


def link_in(text: str) -> str:
    found = re.search(r"http://localhost(/answer/[\w-]{43})\n", text)
    assert found, text
    return found[1]


def mailed_link(mails: MailServer) -> str:
    return link_in(mails.taken[-1].message.get_content().replace("\r\n", "\n"))


def answer(browser: FlaskClient, link: str, words: str) -> Any:
    return browser.post(link, data={"csrf_token": token_in(browser.get("/sign-in").text), "answer": words})


def notes() -> list[TeacherNote]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(TeacherNote).order_by(TeacherNote.made_at, TeacherNote.text)))


def states() -> list[str]:
    return sorted(note.state for note in notes())


# --- composed and previewed ---------------------------------------------------


def test_the_note_is_composed_of_what_the_visit_says(visit: uuid.UUID, browser_of: BrowserOf) -> None:
    browser = browser_of("maya")
    assert f'href="{note_address(visit)}"' in browser.get(f"/entries/{visit}").text
    assert composed(browser, visit)["text"] == [
        "Hello Ms. Alder,\n\nthank you for having me in your classroom on Fri 20 Nov.\n\n"
        "You made it look easy.\n\nWhat went well:\nThe circle began on time.\n\n"
        "Something to think about together:\nWho speaks last?\n\nA next step:\nTry a talking piece.\n\n"
        "Warmly,\nMaya Torres"
    ]


def test_a_visit_without_words_is_thanked_for(world: World, browser_of: BrowserOf) -> None:
    entry_id = log(world.maya, teacher_or_room="Room 4")
    (text,) = composed(browser_of("maya"), entry_id)["text"]
    assert text == (
        "Hello,\n\nthank you for having me in your classroom on Fri 20 Nov.\n\nWarmly,\nMaya Torres"
    )


def test_looking_sends_and_keeps_nothing(visit: uuid.UUID, browser_of: BrowserOf, mails: MailServer) -> None:
    browser = browser_of("maya")
    page = previewed(browser, visit, to=f" {TO} ", text="Only <b>this</b>\nand that")
    assert "Only &lt;b&gt;this&lt;/b&gt;\nand that" in page.text
    assert TO in page.text
    assert "Thu 24 Dec" in page.text
    assert mails.taken == []
    assert notes() == []
    changed = post(browser, note_address(visit), ready(browser, visit, text="Mine") | {"change": ["1"]})
    assert form_in(changed.text, "/note")["text"] == ["Mine"]
    assert form_in(changed.text, "/note")["to"] == [TO]


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("text", "  \n ", "Please fill this in."),
        ("text", "x" * 10_001, "At most 10,000 characters; this has 10,001."),
        ("text", "a\x00b", "There is a character in here"),
        ("to", "", "Please fill this in."),
        ("to", "alder", "One e-mail address, please"),
        ("to", f"{TO}, all@school.example", "One e-mail address, please"),
        ("to", f"{TO}\r\nBcc: all@school.example", "One line only"),
        ("to", f"{TO}\x00", "There is a character in here"),
    ],
)
@pytest.mark.parametrize("step", ["", "/send"])
def test_what_is_wrong_is_said_beside_all_that_was_typed(
    visit: uuid.UUID,
    browser_of: BrowserOf,
    mails: MailServer,
    step: str,
    name: str,
    typed: str,
    said: str,
) -> None:
    browser = browser_of("maya")
    answer = post(
        browser, note_address(visit, step), composed(browser, visit, to=TO, text="Kept") | {name: [typed]}
    )
    assert answer.status_code == 422
    assert said in unescape(answer.text)
    kept = form_in(answer.text, "/note")
    assert kept["to" if name == "text" else "text"] == [TO if name == "text" else "Kept"]
    assert mails.taken == []
    assert notes() == []


# --- sent ---------------------------------------------------------------------


def test_a_tap_sends_it_to_the_teacher_alone(
    world: World, visit: uuid.UUID, browser_of: BrowserOf, mails: MailServer
) -> None:
    browser = browser_of("maya")
    answer = sent(browser, visit, text="Dear 👩🏽‍🏫,\n\nthat was good.")
    assert (answer.status_code, answer.location) == (303, f"/entries/{visit}")
    ((_, to, message, _),) = mails.taken
    assert to == [TO]
    assert (message["To"], message["Reply-To"]) == (TO, "maya@cedar.example")
    assert message["From"].addresses[0].display_name == "Maya Torres (FieldLog)"
    assert message["Subject"] == "A note from Maya Torres"
    text = message.get_content().replace("\r\n", "\n")
    assert text.startswith("Dear 👩🏽‍🏫,\n\nthat was good.\n\n---\n")
    assert "until Thu 24 Dec, without an account. Only Maya Torres reads them" in text
    assert "Cedar" not in text + str(message)
    page = browser.get(answer.location).text
    assert f"The note was sent to {TO} at 12:00 pm" in page
    assert "Sent Tue 24 Nov, 12:00 pm" in page
    assert "No answer yet" in page
    (deed,) = db.session.scalars(select(Audit).where(Audit.what == teacher_notes.WRITE_NOTE))
    assert (deed.person_id, deed.entry_id) == (world.maya.id, visit)


def test_the_same_tap_twice_sends_once(visit: uuid.UUID, browser_of: BrowserOf, mails: MailServer) -> None:
    browser = browser_of("maya")
    typed = ready(browser, visit)
    answers = [post(browser, note_address(visit, "/send"), typed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(mails.taken) == 1
    assert states() == ["sent"]
    other = post(browser, note_address(visit, "/send"), typed | {"text": ["Other words"]})
    assert other.status_code == 409
    assert "went out already" in other.text
    again = without_token(form_in(other.text, "/note/send"))
    assert again["text"] == ["Other words"]
    assert len(mails.taken) == 1
    assert post(browser, note_address(visit, "/send"), again).status_code == 303
    assert states() == ["sent", "sent"]


def test_two_taps_at_one_moment_send_once_and_hold_up_nobody(
    app: Flask, world: World, visit: uuid.UUID, mails: MailServer
) -> None:
    first, second = (signed_in(app, "maya@cedar.example") for _ in range(2))
    typed = ready(first, visit)
    is_handed_over, goes_on = threading.Event(), threading.Event()
    mails.before = {"TAKEN": lambda: (is_handed_over.set(), goes_on.wait(10))}
    answers: list[Any] = []
    token = token_in(first.get(f"/entries/{visit}/withdraw").text)

    def tap() -> None:
        answers.append(first.post(note_address(visit, "/send"), data={"csrf_token": token, **typed}))

    tapping = threading.Thread(target=tap)
    tapping.start()
    try:
        assert is_handed_over.wait(10)
        began = dt.datetime.now(dt.UTC)
        told = post(second, note_address(visit, "/send"), typed)
        assert told.status_code == 303
        page = second.get(told.location).text
        assert "is on its way" in page
        assert "On its way since" in page
        # Nobody else waits for the mail server.
        log(world.jonah)
        assert (dt.datetime.now(dt.UTC) - began).total_seconds() < 4
    finally:
        goes_on.set()
        tapping.join()
    assert [answer.status_code for answer in answers] == [303]
    assert len(mails.taken) == 1
    assert states() == ["sent"]


@pytest.mark.parametrize(
    ("says", "status", "said", "state"),
    [
        ({"RCPT": b"550 nobody here"}, 422, "does not take this address", "unsent"),
        ({"RCPT": b"451 later"}, 424, "did not take it, so nothing was sent", "unsent"),
        ({"TAKEN": b"554 no"}, 424, "did not take it, so nothing was sent", "unsent"),
        ({"CONNECT": None}, 424, "did not take it, so nothing was sent", "unsent"),
        ({"TAKEN": None}, 424, "may have been sent or not", "unclear"),
    ],
)
def test_what_could_not_be_sent_stays_on_the_screen(
    visit: uuid.UUID,
    browser_of: BrowserOf,
    mails: MailServer,
    says: dict[str, bytes | None],
    status: int,
    said: str,
    state: str,
) -> None:
    browser, mails.says = browser_of("maya"), says
    answer = sent(browser, visit, text="Kept <words>")
    assert answer.status_code == status
    assert said in answer.text
    again = without_token(form_in(answer.text, "/note/send"))
    assert (again["text"], again["to"]) == (["Kept <words>"], [TO])
    assert states() == [state]
    page = browser.get(f"/entries/{visit}").text
    assert ("Not sent" if state == "unsent" else "Perhaps sent") in page
    assert "Sent Tue" not in page
    if state == "unsent":
        assert composed(browser, visit)["text"] == ["Kept <words>"]
    mails.says = {}
    assert post(browser, note_address(visit, "/send"), again).status_code == 303
    assert states() == ["sent", state]


def test_a_second_tap_after_the_first_failed_says_so_too(
    visit: uuid.UUID, browser_of: BrowserOf, mails: MailServer
) -> None:
    browser, mails.says = browser_of("maya"), {"MAIL": b"554 no"}
    typed = ready(browser, visit)
    answers = [post(browser, note_address(visit, "/send"), typed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [424, 424]
    assert form_in(answers[1].text, "/note/send")["text"] == typed["text"]


def test_a_slow_mail_server_is_left_in_time(
    visit: uuid.UUID, browser_of: BrowserOf, mails: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "LONGEST", 0.3)
    goes_on = threading.Event()
    mails.before = {"RCPT": lambda: goes_on.wait(10)}
    assert sent(browser_of("maya"), visit).status_code == 424
    goes_on.set()
    assert states() == ["unsent"]


def test_what_became_of_a_mail_is_said_though_the_store_is_too_busy_to_keep_it(
    visit: uuid.UUID, browser_of: BrowserOf, mails: MailServer, monkeypatch: pytest.MonkeyPatch, moved: Clock
) -> None:
    def fail(*_arguments: object) -> None:
        raise Busy

    monkeypatch.setattr(teacher_notes, "settle", fail)
    browser = browser_of("maya")
    assert sent(browser, visit).status_code == 303
    assert len(mails.taken) == 1
    assert "On its way since" in browser.get(f"/entries/{visit}").text
    moved.at += dt.timedelta(minutes=2)
    assert "Perhaps sent" in browser.get(f"/entries/{visit}").text


# --- copied -------------------------------------------------------------------


def test_without_a_mail_server_the_whole_text_is_there_to_be_copied(
    visit: uuid.UUID, browser_of: BrowserOf, stranger: FlaskClient
) -> None:
    browser = browser_of("maya")
    assert "to" not in composed(browser, visit)
    text = copied(browser, visit, text="Hello <you>,\n\n& more")
    assert text.startswith("Hello <you>,\n\n& more\n\n---\nYou can answer in two lines until Thu 24 Dec")
    assert "Hello &lt;you&gt;" in stranger.get(link_in(text)).text
    page = browser.get(f"/entries/{visit}").text
    assert "To copy, made Tue 24 Nov, 12:00 pm" in page
    assert "Sent" not in page


def test_the_same_text_copied_again_has_the_same_link_and_another_text_its_own(
    visit: uuid.UUID, browser_of: BrowserOf, stranger: FlaskClient, moved: Clock
) -> None:
    browser = browser_of("maya")
    typed = composed(browser, visit, text="First")
    first = post(browser, note_address(visit), typed)
    moved.at += dt.timedelta(days=2)
    again = post(browser, note_address(visit), typed)
    assert "until Thu 24 Dec" in again.text
    links = [link_in(unescape(page.text)) for page in (first, again)]
    assert links[0] == links[1]
    other = link_in(unescape(post(browser, note_address(visit), typed | {"text": ["Second"]}).text))
    assert other != links[0]
    assert "First" in stranger.get(links[0]).text
    assert "Second" in stranger.get(other).text
    assert states() == ["copied", "copied"]


def test_without_a_mail_server_nothing_is_sent(visit: uuid.UUID, browser_of: BrowserOf) -> None:
    browser = browser_of("maya")
    typed = composed(browser, visit, text="Kept")
    answer = post(browser, note_address(visit, "/send"), typed)
    assert answer.status_code == 424
    assert "No mail server is set up" in answer.text
    assert form_in(answer.text, "/note")["text"] == ["Kept"]
    assert states() == []


def test_a_token_that_is_none_of_ours_makes_no_link(visit: uuid.UUID, browser_of: BrowserOf) -> None:
    browser = browser_of("maya")
    for made_up in ("guess", "x" * 44, "", "../x", "ä" * 43):
        typed = composed(browser, visit) | {"token": [made_up]}
        assert link_in(unescape(post(browser, note_address(visit), typed).text)) != f"/answer/{made_up}"
    assert len(notes()) == 5


# --- whose it is --------------------------------------------------------------


@pytest.mark.parametrize("who", ["jonah", "stranger"])
def test_another_coach_finds_nothing(visit: uuid.UUID, browser_of: BrowserOf, who: str) -> None:
    browser = browser_of(who)
    assert browser.get(note_address(visit)).status_code == 404
    for step in ("", "/send"):
        assert post(browser, note_address(visit, step), {"text": "x", "to": TO}).status_code == 404
    assert notes() == []


def test_only_a_classroom_visit_has_a_teacher(world: World, browser_of: BrowserOf) -> None:
    browser = browser_of("maya")
    for kind in ("quick_support", "pd_session", "data_team_meeting", "convening"):
        entry_id = log(world.maya, kind)
        assert "/note" not in browser.get(f"/entries/{entry_id}").text
        assert browser.get(note_address(entry_id)).status_code == 404
    assert browser.get(note_address(uuid.uuid4())).status_code == 404


def test_note_and_answer_are_read_by_its_author_alone(
    app: Flask, visit: uuid.UUID, browser_of: BrowserOf, mails: MailServer, stranger: FlaskClient
) -> None:
    sent(browser_of("maya"), visit, text="heron-note", to="heron-to@school.example")
    answer(stranger, mailed_link(mails), "heron-answer <b>")
    mine = browser_of("maya").get(f"/entries/{visit}").text
    for said in ("heron-note", "heron-to", "heron-answer &lt;b&gt;", "The teacher answered on Tue 24 Nov"):
        assert said in mine
    addresses = (
        f"/entries/{visit}", "/entries", "/", "/schools/S01", "/exports/entries.csv?school=S01",
        "/exports/weeks/2026-W47/entries.csv", "/api/changes?s=1:0,2:0",
    )  # fmt: skip
    for who in ("maya", "jonah", "elena", "lead", "admin", "viewer"):
        for address in addresses:
            if (who, address) != ("maya", f"/entries/{visit}"):
                assert "heron" not in browser_of(who).get(address).text, (who, address)


def test_after_a_withdrawal_nothing_new_is_written_and_a_link_still_takes_its_answer(
    visit: uuid.UUID, browser_of: BrowserOf, mails: MailServer, stranger: FlaskClient
) -> None:
    browser = browser_of("maya")
    sent(browser, visit)
    typed = ready(browser, visit, text="Kept, though withdrawn")
    page = browser.get(f"/entries/{visit}/withdraw").text
    post(browser, f"/entries/{visit}/withdraw", without_token(form_in(page, "/withdraw")))
    assert f'href="{note_address(visit)}"' not in browser.get(f"/entries/{visit}").text
    assert browser.get(note_address(visit)).location == f"/entries/{visit}"
    for step in ("", "/send"):
        refused = post(browser, note_address(visit, step), typed)
        assert refused.status_code == 409
        assert form_in(refused.text, "/note")["text"] == ["Kept, though withdrawn"]
    assert answer(stranger, mailed_link(mails), "It helped.").status_code == 200
    assert "It helped." in browser.get(f"/entries/{visit}").text
    assert len(mails.taken) == 1


def test_an_entry_withdrawn_while_it_is_sent_sends_nothing(
    world: World, visit: uuid.UUID, browser_of: BrowserOf, mails: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of("maya")
    typed, kept = ready(browser, visit), teacher_notes.keep

    def withdrawn_first(*said: Any) -> bool:
        record.withdraw(world.maya, visit, revision=1, at=TODAY, reason="logged twice")
        return kept(*said)

    monkeypatch.setattr(teacher_notes, "keep", withdrawn_first)
    assert post(browser, note_address(visit, "/send"), typed).status_code == 409
    assert mails.taken == []


# --- nothing typed is lost ----------------------------------------------------


def test_a_note_is_kept_while_its_author_signs_in_again(
    app: Flask, visit: uuid.UUID, browser_of: BrowserOf, mails: MailServer
) -> None:
    browser = browser_of("maya")
    typed = composed(browser, visit, to=TO, text="Kept\nthrough it")
    for step in ("", "/send"):
        out = app.test_client()
        asked = out.post(
            note_address(visit, step), data={"csrf_token": token_in(out.get("/sign-in").text), **typed}
        )
        assert asked.status_code == 401
        again = form_in(asked.text, "/sign-in")
        back = out.post("/sign-in", data=again | {"email": "maya@cedar.example", "password": PASSWORD})
        assert form_in(back.text, "/note")["text"] == ["Kept\nthrough it"]
        assert form_in(back.text, "/note")["to"] == [TO]
    stale = browser.post(note_address(visit, "/send"), data={"csrf_token": "old", **typed})
    assert stale.status_code == 400
    assert form_in(stale.text, "/note")["text"] == ["Kept\nthrough it"]
    assert mails.taken == []


def test_a_note_opened_by_another_coach_is_not_taken_under_this_name(
    app: Flask, visit: uuid.UUID, browser_of: BrowserOf, mails: MailServer
) -> None:
    typed = composed(browser_of("maya"), visit, to=TO)
    answer = post(browser_of("jonah"), note_address(visit, "/send"), typed)
    assert answer.status_code == 403
    assert "its author can sign in here" in answer.text
    assert mails.taken == []


# --- answered -----------------------------------------------------------------


@pytest.fixture
def link(visit: uuid.UUID, browser_of: BrowserOf, mails: MailServer) -> str:
    """A link that a teacher got, whose note says little."""
    sent(browser_of("maya"), visit, text="Hello <Ms. Alder>,\nthat was good.")
    return mailed_link(mails)


def test_a_link_opens_without_an_account_and_shows_the_note_and_who_sent_it(
    link: str, stranger: FlaskClient
) -> None:
    page = stranger.get(link)
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Cache-Control"] == "no-store"
    for said in ("Hello &lt;Ms. Alder&gt;,\nthat was good.", "Maya Torres", "Tue 24 Nov"):
        assert said in page.text
    for unsaid in ("Cedar", "S01", TO, "Room 4", "talking piece", "maya@cedar.example", "<script"):
        assert unsaid not in page.text


def test_opening_it_again_and_again_spends_nothing(link: str, stranger: FlaskClient) -> None:
    for _ in range(5):
        assert stranger.get(link).status_code == 200
        assert stranger.head(link).status_code == 200
    assert answer(stranger, link, "Still open").status_code == 200


def test_one_answer_is_taken_and_shown_to_its_coach_with_the_day(
    visit: uuid.UUID, link: str, stranger: FlaskClient, browser_of: BrowserOf, moved: Clock
) -> None:
    moved.at += dt.timedelta(days=3)
    taken = answer(stranger, link, "  Thank <you>!\r\n The talking piece works.\n")
    assert taken.status_code == 200
    assert "received at 12:00 pm" in taken.text
    page = browser_of("maya").get(f"/entries/{visit}").text
    assert "The teacher answered on Fri 27 Nov, 12:00 pm" in page
    assert "Thank &lt;you&gt;!\nThe talking piece works." in page
    assert notes()[0].answer == "Thank <you>!\nThe talking piece works."


def test_the_same_answer_twice_is_one_and_another_is_none(link: str, stranger: FlaskClient) -> None:
    assert [answer(stranger, link, "Once").status_code for _ in range(2)] == [200, 200]
    assert answer(stranger, link, "Twice").status_code == 404
    assert notes()[0].answer == "Once"


def test_of_two_answers_at_one_moment_one_is_taken(app: Flask, link: str) -> None:
    browsers = [app.test_client() for _ in range(4)]
    tokens = [token_in(browser.get(link).text) for browser in browsers]
    together, answers = threading.Barrier(4), dict[str, int]()

    def send(number: int) -> None:
        together.wait()
        data = {"csrf_token": tokens[number], "answer": f"Answer {number}"}
        answers[f"Answer {number}"] = browsers[number].post(link, data=data).status_code

    threads = [threading.Thread(target=send, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == [200, 404, 404, 404]
    assert answers[notes()[0].answer] == 200


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Please fill this in."),
        (" \n ", "Please fill this in."),
        ("x" * 281, "At most 280 characters; this has 281."),
        ("one\ntwo\nthree", "Two lines, please; this has 3."),
        ("a\x00b", "There is a character in here"),
    ],
)
def test_what_is_no_answer_is_told_and_may_be_tried_again(
    link: str, stranger: FlaskClient, words: str, said: str
) -> None:
    refused = answer(stranger, link, words)
    assert refused.status_code == 422
    assert said in refused.text
    if words.strip() and "\x00" not in words:
        assert form_in(refused.text, link)["answer"] == [words]
    assert answer(stranger, link, "👩🏽‍🏫" * 70).status_code == 200
    assert notes()[0].answer == "👩🏽‍🏫" * 70


def test_an_answer_without_words_at_all_or_in_another_shape_is_told(link: str, stranger: FlaskClient) -> None:
    token = token_in(stranger.get(link).text)
    assert stranger.post(link, data={"csrf_token": token}).status_code == 422
    for body in (b"answer=%ff", b"answer=%ed%a0%80"):
        data = b"csrf_token=" + token.encode() + b"&" + body
        sent_back = stranger.post(link, data=data, content_type="application/x-www-form-urlencoded")
        assert sent_back.status_code == 422
    assert notes()[0].answered_at is None


def test_used_old_unsent_and_unknown_links_are_one_and_the_same_page(
    app: Flask, visit: uuid.UUID, link: str, stranger: FlaskClient, browser_of: BrowserOf, mails: MailServer,
    moved: Clock,
) -> None:  # fmt: skip
    browser = browser_of("maya")
    sent(browser, visit, text="Old")
    old = mailed_link(mails)
    typed, mails.says = ready(browser, visit, text="Unsent"), {"TAKEN": b"554 no"}
    assert post(browser, note_address(visit, "/send"), typed).status_code == 424
    unsent = mailed_link(mails)
    assert stranger.get(unsent).status_code == 404
    assert answer(stranger, unsent, "To what?").status_code == 404
    unknown = f"/answer/{'x' * 43}"
    answer(stranger, link, "Used")
    moved.at += dt.timedelta(days=29, hours=23)
    assert stranger.get(old).status_code == 200
    moved.at += dt.timedelta(hours=1)
    spent = [stranger.get(each) for each in (link, old, unsent, unknown, "/answer/%F0%9F%92%A5", "/answer/x")]
    assert {each.status_code for each in spent} == {404}
    assert len({each.text for each in spent}) == 1
    for each in (link, old, unsent, unknown):
        for words in ("Too late", ""):
            gone = answer(stranger, each, words)
            assert (gone.status_code, gone.text) == (404, spent[0].text)
    assert [note.answer for note in notes() if note.answered_at] == ["Used"]


def test_a_coach_who_left_is_answered_no_more(world: World, link: str, stranger: FlaskClient) -> None:
    with write_transaction() as store:
        store.execute(update(Person).where(Person.id == world.maya.id).values(is_active=False))
    assert stranger.get(link).status_code == 404
    assert answer(stranger, link, "Anybody?").status_code == 404


def test_an_answer_from_another_site_or_an_old_page_is_not_taken(link: str, stranger: FlaskClient) -> None:
    token = token_in(stranger.get(link).text)
    typed = {"csrf_token": token, "answer": "Forged"}
    assert stranger.post(link, data=typed, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    stale = stranger.post(link, data={"answer": "Typed for long"})
    assert stale.status_code == 400
    assert form_in(stale.text, link)["answer"] == ["Typed for long"]
    assert notes()[0].answered_at is None
    assert stranger.post("/answer/unknown", data={"answer": "x"}).status_code == 404


def test_no_token_is_kept_or_logged(
    visit: uuid.UUID, link: str, stranger: FlaskClient, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    caplog.set_level("DEBUG")
    token = link.rpartition("/")[2]
    assert len(token) == 43
    (note,) = notes()
    kept = repr([getattr(note, column.name) for column in TeacherNote.__table__.columns])
    assert token[:8] not in kept
    assert note.token_hash == hashlib.sha256(token.encode()).digest()
    stranger.get(link)

    def fail(*_arguments: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(teacher_notes, "opened", fail)
    assert stranger.get(link).status_code == 500
    assert "RuntimeError at answer.form" in caplog.text
    assert token not in caplog.text


def test_the_store_takes_no_answer_without_its_day(visit: uuid.UUID, link: str) -> None:
    for wrong in (
        {"answer": "words"},
        {"answered_at": TODAY},
        {"answer": "x" * 281, "answered_at": TODAY},
        {"state": "seen"},
        {"text": ""},
    ):
        with pytest.raises(IntegrityError), write_transaction() as store:
            store.execute(update(TeacherNote).values(**wrong))
    assert db.session.scalar(select(func.count()).select_from(TeacherNote)) == 1


def test_who_may_write_is_its_author_who_coaches(world: World) -> None:
    assert access.may_write_to_teacher(world.maya, world.maya.id)
    assert not access.may_write_to_teacher(world.jonah, world.maya.id)
    assert not access.may_write_to_teacher(world.admin, world.admin.id)
