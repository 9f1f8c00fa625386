"""CSV cells: a spreadsheet runs nothing in them, and everything comes back exactly."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.ledger.csv_cells import disarmed, line, restored

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
RISKY = "=+-@\t\r\n'＝＋－＠＇"


@given(st.lists(TEXT | st.text(RISKY + '",;a', max_size=6), min_size=1))
def test_any_texts_come_back_exactly(texts: list[str]) -> None:
    (row,) = csv.reader(io.StringIO(line(texts), newline=""))
    assert [restored(cell) for cell in row] == texts


@pytest.mark.parametrize("first", RISKY)
def test_what_a_spreadsheet_would_run_is_disarmed(first: str) -> None:
    assert disarmed(first + "1") == "'" + first + "1"


def test_numbers_and_plain_text_stay_as_they_are() -> None:
    assert line([7, -3, "a=b", "x'y", 'say "so"']) == '"7","-3","a=b","x\'y","say ""so"""\r\n'
