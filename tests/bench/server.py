"""FieldLog in a process of its own, so that who asks takes no time from it: `served_apart`."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import waitress

from fieldlog import create_app
from fieldlog.cli.serve import MADE_AHEAD, THREADS
from fieldlog.config import ROOT

SECRET = "b" * 40


class Apart(NamedTuple):
    port: int
    process_id: int

    def memory_kb(self) -> int:
        """What the process holds now."""
        return self._told("VmRSS")

    def most_memory_kb(self) -> int:
        """The most it held since `forget_most`."""
        return self._told("VmHWM")

    def forget_most(self) -> None:
        Path(f"/proc/{self.process_id}/clear_refs").write_text("5")

    def _told(self, which: str) -> int:
        status = Path(f"/proc/{self.process_id}/status").read_text()
        return int(status.partition(f"{which}:")[2].split()[0])


@contextmanager
def served_apart(url: str) -> Iterator[Apart]:
    """The store at this address behind a server, meanwhile."""
    command = [sys.executable, "-m", "tests.bench.server", url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield Apart(int(process.stdout.readline()), process.pid)
        finally:
            process.terminate()


def _serve(url: str) -> None:
    app = create_app({"FIELDLOG_DATABASE_URL": url, "FIELDLOG_SECRET_KEY": SECRET})
    server = waitress.create_server(
        app, host="127.0.0.1", port=0, threads=THREADS, outbuf_high_watermark=MADE_AHEAD
    )
    print(server.effective_port, flush=True)
    server.run()


if __name__ == "__main__":
    _serve(sys.argv[1])
