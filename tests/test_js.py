"""The JavaScript unit tests, under Node."""

import re
import subprocess

from scripts import node
from tests.conftest import root


def test_the_javascript_modules_pass_their_tests() -> None:
    files = sorted(str(path) for path in (root() / "tests" / "js").glob("*.test.mjs"))
    run = subprocess.run([node.find(), "--test", *files], cwd=root(), capture_output=True, text=True)
    passed = re.search(r"^\D*pass (\d+)$", run.stdout, re.M)
    assert run.returncode == 0, run.stdout + run.stderr
    assert passed, run.stdout
    assert int(passed[1]) >= len(files) > 0
