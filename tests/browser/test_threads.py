"""What comes back from before: marked with one tap without a connection, seen by the next coach."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.steps import NOTE, kept, ready, sent, tap_save, until

VISIT, MEETING = "/log/classroom_visit?school=S01", "/log/data_team_meeting?school=S01"
FACTS = ".thread [data-thread-text], .thread [data-thread-facts]"


def on_tablet(open_page: OpenPage, who: str) -> Page:
    page = ready(open_page(who, "/?school=S01", service_workers="allow"))
    # Once it has heard what is open at its schools.
    until(page, lambda: page.evaluate(HAS_THREADS))
    return page


HAS_THREADS = """() => new Promise((told) => {
  const asked = indexedDB.open("fieldlog");
  asked.onsuccess = () => {
    const kept = asked.result.transaction("meta").objectStore("meta").get("threads");
    kept.onsuccess = () => { asked.result.close(); told(Boolean(kept.result)); };
  };
})"""


def thread(page: Page, words: str) -> Locator:
    return page.locator(".thread").filter(has_text=words)


def agreed_on(page: Page, what: str, path: str = VISIT) -> None:
    """An action item, written in a visit."""
    page.goto(path)
    page.get_by_role("button", name="Add action item").click()
    page.keyboard.type(what)
    tap_save(page)


def mark(row: Locator, word: str) -> None:
    row.get_by_label(word, exact=True).check()


@pytest.mark.parametrize("path", [VISIT, MEETING])
def test_what_one_coach_agreed_the_other_marks_done_without_a_connection(
    open_page: OpenPage, path: str
) -> None:
    what = f"Call the families {path[5:9]}"
    first, second = on_tablet(open_page, "coach"), on_tablet(open_page, "coach2")
    first.context.set_offline(True)
    agreed_on(first, what)
    first.goto(path)
    expect(thread(first, what)).to_be_visible()
    first.context.set_offline(False)
    sent(first)
    second.goto(path)
    expect(thread(second, what)).to_be_visible()
    sent_on(second)
    second.context.set_offline(True)
    second.goto(path)
    mark(thread(second, what), "Done")
    tap_save(second)
    second.goto(path)
    expect(second.locator("form.entry-form[data-filled][data-held]")).to_be_visible()
    expect(thread(second, what)).to_have_count(0)
    second.context.set_offline(False)
    sent(second)
    first.goto(path)
    expect(first.locator("form.entry-form")).to_be_visible()
    expect(thread(first, what)).to_have_count(0)


def test_an_agreement_of_one_tablet_is_marked_slipping_on_another_and_told_on_the_first(
    open_page: OpenPage,
) -> None:
    agreed = "Adults stand at the door each morning"
    first, second = on_tablet(open_page, "coach"), on_tablet(open_page, "coach2")
    first.context.set_offline(True)
    first.goto("/log/convening?school=S01")
    first.locator('input[name="schools"][value="S01"]').check()
    first.locator('input[name="title"]').fill("Fall convening")
    first.locator('input[name="participants"]').fill("25")
    first.get_by_role("button", name="Add agreement").click()
    first.keyboard.type(agreed)
    tap_save(first)
    first.context.set_offline(False)
    sent(first)
    sent_on(second)
    second.context.set_offline(True)
    second.goto(MEETING)
    mark(thread(second, agreed), "Slipping")
    tap_save(second)
    second.context.set_offline(False)
    sent(second)
    sent_on(first)
    first.context.set_offline(True)
    first.goto(MEETING)
    expect(thread(first, agreed)).to_contain_text("so far slipping")
    first.context.set_offline(False)
    first.goto("/schools/S01")
    expect(first.locator("li").filter(has_text=agreed)).to_contain_text("slipping", ignore_case=True)


def sent_on(page: Page) -> None:
    """Have this tablet ask what changed, as it does after sending something of its own."""
    page.goto("/log/quick_support?school=S01")
    tap_save(page)
    sent(page)


def test_an_item_that_changed_goes_on_in_its_new_words_and_is_kept_as_a_draft(open_page: OpenPage) -> None:
    page = on_tablet(open_page, "coach")
    agreed_on(page, "Bring one talking piece")
    sent(page)
    page.context.set_offline(True)
    page.goto(VISIT)
    row = thread(page, "Bring one talking piece")
    expect(row.get_by_label("What it is now")).to_be_hidden()
    mark(row, "Changed")
    row.get_by_label("What it is now").fill("Bring two talking pieces")
    kept(page)
    page.reload()
    expect(row.get_by_label("What it is now")).to_have_value("Bring two talking pieces")
    tap_save(page)
    page.goto(MEETING)
    expect(thread(page, "Bring two talking pieces")).to_be_visible()
    expect(thread(page, "Bring one talking piece")).to_have_count(0)
    page.context.set_offline(False)
    sent(page)
    page.goto(MEETING)
    expect(thread(page, "Bring two talking pieces")).to_be_visible()


def test_a_convening_asks_of_the_schools_it_names_in_their_own_words(open_page: OpenPage) -> None:
    page = on_tablet(open_page, "coach")
    convene(page, "S01", "S02")
    page.get_by_role("button", name="Add agreement").click()
    page.keyboard.type("Doors stay open")
    tap_save(page)
    sent(page)
    convene(page, "S01")
    mark(thread(page, "Doors stay open"), "Changed")
    thread(page, "Doors stay open").get_by_label("What it is now").fill("Doors stay open at noon")
    tap_save(page)
    sent_on(page)
    convene(page, "S01")
    said = page.locator("[data-thread-text]").filter(has_text="Doors stay open")
    expect(said).to_have_text("Doors stay open at noon")
    convene(page, "S02", opens=False)
    expect(said).to_have_text("Doors stay open")
    page.locator('input[name="schools"]:checked').uncheck()
    page.locator('input[name="schools"][value="S03"]').check()
    expect(said).to_have_count(0)


def test_what_is_wrong_in_a_part_is_told_where_it_is(open_page: OpenPage) -> None:
    page = on_tablet(open_page, "coach")
    agreed_on(page, "An item of before")
    convene(page, "S01")
    page.get_by_role("button", name="Add agreement").click()
    page.keyboard.type("Bells stay off")
    tap_save(page)
    sent(page)
    convene(page, "S01")
    row = thread(page, "Bells stay off")
    mark(row, "Changed")
    row.get_by_label("What it is now").fill("")
    page.locator("details.more > summary", has_text="Plans").click()
    for code in ("S01", "S02"):
        page.locator("button[value='add plans']").click()
        plan = page.locator("[data-parts=plans] > li").last
        plan.get_by_label("School").select_option(code)
        plan.get_by_label("Goal").fill(f"Goal of {code}")
    page.get_by_role("button", name="Save", exact=True).click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_contain_text("2 things need fixing")
    expect(summary).to_contain_text("Agreements so far: What it is now: please fill this in.")
    expect(summary).to_contain_text("A plan per school: School: choose one of the schools of this entry.")
    wrong = page.locator("[aria-invalid=true]:not(fieldset)")
    expect(wrong).to_have_count(2)
    summary.get_by_role("link", name="A plan per school").click()
    expect(plan.get_by_label("School")).to_be_focused()
    expect(plan.get_by_label("School")).to_have_accessible_description(
        "School: choose one of the schools of this entry."
    )
    page.locator('input[name="schools"][value="S02"]').check()
    row.get_by_label("What it is now").fill("Bells stay off at noon")
    tap_save(page)


def test_what_another_school_brings_does_not_interrupt_who_is_writing(open_page: OpenPage) -> None:
    page = on_tablet(open_page, "coach")
    for code, agreement in (("S01", "Written about"), ("S02", "Of the second school")):
        convene(page, code)
        page.get_by_role("button", name="Add agreement").click()
        page.keyboard.type(agreement)
        tap_save(page)
        sent(page)
    convene(page, "S01")
    mark(thread(page, "Written about"), "Changed")
    words = thread(page, "Written about").get_by_label("What it is now")
    words.fill("Written about at ")
    page.evaluate(CHOOSE_THE_SECOND)
    expect(thread(page, "Of the second school")).to_be_visible()
    expect(words).to_be_focused()
    page.keyboard.type("noon")
    expect(words).to_have_value("Written about at noon")


CHOOSE_THE_SECOND = """() => {
  const box = document.querySelector('input[name="schools"][value="S02"]');
  box.checked = true;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}"""


def convene(page: Page, *codes: str, opens: bool = True) -> None:
    """A convening's form that names these schools and says what is needed."""
    if opens:
        page.goto("/log/convening")
        expect(page.locator("form[data-held]")).to_be_attached()
    for box in page.locator('input[name="schools"]').all():
        box.set_checked(box.get_attribute("value") in codes)
    page.locator('input[name="title"]').fill("Fall convening")
    page.locator('input[name="participants"]').fill("25")


