"""What may happen to one request on its way to the server and back."""

import json
import random
from contextlib import AbstractContextManager, nullcontext

from tests.simulation.fleet import Answer, Request
from tests.simulation.server import Crash, Server

PORTAL = Answer(200, "<html>Accept the terms to use this network</html>", {"Content-Type": "text/html"})
WEIGHTS = {
    "good": 70, "lost request": 6, "lost answer": 8, "crash": 6, "disk full": 6, "portal": 3, "cut answer": 3,
    "another's answer": 3, "slow down": 3,
}  # fmt: skip
BUSY = Answer(503, '{"fieldlog":"error/1","code":"busy"}', {"Retry-After": "2"})


class Network:
    """Between the tablets and the server; remembers what was asked, for stray copies."""

    def __init__(self, server: Server):
        self._server = server
        self.asked: list[tuple[str | None, Request]] = []

    def carry(self, person: str | None, request: Request, lot: random.Random) -> Answer | None:
        """The answer that reaches the tablet; None when none does."""
        what = lot.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        if what == "lost request":
            return None
        if what in ("portal", "slow down"):
            return PORTAL if what == "portal" else BUSY
        answer = self.deliver(person, request, self._trouble(what, lot))
        if what == "lost answer" or answer is None:
            return None
        return _spoilt(answer, what, lot)

    def deliver(
        self, person: str | None, request: Request, trouble: AbstractContextManager[None] | None = None
    ) -> Answer | None:
        """What the server says; None when it was killed over it."""
        if request.method == "POST":
            self.asked.append((person, request))
        try:
            with trouble or nullcontext():
                answer = self._server.ask(person, request)
        except Crash:
            return None
        assert answer.status < 500 or answer.status == 503, f"the server answered {answer}"
        return answer

    def stray(self, lot: random.Random) -> None:
        """An old request arrives once more; nobody waits for its answer."""
        if self.asked:
            person, request = lot.choice(self.asked)
            self.deliver(person, request)

    def _trouble(self, what: str, lot: random.Random) -> AbstractContextManager[None]:
        if what == "crash":
            return self._server.killed_at(lot.randrange(40))
        return self._server.nearly_full(lot.randrange(2)) if what == "disk full" else nullcontext()


def _spoilt(answer: Answer, what: str, lot: random.Random) -> Answer:
    if what == "cut answer":
        return answer._replace(text=answer.text[: lot.randrange(len(answer.text))])
    if what == "another's answer" and '"batch"' in answer.text:
        return answer._replace(text=json.dumps(json.loads(answer.text) | {"batch": "another"}))
    return answer
