"""Texts that spreadsheets and readers of CSV like to change, and a week of entries that say them."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from fieldlog import ticker
from tests.world import World, log

WEEK = "/exports/weeks/2026-W47"

HARD = [
    '=HYPERLINK("http://evil")',
    "-1+1",
    "＝1",
    "'quoted",
    'a "word", one; two',
    "one\ntwo\n\nthree",
    "007",
    "1,5",
    "1e5",
    "2026-11-20",
    "3-4",
    "TRUE",
    "NA",
    "nan",
    "None",
    " spaces ",
    "👩🏽‍🏫 ñ ‮",
    "\tx",
    "x" * 4000,
]


def log_hard_texts(world: World) -> None:
    """Each as the shared note of an entry, in the order of the minutes, and as a title where it is a line."""
    for minutes, text in enumerate(HARD, start=1):
        log(world.maya, shared_note=text, minutes=str(minutes))


def made_week(app: Flask, world: World, admin: FlaskClient) -> Callable[[str], bytes]:
    """The files of a week whose notes are these, by name."""
    log_hard_texts(world)
    assert ticker.tick(app, "a") == ["2026-W47"]
    return lambda name: admin.get(f"{WEEK}/{name}").data
