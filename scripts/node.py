"""Finds the Node that runs the JavaScript unit tests."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = 20


def find() -> str:
    """Return the path of a Node: the one on PATH if new enough, else the one in Playwright's wheel."""
    on_path = shutil.which("node")
    return on_path if on_path and _major(on_path) >= OLDEST else _playwrights()


def _major(node: str) -> int:
    """Return 20 for `v20.11.1`; 0 for what does not answer like Node."""
    answer = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    major = answer.strip().removeprefix("v").partition(".")[0]
    return int(major) if major.isdecimal() else 0


def _playwrights() -> str:
    playwright = importlib.util.find_spec("playwright")
    if not playwright or not playwright.origin:
        sys.exit(f"The JavaScript tests need Node {OLDEST} or newer, on PATH or in Playwright's package.")
    name = "node.exe" if sys.platform == "win32" else "node"
    return str(Path(playwright.origin).parent / "driver" / name)


if __name__ == "__main__":
    print(find())
