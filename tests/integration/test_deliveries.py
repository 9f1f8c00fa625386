"""The weekly files leave once to each target, are tried again when they do not, and it is never silent."""

import datetime as dt
import json
import resource
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from fieldlog import delivering, handing_out, ticker
from fieldlog.carriers import webhook
from fieldlog.carriers.address import Around
from fieldlog.carriers.parcel import Carrier
from fieldlog.carriers.targets import carriers_of
from fieldlog.clock import Week
from fieldlog.extensions import db, snapshot, write_transaction
from fieldlog.ledger.weekly import outbox
from fieldlog.ledger.weekly.draft import drafted
from fieldlog.ledger.weekly.keep import keep
from fieldlog.models import Delivery, DeliveryTry, WeekEdition
from tests.mail_server import MailServer
from tests.receivers import BucketServer, Hook, SftpServer
from tests.server_clock import Clock
from tests.world import World, log, post

BrowserOf = Callable[[str], FlaskClient]
DeliverTo = Callable[..., tuple[Carrier, ...]]
BASE, SECRET = "https://log.example.org", "canary-secret of the webhook, long enough"
WEEK = "/exports/weeks/2026-W47"
MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.usefixtures("counted")


@pytest.fixture
def deliver_to(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DeliverTo:
    """Sets the targets of the app; the folder is `out` of the test's own."""

    def set_up(addresses: str = "", hook: str = "", smtp_url: str = "") -> tuple[Carrier, ...]:
        carriers = carriers_of(addresses, Around(str(tmp_path / "out"), BASE, smtp_url))
        if hook:
            carriers += (webhook.of(hook, SECRET, BASE),)
        settings = replace(app.config["FIELDLOG"], carriers=carriers, export_dir=tmp_path / "out")
        monkeypatch.setitem(app.config, "FIELDLOG", settings)
        return carriers

    return set_up


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as hook:
        yield hook


@pytest.fixture
def entry(world: World) -> None:
    log(world.maya, shared_note="canary-note")


def standing() -> list[tuple[str, str, int, str]]:
    db.session.rollback()
    query = select(Delivery.target, Delivery.state, Delivery.tries, Delivery.said).order_by(Delivery.target)
    return [tuple(row) for row in db.session.execute(query)]  # type: ignore[misc]


def lying(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_a_week_goes_everywhere_when_it_is_made(
    app: Flask, world: World, entry: None, moved: Clock, deliver_to: DeliverTo, hook: Hook, tmp_path: Path,
    browser_of: BrowserOf,
) -> None:  # fmt: skip
    (tmp_path / "far").mkdir()
    with BucketServer() as bucket, SftpServer(tmp_path / "far") as sftp, MailServer() as mails:
        targets = f"folder mailto:office@school.example {bucket.url()} {sftp.url()}"
        deliver_to(targets, hook.url, mails.url)
        moved.at = dt.datetime(2026, 11, 23, 14, tzinfo=dt.UTC)
        assert ticker.tick(app, "a") == ["2026-W47"]
        assert ticker.deliver(app) == 5
        assert [state for _, state, *_ in standing()] == ["delivered"] * 5
        admin = browser_of("admin")
        made = {
            name: admin.get(f"{WEEK}/{name}").data
            for name in ("entries.csv", "entries.xlsx", "manifest.json", "changes.csv")
        }
        folder = lying(tmp_path / "out")
        assert len(folder) == 8
        for name, content in made.items():
            assert folder[f"2026-W47/{name}"] == content
            assert bucket.objects[f"/reports/fieldlog/2026-W47/{name}"] == content
            assert (sftp.root / "weeks/2026-W47" / name).read_bytes() == content
        assert [taken.to for taken in mails.taken] == [["office@school.example"]]
        assert "canary-note" not in mails.taken[0].message.get_content()
    news = json.loads(hook.taken[0].body)
    manifest = json.loads(made["manifest.json"])
    said = {each["name"]: each["sha256"] for each in news["files"]}
    assert {name: said[name] for name in manifest["files"]} == {
        name: about["sha256"] for name, about in manifest["files"].items()
    }
    page = admin.get(WEEK).text
    assert page.count("Delivered Mon 23 Nov, 6:00 am") == 5
    assert "Try again" not in page
    assert ticker.deliver(app) == 0


def test_a_later_edition_lies_beside_the_first_which_stays(
    app: Flask, world: World, entry: None, moved: Clock, deliver_to: DeliverTo, tmp_path: Path
) -> None:
    deliver_to("folder")
    ticker.tick(app, "a")
    ticker.deliver(app)
    first = lying(tmp_path / "out")
    log(world.maya, shared_note="later")
    settings = app.config["FIELDLOG"]
    assert handing_out.make(
        Week.parse("2026-W47"), moved.at, settings, reason="Again", person_id=world.admin.id
    )
    ticker.deliver(app)
    both = lying(tmp_path / "out")
    assert first.items() <= both.items()
    assert len(both) == 16
    assert b"later" in both["2026-W47/edition-2/entries.csv"]


def test_an_edition_that_is_not_kept_goes_nowhere(
    app: Flask, world: World, entry: None, moved: Clock
) -> None:
    week, zone = Week.parse("2026-W47"), app.config["FIELDLOG"].time_zone

    def fail() -> None:
        with write_transaction():
            assert keep(drafted(week, zone, moved.at), ["folder"])
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    assert standing() == []
    assert db.session.scalar(select(func.count()).select_from(WeekEdition)) == 0


def test_a_process_that_dies_after_making_leaves_it_to_the_next(
    app: Flask, world: World, entry: None, moved: Clock, deliver_to: DeliverTo, hook: Hook
) -> None:
    deliver_to("", hook.url)
    ticker.tick(app, "one that dies")
    assert standing() == [(f"webhook at 127.0.0.1:{hook.port}", "waiting", 0, "")]
    moved.at += dt.timedelta(days=2)
    assert ticker.deliver(app) == 1
    assert len(hook.taken) == 1


def test_a_process_that_dies_before_it_kept_what_became_of_it_hands_the_same_over_again(
    app: Flask, world: World, entry: None, moved: Clock, deliver_to: DeliverTo, hook: Hook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    deliver_to("", hook.url)
    ticker.tick(app, "a")
    with monkeypatch.context() as dying:

        def die(*_said: object) -> None:
            raise InterruptedError

        dying.setattr(outbox, "settle", die)
        with pytest.raises(InterruptedError):
            ticker.deliver(app)
    moved.at += outbox.TAKEN_FOR - MINUTE
    assert ticker.deliver(app) == 0
    moved.at += MINUTE
    assert ticker.deliver(app) == 1
    first, second = hook.taken
    assert first.headers["x-fieldlog-delivery"] == second.headers["x-fieldlog-delivery"]
    assert standing()[0][1:] == ("delivered", 1, "")


def test_no_store_is_held_while_a_target_takes_its_time(
    app: Flask, world: World, entry: None, moved: Clock, deliver_to: DeliverTo, hook: Hook
) -> None:
    deliver_to("", hook.url)
    ticker.tick(app, "a")
    done: list[object] = []

    def write_meanwhile() -> None:
        with app.app_context():
            done.append(log(world.maya, shared_note="meanwhile"))
            db.session.remove()

    hook.before = write_meanwhile
    ticker.deliver(app)
    assert len(done) == len(hook.taken) == 1


def test_a_target_that_is_down_three_times_gets_it_the_fourth(
    app: Flask,
    world: World,
    entry: None,
    moved: Clock,
    deliver_to: DeliverTo,
    hook: Hook,
    browser_of: BrowserOf,
) -> None:
    deliver_to("", hook.url)
    moved.at = dt.datetime(2026, 11, 23, 14, tzinfo=dt.UTC)
    ticker.tick(app, "a")
    hook.says = [500, 500, 503]
    admin, target = browser_of("admin"), f"webhook at 127.0.0.1:{hook.port}"
    for tries, (said, minutes) in enumerate([("500", 1), ("500", 2), ("503", 4)], 1):
        assert ticker.deliver(app) == 1
        assert standing() == [(target, "waiting", tries, f"it answered {said}")]
        moved.at += minutes * MINUTE - dt.timedelta(seconds=1)
        assert ticker.deliver(app) == 0
        moved.at += dt.timedelta(seconds=1)
    page = admin.get(WEEK).text
    assert "It answered 503; next try 6:07 am." in page
    assert "3 tries" in page
    assert f'href="{WEEK}">2026-W47</a>.' in admin.get("/exports").text
    assert ticker.deliver(app) == 1
    assert standing() == [(target, "delivered", 4, "")]
    assert len(hook.taken) == 1
    page = admin.get(WEEK).text
    assert "Delivered Mon 23 Nov, 6:07 am" in page
    assert page.count("it answered 500") == 2
    assert "Not delivered" not in admin.get("/exports").text


def test_two_at_the_same_moment_deliver_once(
    app: Flask, world: World, entry: None, moved: Clock, deliver_to: DeliverTo, hook: Hook
) -> None:
    deliver_to("folder", hook.url)
    ticker.tick(app, "a")
    db.session.rollback()
    start, tried = threading.Barrier(4), list[int]()

    def run() -> None:
        with app.app_context():
            start.wait()
            tried.append(ticker.deliver(app))
            db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(tried) == 2
    assert len(hook.taken) == 1
    assert [state for _, state, *_ in standing()] == ["delivered"] * 2


def test_it_is_given_up_after_a_week_and_tried_again_by_hand(
    app: Flask,
    world: World,
    entry: None,
    moved: Clock,
    deliver_to: DeliverTo,
    hook: Hook,
    browser_of: BrowserOf,
) -> None:
    deliver_to("", hook.url)
    ticker.tick(app, "a")
    hook.says = [500] * 99
    made_at = moved.at
    while standing()[0][1] == "waiting":
        ticker.deliver(app)
        moved.at += MINUTE * 30
    assert (
        made_at + outbox.PATIENCE <= moved.at < made_at + outbox.PATIENCE + outbox.LONGEST_WAIT + MINUTE * 31
    )
    assert db.session.scalar(select(func.count()).select_from(DeliveryTry)) == standing()[0][2]
    moved.at += dt.timedelta(days=30)
    assert ticker.deliver(app) == 0
    admin = browser_of("admin")
    assert "tried for a week" in admin.get(WEEK).text
    assert "Not delivered everywhere yet" in admin.get("/exports").text
    assert "1 week did not arrive everywhere" in admin.get("/").text
    assert "did not arrive" not in browser_of("lead").get("/").text
    (delivery,) = db.session.scalars(select(Delivery.id))
    db.session.rollback()
    address = f"{WEEK}/deliveries/{delivery}/tries"
    assert f'action="{address}"' in admin.get(WEEK).text
    assert post(admin, address, {}).status_code == 303
    assert ticker.deliver(app) == 1
    assert standing()[0][1:3] == ("waiting", 1)
    hook.says = []
    assert post(admin, address, {}).status_code == 303
    assert ticker.deliver(app) == 1
    assert standing()[0][1] == "delivered"
    # Twice is once.
    assert post(admin, address, {}).status_code == 303
    assert ticker.deliver(app) == 0
    assert len(hook.taken) == 1


def test_a_delivery_of_another_week_is_not_found(
    app: Flask, world: World, entry: None, moved: Clock, deliver_to: DeliverTo, browser_of: BrowserOf
) -> None:
    deliver_to("folder")
    ticker.tick(app, "a")
    (delivery,) = db.session.scalars(select(Delivery.id))
    db.session.rollback()
    admin = browser_of("admin")
    for week in ("2026-W46", "2026-W54"):
        assert post(admin, f"/exports/weeks/{week}/deliveries/{delivery}/tries", {}).status_code == 404


def test_catching_up_hands_over_every_week_and_tells_of_the_last_five_only(
    app: Flask, world: World, moved: Clock, deliver_to: DeliverTo, hook: Hook, tmp_path: Path
) -> None:
    log(world.maya, activity_date="2026-09-07")
    with MailServer() as mails:
        deliver_to("folder mailto:office@school.example", hook.url, mails.url)
        moved.at = dt.datetime(2026, 11, 23, 14, tzinfo=dt.UTC)
        assert len(ticker.tick(app, "a")) == 11
        while ticker.deliver(app):
            pass
        folders = sorted(each.name for each in (tmp_path / "out").iterdir())
        assert folders == [f"2026-W{week}" for week in range(37, 48)]
        told = [json.loads(each.body)["week"] for each in hook.taken]
        assert told == [f"2026-W{week}" for week in range(43, 48)]
        assert len(mails.taken) == 5


def test_a_target_that_is_new_gets_what_is_made_from_then_on(
    app: Flask, world: World, entry: None, moved: Clock, deliver_to: DeliverTo, tmp_path: Path
) -> None:
    ticker.tick(app, "a")
    deliver_to("folder")
    assert ticker.deliver(app) == 0
    moved.at += dt.timedelta(days=7)
    ticker.tick(app, "a")
    ticker.deliver(app)
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["2026-W48"]


def test_a_target_that_is_not_set_up_any_more_waits_and_goes_on_when_it_is(
    app: Flask,
    world: World,
    entry: None,
    moved: Clock,
    deliver_to: DeliverTo,
    hook: Hook,
    browser_of: BrowserOf,
) -> None:
    deliver_to("folder", hook.url)
    ticker.tick(app, "a")
    hook.says = [500]
    ticker.deliver(app)
    deliver_to("folder")
    moved.at += MINUTE
    assert ticker.deliver(app) == 0
    admin = browser_of("admin")
    assert "not set up any more" in admin.get(WEEK).text
    assert "Not delivered" not in admin.get("/exports").text
    deliver_to("folder", hook.url)
    assert ticker.deliver(app) == 1


def test_a_full_disk_is_told_and_gone_on_with(
    app: Flask, world: World, moved: Clock, deliver_to: DeliverTo, tmp_path: Path
) -> None:
    for number in range(20):
        log(world.maya, shared_note=f"{number} " + "words " * 500)
    deliver_to("folder")
    ticker.tick(app, "a")
    (tmp_path / "out").mkdir()
    # Room enough for the store, which wrote all before; none for the largest file.
    taken, settled = delivering.deliver_due(app.config["FIELDLOG"]), list[Any]()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    carry = delivering.bounded.carry

    def without_room(*said: Any) -> str:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
        try:
            return carry(*said)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(delivering.bounded, "carry", without_room)
        settled += taken
    assert [each.said for each in settled] == ["there is no room left"]
    assert "2026-W47/manifest.json" not in lying(tmp_path / "out")
    assert not any(Path(name).name.startswith(".") for name in lying(tmp_path / "out"))
    moved.at += MINUTE
    assert ticker.deliver(app) == 1
    assert len(lying(tmp_path / "out")) == 8


def test_no_secret_is_in_a_page_the_log_or_the_store(
    app: Flask, world: World, entry: None, moved: Clock, deliver_to: DeliverTo, browser_of: BrowserOf,
    tmp_path: Path, caplog: pytest.LogCaptureFixture, hook: Hook,
) -> None:  # fmt: skip
    caplog.set_level("DEBUG")
    with BucketServer() as bucket, SftpServer(tmp_path) as sftp, MailServer() as mails:
        mails.says = {"AUTH": b"535 canary-answer"}
        smtp = mails.url.replace("//", "//user:canary-mail@")
        wrong = f"{bucket.url(secret='canary-wrong')} {sftp.url(password='canary-wrong')}"
        deliver_to(f"mailto:office@school.example {wrong}", hook.url, smtp)
        hook.says = [500]
        ticker.tick(app, "a")
        assert ticker.deliver(app) == 4
    assert [state for _, state, *_ in standing()] == ["waiting"] * 4
    rows = [
        str(row) for table in (Delivery, DeliveryTry) for row in db.session.execute(select(table.__table__))
    ]
    db.session.rollback()
    admin = browser_of("admin")
    for text in (*rows, admin.get(WEEK).text, admin.get("/exports").text, caplog.text):
        for secret in (
            "canary-wrong",
            "canary-mail",
            "canary-answer",
            "canary-token",
            "canary-path",
            "canary-s",
        ):
            assert secret not in text


def test_the_command_delivers_and_says_what_it_could_not(
    app: Flask, world: World, entry: None, moved: Clock, deliver_to: DeliverTo, hook: Hook, tmp_path: Path
) -> None:
    deliver_to("folder", hook.url)
    hook.says = [500]

    def run() -> tuple[int, list[str]]:
        done = app.test_cli_runner().invoke(args=["fieldlog", "export-week", "--pending"])
        assert "Traceback" not in done.output
        return done.exit_code, done.output.splitlines()

    target = f"webhook at 127.0.0.1:{hook.port}"
    missing = f"Error: Not delivered to {target}: edition 1 of 2026-W47 (it answered 500)."
    out = tmp_path / "out" / "2026-W47"
    assert run() == (1, [f"Made the files of 2026-W47 in {out}.", "Delivered 2026-W47 to folder.", missing])
    assert run() == (1, ["No week is due.", missing])
    moved.at += MINUTE
    assert run() == (0, ["No week is due.", f"Delivered 2026-W47 to {target}."])
    assert run() == (0, ["No week is due."])


def test_what_nobody_tried_in_time_is_shown_too(
    app: Flask, world: World, entry: None, moved: Clock, deliver_to: DeliverTo, browser_of: BrowserOf
) -> None:
    deliver_to("folder")
    with snapshot():
        draft = drafted(Week.parse("2026-W47"), app.config["FIELDLOG"].time_zone, moved.at)
    with write_transaction():
        assert keep(draft, ["folder"])
    admin = browser_of("admin")
    assert "Not delivered" not in admin.get("/exports").text
    assert "On its way." in admin.get(WEEK).text
    moved.at += outbox.TAKEN_FOR
    assert "Not delivered everywhere yet" in admin.get("/exports").text


def test_a_running_server_delivers_what_it_made(
    app: Flask, world: World, entry: None, moved: Clock, deliver_to: DeliverTo, hook: Hook
) -> None:
    deliver_to("", hook.url)
    came = threading.Event()
    hook.before = came.set
    running = ticker.Ticker(app, every_s=0.02)
    running.start()
    try:
        assert came.wait(20)
    finally:
        running.stop()
    assert len(hook.taken) == 1
    assert standing()[0][1] == "delivered"


def test_a_running_server_goes_on_at_once_while_more_is_due(
    app: Flask, world: World, moved: Clock, deliver_to: DeliverTo, hook: Hook, tmp_path: Path
) -> None:
    log(world.maya, activity_date="2026-09-07")
    deliver_to("folder", hook.url)
    arrived = threading.Event()
    hook.before = lambda: arrived.set() if len(hook.taken) == 4 else None
    running = ticker.Ticker(app, every_s=600)
    running.start()
    try:
        assert arrived.wait(60)
    finally:
        running.stop()
    assert {state for _, state, *_ in standing()} == {"delivered"}
    assert len(standing()) == 16


def test_whoever_takes_one_has_it_for_longer_than_any_carrier_takes() -> None:
    assert outbox.TAKEN_FOR.total_seconds() > 2 * delivering.bounded.LONGEST_S
