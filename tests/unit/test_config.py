"""Settings: right ones are taken, a wrong one stops the start with one sentence that names it."""

import os
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from fieldlog.carriers.folder import Folder
from fieldlog.carriers.webhook import Webhook
from fieldlog.config import KNOWN, read_settings
from fieldlog.errors import SettingRefused
from tests.conftest import SECRET, root


def test_nothing_set_is_a_start_on_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fieldlog.config.INSTANCE", tmp_path)
    settings = read_settings({})
    assert settings.database_url == f"sqlite:///{tmp_path}/fieldlog.sqlite3"
    assert (settings.host, settings.port, settings.demo) == ("127.0.0.1", 5000, True)
    assert not settings.is_production


def test_the_secret_is_made_once_and_kept_from_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fieldlog.config.INSTANCE", tmp_path)
    first, second = read_settings({}).secret_key, read_settings({}).secret_key
    assert first == second
    assert len(first) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    (tmp_path / "secret_key").write_text("short")
    with pytest.raises(SettingRefused, match="damaged"):
        read_settings({})


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://h/d", "postgresql+psycopg://h/d"),
        ("sqlite:////tmp/x.sqlite3", "sqlite:////tmp/x.sqlite3"),
    ],
)
def test_a_store_is_named_in_the_ways_that_are_handed_out(url: str, taken: str) -> None:
    assert read_settings({"FIELDLOG_SECRET_KEY": SECRET, "FIELDLOG_DATABASE_URL": url}).database_url == taken


HOOK, BASE = "https://h.example/hook", "http://log.example.org"
# What some are of no use without.
BESIDE = {
    "FIELDLOG_DELIVER_TO": {"FIELDLOG_EXPORT_DIR": "/srv/exports"},
    "FIELDLOG_WEBHOOK_URL": {"FIELDLOG_WEBHOOK_SECRET": SECRET, "FIELDLOG_BASE_URL": BASE},
    "FIELDLOG_WEBHOOK_SECRET": {"FIELDLOG_WEBHOOK_URL": HOOK, "FIELDLOG_BASE_URL": BASE},
}
GOOD = [
    ("FIELDLOG_DATABASE_URL", "sqlite:////tmp/x.sqlite3", "database_url", "sqlite:////tmp/x.sqlite3"),
    ("FIELDLOG_SECRET_KEY", "s" * 32, "secret_key", "s" * 32),
    ("FIELDLOG_TIME_ZONE", "Europe/Berlin", "time_zone", ZoneInfo("Europe/Berlin")),
    ("FIELDLOG_EXPORT_DIR", "/srv/exports", "export_dir", Path("/srv/exports")),
    ("FIELDLOG_BASE_URL", "http://log.example.org:8080/", "base_url", "http://log.example.org:8080"),
    ("FIELDLOG_TRUSTED_PROXIES", "2", "trusted_proxies", 2),
    (
        "FIELDLOG_SMTP_URL",
        "smtps://user:word@mail.example.org",
        "smtp_url",
        "smtps://user:word@mail.example.org",
    ),
    ("FIELDLOG_DELIVER_TO", "folder", "carriers", (Folder(Path("/srv/exports")),)),
    ("FIELDLOG_WEBHOOK_URL", HOOK, "carriers", (Webhook(HOOK, SECRET, BASE),)),
    ("FIELDLOG_WEBHOOK_SECRET", f" {SECRET} ", "carriers", (Webhook(HOOK, SECRET, BASE),)),
    ("FIELDLOG_DEMO", "0", "demo", False),
    ("DEMO", "0", "demo", False),
    ("HOST", "0.0.0.0", "host", "0.0.0.0"),
    ("PORT", "65535", "port", 65535),
]


@pytest.mark.parametrize(("name", "value", "setting", "taken"), GOOD)
def test_a_good_setting_is_taken(name: str, value: str, setting: str, taken: object) -> None:
    environment = {"FIELDLOG_SECRET_KEY": SECRET, **BESIDE.get(name, {}), name: value}
    assert getattr(read_settings(environment), setting) == taken


def test_every_setting_has_a_good_value_here() -> None:
    assert {name for name, *_ in GOOD} == KNOWN | {"DEMO", "HOST", "PORT"}


def test_the_shorter_name_of_the_demo_goes_first() -> None:
    assert read_settings({"FIELDLOG_SECRET_KEY": SECRET, "DEMO": "1", "FIELDLOG_DEMO": "0"}).demo


def test_a_kept_secret_that_is_no_text_is_refused_like_a_short_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fieldlog.config.INSTANCE", tmp_path)
    (tmp_path / "secret_key").write_bytes(b"\xff" * 40)
    with pytest.raises(SettingRefused, match="damaged"):
        read_settings({})


