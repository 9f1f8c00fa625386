"""Selenium to Firefox without geckodriver: Firefox itself speaks Marionette, which is WebDriver over TCP."""

import json
import socket
from typing import Any

COMMANDS = {
    "newSession": "NewSession",
    "get": "Navigate",
    "getCurrentUrl": "GetCurrentURL",
    "findElement": "FindElement",
    "findElements": "FindElements",
    "clickElement": "ElementClick",
    "sendKeysToElement": "ElementSendKeys",
    "w3cExecuteScript": "ExecuteScript",
    "getElementAttribute": "GetElementAttribute",
}
PATIENCE_S = 60


class Marionette:
    """What Selenium calls a command executor."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
        self._incoming = self._socket.makefile("rb")
        self._count = 0
        self._read()  # Firefox introduces itself

    def close(self) -> None:
        self._incoming.close()
        self._socket.close()

    def execute(self, command: str, params: dict[str, Any]) -> dict[str, Any]:
        """The answer to one command, as a WebDriver over HTTP would give it."""
        self._count += 1
        message = json.dumps([0, self._count, f"WebDriver:{COMMANDS[command]}", params]).encode()
        self._socket.sendall(b"%d:%b" % (len(message), message))
        _, _, error, result = self._read()
        if error:
            return {"status": error["error"], "value": error}
        return result if isinstance(result, dict) and "value" in result else {"value": result}

    def _read(self) -> Any:
        """The next message: its length, a colon, JSON."""
        length = bytearray()
        while (byte := self._incoming.read(1)) != b":":
            if not byte:
                raise ConnectionError("Firefox has gone.")
            length += byte
        return json.loads(self._incoming.read(int(length)))
