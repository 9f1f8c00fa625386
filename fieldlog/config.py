"""Owns the settings: the environment in, checked values out."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fieldlog import kept_secret, mail
from fieldlog.carriers import webhook
from fieldlog.carriers.address import Around, BadAddress
from fieldlog.carriers.parcel import Carrier
from fieldlog.carriers.targets import carriers_of
from fieldlog.errors import SettingRefused

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
MIGRATIONS = ROOT / "fieldlog" / "migrations"
KNOWN = frozenset(
    f"FIELDLOG_{name}"
    for name in (
        "DATABASE_URL",
        "SECRET_KEY",
        "TIME_ZONE",
        "EXPORT_DIR",
        "BASE_URL",
        "TRUSTED_PROXIES",
        "SMTP_URL",
        "DELIVER_TO",
        "WEBHOOK_URL",
        "WEBHOOK_SECRET",
        "DEMO",
    )
)
STORES = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


@dataclass(frozen=True)
class Settings:
    database_url: str
    secret_key: str
    time_zone: ZoneInfo
    export_dir: Path
    base_url: str
    trusted_proxies: int
    smtp_url: str
    carriers: tuple[Carrier, ...]
    demo: bool
    host: str
    port: int

    @property
    def is_production(self) -> bool:
        """Served to the world over HTTPS; demo accounts and a made-up secret are then refused."""
        return self.base_url.startswith("https://")

    @property
    def targets(self) -> frozenset[str]:
        """The names of where the weekly files go."""
        return frozenset(each.name for each in self.carriers)

    @property
    def set_up_code(self) -> str:
        """Printed in the terminal for whoever makes the first admin; it opens nothing afterwards."""
        digest = hmac.new(self.secret_key.encode(), b"fieldlog set-up", hashlib.sha256).digest()
        letters = base64.b32encode(digest).decode()[:12]
        return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Every `FIELDLOG_*` variable checked; SettingRefused names the first that is wrong."""
    _refuse_unknown(environment)
    base_url = _base_url(environment.get("FIELDLOG_BASE_URL", ""))
    smtp_url = _smtp_url(environment.get("FIELDLOG_SMTP_URL", ""))
    export_dir = Path(environment.get("FIELDLOG_EXPORT_DIR") or INSTANCE / "exports")
    return Settings(
        database_url=_database_url(environment.get("FIELDLOG_DATABASE_URL", "")),
        secret_key=_secret_key(environment.get("FIELDLOG_SECRET_KEY", ""), base_url),
        time_zone=_time_zone(environment.get("FIELDLOG_TIME_ZONE") or "America/Los_Angeles"),
        export_dir=export_dir,
        base_url=base_url,
        trusted_proxies=_number("FIELDLOG_TRUSTED_PROXIES", environment, 0, highest=10),
        smtp_url=smtp_url,
        carriers=_carriers(environment, Around(str(export_dir), base_url, smtp_url)),
        demo=_demo(environment, base_url),
        host=environment.get("HOST") or "127.0.0.1",
        port=_number("PORT", environment, 5000, highest=65535),
    )


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    unknown = sorted(name for name in environment if name.startswith("FIELDLOG_") and name not in KNOWN)
    if unknown:
        raise SettingRefused(
            f"{unknown[0]} is not a setting of FieldLog; known are {', '.join(sorted(KNOWN))}."
        )


def _database_url(url: str) -> str:
    if not url:
        return f"sqlite:///{INSTANCE / 'fieldlog.sqlite3'}"
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in STORES or not rest.strip("/") or not _has_good_host(url):
        raise SettingRefused(
            "FIELDLOG_DATABASE_URL must be like sqlite:////path/file.sqlite3 "
            "or postgresql://user:password@host/name."
        )
    return f"{STORES[scheme]}://{rest}"


def _has_good_host(url: str) -> bool:
    try:
        port = urlsplit(url).port
    except ValueError:
        return False
    return port is None or port > 0


def _secret_key(secret: str, base_url: str) -> str:
    if secret and len(secret.strip()) < kept_secret.SHORTEST:
        raise SettingRefused(f"FIELDLOG_SECRET_KEY must have at least {kept_secret.SHORTEST} characters.")
    if not secret and base_url.startswith("https://"):
        raise SettingRefused("FIELDLOG_SECRET_KEY must be set when FIELDLOG_BASE_URL is https.")
    return secret or kept_secret.read(INSTANCE / "secret_key")


def _time_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingRefused(
            f"FIELDLOG_TIME_ZONE {name!r} is not a time zone; use a name like America/Los_Angeles."
        ) from None


def _base_url(url: str) -> str:
    url = url.strip()
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and _has_good_host(url)
        good = is_address and not parts.query and not parts.fragment
    except ValueError:
        good = False
    if not good:
        raise SettingRefused("FIELDLOG_BASE_URL must be like https://fieldlog.example.org.")
    # The scheme in small letters: production is told by it.
    return (parts.scheme + url[len(parts.scheme) :]).rstrip("/")


def _smtp_url(url: str) -> str:
    try:
        if url:
            mail.server_of(url)
    except ValueError:
        raise SettingRefused("FIELDLOG_SMTP_URL must be like smtp://user:password@host:587.") from None
    return url


def _carriers(environment: Mapping[str, str], around: Around) -> tuple[Carrier, ...]:
    try:
        targets = carriers_of(environment.get("FIELDLOG_DELIVER_TO", ""), around)
    except BadAddress as wrong:
        raise SettingRefused(f"FIELDLOG_DELIVER_TO {wrong}.") from None
    return (*targets, *_webhook(environment, around.base_url))


def _webhook(environment: Mapping[str, str], base_url: str) -> tuple[Carrier, ...]:
    url = environment.get("FIELDLOG_WEBHOOK_URL", "").strip()
    secret = environment.get("FIELDLOG_WEBHOOK_SECRET", "").strip()
    if not url and not secret:
        return ()
    if not url or len(secret) < kept_secret.SHORTEST:
        raise SettingRefused(
            "FIELDLOG_WEBHOOK_URL and FIELDLOG_WEBHOOK_SECRET go together, "
            f"and the secret must have at least {kept_secret.SHORTEST} characters."
        )
    if not base_url:
        raise SettingRefused("FIELDLOG_WEBHOOK_URL needs FIELDLOG_BASE_URL to say where the files are.")
    try:
        return (webhook.of(url, secret, base_url),)
    except ValueError:
        raise SettingRefused(f"FIELDLOG_WEBHOOK_URL must be like {webhook.LIKE}.") from None


def _demo(environment: Mapping[str, str], base_url: str) -> bool:
    name = "DEMO" if environment.get("DEMO") else "FIELDLOG_DEMO"
    value = environment.get(name) or ("0" if base_url.startswith("https://") else "1")
    if value not in ("0", "1"):
        raise SettingRefused(f"{name} must be 0 or 1.")
    return value == "1"


def _number(name: str, environment: Mapping[str, str], default: int, *, highest: int) -> int:
    text = environment.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text) <= highest):
        raise SettingRefused(f"{name} must be a whole number from 0 to {highest}.")
    return int(text)
