"""Finds the browsers of other engines for `make test-browsers`, and installs them where it may."""

import os
import shutil
import subprocess
import sys

from scripts import apt

# Not the one of `.venv`: WebKitGTK's bindings belong to the system's own Python.
PYTHON = "/usr/bin/python3"
BINDINGS = "import gi; gi.require_version('WebKit2', '4.1'); from gi.repository import WebKit2"
PACKAGES = ("firefox-esr", "webkit2gtk-driver", "gir1.2-webkit2-4.1", "python3-gi", "xvfb")
ADVICE = f"as root on Debian, type apt-get install {' '.join(PACKAGES)}"


def ensure() -> None:
    """Return when both engines are here, installed if need be; otherwise exit with EX_UNAVAILABLE."""
    if not missing() or (apt.installs(*PACKAGES) and not missing()):
        return
    print(f"{' and '.join(missing())} could not be had here: {ADVICE}.", file=sys.stderr)
    sys.exit(os.EX_UNAVAILABLE)


def missing() -> list[str]:
    """Return what is not here of the two browsers and the screen they are shown on."""
    here = {
        "Firefox": bool(firefox()),
        "WebKitGTK": bool(shutil.which("WebKitWebDriver")) and _is_bound(),
        "Xvfb": bool(shutil.which("Xvfb")),
    }
    return [name for name, is_here in here.items() if not is_here]


def firefox() -> str | None:
    """Return the path of Debian's Firefox or of another one on PATH, or None."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


def _is_bound() -> bool:
    if not shutil.which(PYTHON):
        return False
    return subprocess.run([PYTHON, "-c", BINDINGS], stderr=subprocess.DEVNULL).returncode == 0


if __name__ == "__main__":
    ensure()
