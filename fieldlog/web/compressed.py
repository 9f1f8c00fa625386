"""Answers travel compressed, unless another site had them asked for.

The length of a compressed page tells of the secrets in it to whoever can have it asked for again and
again with guesses in its address, and can watch it travel (BREACH). Only another site can have that done.
"""

import gzip
from collections.abc import Callable

import brotli
from flask import Flask, Response, request

TYPES = ("text/html", "text/javascript", "application/json")
# Below this the headers weigh more than what is saved.
SHORTEST = 500
# Each in about the same time, the shorter one first.
METHODS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda page: brotli.compress(page, quality=5),
    "gzip": lambda page: gzip.compress(page, 4, mtime=0),
}
# A browser's own word on who asked: a page of ours, or the address bar. Older browsers do not say it.
TRUSTED = ("same-origin", "none")


def init_app(app: Flask) -> None:
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    # What is sent while it is made is never whole in memory.
    if response.mimetype not in TYPES or response.is_streamed:
        return response
    response.vary.update(("Accept-Encoding", "Sec-Fetch-Site"))
    method = _method()
    if method and len(response.get_data()) >= SHORTEST:
        response.set_data(METHODS[method](response.get_data()))
        response.content_encoding = method
    return response


def _method() -> str | None:
    if request.headers.get("Sec-Fetch-Site") not in TRUSTED:
        return None
    return next((name for name in METHODS if request.accept_encodings[name] > 0), None)
