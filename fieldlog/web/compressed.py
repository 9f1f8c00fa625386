"""Answers travel compressed, unless another site had them asked for.

The length of a compressed page tells of the secrets in it to whoever can have it asked for again and
again with guesses in its address, and can watch it travel (BREACH). Only another site can have that done.
"""

import gzip

from flask import Flask, Response, request

TYPES = ("text/html", "text/javascript", "application/json")
# Below this the headers weigh more than what is saved.
SHORTEST = 500
# Two thirds of the time of the usual 6, for a page 3 % longer.
LEVEL = 4
# A browser's own word on who asked: a page of ours, or the address bar. Older browsers do not say it.
TRUSTED = ("same-origin", "none")


def init_app(app: Flask) -> None:
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    # What is sent while it is made is never whole in memory.
    if response.mimetype not in TYPES or response.is_streamed:
        return response
    response.vary.update(("Accept-Encoding", "Sec-Fetch-Site"))
    if _may_compress() and len(response.get_data()) >= SHORTEST:
        response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
        response.content_encoding = "gzip"
    return response


def _may_compress() -> bool:
    return request.accept_encodings["gzip"] > 0 and request.headers.get("Sec-Fetch-Site") in TRUSTED
