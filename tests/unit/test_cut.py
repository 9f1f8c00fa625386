"""The wire that other tests cut carries, resets, refuses and carries again."""

import socket
import threading
from collections.abc import Iterator

import pytest

from tests.cut import At, Wire


@pytest.fixture
def echo() -> Iterator[int]:
    """The port of something that says back, line by line, what it is told."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=answer, args=(listening,), daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def answer(listening: socket.socket) -> None:
    while True:
        try:
            talking, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=say_back, args=(talking,), daemon=True).start()


def say_back(talking: socket.socket) -> None:
    with talking, talking.makefile("rwb") as lines:
        try:
            for line in lines:
                lines.write(line)
                lines.flush()
        except ConnectionError:
            return


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=5)


def said_back(talking: socket.socket, line: bytes) -> bytes:
    talking.sendall(line + b"\n")
    with talking.makefile("rb") as lines:
        return lines.readline().rstrip(b"\n")


def test_it_carries_both_ways_for_many_at_once(echo: int) -> None:
    with Wire(echo) as wire, connect(wire.port) as one, connect(wire.port) as other:
        long = b"long " * 100_000
        assert said_back(other, long) == long
        assert said_back(one, b"short") == b"short"


def test_who_leaves_is_told_to_the_other_side(echo: int) -> None:
    with Wire(echo) as wire, connect(wire.port) as talking:
        talking.shutdown(socket.SHUT_WR)
        assert talking.recv(1) == b""


def test_cut_it_resets_who_is_connected_and_refuses_who_connects(echo: int) -> None:
    with Wire(echo) as wire, connect(wire.port) as talking:
        assert said_back(talking, b"before") == b"before"
        with connect(wire.port) as silent:
            wire.cut()
            for each in (talking, silent):
                with pytest.raises(ConnectionResetError):
                    each.recv(1)
        with pytest.raises(ConnectionRefusedError):
            connect(wire.port)


def test_mended_it_carries_again_from_the_same_port(echo: int) -> None:
    with Wire(echo) as wire:
        port = wire.port
        for _ in range(3):
            wire.cut()
            wire.mend()
            assert wire.port == port
            with connect(port) as talking:
                assert said_back(talking, b"again") == b"again"


def test_a_snag_breaks_one_line_within_its_words_and_carries_the_others(echo: int) -> None:
    with Wire(echo) as wire, connect(wire.port) as caught, connect(wire.port) as other:
        snag = wire.snag(b"GET", At.HALF_ASKED)
        caught.sendall(b"GET all of this\n")
        assert caught.recv(9) == b""
        assert snag.sprung.wait(5)
        assert said_back(other, b"GET that") == b"GET that"


def test_a_snag_at_the_answer_lets_the_words_through_and_nothing_back(echo: int) -> None:
    with Wire(echo) as wire, connect(wire.port) as caught, connect(wire.port) as other:
        snag = wire.snag(b"GET", At.ANSWERED)
        assert said_back(other, b"before") == b"before"
        assert said_back(caught, b"GET all of this") == b""
        assert snag.sprung.wait(5)
        assert said_back(other, b"GET that") == b"GET that"


def test_a_snag_may_only_tell(echo: int) -> None:
    told: list[str] = []
    with Wire(echo) as wire, connect(wire.port) as talking:
        wire.snag(b"GET", At.ASKED, lambda: told.append("now"))
        assert said_back(talking, b"GET this") == b"GET this"
        assert said_back(talking, b"GET that") == b"GET that"
    assert told == ["now"]


def test_a_snag_may_cut_the_whole_wire_before_anybody_can_try_again(echo: int) -> None:
    with Wire(echo) as wire, connect(wire.port) as caught, connect(wire.port) as other:
        snag = wire.snag(b"GET", At.HALF_ASKED, wire.cut)
        caught.sendall(b"GET all of this\n")
        for each in (caught, other):
            with pytest.raises(ConnectionResetError):
                each.recv(1)
        with pytest.raises(ConnectionRefusedError):
            connect(wire.port)
        assert snag.sprung.wait(5)


def test_led_elsewhere_it_carries_there_from_the_same_port(echo: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, Wire(silent.getsockname()[1]) as wire:
        wire.lead_to(echo)
        with connect(wire.port) as talking:
            assert said_back(talking, b"here") == b"here"


def test_where_nobody_listens_it_closes_who_connects_and_goes_on(echo: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = closed.getsockname()[1]
    with Wire(nobody) as wire:
        with connect(wire.port) as talking:
            assert talking.recv(1) == b""
        wire.lead_to(echo)
        with connect(wire.port) as talking:
            assert said_back(talking, b"now") == b"now"
