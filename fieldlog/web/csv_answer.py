"""Entries as a CSV file that is sent while it is written."""

from collections.abc import Iterator

from flask import Response, stream_with_context

from fieldlog.access import Actor
from fieldlog.ledger import export
from fieldlog.ledger.entries import Filters
from fieldlog.web.page import settings

PIECE = 16_384


def csv_answer(actor: Actor, filters: Filters, name: str) -> Response:
    lines = stream_with_context(in_pieces(export.csv_lines(actor, filters, settings().time_zone)))
    answer = Response(lines, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def in_pieces(lines: Iterator[str]) -> Iterator[bytes]:
    """The first line at once, then some 16 kB of lines at a time: a server sends each piece on its own."""
    yield next(lines).encode()
    piece: list[bytes] = []
    size = 0
    for line in lines:
        piece.append(line.encode())
        size += len(piece[-1])
        if size >= PIECE:
            yield b"".join(piece)
            piece, size = [], 0
    yield b"".join(piece)
