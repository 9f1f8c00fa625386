"""The secret of an installation that was given none: made at the first start and kept in a file."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from fieldlog.errors import SettingRefused

# In characters.
SHORTEST = 32


def read(path: Path) -> str:
    """Made where there is none, so that nobody is signed out by a restart. Raises SettingRefused."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as made:
            made.write(secrets.token_urlsafe(48))
            made.flush()
            # A hard link is made whole or not at all: of two processes starting at once, one wins.
            with contextlib.suppress(FileExistsError):
                os.link(made.name, path)
    kept = path.read_text(errors="replace").strip()
    if len(kept) < SHORTEST or not kept.isascii():
        raise SettingRefused(f"The secret kept in {path} is damaged; delete the file to make a new one.")
    return kept
