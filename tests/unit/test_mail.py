"""Mail is handed to a server once, in time, by one address to one address, or it is told that it was not."""

import datetime as dt
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from fieldlog import mail
from fieldlog.errors import AddressRefused, NotSent, PerhapsSent
from fieldlog.mail import Message, Server, is_address, known_of, send, server_of
from tests.mail_server import CERTIFICATE, MailServer

AT = dt.datetime(2026, 11, 24, 20, tzinfo=dt.UTC)
MESSAGE = Message(
    "alder@school.example", "A note from Léa", "Hello,\n\n.a dot ✓\nÄ long line" + " word" * 300, AT,
    "Léa Ko", "lea@program.example",
)  # fmt: skip
STEPS = ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A server that FieldLog takes for another machine, with a certificate that it trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with MailServer("127.0.0.2", starttls=True) as server:
        yield server


def test_what_arrives_is_what_was_sent(server: MailServer) -> None:
    send(MESSAGE, f"{server.url}?from=log@program.example")
    ((sender, to, message, raw),) = server.taken
    assert (sender, to) == ("log@program.example", ["alder@school.example"])
    assert message["From"] == "Léa Ko <log@program.example>"
    assert (message["To"], message["Reply-To"]) == ("alder@school.example", "lea@program.example")
    assert (message["Subject"], message["Date"].datetime) == ("A note from Léa", AT)
    assert message["Message-ID"].endswith("@program.example>")
    assert message.get_content().replace("\r\n", "\n") == MESSAGE.text + "\n"
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert server.heard[0] == "EHLO program.example"


@pytest.mark.parametrize(
    "bad",
    [
        "", "alder", "@school.example", "alder@", "alder@school", "a b@school.example", "a@b@school.example",
        "alder@school.example\nBcc: all@school.example", "alder@school.example\r\n", "a,b@school.example",
        "<alder@school.example>", "Ms A <a@school.example>", "a;b@school.example", '"a b"@school.example',
        ".a@school.example", "a..b@school.example", "a@-school.example", "a@school..example",
        "a@school.example.", "älder@school.example", "alder@schöol.example", "a＠school.example",
        "a\x00@school.example", "a(b)@c.example",
        f"{'a' * 65}@school.example", f"a@{'b' * 250}.example", "a@[127.0.0.1]", "a@school.example\udcff",
    ],
)  # fmt: skip
def test_what_is_not_one_plain_address_is_none(server: MailServer, bad: str) -> None:
    assert not is_address(bad)
    with pytest.raises(NotSent):
        send(replace(MESSAGE, to=bad), server.url)
    assert server.taken == []


@pytest.mark.parametrize(
    "good", ["a@b.example", "a.b+c@school.k12.or.us", "o'neil_1@school-2.example", "A@B.EXAMPLE"]
)
def test_a_plain_address_is_one(server: MailServer, good: str) -> None:
    assert is_address(good)
    send(replace(MESSAGE, to=good), server.url)
    assert server.taken[0].to == [good]


def test_no_line_break_makes_a_header(server: MailServer) -> None:
    evil = "x\r\nBcc: all@school.example\n\nbody"
    send(replace(MESSAGE, subject=evil, from_name=evil, reply_to=evil), server.url)
    (taken,) = server.taken
    assert taken.to == [MESSAGE.to]
    assert taken.message["Bcc"] is taken.message["Reply-To"] is None
    assert taken.message["Subject"] == "x Bcc: all@school.example body"


@pytest.mark.parametrize("at", STEPS)
@pytest.mark.parametrize("said", [b"554 no", b"421 later", None])
def test_whatever_is_refused_or_broken_before_all_of_it_was_there_was_not_sent(
    server: MailServer, at: str, said: bytes | None
) -> None:
    server.says = {at: said, "HELO": b"554 no"} if at == "EHLO" else {at: said}
    with pytest.raises(NotSent) as refused:
        send(MESSAGE, server.url)
    is_known = said is not None or at != "DATA"
    assert isinstance(refused.value, PerhapsSent) is not is_known
    assert isinstance(refused.value, AddressRefused) is (at == "RCPT" and said == b"554 no")
    assert server.taken == []


def test_a_message_that_the_server_turns_down_in_the_end_was_not_sent(server: MailServer) -> None:
    server.says = {"TAKEN": b"554 looks like spam"}
    with pytest.raises(NotSent) as refused:
        send(MESSAGE, server.url)
    assert type(refused.value) is NotSent


def test_a_server_that_breaks_off_after_it_had_all_may_have_sent_it(server: MailServer) -> None:
    server.says = {"TAKEN": None}
    with pytest.raises(PerhapsSent):
        send(MESSAGE, server.url)


