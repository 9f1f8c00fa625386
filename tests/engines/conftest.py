"""The demo program behind a wire that can be cut, a screen nobody sees, and browsers on a profile."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from fieldlog import clock
from fieldlog.demo.load import load
from fieldlog.extensions import write_transaction
from tests.bench.served import served
from tests.cut import Wire
from tests.engines.browsers import ENGINES, Browser
from tests.engines.coach import Coach


@pytest.fixture(scope="session")
def demo_port(make_app: Callable[..., Flask], tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    app = make_app(f"sqlite:///{tmp_path_factory.mktemp('engines') / 'demo.sqlite3'}")
    zone = app.config["FIELDLOG"].time_zone
    with app.app_context(), write_transaction():
        load(clock.today(zone), zone)
    with served(app) as port:
        yield port


@pytest.fixture
def network(demo_port: int) -> Iterator[Wire]:
    with Wire(demo_port) as wire:
        yield wire


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1024x768x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as screen:
        assert screen.stdout
        yield f":{screen.stdout.readline().strip()}"
        screen.terminate()


@pytest.fixture(params=ENGINES)
def start(
    request: pytest.FixtureRequest, tmp_path: Path, display: str, network: Wire
) -> Iterator[Callable[[], Coach]]:
    """The coach at one and the same tablet; called again, its battery was dead meanwhile."""
    running: list[Browser] = []

    def start() -> Coach:
        stop()
        running.append(ENGINES[request.param](tmp_path / "profile", display))
        return Coach(running[-1].driver, f"http://127.0.0.1:{network.port}")

    def stop() -> None:
        while running:
            running.pop().kill()

    yield start
    stop()


@pytest.fixture
def note(request: pytest.FixtureRequest) -> str:
    """Words that no other test of any engine writes, and that nobody takes for a student's name."""
    return f"Written by {request.node.name}".lower()
