"""A coach writes to a teacher at her tablet; the teacher answers on a phone, without an account."""

import re
from collections.abc import Iterator
from html import unescape
from threading import Event

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.test_fits import assert_fits
from tests.mail_server import MailServer, sends_with

TO, TEXT = "alder@school.example", "Dear Ms. Alder,\n\nthe circle began on time.\n\nMaya"
ENTRY = "/entries/{visit}"


@pytest.fixture
def mails(demo_app: Flask) -> Iterator[MailServer]:
    with sends_with(demo_app) as server:
        yield server


def write(page: Page, text: str = TEXT) -> None:
    page.get_by_role("link", name="Note to the teacher").click()
    page.get_by_label("The note").fill(text)
    page.get_by_label("e-mail address").fill(TO)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Send this note?")


def link_in(text: str) -> str:
    found = re.search(r"https?://\S+/answer/\S+", text)
    assert found
    return found[0]


def test_a_note_is_sent_by_a_tap_and_answered_on_a_phone(open_page: OpenPage, mails: MailServer) -> None:
    coach = open_page("coach", ENTRY, reduced_motion="reduce")
    address = coach.url
    write(coach)
    expect(coach.get_by_text(TO)).to_be_visible()
    assert mails.taken == []
    assert_fits(coach)
    coach.get_by_role("button", name="Send").click()
    expect(coach.locator(".flash.received")).to_contain_text(f"The note was sent to {TO}")
    ((_, to, message, _),) = mails.taken
    assert to == [TO]

    link = link_in(message.get_content())
    teacher = open_page("", link, PHONE, reduced_motion="reduce", java_script_enabled=False)
    expect(teacher.get_by_role("heading", level=1)).to_have_text("A note from Maya Torres")
    expect(teacher.get_by_text("the circle began on time.")).to_be_visible()
    teacher.get_by_label("Your answer").fill("One\ntwo\nthree")
    teacher.get_by_role("button", name="Send the answer").click()
    expect(teacher.locator("#e-answer")).to_have_text("Two lines, please; this has 3.")
    expect(teacher.get_by_label("Your answer")).to_have_value("One\ntwo\nthree")
    teacher.get_by_label("Your answer").fill("Thank you, Maya.\nThe talking piece works.")
    teacher.get_by_role("button", name="Send the answer").click()
    expect(teacher.get_by_role("heading", level=1)).to_have_text("Thank you")
    teacher.goto(link)
    expect(teacher.get_by_role("heading", level=1)).to_have_text("Nothing to answer here")

    coach.goto(address)
    told = coach.get_by_role("region", name="Between you and the teacher").get_by_role("listitem").first
    expect(told).to_contain_text("The teacher answered on")
    expect(told).to_contain_text("The talking piece works.")
    told.get_by_text("What you wrote").click()
    expect(told).to_contain_text("the circle began on time.")
    assert_fits(coach)


