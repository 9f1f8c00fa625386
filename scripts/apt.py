"""Installs Debian packages where that may be done: by root, with apt-get."""

import os
import shutil
import subprocess
import sys

APT_GET = ("apt-get", "-qq", "-o=Dpkg::Use-Pty=0")


def installs(*packages: str) -> bool:
    """Tell whether the packages were installed; never asks anything."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    print(f"Installing {', '.join(packages)} with apt-get …", file=sys.stderr, flush=True)
    # A stale or unreachable source must not stop what the other sources can give.
    succeeds(*APT_GET, "update")
    return succeeds(*APT_GET, "install", "-y", "--no-install-recommends", *packages)


def succeeds(*command: str) -> bool:
    """Tell whether a command that installs something succeeds, with nobody there to answer it."""
    unattended = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    outcome = subprocess.run(command, env=unattended, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    return outcome.returncode == 0
