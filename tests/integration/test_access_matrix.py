"""Every route × method × reader: the expected status, and no byte of a foreign school anywhere.

A route without a row fails. Readers: `anonymous`; `maya` and `elena`, whose school Cedar is; `stranger`
(a coach) and `oak` (a principal), who know only Oak; `lead` of Cedar's district; `coast` of Oak's;
`admin`; `viewer`; `disabled` and `expired`, once signed in; `former`, whose schools were taken away.
"""

import datetime as dt
import re
import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from fieldlog import access, clock
from fieldlog.activities import MEASURES
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import asking, people
from fieldlog.ledger.asking import Said
from fieldlog.ledger.figures import DECLARED
from fieldlog.models import AlikePair, District, Person, PersonSchool, SignIn
from tests.conftest import signed_in, token_in
from tests.world import NOON, World, as_typed, log, password_hash

READERS = (
    "anonymous", "maya", "stranger", "elena", "oak", "lead", "coast", "admin", "viewer", "disabled",
    "expired", "former",
)  # fmt: skip
# Status by reader, in that order; addresses name Cedar, its entry and its weeks.
GET: dict[str, str] = {
    "/": "303 200 200 200 200 200 200 200 200 303 303 200",
    "/sign-in": "200 303 303 303 303 303 303 303 303 200 200 303",
    "/sign-in/<token>": "404 404 404 404 404 404 404 404 404 404 404 404",
    "/set-up": "404 404 404 404 404 404 404 404 404 404 404 404",
    "/log/<kind>": "303 200 200 403 403 403 403 403 403 303 303 200",
    "/entries": "303 200 200 200 200 200 200 200 403 303 303 200",
    "/entries/<uuid:entry_id>": "303 200 404 200 404 200 404 200 403 303 303 404",
    "/entries/print": "303 200 200 200 200 200 200 200 403 303 303 200",
    "/entries/<uuid:entry_id>/edit": "303 200 404 404 404 404 404 200 403 303 303 404",
    "/entries/<uuid:entry_id>/withdraw": "303 200 404 404 404 404 404 200 403 303 303 404",
    "/entries/<uuid:entry_id>/note": "303 200 404 403 403 403 403 403 403 303 303 404",
    "/answer/<token>": "404 404 404 404 404 404 404 404 404 404 404 404",
    "/schools": "303 200 200 200 200 200 200 200 200 303 303 200",
    "/schools/<code>": "303 200 404 200 404 200 404 200 200 303 303 404",
    "/schools/<code>/figures/<measure>": "303 200 404 200 404 200 404 200 200 303 303 404",
    "/figures/<measure>": "303 200 200 403 403 200 200 200 200 303 303 200",
    "/exports": "303 200 200 200 200 200 200 200 403 303 303 200",
    "/exports/weeks/<code>": "303 403 403 403 403 403 403 200 403 303 303 403",
    "/exports/weeks/<code>/<name>": "303 200 200 200 200 200 200 200 403 303 303 200",
    "/exports/live": "303 200 200 200 200 200 200 200 403 303 303 200",
    "/live/<token>/entries.<any(csv,json):form>": "404 404 404 404 404 404 404 404 404 404 404 404",
    "/exports/entries.csv": "303 200 404 200 404 200 404 200 403 303 303 404",
    "/exports/size": "303 200 404 200 404 200 404 200 403 303 303 404",
    "/api/tally": "401 200 404 200 404 200 404 200 200 401 401 404",
    "/api/hello": "401 200 200 200 200 200 200 200 200 401 401 200",
    "/api/changes": "401 200 200 200 200 200 200 200 403 401 401 200",
    "/unsent-file": "303 200 200 403 403 403 403 200 403 303 303 200",
    "/same-event": "303 200 200 404 404 404 404 200 404 303 303 200",
    "/lists": "303 403 403 403 403 403 403 200 403 303 303 403",
    "/lists/<code>": "303 403 403 403 403 403 403 200 403 303 303 403",
    "/lists/questions/<kind>": "303 403 403 403 403 403 403 200 403 303 303 403",
    "/targets": "303 403 403 403 403 403 403 200 403 303 303 403",
    # Nothing is published: a principal is told so, who sees the program's total anyway sees its figures.
    "/highlights": "303 303 303 303 303 303 303 303 303 303 303 303",
    "/highlights/<year>": "303 200 200 200 200 200 200 200 200 303 303 200",
    "/highlights/<year>.<any(svg,png,txt):form>": "303 200 200 404 404 200 200 200 200 303 303 200",
    "/highlights/<year>/editions/<int(max=999999):number>": "303 404 404 404 404 404 404 404 404 303 303 404",
    "/highlights/<year>/editions/<int(max=999999):number>.json": (
        "303 404 404 404 404 404 404 404 404 303 303 404"
    ),
    "/highlights/<year>/editions/<int(max=999999):number>.<any(svg,png,txt):form>": (
        "303 404 404 404 404 404 404 404 404 303 303 404"
    ),
    "/highlights/<year>/links": "303 403 403 403 403 403 403 200 403 303 303 403",
    "/public/<token>": "404 404 404 404 404 404 404 404 404 404 404 404",
    "/public/<token>.<any(svg,png,txt):form>": "404 404 404 404 404 404 404 404 404 404 404 404",
    "/questions": "303 200 200 200 200 200 200 200 403 303 303 200",
    "/outbox": "200 200 200 200 200 200 200 200 200 200 200 200",
    "/install": "200 200 200 200 200 200 200 200 200 200 200 200",
    "/offline": "200 200 200 200 200 200 200 200 200 200 200 200",
    "/shell/log/<kind>": "200 200 200 200 200 200 200 200 200 200 200 200",
    "/sw.js": "200 200 200 200 200 200 200 200 200 200 200 200",
    "/manifest.webmanifest": "200 200 200 200 200 200 200 200 200 200 200 200",
    "/healthz": "200 200 200 200 200 200 200 200 200 200 200 200",
    "/readyz": "200 200 200 200 200 200 200 200 200 200 200 200",
}
POST: dict[str, str] = {
    "/sign-in": "422 422 422 422 422 422 422 422 422 422 422 422",
    "/sign-in/<token>": "404 404 404 404 404 404 404 404 404 404 404 404",
    "/sign-out": "303 303 303 303 303 303 303 303 303 303 303 303",
    "/set-up": "404 404 404 404 404 404 404 404 404 404 404 404",
    "/api/sync": "401 415 415 415 415 415 415 415 415 401 401 415",
    "/unsent-file": "401 422 422 403 403 403 403 422 403 401 401 422",
    "/lists/<code>": "401 403 403 403 403 403 403 303 403 401 401 403",
    "/targets": "401 403 403 403 403 403 403 303 403 401 401 403",
    "/exports/weeks/<code>": "401 403 403 403 403 403 403 303 403 401 401 403",
    # One that is not there.
    "/exports/weeks/<code>/deliveries/<uuid:delivery_id>/tries": (
        "401 403 403 403 403 403 403 404 403 401 401 403"
    ),
    # Without a name, and one that is not there.
    "/exports/live": "401 422 422 422 422 422 422 422 403 401 401 422",
    "/exports/live/<int(max=999999):link_id>/revocation": "401 404 404 404 404 404 404 404 403 401 401 404",
    "/lists/questions/<kind>": "401 403 403 403 403 403 403 303 403 401 401 403",
    "/highlights/<year>/editions": "401 403 403 403 403 403 403 303 403 401 401 403",
    # For nobody, and one that is not there.
    "/highlights/<year>/links": "401 403 403 403 403 403 403 422 403 401 401 403",
    "/highlights/<year>/links/<int(max=999999):link_id>/revocation": (
        "401 403 403 403 403 403 403 404 403 401 401 403"
    ),
    # The pair of Maya's and Jonah's visit, of which nothing was said: not what it is, and no merge to undo.
    "/same-event/<uuid:entry_id>/<uuid:other_id>": "401 422 422 404 404 404 404 422 404 401 401 422",
    "/same-event/<uuid:entry_id>/<uuid:other_id>/undo": "401 303 404 404 404 404 404 303 404 401 401 404",
    "/answer/<token>": "404 404 404 404 404 404 404 404 404 404 404 404",
    # Without a word in it.
    "/entries/<uuid:entry_id>/note": "401 422 404 403 403 403 403 403 403 401 401 404",
    "/entries/<uuid:entry_id>/note/send": "401 422 404 403 403 403 403 403 403 401 401 404",
    # What Elena asked: without a word in it, and with none of what was read before it is closed.
    "/entries/<uuid:entry_id>/questions": "401 422 404 422 404 422 404 422 403 401 401 404",
    "/entries/<uuid:entry_id>/questions/close": "401 404 404 409 404 409 404 404 403 401 401 404",
    "/entries/<uuid:entry_id>/edit": "401 303 404 404 404 404 404 303 403 401 401 404",
    "/entries/<uuid:entry_id>/withdraw": "401 303 404 404 404 404 404 303 403 401 401 404",
    # Withdrawn by the post before, it could be put back: these say of which withdrawal nothing.
    "/entries/<uuid:entry_id>/put-back": "401 409 404 404 404 404 404 409 403 401 401 404",
    "/entries/<uuid:entry_id>/private-note": "401 403 403 403 403 403 403 200 403 401 401 403",
    "/log/<kind>": "401 303 422 403 403 403 403 403 403 401 401 422",
}
QUERY = {
    "/api/changes": "?s=1:0,3:0",
    "/exports/entries.csv": "?school=S01",
    "/exports/size": "?school=S01",
    "/api/tally": "?school=S01",
}
# What each reader may see of the two schools; `former` sees nothing any more.
KNOWS_CEDAR = ("maya", "elena", "lead", "admin", "viewer")
KNOWS_OAK = ("stranger", "oak", "coast", "admin", "viewer")


