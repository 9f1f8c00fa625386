"""A question about an entry: asked by its school, answered by its coach, closed; the entry stays as it is."""

import datetime as dt
import threading
import uuid
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.errors import Busy
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import asking, people, questions
from fieldlog.ledger.asking import Said
from fieldlog.ledger.named import co_coaches_of
from fieldlog.ledger.question_list import PAGE
from fieldlog.ledger.record import amend, withdraw
from fieldlog.models import Audit, Entry, Person, Question, QuestionMessage
from tests.conftest import signed_in, token_in
from tests.forms import Typed, form_in
from tests.mail_server import MailServer
from tests.server_clock import TODAY, Clock
from tests.world import NOON, PASSWORD, World, content, log, password_hash, post

BrowserOf = Callable[[str], FlaskClient]
pytestmark = pytest.mark.usefixtures("moved", "counted")

HOUR = dt.timedelta(hours=1)
# Whatever a question may write; of all other tables it leaves every row alone.
OWN = {"question", "question_message", "audit"}


@pytest.fixture
def visit(world: World) -> uuid.UUID:
    return log(
        world.maya,
        shared_note="Calm corner in use.",
        private_note="heron-private",
        teacher_or_room="Heron-Teacher",
    )


@pytest.fixture
def oak(world: World) -> Actor:
    """Who leads Oak, the stranger's school."""
    return someone("oak", "Oskar Oak", access.PRINCIPAL, world.oak.id)


def someone(address: str, name: str, role: str, *school_ids: int) -> Actor:
    with write_transaction():
        hashed = password_hash()
        person = people.add(
            f"{address}@cedar.example", name, role, school_ids=school_ids, password_hash=hashed
        )
        return people.actor_of(person)


def address_of(entry_id: uuid.UUID, step: str = "") -> str:
    return f"/entries/{entry_id}/questions{step}"


def page_of(browser: FlaskClient, entry_id: uuid.UUID) -> str:
    """The entry's page as it is read."""
    page = browser.get(f"/entries/{entry_id}")
    assert page.status_code == 200
    return unescape(page.text.replace("<bdi>", "").replace("</bdi>", ""))


def form_of(browser: FlaskClient, entry_id: uuid.UUID, step: str = "", **typed: str) -> Typed:
    """What the form on the entry's page would send, with some typed over."""
    found = form_in(browser.get(f"/entries/{entry_id}").text, address_of(entry_id, step))
    return without_token(found) | {name: [said] for name, said in typed.items()}


def without_token(typed: Typed) -> Typed:
    return {name: said for name, said in typed.items() if name != "csrf_token"}


def write(browser: FlaskClient, entry_id: uuid.UUID, words: str, **typed: str) -> Any:
    """Ask or answer, through the form that stands there."""
    return post(browser, address_of(entry_id), form_of(browser, entry_id, words=words, **typed))


def close(browser: FlaskClient, entry_id: uuid.UUID) -> Any:
    return post(browser, address_of(entry_id, "/close"), form_of(browser, entry_id, "/close"))


def asks(actor: Actor, entry_id: uuid.UUID, school: str = "S01", words: str = "Why?", at: Any = NOON) -> None:
    with write_transaction():
        asking.write(actor, Said(uuid.uuid4(), entry_id, school, words), at, by_mail=False)


def fresh() -> None:
    db.session.rollback()
    db.session.expire_all()


def said() -> list[tuple[str, bool]]:
    """What was written, and whether it is an answer."""
    fresh()
    query = select(QuestionMessage).order_by(
        QuestionMessage.entry_id, QuestionMessage.school_id, QuestionMessage.number
    )
    return [(message.text, message.is_answer) for message in db.session.scalars(query)]


def states() -> list[str]:
    fresh()
    return sorted(question.state for question in db.session.scalars(select(Question)))


def leaves(actor: Actor) -> None:
    with write_transaction() as store:
        store.execute(update(Person).where(Person.id == actor.id).values(is_active=False))


def rows() -> dict[str, list[Any]]:
    """Every row of every table that is not a question's own."""
    fresh()
    tables = [table for table in db.metadata.sorted_tables if table.name not in OWN | {"sign_in"}]
    return {
        table.name: list(map(tuple, db.session.execute(select(table).order_by(*table.primary_key))))
        for table in tables
    }


# --- asked, answered, closed --------------------------------------------------


