"""What went wrong outside, in plain words: never the text of an error, which may hold a secret."""

import errno
import socket
import ssl
from collections.abc import Iterator

KINDS: tuple[tuple[type[OSError], str], ...] = (
    (socket.gaierror, "its name is not known"),
    (ssl.SSLCertVerificationError, "its certificate is none to trust"),
    (ssl.SSLError, "no encrypted connection could be made"),
    (ConnectionRefusedError, "nobody answers there"),
    (TimeoutError, "it did not answer in time"),
    (PermissionError, "there is no permission to write there"),
    (FileNotFoundError, "the folder is not there and could not be made"),
    (FileExistsError, "a file is in the way of its folder"),
    (NotADirectoryError, "a file is in the way of its folder"),
    (ConnectionError, "the connection broke"),
)
NUMBERS = {
    errno.ENOSPC: "there is no room left",
    errno.EDQUOT: "there is no room left",
    errno.EFBIG: "there is no room left",
    errno.EROFS: "nothing can be written there",
    errno.ENETUNREACH: "there is no way to it from here",
    errno.EHOSTUNREACH: "there is no way to it from here",
}


def of(error: BaseException | None, otherwise: str) -> str:
    """By whatever error of the system lies behind it, or `otherwise`."""
    known = [words for each in _behind(error) if isinstance(each, OSError) and (words := _of_system(each))]
    return known[-1] if known else otherwise


def _of_system(error: OSError) -> str | None:
    # A look-up of names has numbers of its own.
    if not isinstance(error, socket.gaierror) and error.errno in NUMBERS:
        return NUMBERS[error.errno]
    return next((words for kind, words in KINDS if isinstance(error, kind)), None)


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
