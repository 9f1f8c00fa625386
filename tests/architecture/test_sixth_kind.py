"""A new kind of entry is one module and one template: with these two files alone it is logged and read."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import root

PARTS = ("fieldlog", "templates", "static", "tests", "pyproject.toml")
NOT_SOURCE = ("node_modules", "__pycache__", ".*")

MODULE = '''"""A visit to a school's garden."""

from fieldlog.activities.fields import Line, Number
from fieldlog.activities.kind import Kind, Measure

KIND = Kind(
    code="garden_walk",
    label="Garden walk",
    plural="Garden walks",
    order=6,
    usual_minutes=30,
    told_apart_by=("place",),
    fields=(
        Line(name="place", label="Which place", required=True),
        Number(name="people_met", label="People met", low=0, high=50),
    ),
    measures=(Measure("garden_walks", "Garden walks", "Each garden walk counts 1.", lambda _content: 1),),
    examples=({"place": "The garden", "people_met": 3},),
)
'''
TEMPLATE = """{% from "_fields.html" import field %}
<div class="card">
  {{ field(form["place"]) }}
  {{ field(form["people_met"]) }}
</div>
"""
TOLD_BY = (
    "tests/integration/test_every_kind.py",
    "tests/integration/test_bad_input.py",
    "tests/unit/test_kinds.py",
    "tests/unit/test_part_words.py",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, and the module of a sixth kind in it."""
    for part in PARTS:
        copy_of(root() / part, tmp_path / part)
    (tmp_path / "fieldlog/activities/kinds/garden_walk.py").write_text(MODULE)
    return tmp_path


def test_one_module_and_one_template_are_a_kind(project: Path) -> None:
    (project / "templates/activities/garden_walk.html").write_text(TEMPLATE)

    told = told_of("garden_walk", project)

    assert told.returncode == 0, told.stdout + told.stderr
    for tests in TOLD_BY:
        assert f"{tests}::" in told.stdout


def test_a_kind_without_its_template_is_told(project: Path) -> None:
    assert told_of("garden_walk", project).returncode == 1


def copy_of(path: Path, to: Path) -> None:
    if path.is_dir():
        shutil.copytree(path, to, ignore=shutil.ignore_patterns(*NOT_SOURCE))
    else:
        shutil.copy(path, to)


def told_of(kind: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What the tests that read the kinds say of this one."""
    chosen = ("-v", "-p", "no:cacheprovider", "-k", f"{kind} and not postgresql")
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", *chosen, *TOLD_BY],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