def test_a_principal_asks_the_coach_answers_and_the_principal_closes_it(
    visit: uuid.UUID, browser_of: BrowserOf, moved: Clock
) -> None:
    elena, maya = browser_of("elena"), browser_of("maya")
    assert "Ask about this entry" in page_of(elena, visit)
    assert "Maya Torres answers here." in page_of(elena, visit)
    asked = write(elena, visit, "Was this <b>before</b>\nlunch?")
    assert (asked.status_code, asked.location) == (303, f"/entries/{visit}#questions")
    page = page_of(elena, visit)
    for words in ("Asked. It stands on the home page of Maya Torres now.", "Elena Marsh", "Principal"):
        assert words in page
    assert "Open" in page
    assert "It stands on the home page of Maya Torres." in page
    assert "home page of" not in page_of(maya, visit)
    assert "Tue 24 Nov, 12:00 pm" in page
    assert "Was this &lt;b&gt;before&lt;/b&gt;\nlunch?" in maya.get(f"/entries/{visit}").text

    moved.at += HOUR
    answered = write(maya, visit, "Before it.")
    assert answered.status_code == 303
    assert "Answered. It stands on the home page of Elena Marsh now." in page_of(maya, visit)
    assert states() == ["answered"]
    page = page_of(elena, visit)
    assert "Before it." in page
    assert "Tue 24 Nov, 1:00 pm" in page

    assert "That answers it" in page
    assert close(elena, visit).status_code == 303
    assert states() == ["closed"]
    assert "Closed. You can ask again at any time." in page_of(elena, visit)
    assert write(elena, visit, "And after?").status_code == 303
    assert states() == ["open"]
    assert said() == [("Was this <b>before</b>\nlunch?", False), ("Before it.", True), ("And after?", False)]


def test_what_is_not_needed_any_more_is_closed_without_an_answer(
    visit: uuid.UUID, browser_of: BrowserOf
) -> None:
    elena = browser_of("elena")
    write(elena, visit, "Why?")
    assert "No longer needed" in page_of(elena, visit)
    assert [close(elena, visit).status_code, states()] == [303, ["closed"]]
    assert "Your answer" not in page_of(browser_of("maya"), visit)


def test_the_same_form_posted_twice_is_one_message(visit: uuid.UUID, browser_of: BrowserOf) -> None:
    elena = browser_of("elena")
    typed = form_of(elena, visit, words="Once?")
    assert [post(elena, address_of(visit), typed).status_code for _ in range(2)] == [303, 303]
    assert said() == [("Once?", False)]
    other = post(elena, address_of(visit), typed | {"words": ["Twice?"]})
    assert other.status_code == 409
    assert "This was written already, with other words in it" in other.text
    assert said() == [("Once?", False)]
    again = without_token(form_in(other.text, address_of(visit)))
    assert again["words"] == ["Twice?"]
    assert post(elena, address_of(visit), again).status_code == 303
    assert said() == [("Once?", False), ("Twice?", False)]


def test_a_resend_after_the_answer_opens_nothing_anew(visit: uuid.UUID, browser_of: BrowserOf) -> None:
    elena, maya = browser_of("elena"), browser_of("maya")
    typed = form_of(elena, visit, words="Once?")
    post(elena, address_of(visit), typed)
    write(maya, visit, "Yes.")
    assert post(elena, address_of(visit), typed).status_code == 303
    assert states() == ["answered"]


def test_the_id_of_another_persons_message_makes_a_message_of_its_own(
    visit: uuid.UUID, browser_of: BrowserOf
) -> None:
    typed = form_of(browser_of("elena"), visit, words="Why?")
    post(browser_of("elena"), address_of(visit), typed)
    lead = browser_of("lead")
    taken = form_of(lead, visit, words="Why?", message=typed["message"][0])
    assert post(lead, address_of(visit), taken).status_code == 409
    assert said() == [("Why?", False)]


def test_whoever_writes_at_one_moment_writes_in_one_thread(
    app: Flask, visit: uuid.UUID, browser_of: BrowserOf
) -> None:
    people_at_once = [browser_of(who) for who in ("elena", "lead", "elena", "lead")]
    forms = [form_of(browser, visit, words=f"Word {n}") for n, browser in enumerate(people_at_once)]
    forms[2] = forms[0]
    tokens = [token_in(browser.get(f"/entries/{visit}").text) for browser in people_at_once]
    together, answers = threading.Barrier(4), list[int]()

    def send(number: int) -> None:
        together.wait()
        typed = {"csrf_token": tokens[number], **forms[number]}
        answers.append(people_at_once[number].post(address_of(visit), data=typed).status_code)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 4
    assert sorted(said()) == [("Word 0", False), ("Word 1", False), ("Word 3", False)]
    assert states() == ["open"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "Please fill this in."),
        (" \n ", "Please fill this in."),
        ("x" * 1001, "At most 1,000 characters; this has 1,001."),
        ("a\x00b", "There is a character in here"),
    ],
)
@pytest.mark.parametrize("who", ["elena", "maya"])
def test_what_is_wrong_is_said_beside_what_was_typed(
    world: World, visit: uuid.UUID, browser_of: BrowserOf, who: str, words: str, told: str
) -> None:
    if who == "maya":
        asks(world.elena, visit, words="First")
    browser, before = browser_of(who), said()
    typed = form_of(browser, visit, words=words)
    answer = post(browser, address_of(visit), typed)
    assert answer.status_code == 422
    assert told in answer.text
    again = form_in(answer.text, address_of(visit))
    assert again["message"] == typed["message"]
    assert "\x00" in words or again["words"] == [words]
    assert said() == before
    assert post(browser, address_of(visit), typed | {"words": ["👩🏽‍🏫" * 250]}).status_code == 303
    assert said()[-1][0] == "👩🏽‍🏫" * 250
    assert "👩🏽‍🏫" * 250 in page_of(browser, visit)


