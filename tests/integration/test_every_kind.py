"""Every kind's every example, from its form to the tally, the entry's page and the file."""

import csv
import io
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from fieldlog.activities import KINDS
from fieldlog.activities.fields import Field
from fieldlog.activities.listed import Choices
from fieldlog.activities.lists import Option
from fieldlog.clock import SchoolYear
from fieldlog.extensions import db
from fieldlog.ledger import recount, tally
from fieldlog.ledger.columns import IN_ENVELOPE
from fieldlog.models import Entry
from tests.typed import typed_of
from tests.world import DAY, World, as_typed, post

EXAMPLES = [(code, number) for code, kind in KINDS.items() for number in range(len(kind.every_example))]


@pytest.mark.parametrize(("code", "number"), EXAMPLES)
def test_an_example_posted_twice_counts_once_and_is_read_everywhere(
    world: World, browser_of: Callable[[str], FlaskClient], code: str, number: int
) -> None:
    kind, example, entry_id = KINDS[code], KINDS[code].every_example[number], str(uuid.uuid4())
    fields = {field.name: field for field in kind.every_field}
    typed = as_typed(code, id=entry_id)
    for name, value in example.items():
        typed |= typed_of(fields[name], value)
    browser = browser_of("maya")

    answers = [post(browser, f"/log/{code}", typed) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303], answers[0].text
    assert db.session.scalar(select(func.count()).select_from(Entry)) == 1
    figures = tally.of_program(SchoolYear.of(DAY))
    assert set(figures) <= {code, *(measure.code for measure in kind.all_measures)}
    assert figures[code] == 1
    assert figures["coaching_minutes"] == 15
    assert recount.differences() == []
    page = browser.get(f"/entries/{entry_id}").text
    row = _row(browser)
    for name, value in example.items():
        for said in fields[name].with_schools((Option("S01", world.cedar.name),)).say(value):
            assert said.replace("'", "&#39;") in page, name
        if name not in IN_ENVELOPE:
            cells = [row[f"{code}.{column}"] for column in fields[name].columns()]
            assert cells == [str(cell) for cell in fields[name].cells(_kept(fields[name], value))], name
            assert any(cells), name
        else:
            assert row[name] == value


@pytest.mark.parametrize("code", KINDS)
def test_every_field_of_a_kind_is_in_its_form(
    world: World, browser_of: Callable[[str], FlaskClient], code: str
) -> None:
    page = browser_of("maya").get(f"/log/{code}").text
    envelope = ("schools", "activity_date", "minutes", "start_time", "co_coaches", "focus")
    notes = ("shared_note", "private_note")
    for name in (*envelope, *notes, *(field.name for field in KINDS[code].every_field)):
        assert f'name="{name}"' in page or f'name="{name}.' in page, name


def test_each_kinds_examples_fill_all_its_fields() -> None:
    for kind in KINDS.values():
        shown = {name for example in kind.every_example for name in example}
        assert shown == {field.name for field in kind.every_field}, kind.code


def _kept(field: Field, value: Any) -> Any:
    return list(value) if isinstance(field, Choices) else value


def _row(browser: FlaskClient) -> dict[str, str]:
    body = browser.get("/exports/entries.csv").data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(body, newline=""))
    return row
