"""Finds the Chromium that the browser tests drive, and installs one where it may."""

import os
import shutil
import sys
from pathlib import Path

from scripts import apt

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLAYWRIGHT_CACHES = (
    Path.home() / ".cache/ms-playwright",
    Path.home() / "Library/Caches/ms-playwright",
    Path.home() / "AppData/Local/ms-playwright",
)
PLAYWRIGHT_BINARIES = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium-*/chrome-win*/chrome.exe",
)
MISSING = "The browser tests need Chromium: apt-get install chromium, or set TEST_CHROMIUM to its path."


def ensure() -> str:
    """Return the path of a Chromium, installed first if need be; exits if none can be had."""
    found = find() or (apt.installs("chromium") and find()) or (_playwright_installs() and find())
    return found or sys.exit(MISSING)


def find() -> str | None:
    """Return the path of a Chromium that is here already, or None."""
    named = os.environ.get("TEST_CHROMIUM")
    if named and not shutil.which(named):
        sys.exit(f"TEST_CHROMIUM is {named}, and no program is there.")
    return named or next(filter(None, map(shutil.which, NAMES)), None) or _in_playwrights_cache()


def _in_playwrights_cache() -> str | None:
    moved = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    caches = [Path(moved)] if moved else PLAYWRIGHT_CACHES
    found = [path for cache in caches for binary in PLAYWRIGHT_BINARIES for path in cache.glob(binary)]
    return str(max(found, key=_revision)) if found else None


def _revision(binary: Path) -> int:
    """Return the number in Playwright's folder name, `chromium-1234`."""
    folder = next(part for part in binary.parts if part.startswith("chromium-"))
    return int(folder.removeprefix("chromium-"))


def _playwright_installs() -> bool:
    print("Installing Chromium with Playwright …", file=sys.stderr, flush=True)
    return apt.succeeds(sys.executable, "-m", "playwright", "install", "chromium")


if __name__ == "__main__":
    print("Chromium:", ensure())