def test_what_is_no_text_or_no_form_is_told(visit: uuid.UUID, browser_of: BrowserOf) -> None:
    elena = browser_of("elena")
    token = token_in(elena.get("/").text).encode()
    for body in (b"words=%ff", b"words=%ed%a0%80", b"words=%00", b"", b"message=x&school=S01"):
        data = b"csrf_token=" + token + b"&" + body
        sent = elena.post(address_of(visit), data=data, content_type="application/x-www-form-urlencoded")
        assert sent.status_code == 422, body
    for school in ("S99", "S03", "S02", "\x00", "a\ud800", "' OR 1=1"):
        typed = {"csrf_token": token.decode(), "words": "Why?", "school": school.encode("utf-8", "replace")}
        assert elena.post(address_of(visit), data=typed).status_code == 404, school
        assert elena.post(address_of(visit, "/close"), data=typed).status_code == 404, school
    assert said() == []


# --- whose it is --------------------------------------------------------------


def test_each_school_of_an_event_has_a_thread_of_its_own(
    world: World, browser_of: BrowserOf, oak: Actor
) -> None:
    event = log(world.jonah, "pd_session", schools=["S01", "S02", "S03"])
    write(browser_of("elena"), event, "heron-cedar?")
    write(browser_of("oak"), event, "osprey-oak?")
    for who, reads, not_this in (("elena", "heron", "osprey"), ("oak", "osprey", "heron")):
        for address in (f"/entries/{event}", "/questions", "/"):
            page = browser_of(who).get(address).text
            assert not_this not in page, (who, address)
        assert reads in browser_of(who).get("/questions").text
    lead = page_of(browser_of("lead"), event)
    assert "heron" in lead
    assert "osprey" not in lead
    for who in ("jonah", "admin"):
        assert "heron" in page_of(browser_of(who), event)
        assert "osprey" in page_of(browser_of(who), event)
    # Who coaches one of the schools, but was not there.
    assert "heron" not in page_of(browser_of("maya"), event)
    assert "osprey" not in page_of(browser_of("stranger"), event)
    assert browser_of("viewer").get("/questions").status_code == 403


def test_who_reads_a_question_is_what_the_law_says(world: World, oak: Actor) -> None:
    helped = log(world.jonah, "pd_session", schools=["S01", "S03"], co_coaches=[world.maya.id])
    own = log(world.maya)
    with write_transaction():
        asking.write(world.elena, Said(uuid.uuid4(), helped, "S01", "Why?"), NOON, by_mail=False)
        asking.write(oak, Said(uuid.uuid4(), helped, "S03", "Why?"), NOON, by_mail=False)
        asking.write(world.lead, Said(uuid.uuid4(), own, "S01", "Why?"), NOON, by_mail=False)
    everybody = [
        world.maya, world.jonah, world.elena, world.stranger, world.lead, world.admin, world.viewer, oak
    ]  # fmt: skip
    helpers = co_coaches_of([helped, own])
    every = db.session.execute(select(Question, Entry).join(Entry)).all()
    assert len(every) == 3
    for actor in everybody:
        read = db.session.execute(questions.seen_by(actor)).all()
        found = {(question.entry_id, question.school_id) for question, _ in read}
        lawful = {
            (question.entry_id, question.school_id)
            for question, entry in every
            if access.may_read_question(actor, entry.coach_id, helpers[entry.id], question.school_id)
        }
        assert found == lawful, actor.name


@pytest.mark.parametrize("who", ["jonah", "stranger", "oak", "elena2", "maya"])
def test_whoever_has_no_part_in_it_neither_asks_nor_answers(
    world: World, oak: Actor, browser_of: BrowserOf, who: str
) -> None:
    """Maya may answer where something was asked, and begins nothing; Jonah works with Cedar, and was not
    there."""
    someone("elena2", "Madrone P", access.PRINCIPAL, world.madrone.id)
    visit = log(world.maya)
    if who != "maya":
        asks(world.elena, visit)
    before = said()
    typed = {"words": "Mine", "school": "S01", "message": str(uuid.uuid4()), "seen": "1"}
    random = uuid.uuid4()
    for entry_id in (visit, random):
        answers = [post(browser_of(who), address_of(entry_id, step), typed) for step in ("", "/close")]
        assert [answer.status_code for answer in answers] == [404, 404]
    assert said() == before
    assert "closed" not in states()


