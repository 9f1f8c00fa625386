"""Those to whom weekly files go, in the tests: a webhook and a bucket over HTTP, and an SFTP server."""

import hashlib
import hmac
import os
import socket
import ssl
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

import paramiko
from paramiko.sftp_attr import SFTPAttributes

from tests.mail_server import CERTIFICATE

KEY, SECRET, REGION = "canary-key", "canary/secret+of the bucket", "us-west-2"


class Posted(NamedTuple):
    path: str
    headers: dict[str, str]
    body: bytes


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_whom: object) -> None:
        """A client that leaves is none."""


class _Http:
    """`says` are the statuses of the next answers; then it takes everything."""

    def __init__(self, host: str = "127.0.0.1", *, tls: bool = False) -> None:
        self.scheme, self.host = "https" if tls else "http", host
        self.taken: list[Posted] = []
        self.says: list[int] = []
        self.headers: dict[str, str] = {}
        self.before: Callable[[], object] = bool
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                outer.before()
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                status, said = outer.answer(Posted(self.path, headers, body), self.command)
                self.send_response(status)
                for name, value in {**outer.headers, "Content-Length": str(len(said))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(said)

            do_PUT = do_POST

            def log_message(self, *_said: object) -> None:
                """Nobody reads it."""

        self._server = _Server((host, 0), Handler)
        if tls:
            trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            trust.load_cert_chain(CERTIFICATE)
            self._server.socket = trust.wrap_socket(self._server.socket, server_side=True)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def answer(self, posted: Posted, _method: str) -> tuple[int, bytes]:
        status = self.says.pop(0) if self.says else 204
        if status < 300:
            self.taken.append(posted)
        return status, b""

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class Hook(_Http):
    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}/canary-path?token=canary-token"


class BucketServer(_Http):
    """Speaks as much of S3 as to take an object whose signature it has computed itself."""

    def __init__(self) -> None:
        super().__init__()
        self.objects: dict[str, bytes] = {}
        self.code = ""

    def url(
        self, secret: str = "canary%2Fsecret%2Bof%20the%20bucket", bucket: str = "reports/fieldlog"
    ) -> str:
        return f"s3://{KEY}:{secret}@127.0.0.1:{self.port}/{bucket}?region={REGION}"

    def answer(self, posted: Posted, method: str) -> tuple[int, bytes]:
        status = self.says.pop(0) if self.says else 200
        if status >= 300:
            return status, _refusal(self.code or "InternalError")
        if hashlib.sha256(posted.body).hexdigest() != posted.headers["x-amz-content-sha256"]:
            return 400, _refusal("XAmzContentSHA256Mismatch")
        if not _is_signed(posted, method):
            return 403, _refusal("SignatureDoesNotMatch")
        self.taken.append(posted)
        self.objects[posted.path] = posted.body
        return 200, b""


def _refusal(code: str) -> bytes:
    return (
        f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>canary-message</Message></Error>".encode()
    )


def _is_signed(posted: Posted, method: str) -> bool:
    """AWS Signature Version 4, as its documentation describes it."""
    said = posted.headers["authorization"].removeprefix("AWS4-HMAC-SHA256 ")
    parts = dict(part.strip().split("=", 1) for part in said.split(","))
    names, at = parts["SignedHeaders"], posted.headers["x-amz-date"]
    headers = "".join(f"{name}:{' '.join(posted.headers[name].split())}\n" for name in names.split(";"))
    url = urlsplit(posted.path)
    asked = "\n".join([method, url.path, url.query, headers, names, posted.headers["x-amz-content-sha256"]])
    scope = f"{at[:8]}/{REGION}/s3/aws4_request"
    to_sign = "\n".join(["AWS4-HMAC-SHA256", at, scope, hashlib.sha256(asked.encode()).hexdigest()])
    key = f"AWS4{SECRET}".encode()
    for word in scope.split("/"):
        key = hmac.digest(key, word.encode(), "sha256")
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    return parts["Credential"] == f"{KEY}/{scope}" and parts["Signature"] == signature


