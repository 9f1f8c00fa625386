"""Stock Firefox and a window of WebKitGTK, each started on a profile and ended as a dead battery would."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from selenium import webdriver
from selenium.webdriver.common.proxy import Proxy, ProxyType
from selenium.webdriver.common.utils import free_port
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webdriver import WebDriver

from scripts import engines
from tests.engines.marionette import Marionette

PATIENCE_S = 30
T = TypeVar("T")
WINDOW = Path(__file__).with_name("webkit_window.py")


class Browser:
    """A running browser, seen and touched through `driver`."""

    def __init__(self, command: list[str], display: str, drive: Callable[[], WebDriver]) -> None:
        # In a session of its own, so that all its processes are one group and nobody else's.
        self._process = subprocess.Popen(
            command,
            env=os.environ | {"DISPLAY": display},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self.driver = drive()
        except BaseException:
            self._end()
            raise

    def kill(self) -> None:
        """End all its processes at once, without a word to them."""
        self._end()
        self.driver.command_executor.close()

    def _end(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def firefox(profile: Path, display: str) -> Browser:
    told = profile / "MarionetteActivePort"
    told.unlink(missing_ok=True)
    profile.mkdir(exist_ok=True)
    (profile / "user.js").write_text('user_pref("marionette.port", 0);\n')
    command = [str(engines.firefox()), "--marionette", "--no-remote", "--profile", str(profile)]

    def drive() -> WebDriver:
        port = soon(lambda: int(told.read_text()))
        return webdriver.Remote(Marionette(port), options=webdriver.FirefoxOptions())  # type: ignore[arg-type]

    return Browser(command, display, drive)


def webkit(profile: Path, display: str) -> Browser:
    port = free_port()
    options = webdriver.WebKitGTKOptions()
    options.binary_location = str(WINDOW)
    options.add_argument(f"--profile={profile}")

    direct = ClientConfig(f"http://127.0.0.1:{port}", proxy=Proxy({"proxyType": ProxyType.DIRECT}))

    def drive() -> WebDriver:
        soon(lambda: socket.create_connection(("127.0.0.1", port)).close())
        return webdriver.Remote(RemoteConnection(client_config=direct), options=options)

    return Browser(["WebKitWebDriver", f"--port={port}"], display, drive)


ENGINES = {"Firefox": firefox, "WebKitGTK": webkit}


def soon(look: Callable[[], T]) -> T:
    """What `look` finds once a process that has just started shows itself."""
    latest = time.monotonic() + PATIENCE_S
    while True:
        try:
            return look()
        except (OSError, ValueError):
            if time.monotonic() > latest:
                raise
            time.sleep(0.05)