def test_only_the_school_closes_what_it_asked(world: World, visit: uuid.UUID, browser_of: BrowserOf) -> None:
    asks(world.elena, visit)
    for who in ("maya", "admin"):
        assert (
            post(browser_of(who), address_of(visit, "/close"), {"school": "S01", "seen": "1"}).status_code
            == 404
        )
    assert states() == ["open"]
    assert close(browser_of("lead"), visit).status_code == 303
    assert (
        post(browser_of("elena"), address_of(visit, "/close"), {"school": "S01", "seen": "0"}).status_code
        == 303
    )


def test_a_co_coach_answers_for_the_schools_she_knows(
    world: World, browser_of: BrowserOf, oak: Actor
) -> None:
    event = log(world.jonah, "pd_session", schools=["S01", "S03"], co_coaches=[world.maya.id])
    asks(world.elena, event)
    asks(oak, event, "S03", "osprey-oak?")
    maya = browser_of("maya")
    assert "osprey" not in page_of(maya, event)
    assert "osprey" not in maya.get("/questions").text
    assert write(maya, event, "We ended early.").status_code == 303
    typed = {"words": "Mine", "school": "S03", "message": str(uuid.uuid4())}
    assert post(maya, address_of(event), typed).status_code == 404
    assert states() == ["answered", "open"]


def test_an_admin_reads_and_answers_everything(world: World, visit: uuid.UUID, browser_of: BrowserOf) -> None:
    asks(world.elena, visit)
    admin = browser_of("admin")
    assert "One is open" in admin.get("/").text
    assert write(admin, visit, "I know it.").status_code == 303
    assert "Program admin" in page_of(browser_of("elena"), visit)
    assert "None is open" in admin.get("/").text


def test_whoever_leads_several_of_its_schools_says_for_which(world: World, browser_of: BrowserOf) -> None:
    event = log(world.jonah, "pd_session", schools=["S01", "S02", "S03"])
    lead = browser_of("lead")
    typed = form_of(lead, event, words="How many came?")
    assert "school" not in typed
    unchosen = post(lead, address_of(event), typed)
    assert unchosen.status_code == 422
    assert "Choose the school for which you ask." in unchosen.text
    assert form_in(unchosen.text, address_of(event))["words"] == ["How many came?"]
    assert post(lead, address_of(event), typed | {"school": ["S02"]}).status_code == 303
    fresh()
    assert db.session.scalars(select(Question.school_id)).all() == [world.madrone.id]
    # The other one is still to be asked for, and is not a choice any more.
    assert 'name="school" value="S01"' in page_of(lead, event)


def test_nothing_is_closed_over_words_that_were_not_read(
    world: World, visit: uuid.UUID, browser_of: BrowserOf
) -> None:
    asks(world.elena, visit)
    elena = browser_of("elena")
    typed = form_of(elena, visit, "/close")
    write(browser_of("maya"), visit, "Look here first.")
    refused = post(elena, address_of(visit, "/close"), typed)
    assert refused.status_code == 409
    assert "Someone wrote here meanwhile" in refused.text
    assert "Look here first." in refused.text
    assert states() == ["answered"]
    from_list = post(elena, address_of(visit, "/close"), typed | {"list": ["1"]})
    assert (from_list.status_code, "Look here first." in from_list.text) == (409, True)


@pytest.mark.parametrize("is_answered", [False, True])
def test_an_answer_to_what_was_closed_meanwhile_is_told_and_sent_only_when_meant(
    world: World, visit: uuid.UUID, browser_of: BrowserOf, *, is_answered: bool
) -> None:
    elena, maya = browser_of("elena"), browser_of("maya")
    asks(world.elena, visit)
    if is_answered:
        asks(world.maya, visit, words="A first answer.")
    before, opened = said(), form_of(maya, visit, words="Because of <lunch>.")
    close(elena, visit)
    refused = post(maya, address_of(visit), opened)
    assert refused.status_code == 409
    assert "The school closed this question meanwhile" in refused.text
    assert "Answer anyway" in refused.text
    assert (said(), states()) == (before, ["closed"])
    typed = without_token(form_in(refused.text, address_of(visit)))
    assert typed["words"] == ["Because of <lunch>."]
    assert post(maya, address_of(visit), typed).status_code == 303
    assert (said(), states()) == ([*before, ("Because of <lunch>.", True)], ["answered"])


