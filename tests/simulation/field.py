"""One run: tablets, people and server, through every event and then through a quiet end."""

import random
from collections.abc import Iterable
from typing import Any

from tests.simulation.events import TABLETS, Event
from tests.simulation.fleet import Answer, Fleet, Json, Killed, Request
from tests.simulation.network import Network
from tests.simulation.promises import Promises
from tests.simulation.server import PEOPLE, Server

# Two tablets of one person, so that versions meet.
HOLDERS = ("maya", "maya", "jonah")
MINUTE = 60_000
DAYS = ("2026-11-18", "2026-11-19", "2026-11-20")
FOCUS = ("equity", "regulation_students", "family")
CLOCKS = (0, 1_790_000_000_000, 2_145_916_800_000)


class Tablet:
    """`person` is who is signed in on it; `holder` whose name its pages carry, signed in or not."""

    def __init__(self, person: str):
        self.person: str | None = person
        self.holder = person


class Field:
    def __init__(self, server: Server):
        self._server = server
        self._network = Network(server)
        self._fleet = Fleet(self._carry)
        self._lot = random.Random()
        self._is_quiet = False
        self.tablets: dict[str, Tablet] = {}

    def close(self) -> None:
        self._fleet.close()

    def run(self, seed: int, events: Iterable[Event]) -> None:
        """Raises AssertionError with the broken promise."""
        self._server.reset()
        self._network.asked.clear()
        self._is_quiet = False
        self._lot = random.Random(seed)
        self._fleet.order("reset", seed=seed, tablets=TABLETS)
        self.tablets = {name: Tablet(person) for name, person in zip(TABLETS, HOLDERS, strict=True)}
        self._promises = Promises(self._server, self._look)
        self._quiet_start()
        for event in events:
            self._lot = random.Random(event.luck)
            self._pass(3)
            self._happen(event)
            self._promises.check(f"after {event}")
        self._quiet_end()

    def _happen(self, event: Event) -> None:
        try:
            getattr(self, f"_{event.name}")(event.tablet)
        except Killed:
            # What a violent end leaves may be a database that cannot be read.
            self._lot.choice([self._open, self._open, self._open, self._wipe])(event.tablet)

    def _quiet_start(self) -> None:
        """Everyone has an entry that all their tablets know."""
        self._is_quiet = True
        for name in TABLETS:
            self._open(name)
            self._save(name)
            self._order("drain", name)
        self._pass(6)
        for name in TABLETS:
            self._order("drain", name)
        self._is_quiet = False

    # --- what people do ---------------------------------------------------------

    def _save(self, name: str) -> None:
        holder = self.tablets[name].holder
        self._keep(name, holder, self._form(holder, self._id()))

    def _edit(self, name: str) -> None:
        if known := self._known(name):
            entry, said = self._lot.choice(known)
            self._keep(name, self.tablets[name].holder, self._changed(entry, said))

    def _spoil(self, name: str) -> None:
        """Something that the server cannot count: it is held, and may be mended by a later edit."""
        holder = self.tablets[name].holder
        form = self._form(holder, self._id())
        form["fields"]["minutes"] = self._lot.choice([0, 1441, "15"])
        self._keep(name, holder, form)

    def _withdraw(self, name: str) -> None:
        mine = [row for row in self._recent(name) if row["status"] == "active"]
        if mine:
            row = self._lot.choice(mine)
            body = {
                "entry": row["entry"],
                "type": "withdraw",
                "head": row["head"],
                "reason": "twice",
                "saved_ms": 1,
            }
            self._promises.released(name, row["entry"])
            self._order("save", name, user=self._user(name), body=body, page=self._lot.randrange(2))

    def _discard(self, name: str) -> None:
        if rows := self._outbox(name):
            row = self._lot.choice(rows)
            self._promises.discarded(name, row)
            self._order("discard", name, op=row["op"])

    def _choose(self, name: str) -> None:
        rows = [
            row for row in self._outbox(name) if row["state"] == "conflict" and "conflicts" in row["result"]
        ]
        if rows:
            row = self._lot.choice(rows)
            names = [each["field"] for each in row["result"]["conflicts"] if self._lot.random() < 0.6]
            self._promises.released(name, row["entry"])
            self._order("choose", name, op=row["op"], names=names)

    def _switch(self, name: str) -> None:
        tablet = self.tablets[name]
        tablet.person = tablet.holder = next(each for each in PEOPLE if each != tablet.holder)
        self._order("drain", name)

    def _sign_out(self, name: str) -> None:
        self.tablets[name].person = None

    def _sign_in(self, name: str) -> None:
        self.tablets[name].person = self.tablets[name].holder

    # --- what machines do -------------------------------------------------------

    def _drain(self, name: str) -> None:
        self._order("drain", name, page=self._lot.randrange(2))

    def _crash(self, name: str) -> None:
        self._order("crashAfter", name, writes=self._lot.randrange(12))
        self._lot.choice([self._save, self._edit, self._drain, self._drain])(name)

    def _reopen(self, name: str) -> None:
        self._open(name)

    def _wipe(self, name: str) -> None:
        """The browser loses its whole database; Cache Storage stays."""
        self._promises.wiped(name)
        self._order("wipe", name)
        found = self._open(name)
        self._promises.told_lost(name, found["lost"])
        if self._lot.random() < 0.7:
            self._edit(name)

    def _set_clock(self, name: str) -> None:
        self._order("setClock", name, ms=self._lot.choice(CLOCKS))

    def _back_up(self, _name: str) -> None:
        self._server.back_up()

    def _restore(self, _name: str) -> None:
        self._server.restore()
        self._promises.restored()

    def _stray(self, _name: str) -> None:
        self._network.stray(self._lot)

    def _assign(self, _name: str) -> None:
        world = self._server.world
        both = {world.cedar.id, world.madrone.id}
        self._server.assign(self._lot.choice(PEOPLE), self._lot.choice([both, both, {world.cedar.id}]))

    # --- the network ------------------------------------------------------------

    def _carry(self, request: Request) -> Answer | None:
        person = self.tablets[request.tablet].person
        self._promises.check_sent(request)
        if self._is_quiet:
            return self._network.deliver(person, request)
        if self._lot.random() < 0.15:
            self._meanwhile(request.tablet)
        answer = self._network.carry(person, request, self._lot)
        if self._lot.random() < 0.1:
            self._meanwhile(request.tablet)
        return answer

    def _meanwhile(self, name: str) -> None:
        """People go on while a request is on its way."""
        try:
            self._lot.choice([self._save, self._edit, self._edit, self._discard])(name)
        except Killed:
            return

    # --- the end ----------------------------------------------------------------

    def _quiet_end(self) -> None:
        """All is well again: everyone comes back to each tablet until nothing moves any more."""
        self._is_quiet = True
        world = self._server.world
        for person in PEOPLE:
            self._server.assign(person, {world.cedar.id, world.madrone.id})
        for _ in range(6):
            sent = [self._everyone_sends(name) for name in TABLETS]
            self._promises.check("at the end")
            if not any(sent):
                break
        self._promises.check_end()

    def _everyone_sends(self, name: str) -> bool:
        """Whether anything went out from this tablet."""
        self._open(name)
        busy = [person for person in PEOPLE if self._has_work(name, person)]
        return sum(self._send_all(name, person) for person in busy) > 0

    def _has_work(self, name: str, person: str) -> bool:
        disk = self._look()[name]
        is_theirs = [row["user"] == self._server.ids[person] for row in (*disk["outbox"], *disk["recent"])]
        return any(is_theirs) or person == self.tablets[name].holder

    def _send_all(self, name: str, person: str) -> bool:
        tablet = self.tablets[name]
        tablet.person = tablet.holder = person
        self._pass(6)
        return bool(self._order("drain", name)["sent"])

    # --- small words ------------------------------------------------------------

    def _pass(self, minutes: int) -> None:
        self._fleet.order("pass", ms=minutes * MINUTE)

    def _order(self, do: str, name: str, **how: Any) -> Any:
        return self._fleet.order(do, tablet=name, **how)

    def _open(self, name: str) -> Any:
        return self._order("open", name)

    def _look(self) -> dict[str, Json]:
        disks: dict[str, Json] = self._fleet.order("look")
        return disks

    def _user(self, name: str) -> int:
        return self._server.ids[self.tablets[name].holder]

    def _outbox(self, name: str) -> list[Json]:
        return [row for row in self._look()[name]["outbox"] if row["user"] == self._user(name)]

    def _recent(self, name: str) -> list[Json]:
        return [row for row in self._look()[name]["recent"] if row["user"] == self._user(name)]

    def _known(self, name: str) -> list[tuple[str, Json]]:
        """Entries whose forms can be opened on this tablet, with what they say there: unsent words on top."""
        disk, user = self._look()[name], self._user(name)
        forms = {
            row["entry"]: row["said"]
            for row in disk["recent"]
            if row["user"] == user and row["status"] == "active"
        }
        for row in (*disk["outbox"], *disk["next"]):
            body = row["body"]
            if row["user"] != user or body["type"] == "withdraw" or row["state"] == "conflict":
                continue
            if body["type"] == "create":
                beside = {"schools": body["schools"], "activity_date": body["activity_date"]}
                forms[row["entry"]] = {**body["fields"], **beside}
            elif row["entry"] in forms:
                forms[row["entry"]] = {**forms[row["entry"]], **body["fields"]}
        return sorted(forms.items())

    def _form(self, holder: str, entry: str) -> Json:
        fields = {
            "minutes": self._lot.choice([5, 15, 45]),
            "shared_note": self._words(holder),
            "focus": ["equity"],
        }
        schools = [self._server.world.cedar.id]
        return self._create(entry, fields, schools, self._lot.choice(DAYS))

    def _changed(self, entry: str, said: Json) -> Json:
        """The form with one or two things changed, whole as a form sends it."""
        fields = {name: said[name] for name in ("minutes", "shared_note", "focus") if said.get(name)}
        schools, day = said["schools"], said["activity_date"]
        for what in self._lot.sample(["note", "minutes", "focus", "day", "schools"], self._lot.randint(1, 2)):
            if what == "note":
                fields["shared_note"] = self._words("edit")
            elif what == "minutes":
                fields["minutes"] = self._lot.choice([5, 10, 20, 30])
            elif what == "focus":
                fields["focus"] = self._lot.sample(FOCUS, self._lot.randint(1, 3))
            elif what == "day":
                day = self._lot.choice(DAYS)
            else:
                world = self._server.world
                schools = self._lot.choice(
                    [[world.cedar.id], [world.madrone.id], [world.cedar.id, world.madrone.id]]
                )
        return self._create(entry, fields, schools, day)

    def _create(self, entry: str, fields: Json, schools: list[int], day: str) -> Json:
        said = {
            "kind": "classroom_visit",
            "form": 1,
            "schools": schools,
            "activity_date": day,
            "fields": fields,
        }
        return {"entry": entry, "type": "create", "saved_ms": self._lot.choice(CLOCKS), **said}

    def _keep(self, name: str, holder: str, body: Json) -> None:
        """Save a form; from "Saved on this tablet" on, its words are promised."""
        note = body["fields"].get("shared_note", "")
        is_new = self._promises.trying(name, holder, body["entry"], note)
        self._order("save", name, user=self._server.ids[holder], body=body, page=self._lot.randrange(2))
        if is_new:
            self._promises.saved(name, body["entry"], note)

    def _words(self, who: str) -> str:
        """Text that stands nowhere else; long texts travel by their hash in `was`."""
        word = f"{who}-{self._lot.getrandbits(48):012x}"
        return word + " and so on" * (300 if self._lot.random() < 0.3 else 0)

    def _id(self) -> str:
        bits = f"{self._lot.getrandbits(128):032x}"
        return f"{bits[:8]}-{bits[8:12]}-4{bits[13:16]}-8{bits[17:20]}-{bits[20:]}"
