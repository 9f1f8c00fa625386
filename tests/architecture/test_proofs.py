"""What the README promises is held to tests that are there."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import root


def rows() -> list[str]:
    section = (root() / "README.md").read_text().split("\n## Reliability\n")[1].split("\n## ")[0]
    return [line for line in section.splitlines() if line.startswith("| ")][1:]


def named(row: str) -> Iterator[Path]:
    """The files that a row names; one without a folder is in the folder named before it."""
    folder = root()
    for name in re.findall(r"`([\w/.]+(?:\.py|\.mjs|/))`", row.split(" | ", 1)[1]):
        path = root() / name if "/" in name else folder / name
        folder = path.parent
        yield path


def test_every_promise_names_tests_and_each_is_there() -> None:
    proofs = {row.split(" | ")[0]: list(named(row)) for row in rows()}
    assert [promise for promise, files in proofs.items() if not files] == []
    assert [str(file) for files in proofs.values() for file in files if not file.exists()] == []
    assert len(proofs) > 10