def test_an_answer_that_arrived_before_it_was_closed_may_come_twice(
    world: World, visit: uuid.UUID, browser_of: BrowserOf
) -> None:
    asks(world.elena, visit)
    typed = form_of(browser_of("maya"), visit, words="Because.")
    post(browser_of("maya"), address_of(visit), typed)
    close(browser_of("elena"), visit)
    assert post(browser_of("maya"), address_of(visit), typed).status_code == 303
    assert (len(said()), states()) == (2, ["closed"])


# --- what becomes of the entry ------------------------------------------------


def test_the_entry_and_all_that_is_counted_stay_as_they_are(
    world: World, visit: uuid.UUID, browser_of: BrowserOf, mails: MailServer
) -> None:
    elena, maya = browser_of("elena"), browser_of("maya")
    before, told = rows(), maya.get("/api/changes?s=1:0,2:0").json
    write(elena, visit, "Why?")
    write(maya, visit, "Because.")
    close(elena, visit)
    assert len(mails.taken) == 2
    assert rows() == before
    assert {"entry", "entry_revision", "tally", "tally_day", "school_change", "school_clock"} < before.keys()
    assert maya.get("/api/changes?s=1:0,2:0").json == told
    assert told
    assert told["schools"]
    fresh()
    trail = db.session.execute(select(Audit.what, Audit.person_id).where(Audit.entry_id == visit)).all()
    assert [tuple(deed) for deed in trail][-3:] == [
        ("ask", world.elena.id), ("answer", world.maya.id), ("close_question", world.elena.id)
    ]  # fmt: skip


def test_no_word_of_it_stands_elsewhere(visit: uuid.UUID, browser_of: BrowserOf) -> None:
    write(browser_of("elena"), visit, "heron-question")
    write(browser_of("maya"), visit, "heron-answer")
    addresses = (
        "/entries", "/schools", "/schools/S01", "/exports/entries.csv?school=S01",
        "/exports/weeks/2026-W47/entries.csv", "/api/changes?s=1:0,2:0", "/api/hello",
    )  # fmt: skip
    for who in ("maya", "jonah", "elena", "lead", "admin", "viewer"):
        for address in addresses:
            assert "heron-" not in browser_of(who).get(address).text.replace("heron-private", ""), address
    assert "heron" not in browser_of("viewer").get("/").text


def test_a_withdrawn_entry_keeps_its_thread_and_is_still_answered(
    world: World, visit: uuid.UUID, browser_of: BrowserOf
) -> None:
    asks(world.elena, visit, words="Was this ours?")
    with write_transaction():
        withdraw(world.maya, visit, revision=1, at=TODAY, reason="Another school")
    assert "Was this ours?" in page_of(browser_of("elena"), visit)
    assert write(browser_of("maya"), visit, "No, I took it back.").status_code == 303
    assert "No, I took it back." in page_of(browser_of("elena"), visit)
    # Also one that nobody asked about before.
    assert write(browser_of("elena"), visit, "Will it come again?").status_code == 303


def test_a_question_about_an_entry_merged_away_is_answered_from_the_one_that_stands(
    world: World, browser_of: BrowserOf
) -> None:
    mine, standing = log(world.maya), log(world.jonah, at=NOON + HOUR)
    asks(world.elena, mine, words="heron-merged?")
    merge(browser_of("admin"), standing, mine)
    elena = page_of(browser_of("elena"), standing)
    assert "heron-merged?" in elena
    assert "the entry of" in elena
    assert f'href="/entries/{mine}#questions"' in elena
    assert "heron-merged?" in page_of(browser_of("elena"), mine)
    maya = browser_of("maya")
    typed = without_token(form_in(maya.get(f"/entries/{standing}").text, address_of(mine)))
    assert post(maya, address_of(mine), typed | {"words": ["It is one."]}).status_code == 303
    assert "It is one." in page_of(browser_of("elena"), standing)
    # Jonah wrote the one that stands; he was asked nothing.
    assert "heron-merged?" not in page_of(browser_of("jonah"), standing)


def merge(browser: FlaskClient, standing: uuid.UUID, other: uuid.UUID) -> None:
    fresh()
    heads = {f"head.{each}": str(db.session.get_one(Entry, each).head) for each in (standing, other)}
    fresh()
    typed = {"decision": "same", "stands": str(standing), **heads}
    assert post(browser, f"/same-event/{standing}/{other}", typed).status_code == 303