def test_another_school_asks_of_its_own_and_what_was_tapped_is_there_again(open_page: OpenPage) -> None:
    page = on_tablet(open_page, "coach")
    agreed_on(page, "Only at the first school")
    sent(page)
    page.goto(VISIT)
    school = page.get_by_label("School", exact=True)
    mark(thread(page, "Only at the first school"), "Not yet")
    school.select_option("S02")
    expect(thread(page, "Only at the first school")).to_have_count(0)
    page.get_by_label(NOTE).fill("At the second school")
    school.select_option("S01")
    expect(thread(page, "Only at the first school").get_by_label("Not yet")).to_be_checked()


def test_another_school_chosen_before_the_tablet_is_ready_asks_of_its_own(open_page: OpenPage) -> None:
    page = on_tablet(open_page, "coach")
    agreed_on(page, "Only asked at the first school")
    sent(page)
    page.add_init_script(HELD_UP)
    page.goto(VISIT)
    row = thread(page, "Only asked at the first school")
    mark(row, "Not yet")
    page.get_by_label("School", exact=True).select_option("S02")
    expect(row).to_be_visible()
    page.evaluate("window.goOn()")
    expect(row).to_have_count(0)


# As on a tablet whose store takes its time.
HELD_UP = """(() => {
  const open = indexedDB.open.bind(indexedDB);
  const goesOn = new Promise((done) => (window.goOn = done));
  IDBFactory.prototype.open = function (...names) {
    const held = new EventTarget();
    goesOn.then(() => {
      const asked = open(...names);
      for (const name of ["upgradeneeded", "success", "error", "blocked"]) {
        asked[`on${name}`] = (event) => { held.result = asked.result; held[`on${name}`]?.(event); };
      }
    });
    return held;
  };
})()"""


def test_without_a_connection_it_is_asked_in_the_same_words(open_page: OpenPage) -> None:
    page = on_tablet(open_page, "coach")
    page.goto(MEETING)
    expect(page.locator(".thread").first).to_be_visible()
    online = [" ".join(words.split()) for words in page.locator(FACTS).all_text_contents()]
    assert any("seen in" in words for words in online)
    page.context.set_offline(True)
    page.goto(MEETING)
    expect(page.locator(".thread").first).to_be_visible()
    expect(page.locator(FACTS)).to_have_text(online)


def test_a_thread_nobody_tapped_is_not_said(open_page: OpenPage) -> None:
    page = on_tablet(open_page, "coach")
    agreed_on(page, "Never tapped")
    sent(page)
    page.goto(VISIT)
    expect(thread(page, "Never tapped")).to_be_visible()
    page.get_by_label(NOTE).fill("Nothing was tapped here")
    tap_save(page)
    page.goto("/entries")
    page.locator(".entry").filter(has_text="Nothing was tapped here").get_by_role("link").first.click()
    expect(page.get_by_text("Nothing was tapped here")).to_be_visible()
    expect(page.get_by_text("From before")).to_have_count(0)