@pytest.fixture
def cedar_entry(app: Flask, world: World) -> str:
    """An entry of Cedar's, one of Oak's, one of both; and the readers the small world lacks."""
    teacher = {"teacher_or_room": "canary-private-maya teacher"}
    entry_id = log(
        world.maya, shared_note="canary-cedar note", private_note="canary-private-maya note", **teacher
    )
    log(world.stranger, schools="S03", shared_note="canary-oak note", private_note="canary-private-stranger")
    shared = log(world.jonah, "pd_session", schools=["S01", "S03"], title="Shared session")
    log(world.jonah, shared_note="canary-cedar twice", private_note="canary-private-jonah")
    with write_transaction() as store:
        coast = store.query(District).filter_by(name="canary-oak district").one().id
        hashed = password_hash()
        people.add(
            "oak@cedar.example", "Oak P", access.PRINCIPAL, school_ids=[world.oak.id], password_hash=hashed
        )
        people.add(
            "coast@cedar.example", "Lead C", access.DISTRICT_LEAD, district_id=coast, password_hash=hashed
        )
        for name in ("disabled", "expired", "former"):
            people.add(
                f"{name}@cedar.example", name, access.COACH, school_ids=[world.cedar.id], password_hash=hashed
            )
        oak = people.by_email("oak@cedar.example")
        assert oak
        asked = (
            (world.elena, entry_id, "S01"),
            (world.elena, shared, "S01"),
            (people.actor_of(oak), shared, "S03"),
        )
        for actor, about, school in asked:
            words = f"canary-question {'canary-cedar' if school == 'S01' else 'canary-oak'}"
            asking.write(actor, Said(uuid.uuid4(), about, school, words), NOON, by_mail=False)
    return str(entry_id)


