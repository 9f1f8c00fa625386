"""What the repository says of itself is true."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from fieldlog.config import KNOWN
from fieldlog.vendored import altered_files, listed_sums
from scripts.workshop import NO_NPM, install_modules
from tests.conftest import root


def test_vendored_files_are_those_that_were_vendored() -> None:
    assert altered_files() == []
    assert "htmx-2.0.11.min.js" in listed_sums()


def test_every_make_target_of_the_readme_exists() -> None:
    readme = (root() / "README.md").read_text()
    named = set(re.findall(r"(?:^|`)(?:[A-Z]+=\S+ )*make ([\w-]+)", readme, re.M))
    listed = subprocess.run(
        [sys.executable, "scripts/workshop.py", "help"],
        cwd=root(),
        capture_output=True,
        text=True,
        check=True,
    )
    there = set(re.findall(r"^make ([\w-]+)", listed.stdout, re.M))
    assert named >= {"run", "test", "test-browsers", "check", "bench"}
    assert named <= there
    makefile = (root() / "Makefile").read_text()
    assert all(re.search(rf"\b{target}\b", makefile) for target in there)


def test_where_no_engine_can_be_had_one_sentence_says_so() -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "scripts.engines"],
        cwd=root(),
        env={"PATH": ""},
        capture_output=True,
        text=True,
    )
    assert asked.returncode == os.EX_UNAVAILABLE
    assert re.fullmatch(r"Firefox and WebKitGTK and Xvfb could not be had here: .+\.\n", asked.stderr)


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


def test_what_the_javascript_tests_need_is_installed_once_for_each_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm = tmp_path / "npm"
    npm.write_text('#!/bin/sh\n/bin/rm -rf node_modules && /bin/mkdir node_modules && echo "$1" >> asked\n')
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    for lock, asked in [("one", 1), ("one", 1), ("two", 2), ("two", 2)]:
        (tmp_path / "package-lock.json").write_text(lock)
        install_modules(tmp_path)
        assert (tmp_path / "asked").read_text() == "ci\n" * asked
    npm.write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "package-lock.json").write_text("three")
    with pytest.raises(SystemExit, match="npm says why"):
        install_modules(tmp_path)


def test_without_npm_one_sentence_tells_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "package-lock.json").write_text("one")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit) as stopped:
        install_modules(tmp_path)
    assert stopped.value.code == NO_NPM


def test_every_package_of_the_javascript_lock_has_its_sum() -> None:
    lock = json.loads((root() / "tests/js/package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