class SftpServer:
    """A folder behind SSH. `fails` maps what is asked to the answer it gets instead; `without_replacing`
    renames as old servers do."""

    def __init__(self, root: Path, *, user: str = "office", password: str = "canary-password") -> None:
        self.root, self.user, self.password = root, user, password
        self.key = paramiko.ECDSAKey.generate()
        self.taken_keys: list[str] = []
        self.fails: dict[str, int] = {}
        self.without_replacing = False
        self.opened: list[str] = []
        self._transports: list[paramiko.Transport] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def port(self) -> int:
        return int(self._listening.getsockname()[1])

    def url(
        self, folder: str = "/weeks", *, password: str | None = None, key: str = "", print_: str = ""
    ) -> str:
        word = "" if key else f":{password or self.password}"
        more = f"key={key}&" if key else ""
        shown = print_ or self.key.fingerprint
        return f"sftp://{self.user}{word}@127.0.0.1:{self.port}{folder}?{more}fingerprint={shown}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        # A thread that waits in accept is not woken by closing.
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join(5)
        self._listening.close()
        for transport in self._transports:
            transport.close()

    def _serve(self) -> None:
        while True:
            line, _ = self._listening.accept()
            if line.recv(1, socket.MSG_PEEK) == b"":
                line.close()
                return
            transport = paramiko.Transport(line)
            transport.add_server_key(self.key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files, self)
            self._transports.append(transport)
            transport.start_server(server=_Gate(self), event=threading.Event())


class _Gate(paramiko.ServerInterface):
    def __init__(self, server: SftpServer) -> None:
        self._server = server

    def get_allowed_auths(self, username: str) -> str:
        return "password,publickey"

    def check_auth_password(self, username: str, password: str) -> int:
        return _taken((username, password) == (self._server.user, self._server.password))

    def check_auth_publickey(self, username: str, key: Any) -> int:
        return _taken(username == self._server.user and key.fingerprint in self._server.taken_keys)

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return int(paramiko.OPEN_SUCCEEDED)


def _taken(is_right: bool) -> int:
    return int(paramiko.AUTH_SUCCESSFUL if is_right else paramiko.AUTH_FAILED)


class _Files(paramiko.SFTPServerInterface):
    def __init__(self, gate: Any, server: SftpServer) -> None:
        super().__init__(gate)
        self._of = server

    def stat(self, path: str) -> Any:
        return self._done("stat", lambda: SFTPAttributes.from_stat(os.stat(self._place(path))))

    lstat = stat

    def open(self, path: str, flags: int, attr: Any) -> Any:
        return self._done("open", lambda: self._handle(path, flags))

    def mkdir(self, path: str, attr: Any) -> Any:
        return self._done("mkdir", lambda: os.mkdir(self._place(path)))

    def remove(self, path: str) -> Any:
        return self._done("remove", lambda: os.remove(self._place(path)))

    def rename(self, oldpath: str, newpath: str) -> Any:
        if self._place(newpath).exists():
            return paramiko.SFTP_FAILURE
        return self._done("rename", lambda: os.rename(self._place(oldpath), self._place(newpath)))

    def posix_rename(self, oldpath: str, newpath: str) -> Any:
        if self._of.without_replacing:
            return paramiko.SFTP_OP_UNSUPPORTED
        return self._done("rename", lambda: os.replace(self._place(oldpath), self._place(newpath)))

    def _place(self, path: str) -> Path:
        return self._of.root / path.lstrip("/")

    def _handle(self, path: str, flags: int) -> Any:
        self._of.opened.append(path)
        handle = paramiko.SFTPHandle(flags)
        handle.writefile = handle.readfile = os.fdopen(os.open(self._place(path), flags, 0o644), "wb")
        return handle

    def _done(self, what: str, work: Callable[[], Any]) -> Any:
        if what in self._of.fails:
            return self._of.fails[what]
        try:
            made = work()
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        return paramiko.SFTP_OK if made is None else made