def browser_of(app: Flask, reader: str) -> FlaskClient:
    if reader == "anonymous":
        return app.test_client()
    browser = signed_in(app, f"{reader}@cedar.example")
    with write_transaction() as store:
        person = people.by_email(f"{reader}@cedar.example")
        assert person
        if reader == "disabled":
            store.execute(update(Person).where(Person.id == person.id).values(is_active=False))
        if reader == "expired":
            past = clock.now() - dt.timedelta(days=1)
            store.execute(update(SignIn).where(SignIn.person_id == person.id).values(expires_at=past))
        if reader == "former":
            store.execute(delete(PersonSchool).where(PersonSchool.person_id == person.id))
    return browser


def filled(rule: str, entry_id: str, measure: str = "classroom_visits") -> str:
    parts = {"<uuid:entry_id>": entry_id, "<kind>": "classroom_visit", "<token>": "unknown"}
    parts["<measure>"] = measure
    parts["<uuid:other_id>"] = _other_of(entry_id)
    parts["<name>"], parts["<uuid:delivery_id>"] = "entries.csv", str(uuid.UUID(int=7))
    parts |= {
        "<year>": "2026-27",
        "<int(max=999999):number>": "1",
        "<int(max=999999):link_id>": "1",
        "<any(svg,png,txt):form>": "svg",
        "<any(csv,json):form>": "csv",
    }
    parts["<code>"] = "2026-W47" if "weeks" in rule else "grade_band" if "lists" in rule else "S01"
    return re.sub(r"<[^>]*>", lambda found: parts[found[0]], rule) + QUERY.get(rule, "")