def test_an_entry_that_left_the_school_leaves_the_question_readable(
    world: World, visit: uuid.UUID, browser_of: BrowserOf, mails: MailServer
) -> None:
    asks(world.elena, visit, words="This was not at our school?")
    with write_transaction():
        moved_to = content(world.maya, schools="S02", shared_note="heron-madrone")
        amend(world.maya, visit, moved_to, revision=1, at=TODAY, reason="Wrong school")
    elena, maya = browser_of("elena"), browser_of("maya")
    assert elena.get(f"/entries/{visit}").status_code == 404
    assert write(maya, visit, "You are right, it was at Madrone.").status_code == 303
    assert "/questions\n" in text_of(mails)
    assert str(visit) not in text_of(mails)
    page = elena.get("/questions").text
    for words in ("This was not at our school?", "You are right", "no longer in the log of"):
        assert words in page
    assert "heron-madrone" not in page
    assert f'href="/entries/{visit}' not in page
    assert f'href="/entries/{visit}' not in elena.get("/").text
    typed = without_token(form_in(page, address_of(visit, "/close")))
    closed = post(elena, address_of(visit, "/close"), typed)
    assert (closed.status_code, closed.location, states()) == (303, "/questions", ["closed"])
    again = post(elena, address_of(visit), {"words": "More?", "school": "S01"})
    assert again.status_code == 404


# --- home and the list --------------------------------------------------------


def test_home_says_whose_turn_it_is(visit: uuid.UUID, browser_of: BrowserOf) -> None:
    elena, maya, lead = browser_of("elena"), browser_of("maya"), browser_of("lead")
    for browser in (elena, maya, lead, browser_of("viewer")):
        assert "uestion" not in browser.get("/").text.replace("Lists and questions", "")
    write(elena, visit, "heron-question")
    home = maya.get("/").text
    assert "A question about your entries" in home
    assert f'href="/entries/{visit}#questions"' in home
    assert "heron-question" in home
    assert "heron-question" not in elena.get("/").text
    assert 'href="/questions"' in elena.get("/").text
    write(maya, visit, "heron-answer")
    assert "heron" not in maya.get("/").text
    for browser in (elena, lead):
        home = browser.get("/").text
        assert "A question was answered" in home
        assert "heron-answer" in home
    close(elena, visit)
    assert "heron" not in elena.get("/").text
    assert "uestion" not in browser_of("viewer").get("/").text


def test_home_counts_what_it_does_not_show(world: World, browser_of: BrowserOf) -> None:
    for number in range(5):
        asks(world.elena, log(world.maya), words=f"heron-{number}", at=NOON + number * HOUR)
    home = browser_of("maya").get("/").text
    assert "5 questions about your entries" in home
    assert [number for number in range(5) if f"heron-{number}" in home] == [2, 3, 4]


def test_the_list_is_by_state_then_the_latest_first_page_by_page(world: World, browser_of: BrowserOf) -> None:
    for number in range(PAGE + 5):
        entry_id = log(world.maya)
        asks(world.elena, entry_id, words=f"heron-{number:02}", at=NOON + number * HOUR)
        if number < 3:
            asks(world.maya, entry_id, words="Yes.", at=NOON + (100 + number) * HOUR)
        if number == 0:
            with write_transaction():
                asking.close(world.elena, entry_id, "S01", 2, TODAY)
    elena = browser_of("elena")
    first = elena.get("/questions").text
    following = first.partition('href="/questions?after=')[2].partition('"')[0]
    second = elena.get(f"/questions?after={following}").text
    order = [f"heron-{number:02}" for number in [*range(PAGE + 4, 2, -1), 2, 1, 0]]
    found = [word for page in (first, second) for word in sorted(order, key=page.find) if word in page]
    assert found == order
    assert "after=" not in second
    assert [head in second for head in ("open-head", "answered-head", "closed-head")] == [True, True, True]
    # Somebody else's place in it shows nothing of it.
    assert "heron" not in browser_of("stranger").get(f"/questions?after={following}").text


@pytest.mark.parametrize(
    "key",
    [
        "x", "open", f"shut.1.{'a' * 32}.1", f"open.-1.{'a' * 32}.1", f"open.{'9' * 17}.{'a' * 32}.1",
        f"open.1.{'g' * 32}.1", f"open.1.{'a' * 32}.{'9' * 10}", f"open.1.{'a' * 32}.1\x00",
    ],
)  # fmt: skip
def test_a_place_in_the_list_that_is_none_is_not_found(world: World, browser_of: BrowserOf, key: str) -> None:
    assert browser_of("elena").get("/questions", query_string={"after": key}).status_code == 404
    far = f"open.{'9' * 16}.{'f' * 32}.{'9' * 9}"
    assert browser_of("elena").get(f"/questions?after={far}").status_code == 200


# --- told by e-mail -----------------------------------------------------------


def text_of(mails: MailServer) -> str:
    return str(mails.taken[-1].message.get_content().replace("\r\n", "\n"))


