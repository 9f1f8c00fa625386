"""Files into a folder of this machine, each whole or not at all."""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from fieldlog.carriers import plain_words
from fieldlog.carriers.address import Around
from fieldlog.carriers.parcel import Parcel
from fieldlog.errors import NotDelivered

LIKE = "folder"


@dataclass(frozen=True)
class Folder:
    path: Path

    announces: ClassVar[bool] = False
    name: ClassVar[str] = "folder"

    def carry(self, parcel: Parcel) -> None:
        try:
            write(self.path / parcel.folder, ((piece.name, piece.content) for piece in parcel.pieces))
        except OSError as error:
            raise NotDelivered(plain_words.of(error, "it could not be written")) from None


def of(address: str, around: Around) -> Folder:
    if address != LIKE:
        raise ValueError("no folder")
    return Folder(Path(around.export_dir))


def write(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Name and bytes of each, in this order. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files:
        _write_whole(folder / name, content)
    _to_disk(folder)


def _write_whole(target: Path, content: bytes) -> None:
    """A reader of the folder never meets half a file."""
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".fieldlog-", delete=False) as made:
        try:
            made.write(content)
            made.flush()
            os.fsync(made.fileno())
            os.chmod(made.name, 0o640)
            os.replace(made.name, target)
        except BaseException:
            os.unlink(made.name)
            raise


def _to_disk(folder: Path) -> None:
    """The names of the files, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