def _other_of(entry_id: str) -> str:
    """The other one of the pair that this entry is in, or one there is not."""
    query = select(AlikePair.entry_id, AlikePair.other_id)
    others = [str(each) for pair in db.session.execute(query) for each in pair if str(each) != entry_id]
    db.session.rollback()
    return others[0] if others else str(uuid.UUID(int=7))


def rules(app: Flask, method: str) -> set[str]:
    return {rule.rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())}


def test_every_route_has_its_row(app: Flask) -> None:
    assert rules(app, "GET") == GET.keys()
    assert rules(app, "POST") == POST.keys()
    other = {m for rule in app.url_map.iter_rules() for m in rule.methods or ()}
    assert other == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize("reader", READERS)
def test_each_reader_gets_what_the_matrix_says(
    app: Flask, cedar_entry: str, reader: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    browser, place = browser_of(app, reader), READERS.index(reader)
    token = token_in(browser.get("/", follow_redirects=True).text)
    found, wanted = {}, {}
    for rule, statuses in GET.items():
        answer = browser.get(filled(rule, cedar_entry))
        found["GET " + rule], wanted["GET " + rule] = answer.status_code, int(statuses.split()[place])
        refuse_canaries(reader, rule, answer.text + str(answer.headers))
    for rule, statuses in sorted(POST.items(), key=lambda row: row[0] == "/sign-out"):
        typed = as_typed(csrf_token=token, email="x", password="x", revision="1", reason="why", school="S01")
        answer = browser.post(filled(rule, cedar_entry), data=typed)
        found["POST " + rule], wanted["POST " + rule] = answer.status_code, int(statuses.split()[place])
        refuse_canaries(reader, rule, answer.text + str(answer.headers))
    assert found == wanted
    assert "canary-private" not in caplog.text


@pytest.mark.parametrize("reader", READERS)
def test_no_number_tells_of_what_its_reader_does_not_know(app: Flask, cedar_entry: str, reader: str) -> None:
    browser = browser_of(app, reader)
    for rule in (rule for rule in GET if "<measure>" in rule):
        for measure in (*MEASURES, *DECLARED):
            for when in ("", "?year=2025-26", "?year=2026-27&month=2026-11", "?to=2026-11-25"):
                answer = browser.get(filled(rule, cedar_entry, measure) + when)
                refuse_canaries(reader, rule, answer.text + str(answer.headers))


def refuse_canaries(reader: str, rule: str, said: str) -> None:
    """No word of a school that this reader does not know, in any body or header."""
    said = said.lower()
    if reader not in KNOWS_CEDAR:
        assert "canary-cedar" not in said, rule
        assert "cedar elementary" not in said, rule
    if reader not in KNOWS_OAK:
        assert "canary-oak" not in said, rule
    for author in ("maya", "jonah", "stranger"):
        # An admin may open one, by a tap that is recorded; no other page, file or answer holds it.
        is_opened = reader == "admin" and rule.endswith("/private-note")
        if reader != author and not is_opened:
            assert f"canary-private-{author}" not in said, rule
    if reader == "viewer":
        assert "canary-cedar note" not in said, rule
        assert "canary-question" not in said, rule
        assert "maya" not in said, rule


def test_a_wrong_method_is_told_and_changes_nothing(app: Flask, cedar_entry: str) -> None:
    browser = browser_of(app, "maya")
    token = token_in(browser.get("/log/classroom_visit").text)
    for rule in rules(app, "GET") - rules(app, "POST"):
        answer = browser.post(filled(rule, cedar_entry), data={"csrf_token": token})
        assert answer.status_code == 405, rule
        assert "GET" in answer.headers["Allow"]
    assert db.session.is_active
