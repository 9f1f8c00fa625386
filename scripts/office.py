"""Finds LibreOffice for `make test-office`, and installs it where it may."""

import os
import shutil
import sys

from scripts import apt

PACKAGE = "libreoffice-calc-nogui"


def ensure() -> None:
    """Return when LibreOffice is here, installed if need be; otherwise exit with EX_UNAVAILABLE."""
    if not find() and not (apt.installs(PACKAGE) and find()):
        print(
            f"LibreOffice could not be had here: as root on Debian, type apt-get install {PACKAGE}.",
            file=sys.stderr,
        )
        sys.exit(os.EX_UNAVAILABLE)


def find() -> str | None:
    """Return the path of LibreOffice, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


if __name__ == "__main__":
    ensure()