def test_mail_tells_the_coach_and_then_who_asked(
    world: World, visit: uuid.UUID, browser_of: BrowserOf, mails: MailServer
) -> None:
    write(browser_of("elena"), visit, "osprey-words")
    ((_, to, message, _),) = mails.taken
    assert to == ["maya@cedar.example"]
    assert message["Subject"] == "A question about your classroom visit of Fri 20 Nov"
    for words in (
        "Elena Marsh (Principal)",
        "Cedar Elementary",
        f"http://localhost/entries/{visit}#questions\n",
    ):
        assert words in text_of(mails)
    assert "Maya Torres was told by e-mail." in page_of(browser_of("elena"), visit)
    assert "told by e-mail" not in page_of(browser_of("maya"), visit)

    write(browser_of("maya"), visit, "osprey-answer")
    assert mails.taken[1].to == ["elena@cedar.example"]
    assert mails.taken[1].message["Subject"] == "An answer about the classroom visit of Fri 20 Nov"
    assert "Maya Torres (Coach) answered what you asked" in text_of(mails)
    for mail in mails.taken:
        for word in ("osprey", "heron", "Heron", "Calm corner"):
            assert word not in mail.raw.decode() + mail.message.get_content()


def test_the_same_tap_twice_mails_once(visit: uuid.UUID, browser_of: BrowserOf, mails: MailServer) -> None:
    elena = browser_of("elena")
    typed = form_of(elena, visit, words="Why?")
    assert [post(elena, address_of(visit), typed).status_code for _ in range(2)] == [303, 303]
    assert len(mails.taken) == 1


@pytest.mark.parametrize(
    ("says", "told", "state"),
    [
        ({"RCPT": b"550 nobody here"}, "No e-mail to Maya Torres could be sent", "unsent"),
        ({"RCPT": b"451 later"}, "No e-mail to Maya Torres could be sent", "unsent"),
        ({"CONNECT": None}, "No e-mail to Maya Torres could be sent", "unsent"),
        ({"TAKEN": None}, "An e-mail to Maya Torres may have been sent or not", "unclear"),
    ],
)
def test_what_became_of_a_mail_is_told_and_the_question_stands(
    visit: uuid.UUID, browser_of: BrowserOf, mails: MailServer, says: Any, told: str, state: str
) -> None:
    mails.says, elena = says, browser_of("elena")
    assert write(elena, visit, "Why?").status_code == 303
    first, second = page_of(elena, visit), page_of(elena, visit)
    assert f"Asked. {told}" in first
    assert told in second
    fresh()
    assert db.session.scalars(select(QuestionMessage.mail)).all() == [state]
    assert "Why?" in browser_of("maya").get("/").text


def test_while_a_mail_is_on_its_way_nobody_waits_and_the_question_is_read(
    app: Flask, world: World, visit: uuid.UUID, mails: MailServer
) -> None:
    elena, again = (signed_in(app, "elena@cedar.example") for _ in range(2))
    maya, typed = signed_in(app, "maya@cedar.example"), form_of(elena, visit, words="Why?")
    is_handed_over, goes_on = threading.Event(), threading.Event()
    mails.before = {"TAKEN": lambda: (is_handed_over.set(), goes_on.wait(10))}
    token, answers = token_in(elena.get(f"/entries/{visit}").text), list[Any]()
    send = threading.Thread(
        target=lambda: answers.append(elena.post(address_of(visit), data={"csrf_token": token, **typed}))
    )
    send.start()
    try:
        assert is_handed_over.wait(10)
        assert post(again, address_of(visit), typed).status_code == 303
        assert "Asked. An e-mail to Maya Torres is on its way." in page_of(again, visit)
        assert "Why?" in page_of(maya, visit)
        log(world.jonah)
    finally:
        goes_on.set()
        send.join()
    assert [answer.status_code for answer in answers] == [303]
    assert len(mails.taken) == 1
    assert "Maya Torres was told by e-mail." in page_of(again, visit)


def test_a_mail_of_which_nothing_more_was_heard_may_have_been_sent(
    visit: uuid.UUID, browser_of: BrowserOf, mails: MailServer, monkeypatch: pytest.MonkeyPatch, moved: Clock
) -> None:
    def fail(*_arguments: object) -> None:
        raise Busy

    monkeypatch.setattr(asking, "settle", fail)
    elena = browser_of("elena")
    assert write(elena, visit, "Why?").status_code == 303
    assert "is on its way" in page_of(elena, visit)
    moved.at += dt.timedelta(minutes=2)
    assert "may have been sent or not" in page_of(elena, visit)


def test_without_a_mail_server_nothing_is_said_of_mail(visit: uuid.UUID, browser_of: BrowserOf) -> None:
    elena = browser_of("elena")
    assert "e-mail" not in page_of(elena, visit)
    write(elena, visit, "Why?")
    page = page_of(elena, visit)
    assert "Asked. It stands on the home page of Maya Torres now." in page
    assert "e-mail" not in page


# --- somebody left ------------------------------------------------------------


