"""What is handed to a carrier arrives whole, or it is told in plain words why not; no secret is ever said."""

import datetime as dt
import errno
import hashlib
import hmac
import json
import resource
import socket
import ssl
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import paramiko
import pytest

from fieldlog.carriers import bounded, plain_words, webhook
from fieldlog.carriers.address import Around, BadAddress
from fieldlog.carriers.parcel import Carrier, Parcel, Piece
from fieldlog.carriers.targets import carriers_of
from fieldlog.errors import NotDelivered
from tests.mail_server import CERTIFICATE, MailServer
from tests.receivers import BucketServer, Hook, SftpServer

AT = dt.datetime(2026, 11, 23, 14, tzinfo=dt.UTC)
SECRET = "canary-secret of the webhook, long enough"
BASE = "https://log.example.org"


def piece(name: str, content: bytes, rows: int = 1) -> Piece:
    return Piece(name, rows, hashlib.sha256(content).hexdigest(), content)


PARCEL = Parcel(
    uuid.UUID(int=7), "2026-W47", 1, AT, AT,
    (piece("entries.csv", "\ufeff\"a\"\r\n👩🏽‍🏫".encode(), 12), piece("big.jsonl", b"x" * 3_000_000, 3),
     piece("manifest.json", b"{}\n")),
)  # fmt: skip
SECOND = replace(PARCEL, edition=2, pieces=(piece("entries.csv", b"later"), piece("manifest.json", b"2")))
ALL = {each.name: each.content for each in PARCEL.pieces}


def carrier(
    address: str, tmp_path: Path | str = "/nowhere", smtp_url: str = "", base_url: str = BASE
) -> Carrier:
    (made,) = carriers_of(address, Around(str(tmp_path), base_url, smtp_url))
    return made


def words(made: Carrier, parcel: Parcel = PARCEL) -> str:
    with pytest.raises(NotDelivered) as refused:
        made.carry(parcel)
    assert refused.value.__cause__ is None
    return refused.value.words


def lying(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def under(folder: str, parcel: Parcel) -> dict[str, bytes]:
    return {f"{folder}/{each.name}": each.content for each in parcel.pieces}


# --- folder ------------------------------------------------------------------


def test_each_edition_lies_in_a_folder_of_its_own(tmp_path: Path) -> None:
    folder = carrier("folder", tmp_path)
    folder.carry(PARCEL)
    folder.carry(SECOND)
    folder.carry(PARCEL)
    assert lying(tmp_path) == under("2026-W47", PARCEL) | under("2026-W47/edition-2", SECOND)


def test_a_disk_that_is_full_leaves_no_half_file_and_no_manifest(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        assert words(carrier("folder", tmp_path)) == "there is no room left"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert lying(tmp_path) == {"2026-W47/entries.csv": ALL["entries.csv"]}


def test_a_file_in_the_way_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "2026-W47").write_text("in the way")
    assert words(carrier("folder", tmp_path)) == "a file is in the way of its folder"
    assert lying(tmp_path) == {"2026-W47": b"in the way"}


# --- mail --------------------------------------------------------------------


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def test_a_mail_says_the_week_how_many_rows_and_where(mails: MailServer) -> None:
    carrier("mailto:office@school.example", smtp_url=mails.url).carry(PARCEL)
    ((_, to, message, raw),) = mails.taken
    assert (to, message["Subject"]) == (["office@school.example"], "The weekly files of 2026-W47")
    assert message.get_content().replace("\r\n", "\n") == (
        "The files of 2026-W47 are made. entries.csv has 12 rows.\n\n"
        "Sign in and download them here:\nhttps://log.example.org/exports/weeks/2026-W47\n"
    )
    assert "👩🏽‍🏫".encode() not in raw
    carrier("mailto:office@school.example", smtp_url=mails.url).carry(SECOND)
    assert "were made again, as edition 2. entries.csv has 1 row." in mails.taken[1].message.get_content()


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ({"RCPT": b"550 no such user"}, "the mail server does not take this address"),
        ({"MAIL": b"451 later"}, "the mail server: it did not take it"),
        ({"AUTH": b"535 no"}, "the mail server does not take the user name or password"),
        ({"TAKEN": None}, "the mail server fell silent, so it may have arrived or not"),
        ({"CONNECT": None}, "the mail server: it did not take it"),
    ],
)
def test_why_a_mail_did_not_go_is_told(mails: MailServer, says: dict[str, bytes | None], told: str) -> None:
    mails.says = says
    url = mails.url.replace("//", "//user:canary-word@")
    assert words(carrier("mailto:office@school.example", smtp_url=url)) == told


