"""One signed POST that says that a week's files are made; any 2xx takes it, no redirect is followed."""

import hashlib
import hmac
import http.client
import json
import ssl
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlsplit

from fieldlog.carriers import plain_words
from fieldlog.carriers.address import HERE, Address, read, written
from fieldlog.carriers.parcel import Parcel, page_of
from fieldlog.errors import NotDelivered

LIKE = "https://example.org/fieldlog"
# Seconds for each step.
PATIENCE_S = 20.0


@dataclass(frozen=True)
class Webhook:
    """The path may be what keeps others out, so only the host is ever named."""

    url: str = field(repr=False)
    secret: str = field(repr=False)
    base_url: str

    announces: ClassVar[bool] = True

    @property
    def name(self) -> str:
        address = read(self.url)
        return f"webhook at {written(address.host, address.port)}"

    def carry(self, parcel: Parcel) -> None:
        body = json.dumps(_news(parcel, self.base_url)).encode()
        try:
            status = _posted(self.url, body, self._headers(parcel, body))
        except (OSError, http.client.HTTPException) as error:
            raise NotDelivered(plain_words.of(error, "what it answered was not understood")) from None
        if not 200 <= status < 300:
            raise NotDelivered(f"it answered {status}")

    def _headers(self, parcel: Parcel, body: bytes) -> dict[str, str]:
        at = str(int(parcel.tried_at.timestamp()))
        return {
            "Content-Type": "application/json",
            "User-Agent": "FieldLog",
            "X-FieldLog-Delivery": str(parcel.id),
            "X-FieldLog-Timestamp": at,
            "X-FieldLog-Signature": f"sha256={signature(self.secret, at, body)}",
        }


def of(url: str, secret: str, base_url: str) -> Webhook:
    """Raises ValueError."""
    address = read(url)
    scheme = urlsplit(url).scheme
    is_safe = scheme == "https" or (scheme == "http" and address.host in HERE)
    if not is_safe or not _is_plain(url, address):
        raise ValueError("no address of a webhook")
    return Webhook(url, secret, base_url)


def signature(secret: str, at: str, body: bytes) -> str:
    """HMAC-SHA256, in hex, of the timestamp, a full stop and the body."""
    return hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()


def _is_plain(url: str, address: Address) -> bool:
    return url.isascii() and url.isprintable() and " " not in url and not address.user


def _news(parcel: Parcel, base_url: str) -> dict[str, Any]:
    page = page_of(base_url, parcel.week)
    files = {piece.name: f"{page}/{piece.name}?edition={parcel.edition}" for piece in parcel.pieces}
    return {
        "fieldlog": "week-made/1",
        "delivery": str(parcel.id),
        "week": parcel.week,
        "edition": parcel.edition,
        "made_at": parcel.made_at.isoformat(timespec="seconds"),
        "page": page,
        "manifest": files["manifest.json"],
        "files": [
            {
                "name": piece.name,
                "rows": piece.rows,
                "bytes": len(piece.content),
                "sha256": piece.digest,
                "url": files[piece.name],
            }
            for piece in parcel.pieces
        ],
    }


def _posted(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer, of which nothing else is read."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    try:
        connection.request("POST", target, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=PATIENCE_S)
    trusted = ssl.create_default_context()
    return http.client.HTTPSConnection(host, port, timeout=PATIENCE_S, context=trusted)
