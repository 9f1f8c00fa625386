"""Addresses within FieldLog: where a reader is, and where one may be sent."""

from urllib.parse import urlsplit

from flask import request


def here() -> str:
    """The page the reader is on: htmx's own word for it, or the address asked for."""
    try:
        parts = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return "/"
    if parts.path:
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return request.full_path.rstrip("?")


def own_path(address: str) -> str:
    """The address when it lies within FieldLog, else home."""
    is_own = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_own and address.isprintable() and "\\" not in address else "/"