def test_https_is_production_without_the_demo() -> None:
    settings = read_settings({"FIELDLOG_SECRET_KEY": SECRET, "FIELDLOG_BASE_URL": "https://log.example.org/"})
    assert settings.is_production
    assert not settings.demo
    assert settings.base_url == "https://log.example.org"


BAD = [
    ("FIELDLOG_DATABASE_URL", "mysql://h/d"),
    ("FIELDLOG_DATABASE_URL", "fieldlog.sqlite3"),
    ("FIELDLOG_DATABASE_URL", "sqlite://"),
    ("FIELDLOG_DATABASE_URL", "postgresql://u:p@h:port/d"),
    ("FIELDLOG_DATABASE_URL", "postgresql://[::1/d"),
    ("FIELDLOG_SECRET_KEY", "short"),
    ("FIELDLOG_TIME_ZONE", "Mars/Olympus"),
    ("FIELDLOG_TIME_ZONE", "../../etc/passwd"),
    ("FIELDLOG_BASE_URL", "log.example.org"),
    ("FIELDLOG_BASE_URL", "https://[::1"),
    ("FIELDLOG_BASE_URL", "https://h/?q=1"),
    ("FIELDLOG_TRUSTED_PROXIES", "many"),
    ("FIELDLOG_TRUSTED_PROXIES", "-1"),
    ("FIELDLOG_TRUSTED_PROXIES", "11"),
    ("FIELDLOG_SMTP_URL", "mail.example.org"),
    ("FIELDLOG_SMTP_URL", "smtp://"),
    ("FIELDLOG_SMTP_URL", "smtp://mail.example.org:port"),
    ("FIELDLOG_SMTP_URL", "smtp://mail.example.org?from=nobody"),
    ("FIELDLOG_DELIVER_TO", "elsewhere"),
    ("FIELDLOG_DELIVER_TO", "folder mailto:office@h.example"),
    ("FIELDLOG_DELIVER_TO", "s3://canary:canary@h.example"),
    ("FIELDLOG_WEBHOOK_URL", "https://h.example/canary"),
    ("FIELDLOG_WEBHOOK_SECRET", "canary"),
    ("FIELDLOG_WEBHOOK_SECRET", "canary" * 6),
    ("FIELDLOG_DEMO", "yes"),
    ("FIELDLOG_DATABSE_URL", "sqlite:///x"),
    ("PORT", "http"),
    ("PORT", "65536"),
    ("DEMO", "maybe"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_setting_is_named_in_one_sentence(name: str, value: str) -> None:
    with pytest.raises(SettingRefused) as refused:
        read_settings({"FIELDLOG_SECRET_KEY": SECRET, name: value})
    assert name in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "canary" not in str(refused.value)


def test_every_setting_has_a_bad_value_here_or_takes_any() -> None:
    assert {name for name, _ in BAD} >= KNOWN - {"FIELDLOG_EXPORT_DIR"}


def test_https_is_production_however_it_is_written() -> None:
    settings = read_settings(
        {"FIELDLOG_SECRET_KEY": SECRET, "FIELDLOG_BASE_URL": " HTTPS://log.example.org "}
    )
    assert settings.is_production
    assert not settings.demo


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"FIELDLOG_WEBHOOK_URL": "http://h.example/canary"}, "must be like https://"),
        ({"FIELDLOG_WEBHOOK_SECRET": "canary"}, "at least 32 characters"),
        ({"FIELDLOG_BASE_URL": ""}, "needs FIELDLOG_BASE_URL"),
    ],
)
def test_a_webhook_is_safe_signed_and_says_where_the_files_are(more: dict[str, str], told: str) -> None:
    whole = {"FIELDLOG_SECRET_KEY": SECRET, "FIELDLOG_WEBHOOK_URL": HOOK, **BESIDE["FIELDLOG_WEBHOOK_URL"]}
    with pytest.raises(SettingRefused, match=told) as refused:
        read_settings(whole | more)
    assert "canary" not in str(refused.value)


def test_https_needs_a_secret() -> None:
    with pytest.raises(SettingRefused, match="FIELDLOG_SECRET_KEY"):
        read_settings({"FIELDLOG_BASE_URL": "https://log.example.org"})


def test_a_bad_setting_stops_the_start_without_a_traceback() -> None:
    started = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "routes"],
        cwd=root(),
        env={**os.environ, "FIELDLOG_TIME_ZONE": "Mars"},
        capture_output=True,
        text=True,
    )
    assert started.returncode != 0
    assert started.stdout == ""
    (sentence,) = started.stderr.splitlines()
    assert "FIELDLOG_TIME_ZONE" in sentence