def test_a_mail_server_that_is_away_is_told() -> None:
    with MailServer() as gone:
        url = gone.url
    assert words(carrier("mailto:a@b.example", smtp_url=url)) == "the mail server: nobody answers there"
    unknown = carrier("mailto:a@b.example", smtp_url="smtp://no-such-host.invalid")
    assert words(unknown) == "the mail server: its name is not known"


# --- bucket ------------------------------------------------------------------


@pytest.fixture
def bucket() -> Iterator[BucketServer]:
    with BucketServer() as server:
        yield server


def test_a_bucket_gets_each_file_signed_with_its_sum(bucket: BucketServer) -> None:
    made = carrier(bucket.url())
    made.carry(PARCEL)
    made.carry(SECOND)
    first = under("/reports/fieldlog/2026-W47", PARCEL)
    assert bucket.objects == first | under("/reports/fieldlog/2026-W47/edition-2", SECOND)
    assert [each.path.rpartition("/")[2] for each in bucket.taken[:3]] == [
        each.name for each in PARCEL.pieces
    ]
    assert bucket.taken[0].headers["content-type"] == "text/csv"
    assert made.name == f"bucket reports/fieldlog at 127.0.0.1:{bucket.port}"


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (403, "InvalidAccessKeyId", "the key is not taken"),
        (403, "AccessDenied", "there is no permission to write there"),
        (404, "NoSuchBucket", "there is no such bucket"),
        (500, "InternalError", "it answered 500"),
        (503, "SlowDown", "it answered 503"),
        (301, "PermanentRedirect", "it answered 301"),
    ],
)
def test_why_a_bucket_took_nothing_is_told(bucket: BucketServer, status: int, code: str, told: str) -> None:
    bucket.says, bucket.code = [status] * 3, code
    assert words(carrier(bucket.url())) == told
    assert bucket.objects == {}
    # Tried once: when it is tried again is not the library's to say.
    assert len(bucket.says) == 2 or status == 301


def test_a_wrong_secret_is_told_and_not_repeated(bucket: BucketServer) -> None:
    assert words(carrier(bucket.url(secret="canary-wrong"))) == "the secret is not taken"


def test_a_bucket_that_breaks_in_the_middle_has_no_manifest(bucket: BucketServer) -> None:
    bucket.says = [200, 500]
    assert words(carrier(bucket.url())) == "it answered 500"
    assert set(bucket.objects) == {"/reports/fieldlog/2026-W47/entries.csv"}


def test_a_bucket_that_is_away_is_told() -> None:
    with BucketServer() as gone:
        url = gone.url()
    assert words(carrier(url)) == "nobody answers there"
    assert words(carrier("s3://k:s@no-such-host.invalid/b")) == "its name is not known"


# --- SFTP --------------------------------------------------------------------


@pytest.fixture
def sftp(tmp_path: Path) -> Iterator[SftpServer]:
    (tmp_path / "there").mkdir()
    with SftpServer(tmp_path / "there") as server:
        yield server


def test_an_sftp_server_gets_each_file_under_its_name_when_it_is_whole(sftp: SftpServer) -> None:
    made = carrier(sftp.url())
    made.carry(PARCEL)
    made.carry(SECOND)
    made.carry(PARCEL)
    first = under("weeks/2026-W47", PARCEL)
    assert lying(sftp.root) == first | under("weeks/2026-W47/edition-2", SECOND)
    assert all(path.endswith(".part") for path in sftp.opened)
    assert made.name == f"SFTP server 127.0.0.1:{sftp.port}, /weeks"


def test_a_server_that_replaces_no_file_gets_them_too(sftp: SftpServer) -> None:
    sftp.without_replacing = True
    for _ in range(2):
        carrier(sftp.url("/~/a/b")).carry(PARCEL)
    assert lying(sftp.root) == under("a/b/2026-W47", PARCEL)


def test_a_key_of_ours_opens_it(sftp: SftpServer, tmp_path: Path) -> None:
    key, file = paramiko.ECDSAKey.generate(), tmp_path / "key"
    key.write_private_key_file(str(file))
    made = carrier(sftp.url(key=str(file)))
    assert words(made) == "the key of office is not taken"
    sftp.taken_keys.append(key.fingerprint)
    made.carry(PARCEL)
    assert lying(sftp.root) == under("weeks/2026-W47", PARCEL)
    file.write_text("no key")
    assert words(made) == "the file with our key cannot be read, or needs a password"


def test_a_server_with_another_key_hears_nothing_of_ours(sftp: SftpServer) -> None:
    other = paramiko.ECDSAKey.generate().fingerprint
    told = words(carrier(sftp.url(print_=other)))
    assert told == f"it showed another key than the one that is set up: {sftp.key.fingerprint}"
    assert lying(sftp.root) == {}
    carrier(sftp.url(print_=f"{other},{sftp.key.fingerprint}")).carry(PARCEL)


