"""An address as settings write it: `scheme://user:password@host:port/path?name=value`."""

from typing import NamedTuple
from urllib.parse import unquote, urlsplit

# What travels within this very machine needs no TLS.
HERE = ("localhost", "127.0.0.1", "::1")


class BadAddress(Exception):
    """What is wrong with an address, in words that repeat none of it: it may hold a secret."""


class Around(NamedTuple):
    """The other settings that a carrier may need."""

    export_dir: str
    base_url: str
    smtp_url: str


class Address(NamedTuple):
    """`said` are the values behind the question mark, by name."""

    host: str
    port: int | None
    user: str
    password: str
    path: str
    said: dict[str, str]


def read(text: str) -> Address:
    """Raises ValueError where it names no host, or says the same thing twice."""
    parts = urlsplit(text)
    pairs = [pair.partition("=") for pair in parts.query.split("&") if pair]
    # A plus is a plus: fingerprints hold some.
    said = {unquote(name): unquote(value) for name, _, value in pairs}
    if not parts.hostname or parts.port == 0 or parts.fragment or len(said) < len(pairs):
        raise ValueError("no address")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Address(parts.hostname, parts.port, user, password, unquote(parts.path), said)


def written(host: str, port: int | None) -> str:
    """A host and its port as addresses write them."""
    host = f"[{host}]" if ":" in host else host
    return f"{host}:{port}" if port else host