def test_the_page_of_a_teacher_is_clean_and_leaves_nothing_on_the_phone(
    open_page: OpenPage, mails: MailServer
) -> None:
    coach = open_page("coach", ENTRY)
    write(coach)
    coach.get_by_role("button", name="Send").click()
    expect(coach.locator(".flash.received")).to_be_visible()
    teacher = open_page(
        "",
        link_in(mails.taken[0].message.get_content()),
        PHONE,
        reduced_motion="reduce",
        service_workers="allow",
    )
    assert teacher.evaluate("document.scripts.length") == 0
    teacher.get_by_label("Your answer").fill("x" * 281)
    teacher.get_by_role("button", name="Send the answer").click()
    expect(teacher.locator("#e-answer")).to_contain_text("At most 280 characters")
    assert_fits(teacher)
    teacher.get_by_label("Your answer").fill("👩🏽‍🏫" * 70)
    teacher.get_by_role("button", name="Send the answer").click()
    expect(teacher.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert_fits(teacher)
    left = "Promise.all([navigator.serviceWorker.getRegistrations(), caches.keys(), indexedDB.databases()])"
    assert teacher.evaluate(f"{left}.then((found) => found.flat().length)") == 0


def test_a_double_tap_sends_once(open_page: OpenPage, mails: MailServer) -> None:
    coach = open_page("coach", ENTRY)
    write(coach)
    goes_on = Event()
    mails.before = {"TAKEN": lambda: goes_on.wait(0.6)}
    coach.get_by_role("button", name="Send").dblclick()
    expect(coach.locator(".flash.received")).to_be_visible()
    assert len(mails.taken) == 1


def test_what_could_not_be_sent_stays_and_goes_with_the_next_tap(
    open_page: OpenPage, mails: MailServer
) -> None:
    coach, mails.says = open_page("coach", ENTRY, reduced_motion="reduce"), {"RCPT": b"451 later"}
    write(coach)
    coach.get_by_role("button", name="Send").click()
    expect(coach.locator("[data-error-summary]")).to_contain_text("so nothing was sent")
    expect(coach.locator("[data-error-summary]")).to_be_focused()
    expect(coach.locator(".prose")).to_contain_text("the circle began on time.")
    assert_fits(coach)
    coach.get_by_role("button", name="Change it").click()
    expect(coach.get_by_label("The note")).to_have_value(TEXT)
    mails.says = {}
    coach.get_by_role("button", name="Preview").click()
    coach.get_by_role("button", name="Send").click()
    expect(coach.locator(".flash.received")).to_be_visible()
    assert len(mails.taken) == 1


def test_without_a_connection_the_words_stay_in_the_form(open_page: OpenPage, mails: MailServer) -> None:
    coach = open_page("coach", ENTRY)
    coach.get_by_role("link", name="Note to the teacher").click()
    coach.get_by_label("The note").fill(TEXT)
    coach.get_by_label("e-mail address").fill(TO)
    coach.wait_for_load_state()  # what says it is a script of this page
    coach.context.set_offline(True)
    coach.get_by_role("button", name="Preview").click()
    expect(coach.get_by_text("No connection. Your words stay here")).to_be_visible()
    expect(coach.get_by_label("The note")).to_have_value(TEXT)
    coach.context.set_offline(False)
    coach.get_by_role("button", name="Preview").click()
    expect(coach.get_by_role("button", name="Send")).to_be_visible()
    coach.wait_for_load_state()
    coach.context.set_offline(True)
    coach.get_by_role("button", name="Send").click()
    expect(coach.get_by_text("No connection. Your words stay here")).to_be_visible()
    assert mails.taken == []
    coach.context.set_offline(False)
    coach.get_by_role("button", name="Send").click()
    expect(coach.locator(".flash.received")).to_be_visible()
    assert len(mails.taken) == 1


def test_without_a_mail_server_the_text_is_copied_with_its_link(open_page: OpenPage) -> None:
    coach = open_page(
        "coach", ENTRY, reduced_motion="reduce", permissions=["clipboard-read", "clipboard-write"]
    )
    coach.get_by_role("link", name="Note to the teacher").click()
    coach.get_by_label("The note").fill(TEXT)
    coach.get_by_role("button", name="Preview").click()
    coach.get_by_role("button", name="Copy").click()
    expect(coach.locator("[data-copied]")).to_have_text("Copied. Paste it into your mail.")
    copied = coach.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(TEXT)
    assert_fits(coach)
    teacher = open_page("", link_in(copied), PHONE)
    expect(teacher.get_by_text("the circle began on time.")).to_be_visible()


def test_without_javascript_the_whole_text_is_there_to_be_selected(open_page: OpenPage) -> None:
    coach = open_page("coach", ENTRY, java_script_enabled=False)
    coach.get_by_role("link", name="Note to the teacher").click()
    coach.get_by_label("The note").fill(TEXT)
    coach.get_by_role("button", name="Preview").click()
    expect(coach.get_by_text("select all of it and copy it")).to_be_visible()
    expect(coach.get_by_role("button", name="Copy")).to_be_hidden()
    whole = unescape(coach.get_by_label("The note with its link").input_value())
    assert whole.startswith(TEXT)
    assert link_in(whole)