@pytest.mark.parametrize(
    ("what", "answer", "told"),
    [
        ("open", paramiko.SFTP_PERMISSION_DENIED, "there is no permission to write there"),
        ("open", paramiko.SFTP_FAILURE, "it did not take the files"),
        ("rename", paramiko.SFTP_PERMISSION_DENIED, "there is no permission to write there"),
    ],
)
def test_why_an_sftp_server_took_nothing_is_told(sftp: SftpServer, what: str, answer: int, told: str) -> None:
    sftp.fails = {what: answer}
    assert words(carrier(sftp.url())) == told
    assert not any(name.endswith(("csv", "json")) for name in lying(sftp.root))


def test_a_wrong_password_or_a_server_that_is_away_is_told(sftp: SftpServer) -> None:
    assert words(carrier(sftp.url(password="canary-wrong"))) == "the password of office is not taken"
    address = sftp.url().replace(str(sftp.port), "1")
    assert words(carrier(address)) == "nobody answers there"


# --- webhook -----------------------------------------------------------------


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as hook:
        yield hook


def test_a_webhook_gets_one_signed_post_that_says_what_there_is(hook: Hook) -> None:
    webhook.of(hook.url, SECRET, BASE).carry(PARCEL)
    (posted,) = hook.taken
    assert posted.path == "/canary-path?token=canary-token"
    at = posted.headers["x-fieldlog-timestamp"]
    signed = hmac.new(SECRET.encode(), f"{at}.".encode() + posted.body, hashlib.sha256).hexdigest()
    assert posted.headers["x-fieldlog-signature"] == f"sha256={signed}"
    assert at == str(int(AT.timestamp()))
    news = json.loads(posted.body)
    assert posted.headers["x-fieldlog-delivery"] == news["delivery"] == str(PARCEL.id)
    assert (news["fieldlog"], news["week"], news["edition"]) == ("week-made/1", "2026-W47", 1)
    assert news["made_at"] == "2026-11-23T14:00:00+00:00"
    page = "https://log.example.org/exports/weeks/2026-W47"
    assert (news["page"], news["manifest"]) == (page, f"{page}/manifest.json?edition=1")
    assert news["files"][0] == {
        "name": "entries.csv",
        "rows": 12,
        "bytes": len(ALL["entries.csv"]),
        "sha256": hashlib.sha256(ALL["entries.csv"]).hexdigest(),
        "url": f"{page}/entries.csv?edition=1",
    }


def test_a_changed_body_time_or_secret_is_another_signature() -> None:
    right = webhook.signature(SECRET, "1", b"body")
    for wrong in ((SECRET, "1", b"bodY"), (SECRET, "2", b"body"), ("other" * 9, "1", b"body")):
        assert webhook.signature(*wrong) != right


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_takes_it(hook: Hook, status: int) -> None:
    hook.says = [status]
    webhook.of(hook.url, SECRET, BASE).carry(PARCEL)
    assert len(hook.taken) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 404, 429, 500, 503])
def test_any_other_answer_is_told_and_no_redirect_is_followed(hook: Hook, status: int) -> None:
    with Hook() as other:
        hook.says, hook.headers = [status], {"Location": other.url}
        assert words(webhook.of(hook.url, SECRET, BASE)) == f"it answered {status}"
        assert other.taken == []


def test_an_endless_answer_is_not_read(hook: Hook) -> None:
    hook.headers = {"X-Long": "x" * 10_000, "Content-Length": "99999999999"}
    webhook.of(hook.url, SECRET, BASE).carry(PARCEL)


def test_a_webhook_without_a_good_certificate_hears_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with Hook("127.0.0.2", tls=True) as hook:
        made = webhook.of(hook.url, SECRET, BASE)
        assert words(made) == "its certificate is none to trust"
        assert hook.taken == []
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        made.carry(PARCEL)
        assert len(hook.taken) == 1


@pytest.mark.parametrize(
    "url",
    ["http://h.example/x", "ftp://h.example", "https://", "https://h.example/a b", "https://u:p@h.example/",
     "https://h.example/\u00e4", "https://h.example:0/", "hooks.example"],
)  # fmt: skip
def test_what_is_no_safe_address_is_no_webhook(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        webhook.of(url, SECRET, BASE)


# --- all of them -------------------------------------------------------------


@dataclass(frozen=True)
class Odd:
    """A carrier that does what it is told."""

    work: object

    announces: ClassVar[bool] = False
    name: ClassVar[str] = "odd"

    def carry(self, parcel: Parcel) -> None:
        if isinstance(self.work, Exception):
            raise self.work
        assert isinstance(self.work, threading.Event)
        self.work.wait(5)


def test_who_is_slow_at_each_step_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "LONGEST_S", 0.2)
    goes_on, began = threading.Event(), time.monotonic()
    assert bounded.carry(Odd(goes_on), PARCEL) == "it was too slow"
    assert time.monotonic() - began < 2
    goes_on.set()