def test_what_goes_wrong_after_it_was_taken_takes_nothing_back(server: MailServer) -> None:
    server.says = {"QUIT": b"500 no"}
    send(MESSAGE, server.url)
    assert len(server.taken) == 1


def test_nobody_listens_or_no_server_is_set_up() -> None:
    with MailServer() as gone:
        url = gone.url
    for each in (url, "smtp://no-such-host.invalid", ""):
        with pytest.raises(NotSent) as refused:
            send(MESSAGE, each)
        assert type(refused.value) is NotSent


@pytest.mark.parametrize("at", [*STEPS, "TAKEN"])
def test_a_server_that_is_silent_is_left_in_time(
    server: MailServer, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "LONGEST", 0.4)
    goes_on = threading.Event()
    server.before = {at: lambda: goes_on.wait(5)}
    began = time.monotonic()
    with pytest.raises(NotSent) as refused:
        send(MESSAGE, server.url)
    assert time.monotonic() - began < 2
    assert isinstance(refused.value, PerhapsSent) is (at in ("DATA", "TAKEN"))
    goes_on.set()


def test_a_server_that_drips_is_left_in_time_and_gets_nothing_after(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "LONGEST", 0.5)
    # Each byte comes within the patience for one step, all of them do not.
    server.pace = 0.04
    began = time.monotonic()
    with pytest.raises(NotSent) as refused:
        send(MESSAGE, server.url)
    assert type(refused.value) is NotSent
    assert time.monotonic() - began < 2
    server.pace = 0
    time.sleep(0.7)
    assert server.taken == []


def test_nothing_goes_to_another_machine_in_plain(elsewhere: MailServer) -> None:
    elsewhere.starttls = False
    with pytest.raises(NotSent):
        send(MESSAGE, elsewhere.url.replace("//", "//user:word@"))
    assert all(line.startswith(("EHLO", "QUIT")) for line in elsewhere.heard)


@pytest.mark.parametrize("tls", [False, True])
def test_elsewhere_it_goes_encrypted_with_the_password_after_that(elsewhere: MailServer, tls: bool) -> None:
    with MailServer("127.0.0.2", starttls=not tls, tls=tls) as server:
        send(MESSAGE, server.url.replace("//", "//us%40er:w%20d@"))
        assert len(server.taken) == 1
        heard = [line.partition(" ")[0] for line in server.heard if not line.startswith("QUIT")]
        assert heard == [*([] if tls else ["EHLO", "STARTTLS"]), "EHLO", "AUTH", "MAIL", "RCPT", "DATA"]


@pytest.mark.parametrize("tls", [False, True])
def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(tls: bool) -> None:
    with MailServer("127.0.0.2", starttls=not tls, tls=tls) as server:
        with pytest.raises(NotSent):
            send(MESSAGE, server.url.replace("//", "//user:word@"))
        assert not any(line.startswith(("AUTH", "MAIL")) for line in server.heard)


def test_a_wrong_password_is_no_mail(server: MailServer) -> None:
    server.says = {"AUTH": b"535 no"}
    with pytest.raises(NotSent):
        send(MESSAGE, server.url.replace("//", "//user:word@"))


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://h.example", Server("h.example", 587, False, "", "", "fieldlog@h.example")),
        ("smtps://h.example/", Server("h.example", 465, True, "", "", "fieldlog@h.example")),
        ("smtp://mail", Server("mail", 587, False, "", "", "fieldlog@localhost.localdomain")),
        ("smtp://u:p%2F@h.example:25", Server("h.example", 25, False, "u", "p/", "fieldlog@h.example")),
        ("smtp://a%40b.example:p@h", Server("h", 587, False, "a@b.example", "p", "a@b.example")),
        ("smtps://k:p@h.example?from=a@b.example", Server("h.example", 465, True, "k", "p", "a@b.example")),
    ],
)  # fmt: skip
def test_a_server_is_named_by_its_address(url: str, server: Server) -> None:
    assert server_of(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example", "http://h", "smtp://", "smtp://:25", "smtp://h:port", "smtp://h:0", "smtp://h:99999",
        "smtp://h?from=nobody", "smtp://h?from=a@b.example&from=c@d.example", "smtp://h?to=a@b.example",
        "smtp://h?from", "smtp://h/path", "smtp://h#x", "smtp://[::1",
    ],
)  # fmt: skip
def test_anything_else_names_no_server(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        server_of(url)


@pytest.mark.parametrize(
    ("kept", "seconds", "known"),
    [("sending", 59, "sending"), ("sending", 60, "unclear"), ("sent", 99, "sent"), ("unsent", 99, "unsent")],
)
def test_no_mail_is_on_its_way_for_ever(kept: str, seconds: int, known: str) -> None:
    assert known_of(kept, AT, AT + dt.timedelta(seconds=seconds)) == known
