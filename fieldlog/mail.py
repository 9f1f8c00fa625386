"""Mail: one message to one address over a mail server, ended in time whatever the server does."""

import datetime as dt
import re
import smtplib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from fieldlog.errors import AddressRefused, NotSent, PerhapsSent

# Seconds for all of it, from the look-up of the server's name to its last word.
LONGEST = 20.0
PORTS = {"smtp": 587, "smtps": 465}
# What is kept of a mail: it is sending until the server took it; of an unclear one nobody knows.
SENDING, SENT, UNSENT, UNCLEAR = "sending", "sent", "unsent", "unclear"
# By then the server has answered, or its answer was lost with the process that waited for it.
SETTLED_BY = dt.timedelta(minutes=1)
# What travels within this very machine needs no TLS, and its own mail server has no certificate.
HERE = ("localhost", "127.0.0.1", "::1")
TAKEN, TO_BE_TRIED_LATER = (250, 251), 400
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)


@dataclass(frozen=True)
class Message:
    """Plain text to one address, in the name of a person to whom an answer by mail goes."""

    to: str
    subject: str
    text: str
    at: dt.datetime
    from_name: str = "FieldLog"
    reply_to: str = ""


class Server(NamedTuple):
    """`sender` is the address that mail comes from."""

    host: str
    port: int
    is_tls: bool
    user: str
    password: str
    sender: str


def is_address(text: str) -> bool:
    """Whether this is one plain e-mail address, which no header and no server could read as anything else."""
    local, _, _ = text.partition("@")
    return len(text) <= 254 and len(local) <= 64 and bool(_ADDRESS.fullmatch(text))


def known_of(kept: str, since: dt.datetime, now: dt.datetime) -> str:
    """What is known of a mail of which this was kept; none is on its way for ever."""
    return UNCLEAR if kept == SENDING and now >= since + SETTLED_BY else kept


def server_of(url: str) -> Server:
    """`smtp://user:password@host:587`, `smtps://…`; the sender is `?from=…`, the user, or of the host.

    Raises ValueError for anything else.
    """
    parts = urlsplit(url)
    host, user = parts.hostname or "", unquote(parts.username or "")
    said = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
    senders = said.pop("from", [user if is_address(user) else f"fieldlog@{_domain(host)}"])
    is_good = parts.scheme in PORTS and host and parts.port != 0 and parts.path in ("", "/")
    if not is_good or said or parts.fragment or not is_address(senders[0]) or len(senders) > 1:
        raise ValueError("no address of a mail server")
    port = parts.port or PORTS[parts.scheme]
    return Server(host, port, parts.scheme == "smtps", user, unquote(parts.password or ""), senders[0])


def _domain(host: str) -> str:
    """A domain to write from where the server is named without one."""
    return host if is_address(f"fieldlog@{host}") else "localhost.localdomain"


def send(message: Message, url: str) -> None:
    """Hand the message to the server.

    Raises NotSent where it certainly was not sent (AddressRefused: for its address), PerhapsSent where the
    server fell silent after it had all of it; caused by the error behind it, if there is one.
    """
    if not url:
        raise NotSent("No mail server is set up, so nothing was sent.")
    if not is_address(message.to):
        raise AddressRefused
    _Handing(message, server_of(url)).end()


def is_wrong_password(cause: BaseException | None) -> bool:
    """Whether this is why a server took nothing."""
    return isinstance(cause, smtplib.SMTPAuthenticationError)


class _Handing:
    """One attempt, in a thread of its own: a server that is slow at each step is left at the end of the time.

    From the moment that it is left, nothing is handed over any more.
    """

    def __init__(self, message: Message, server: Server):
        self._message = message
        self._server = server
        self._lock = threading.Lock()
        self._is_left = self._is_handed_over = self._is_taken = False
        self._refusal: NotSent | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._thread.join(LONGEST)
        with self._lock:
            self._is_left = True
            if not self._is_taken:
                raise self._refusal or self._as_far_as_known()

    def _as_far_as_known(self) -> NotSent:
        return PerhapsSent() if self._is_handed_over else NotSent()

    def _run(self) -> None:
        try:
            letter = _letter(self._message, self._server.sender)
            with _connected(self._server) as connection:
                self._hand_over(connection, letter)
        except NotSent as refusal:
            self._refusal = refusal
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self._refusal = self._as_far_as_known()
            self._refusal.__cause__ = error

    def _hand_over(self, connection: smtplib.SMTP, letter: bytes) -> None:
        _expect(connection.mail(self._server.sender), NotSent)
        _expect(connection.rcpt(self._message.to), AddressRefused)
        with self._lock:
            if self._is_left:
                return
            self._is_handed_over = True
        try:
            _expect(connection.data(letter), NotSent)
        except smtplib.SMTPDataError as refused:
            # Told before any of it was handed over.
            raise NotSent from refused
        self._is_taken = True


def _expect(answer: tuple[int, bytes], refusal: type[NotSent]) -> None:
    code, _ = answer
    if code not in TAKEN:
        # A server that is busy, or meets a sender for the first time, says nothing of the address.
        raise refusal() if code // 100 * 100 != TO_BE_TRIED_LATER else NotSent()


@contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    # The name of this machine is nobody's business, and to look it up may take long.
    own = server.sender.rpartition("@")[2]
    opened: smtplib.SMTP
    if server.is_tls:
        trusted = ssl.create_default_context()
        opened = smtplib.SMTP_SSL(server.host, server.port, own, timeout=LONGEST, context=trusted)
    else:
        opened = smtplib.SMTP(server.host, server.port, own, timeout=LONGEST)
    with opened as connection:
        if not server.is_tls and server.host not in HERE:
            connection.starttls(context=ssl.create_default_context())
        connection.ehlo_or_helo_if_needed()
        if server.user:
            connection.login(server.user, server.password)
        yield connection


def _letter(message: Message, sender: str) -> bytes:
    letter = EmailMessage()
    letter["From"] = Address(" ".join(message.from_name.split()), addr_spec=sender)
    letter["To"] = Address(addr_spec=message.to)
    if is_address(message.reply_to):
        letter["Reply-To"] = Address(addr_spec=message.reply_to)
    letter["Subject"] = " ".join(message.subject.split())
    letter["Date"] = format_datetime(message.at)
    letter["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    letter.set_content(message.text, cte="quoted-printable")
    return letter.as_bytes(policy=SMTP)