def test_what_nobody_expected_is_told_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    said = bounded.carry(Odd(RuntimeError("canary-words")), PARCEL)
    assert said == "something went wrong that is in the server’s log"
    assert "RuntimeError with odd" in caplog.text
    assert "canary" not in caplog.text


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "x"), "there is no room left"),
        (OSError(errno.EDQUOT, "x"), "there is no room left"),
        (OSError(errno.EROFS, "x"), "nothing can be written there"),
        (OSError(errno.ENOENT, "x"), "the folder is not there and could not be made"),
        (OSError(errno.EACCES, "x"), "there is no permission to write there"),
        (OSError(errno.ENETUNREACH, "x"), "there is no way to it from here"),
        (socket.gaierror(socket.EAI_NONAME, "x"), "its name is not known"),
        (TimeoutError("x"), "it did not answer in time"),
        (ConnectionResetError("x"), "the connection broke"),
        (ssl.SSLError("x"), "no encrypted connection could be made"),
        (ValueError("x"), "otherwise"),
    ],
)
def test_an_error_is_told_in_plain_words(error: BaseException, told: str) -> None:
    assert plain_words.of(error, "otherwise") == told
    wrapped = RuntimeError("canary")
    wrapped.__context__ = error
    assert plain_words.of(wrapped, "otherwise") == told


BAD = [
    "elsewhere", "/srv/exports", "ftp://h/x", "folder:/srv", "mailto:", "mailto:nobody",
    "mailto:a@b.example,c@d.example", "s3://", "s3://canary-key@h.example/bucket",
    "s3://canary-key:canary@h.example/", "s3://canary-key:canary@h.example/b?zone=x",
    "s3://canary-key:canary@h.example:canary/b", "s3://:canary@h.example/b",
    "sftp://user:canary@h.example/x", "sftp://user:canary@h.example/x?fingerprint=MD5:aa",
    f"sftp://user@h.example/x?fingerprint=SHA256:{'a' * 43}",
    f"sftp://user:canary@h.example/x?key=/etc/hosts&fingerprint=SHA256:{'a' * 43}",
    f"sftp://user@h.example/x?key=/no/such/canary&fingerprint=SHA256:{'a' * 43}",
    f"sftp://user:canary@h.example/x?known=1&fingerprint=SHA256:{'a' * 43}",
    f"sftp://:canary@h.example/x?fingerprint=SHA256:{'a' * 43}",
    "folder folder", "mailto:a@b.example mailto:a@b.example",
]  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_a_bad_target_is_refused_in_words_that_repeat_none_of_it(text: str) -> None:
    with pytest.raises(BadAddress) as refused:
        carriers_of(text, Around("/x", BASE, "smtp://h"))
    assert "canary" not in str(refused.value)


def test_a_mail_needs_a_server_and_an_address_of_ours() -> None:
    for around, name in ((Around("/x", BASE, ""), "SMTP_URL"), (Around("/x", "", "smtp://h"), "BASE_URL")):
        with pytest.raises(BadAddress, match=name):
            carriers_of("mailto:a@b.example", around)


@pytest.mark.parametrize(("scheme", "library"), [("s3", "boto3"), ("sftp", "paramiko")])
def test_a_library_that_is_not_there_is_named_with_how_to_get_it(
    scheme: str, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("bucket", "sftp"):
        monkeypatch.delitem(sys.modules, f"fieldlog.carriers.{name}", raising=False)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(BadAddress, match=f"needs {library}: .*requirements-delivery.txt"):
        carriers_of(f"{scheme}://user:canary@h.example/x", Around("/x", BASE, ""))


def test_nothing_that_is_shown_of_a_carrier_holds_a_secret() -> None:
    print_ = f"SHA256:{'a' * 43}"
    text = (
        "folder mailto:office@b.example s3://key:canary@h.example/b/in?region=r "
        f"sftp://user:canary@h.example:2022/x?fingerprint={print_}"
    )
    made = [*carriers_of(text, Around("/x", BASE, "smtp://u:canary@h"))]
    made.append(webhook.of("https://h.example/canary", "canary" * 6, BASE))
    assert [each.name for each in made] == [
        "folder",
        "e-mail to office@b.example",
        "bucket b/in at h.example",
        "SFTP server h.example:2022, /x",
        "webhook at h.example",
    ]
    assert "canary" not in repr(made)
    assert [each.announces for each in made] == [False, True, False, False, True]