def test_where_the_coach_left_the_program_team_is_asked(
    world: World, visit: uuid.UUID, browser_of: BrowserOf, mails: MailServer
) -> None:
    leaves(world.maya)
    elena = browser_of("elena")
    assert "Maya Torres has left the program, so the program team is asked." in page_of(elena, visit)
    write(elena, visit, "Why?")
    page = page_of(elena, visit)
    assert "Asked. Maya Torres has left the program. The program team is asked instead." in page
    assert mails.taken == []
    admin = browser_of("admin")
    for place in ("/questions", f"/entries/{visit}"):
        assert "has left the program" in admin.get(place).text
    assert "please answer" in admin.get("/questions").text
    assert write(admin, visit, "I asked around.").status_code == 303
    assert "has left the program" not in page_of(elena, visit)


def test_a_co_coach_stands_in_for_one_who_left(
    world: World, browser_of: BrowserOf, mails: MailServer
) -> None:
    event = log(world.maya, "pd_session", schools=["S01", "S02"], co_coaches=[world.jonah.id])
    leaves(world.maya)
    elena = browser_of("elena")
    assert "Jonah Whitaker answers here." in page_of(elena, event)
    write(elena, event, "Why?")
    assert [mail.to for mail in mails.taken] == [["jonah@cedar.example"]]
    page = page_of(elena, event)
    assert "Maya Torres has left the program. Jonah Whitaker was told by e-mail." in page
    assert "program team is asked instead" not in page
    assert "A question about your entries" in browser_of("jonah").get("/").text


def test_an_answer_to_somebody_who_left_is_read_by_others_of_the_school(
    world: World, visit: uuid.UUID, browser_of: BrowserOf, mails: MailServer
) -> None:
    asks(world.elena, visit)
    leaves(world.elena)
    maya = browser_of("maya")
    write(maya, visit, "Because.")
    assert mails.taken == []
    told = "Answered. Elena Marsh is not at Cedar Elementary any more; others there can read it."
    assert told in page_of(maya, visit)
    assert "Because." in page_of(browser_of("lead"), visit)


# --- nothing typed is lost ----------------------------------------------------


def test_words_are_kept_while_their_author_signs_in_again(
    app: Flask, visit: uuid.UUID, browser_of: BrowserOf
) -> None:
    elena = browser_of("elena")
    typed = form_of(elena, visit, words="Kept\nthrough it")
    out = app.test_client()
    asked = out.post(address_of(visit), data={"csrf_token": token_in(out.get("/sign-in").text), **typed})
    assert asked.status_code == 401
    again = form_in(asked.text, "/sign-in")
    back = out.post("/sign-in", data=again | {"email": "elena@cedar.example", "password": PASSWORD})
    assert "You are signed in again" in back.text
    kept = form_in(back.text, address_of(visit))
    assert (kept["words"], kept["message"]) == (["Kept\nthrough it"], typed["message"])
    stale = elena.post(address_of(visit), data={"csrf_token": "old", **typed})
    assert stale.status_code == 400
    assert form_in(stale.text, address_of(visit))["words"] == ["Kept\nthrough it"]
    assert said() == []
    assert post(elena, address_of(visit), without_token(kept)).status_code == 303
    assert said() == [("Kept\nthrough it", False)]


def test_words_are_kept_while_the_store_is_busy(
    visit: uuid.UUID, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_more: object) -> None:
        raise Busy

    elena = browser_of("elena")
    monkeypatch.setattr(asking, "write", fail)
    busy = write(elena, visit, "Kept though busy")
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "2")
    assert form_in(busy.text, address_of(visit))["words"] == ["Kept though busy"]


def test_words_are_not_taken_under_another_name(
    world: World, visit: uuid.UUID, browser_of: BrowserOf
) -> None:
    typed = form_of(browser_of("elena"), visit, words="Why?")
    refused = post(browser_of("lead"), address_of(visit), typed)
    assert refused.status_code == 403
    assert "its author can sign in here" in refused.text
    assert said() == []
    back = post(
        browser_of("lead"),
        "/sign-in",
        form_in(refused.text, "/sign-in") | {"email": "stranger@cedar.example", "password": PASSWORD},
    )
    assert "Why?" not in back.text.partition("<main")[2].partition("kept.")[0]


def test_the_store_takes_no_message_that_is_none(world: World, visit: uuid.UUID) -> None:
    asks(world.elena, visit)
    for table, wrong in (
        (Question, {"state": "seen"}),
        (QuestionMessage, {"text": ""}),
        (QuestionMessage, {"text": "x" * 1001}),
        (QuestionMessage, {"number": 0}),
        (QuestionMessage, {"mail": "sent"}),
        (QuestionMessage, {"mail": "seen", "mailed_to": world.maya.id}),
        (QuestionMessage, {"school_id": world.oak.id}),
    ):
        with pytest.raises(IntegrityError), write_transaction() as store:
            store.execute(update(table).values(**wrong))
    assert said() == [("Why?", False)]
