"""A new build under open pages: nobody's words are lost to it, and it comes when it is asked for."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, Request, expect

from fieldlog.web import assets
from tests.bench.served import served
from tests.browser.conftest import Arrived
from tests.browser.steps import FORM, NOTE, ready, save
from tests.cut import Wire

# As the browser itself does now and then.
LOOK_FOR_UPDATE = """async () => {
  const registration = await navigator.serviceWorker.ready;
  await registration.update();
  while (!registration.waiting) await new Promise((later) => setTimeout(later, 20));
}"""
# What the page does once it knows of it has been done when its store has answered and a frame was drawn.
SETTLE = """() => new Promise((settled) => {
  const asked = indexedDB.open("fieldlog");
  asked.onsuccess = () => {
    asked.result.transaction("outbox").objectStore("outbox").count().onsuccess = () => {
      asked.result.close();
      requestAnimationFrame(() => requestAnimationFrame(settled));
    };
  };
})"""
WAKE = "window.dispatchEvent(new Event('online'))"


@pytest.fixture
def deploy(
    home: str,
    demo_app: Flask,
    make_app: Callable[..., Flask],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    wire: Wire,
) -> Iterator[Callable[[], str]]:
    """Publishes another build on the same store, behind the same wire; its name."""
    copy, instance = tmp_path / "static", tmp_path / "instance"
    shutil.copytree(assets.SOURCE, copy)
    with (copy / "css" / "base.css").open("a") as sheet:
        sheet.write(".another-build { color: inherit; }")
    shutil.copytree(Path(demo_app.instance_path) / "assets", instance / "assets")
    monkeypatch.setattr(assets, "SOURCE", copy)
    monkeypatch.setattr("fieldlog.INSTANCE", instance)
    app = make_app(demo_app.config["SQLALCHEMY_DATABASE_URI"])
    with served(app) as port:

        def publish() -> str:
            wire.lead_to(port)
            return str(app.config["BUILD"])

        yield publish


def test_a_new_build_waits_until_nothing_is_typed_and_nothing_is_unsent(
    tablet: Page, deploy: Callable[[], str], arrived: Arrived
) -> None:
    typing, other = tablet, tablet.context.new_page()
    old = typing.evaluate("document.documentElement.dataset.build")
    builds = list[str]()
    tablet.context.on("request", lambda request: builds.extend(build_in(request)))
    tablet.context.route("**/api/sync", lambda route: route.abort())
    typing.goto("/log/classroom_visit?school=S01")
    typing.get_by_label(NOTE).fill("Typed before the deploy")
    typing.evaluate("window.isThisPage = true")
    other.goto(FORM)
    save(other, "Queued before the deploy")

    new = deploy()
    assert new != old
    for page in (typing, other):
        page.evaluate(LOOK_FOR_UPDATE)
        page.evaluate(SETTLE)
        expect(update(page)).to_be_hidden()

    tablet.context.unroute("**/api/sync")
    builds.clear()
    for page in (typing, other):
        page.evaluate(WAKE)
        expect(page.locator("[data-status-text]")).to_have_text(
            re.compile(r"^Ready to work offline(?!.*wait)")
        )
    assert set(builds) == {old}
    assert arrived("Queued before the deploy") == ["Queued before the deploy"]
    expect(update(other)).to_be_visible()
    typing.evaluate(SETTLE)
    expect(update(typing)).to_be_hidden()

    update(other).click()
    expect(other.locator(f"html[data-build='{new}']")).to_be_attached()
    ready(other)
    assert typing.evaluate("window.isThisPage")
    expect(typing.get_by_label(NOTE)).to_have_value("Typed before the deploy")
    assert typing.request.get(f"/static/{old}/js/main.js").ok
    save(typing, "Typed before the deploy")
    assert arrived("Typed before the deploy") == ["Typed before the deploy"]


def test_an_update_that_was_offered_is_not_used_over_words_typed_since(
    tablet: Page, deploy: Callable[[], str]
) -> None:
    tablet.goto(FORM)
    deploy()
    tablet.evaluate(LOOK_FOR_UPDATE)
    expect(update(tablet)).to_be_visible()
    tablet.get_by_label(NOTE).fill("Typed after the offer")
    expect(update(tablet)).to_be_hidden()


def test_an_old_page_shows_a_list_with_its_own_modules(
    tablet: Page, deploy: Callable[[], str], arrived: Arrived
) -> None:
    other = tablet.context.new_page()
    old = tablet.evaluate("document.documentElement.dataset.build")
    asked = list[str]()
    tablet.on("response", lambda answer: asked.append(f"{answer.status} {urlsplit(answer.url).path}"))
    other.goto("/")
    new = deploy()
    other.evaluate(LOOK_FOR_UPDATE)
    update(other).click()
    expect(other.locator(f"html[data-build='{new}']")).to_be_attached()
    assert not [name for name in asked if name.endswith("/lists.js")]
    tablet.evaluate("htmx.ajax('GET', '/outbox', { target: '#main', select: '[data-outbox], template' })")
    expect(tablet.get_by_text("Nothing waits")).to_be_visible()
    assert [name for name in asked if name.endswith(".js")][-1:] == [f"200 /static/{old}/js/lists.js"]
    assert tablet.evaluate("document.documentElement.dataset.build") == old


def update(page: Page) -> Locator:
    return page.get_by_role("button", name="A new version is ready: use it", include_hidden=True)


def build_in(request: Request) -> list[str]:
    return (
        [json.loads(request.post_data or "{}")["build"]] if urlsplit(request.url).path == "/api/sync" else []
    )
