"""Builds: each served under its own address, made by whoever is first, seen by nobody before it is whole."""

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from fieldlog.web import assets
from tests.conftest import root

START = """
from flask import Flask
from fieldlog.web import assets
assets.init_app(Flask("x", instance_path={!r}))
"""


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    folder = tmp_path / "assets"
    folder.mkdir()
    return folder


def started(instance: Path) -> Flask:
    app = Flask("x", instance_path=str(instance))
    assets.init_app(app)
    return app


def put(folder: Path) -> None:
    folder.mkdir()
    (folder / "old.css").write_text("a { color: inherit; }")


def test_a_build_of_before_is_served_and_one_that_is_being_made_is_not(tmp_path: Path, kept: Path) -> None:
    put(kept / "0a1b2c3d")
    put(kept / ".making-another")
    browser = started(tmp_path).test_client()
    assert browser.get("/static/0a1b2c3d/old.css", buffered=True).status_code == 200
    assert browser.get("/static/.making-another/old.css", buffered=True).status_code == 404


def test_processes_that_start_at_once_for_the_first_time_all_start(tmp_path: Path, kept: Path) -> None:
    command = [sys.executable, "-c", START.format(str(tmp_path))]
    runs = [subprocess.Popen(command, cwd=root()) for _ in range(4)]
    assert [run.wait(60) for run in runs] == [0, 0, 0, 0]
    assert [folder.name for folder in kept.iterdir()] == [started(tmp_path).config["BUILD"]]
