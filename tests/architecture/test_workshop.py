"""What the repository says of itself is true."""

import re
import subprocess
import sys

from flask import Flask

from fieldlog.config import KNOWN
from fieldlog.vendored import altered_files, listed_sums
from tests.conftest import root


def test_vendored_files_are_those_that_were_vendored() -> None:
    assert altered_files() == []
    assert "htmx-2.0.11.min.js" in listed_sums()


def test_every_make_target_of_the_readme_exists() -> None:
    readme = (root() / "README.md").read_text()
    named = set(re.findall(r"(?:^|`)(?:[A-Z]+=\S+ )*make (\w+)", readme, re.M))
    listed = subprocess.run(
        [sys.executable, "scripts/workshop.py", "help"],
        cwd=root(),
        capture_output=True,
        text=True,
        check=True,
    )
    there = set(re.findall(r"^make (\w+)", listed.stdout, re.M))
    assert named >= {"run", "test", "check", "bench"}
    assert named <= there
    makefile = (root() / "Makefile").read_text()
    assert all(re.search(rf"\b{target}\b", makefile) for target in there)


def test_every_command_of_the_readme_exists(shared_app: Flask) -> None:
    readme = (root() / "README.md").read_text()
    named = set(re.findall(r"flask fieldlog ([a-z-]+)", readme))
    assert named
    for command in named:
        run = shared_app.test_cli_runner().invoke(args=["fieldlog", command, "--help"])
        assert run.exit_code == 0, command


def test_every_setting_of_the_readme_is_known_and_the_other_way_round() -> None:
    readme = (root() / "README.md").read_text()
    assert set(re.findall(r"`(FIELDLOG_[A-Z_]+)`", readme)) == KNOWN


def test_every_folder_of_the_readmes_map_exists() -> None:
    readme = (root() / "README.md").read_text()
    folders = set(re.findall(r"^\| `([\w/.-]+/)` \|", readme, re.M))
    assert len(folders) > 8
    assert all((root() / folder).is_dir() for folder in folders)
