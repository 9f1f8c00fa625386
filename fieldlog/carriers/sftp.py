"""Files to an SFTP server whose key is the one that was set up; no other is ever trusted."""

import contextlib
import posixpath
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import paramiko

from fieldlog.carriers import plain_words
from fieldlog.carriers.address import Around, read, written
from fieldlog.carriers.parcel import Parcel, Piece
from fieldlog.errors import NotDelivered

LIKE = "sftp://user@host/folder?key=/path/of/key&fingerprint=SHA256:… (or user:password@ without key)"
PORT = 22
# Seconds for each step.
PATIENCE_S = 20.0
FINGERPRINT_BEGINS, FINGERPRINT_LENGTH = "SHA256:", 43


@dataclass(frozen=True)
class Sftp:
    """`fingerprints` are those of the server's keys, any of which may be its key; `key` is a file of ours."""

    host: str
    port: int
    user: str
    folder: str
    fingerprints: frozenset[str]
    key: str
    password: str = field(repr=False)

    announces: ClassVar[bool] = False

    @property
    def name(self) -> str:
        port = None if self.port == PORT else self.port
        return f"SFTP server {written(self.host, port)}, {self.folder or 'its first folder'}"

    def carry(self, parcel: Parcel) -> None:
        try:
            with self._opened() as server:
                folder = posixpath.join(self.folder, parcel.folder)
                _make(server, folder)
                for piece in parcel.pieces:
                    _put(server, posixpath.join(folder, piece.name), piece)
        except paramiko.AuthenticationException:
            raise NotDelivered(
                f"the {'key' if self.key else 'password'} of {self.user} is not taken"
            ) from None
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise NotDelivered(plain_words.of(error, "it did not take the files")) from None

    @contextmanager
    def _opened(self) -> Iterator[paramiko.SFTPClient]:
        line = socket.create_connection((self.host, self.port), PATIENCE_S)
        with contextlib.closing(paramiko.Transport(line)) as transport:
            transport.banner_timeout = transport.auth_timeout = PATIENCE_S
            transport.start_client(timeout=PATIENCE_S)
            self._know(transport.get_remote_server_key().fingerprint)
            self._sign_in(transport)
            server = paramiko.SFTPClient.from_transport(transport)
            server.get_channel().settimeout(PATIENCE_S)
            yield server

    def _know(self, fingerprint: str) -> None:
        """Before anything of ours is told to it."""
        if fingerprint not in self.fingerprints:
            raise NotDelivered(f"it showed another key than the one that is set up: {fingerprint}")

    def _sign_in(self, transport: paramiko.Transport) -> None:
        if not self.key:
            transport.auth_password(self.user, self.password)
            return
        try:
            key = paramiko.PKey.from_path(self.key)
        except (OSError, ValueError, paramiko.SSHException, paramiko.UnknownKeyType):
            raise NotDelivered("the file with our key cannot be read, or needs a password") from None
        transport.auth_publickey(self.user, key)


def of(address: str, _around: Around) -> Sftp:
    found = read(address)
    key, fingerprints = found.said.pop("key", ""), found.said.pop("fingerprint", "").split(",")
    is_known = all(_is_fingerprint(each) for each in fingerprints)
    has_one_secret = bool(key) != bool(found.password)
    if not (found.user and is_known and has_one_secret) or found.said:
        raise ValueError("no server")
    if key and not Path(key).is_file():
        raise ValueError("no key")
    folder = found.path.removeprefix("/~/") if found.path.startswith("/~/") else found.path
    port = found.port or PORT
    folder = folder.rstrip("/") or folder
    return Sftp(found.host, port, found.user, folder, frozenset(fingerprints), key, found.password)


def _is_fingerprint(text: str) -> bool:
    return text.startswith(FINGERPRINT_BEGINS) and len(text) == len(FINGERPRINT_BEGINS) + FINGERPRINT_LENGTH


def _make(server: paramiko.SFTPClient, folder: str) -> None:
    """The folder and those above it, as far as they are not there."""
    if not folder or folder == "/" or _is_folder(server, folder):
        return
    _make(server, posixpath.dirname(folder))
    # Somebody else may have made it since.
    with contextlib.suppress(OSError):
        server.mkdir(folder)


def _is_folder(server: paramiko.SFTPClient, path: str) -> bool:
    try:
        return stat.S_ISDIR(server.stat(path).st_mode or 0)
    except FileNotFoundError:
        return False


def _put(server: paramiko.SFTPClient, target: str, piece: Piece) -> None:
    """Under its name only when all of it is there."""
    part = f"{target}.part"
    with server.open(part, "wb") as file:
        file.set_pipelined(True)
        file.write(piece.content)
    if server.stat(part).st_size != len(piece.content):
        raise NotDelivered("only a part of a file arrived")
    _name(server, part, target)


def _name(server: paramiko.SFTPClient, part: str, target: str) -> None:
    try:
        server.posix_rename(part, target)
    except OSError:
        # Not every server can put a file in the place of another.
        with contextlib.suppress(FileNotFoundError):
            server.remove(target)
        server.rename(part, target)
