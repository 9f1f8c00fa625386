"""Browser files of others that we ship: each must be the file it says it is."""

import hashlib
import re

from fieldlog.config import ROOT

FOLDER = ROOT / "static" / "vendor"
_ROW = re.compile(r"\|\s*`?([^|`\s]+)`?\s*\|.*?`?([0-9a-f]{64})`?\s*\|")


def listed_sums() -> dict[str, str]:
    """File name -> SHA-256, from the table in `VENDORED.md`."""
    return dict(_ROW.findall((FOLDER / "VENDORED.md").read_text()))


def altered_files() -> list[str]:
    """Files whose content is not what the table says, or that the table does not know."""
    sums = listed_sums()
    present = {path.name for path in FOLDER.iterdir() if path.name != "VENDORED.md"}
    return sorted(name for name in present | sums.keys() if sums.get(name) != _sum(name))


def _sum(name: str) -> str | None:
    path = FOLDER / name
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
