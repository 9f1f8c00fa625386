"""What must hold whatever happens: the invariants of `sync/1`, looked up on the tablets and in the store."""

import datetime as dt
import json
from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import select

from fieldlog import clock
from fieldlog.extensions import db
from fieldlog.ledger import audit, recount
from fieldlog.ledger.contacts import IN_CUSTODY
from fieldlog.models import Contact, Entry, EntryRevision, Held, Operation, Program
from tests.simulation.fleet import Json, Request
from tests.simulation.server import Server

Key = tuple[str, str]
RECEIVED = ("applied", "merged")
UNSENT = ("outbox", "next", "copies")


class Promise(NamedTuple):
    """One of these texts must be somewhere: the last one kept, or one whose keeping was cut short."""

    texts: tuple[str, ...]


class Stored(NamedTuple):
    """What the server has: every text, every operation with its answer, the entries and their versions; since
    when it takes it that nothing is unsent, by tablet and person."""

    texts: str
    operations: dict[str, Json]
    entries: dict[str, Json]
    epoch: str
    whole: dict[tuple[str, int], dt.datetime]


class Promises:
    def __init__(self, server: Server, look: Callable[[], dict[str, Json]]):
        self._server = server
        self._look = look
        self._promised: dict[Key, Promise] = {}
        self._authors: dict[str, str] = {}
        self._texts: set[str] = set()
        self._discarded: set[str] = set()
        self._is_restored = False
        # Received, and then the tablet lost its journal: no tablet can heal these after a restore.
        self._unhealable: set[str] = set()
        self._seen: tuple[int, Stored] | None = None
        # When each unsent operation, in these words, was first seen on its tablet.
        self._since: dict[tuple[str, str], dt.datetime] = {}

    # --- what was promised ------------------------------------------------------

    def trying(self, tablet: str, author: str, entry: str, text: str) -> bool:
        """Whether the words are new: what stood there before, though its keeping was cut short, is never
        promised to who only left it there."""
        self._authors.setdefault(entry, author)
        if text in self._texts:
            return False
        self._texts.add(text)
        before = self._promised.get((tablet, entry))
        if before:
            self._promised[tablet, entry] = Promise((*before.texts, text))
        return True

    def saved(self, tablet: str, entry: str, text: str) -> None:
        self._promised[tablet, entry] = Promise((text,))

    def released(self, tablet: str, entry: str) -> None:
        """Its author gave it up on this tablet."""
        self._promised.pop((tablet, entry), None)

    def discarded(self, tablet: str, row: Json) -> None:
        self.released(tablet, row["entry"])
        self._discarded.add(row["op"])

    def wiped(self, tablet: str) -> None:
        """The journal is gone: what it alone had, because the server was restored, nobody has any more. That
        it was about to be sent again does not count before it has its copy."""
        tablets = self._look()
        self._unhealable |= {row["body"]["entry"] for row in tablets[tablet]["journal"] if "body" in row}
        if self._is_restored:
            tablets[tablet] |= {"journal": [], "outbox": [], "next": []}
            self._forgive(tablets)

    def told_lost(self, tablet: str, lost: list[Json]) -> None:
        assert lost == [], f"{tablet} reports a loss that its copies should have mended: {lost}"

    def restored(self) -> None:
        self._is_restored = True
        self._forgive(self._look())

    def _forgive(self, tablets: dict[str, Json]) -> None:
        kept, stored = self._texts_on_tablets(tablets, with_journal=True), self._stored()
        for key, promise in list(self._promised.items()):
            found = any(text in kept or text in stored.texts for text in promise.texts)
            if not found and key[1] in self._unhealable:
                del self._promised[key]

    # --- what is checked --------------------------------------------------------

    def check(self, when: str) -> None:
        is_changed = self._seen is None or self._seen[0] != self._server.commits
        tablets, stored = self._look(), self._stored()
        self._check_texts(when, tablets, stored, with_journal=self._is_restored)
        self._check_received(when, tablets, stored)
        self._check_whole(when, tablets, stored)
        if is_changed:
            self._check_once(when, stored)
            self._check_custody(when, tablets, stored)
            with self._server.app.app_context():
                assert recount.differences() == [], f"{when}: the tally is not what the entries give"

    def check_sent(self, request: Request) -> None:
        """Until the answer is there the tablet's database may vanish: what is sent has its second copy."""
        if request.address == "/api/sync":
            copied = {row["op"] for row in self._look()[request.tablet]["copies"]}
            sent = {each["op"] for each in json.loads(request.body or "")["ops"]}
            assert sent <= copied, f"{request.tablet} sends {sent - copied}, of which there is no copy"

    def check_end(self) -> None:
        tablets, stored = self._look(), self._stored()
        self._check_texts("when all is healed", tablets, stored, with_journal=False)
        for name, disk in tablets.items():
            for row in disk["outbox"]:
                waits_for_healing = self._is_restored and row["entry"] not in stored.entries
                code = row.get("result", {}).get("code", "")
                assert code != "id_reused", f"{name}: said again under other words: {row}"
                is_stuck = row["state"] == "queued" and not waits_for_healing
                assert not is_stuck, f"{name} never gets rid of {row}"
            has_base = {row["entry"] for row in disk["outbox"]}
            assert all(row["entry"] in has_base for row in disk["next"]), f"{name}: stuck behind nothing"
            self._check_recent(name, disk, stored)
        with self._server.app.app_context():
            assert audit.first_broken() is None, "the trail is broken"

    def _check_texts(
        self, when: str, tablets: dict[str, Json], stored: Stored, *, with_journal: bool
    ) -> None:
        """After a restore the journal may hold what the server lost, until all is healed."""
        kept = self._texts_on_tablets(tablets, with_journal=with_journal)
        for key, promise in self._promised.items():
            found = any(text in kept or text in stored.texts for text in promise.texts)
            assert found, f"{when}: lost {promise.texts} of {key}"

    def _check_custody(self, when: str, tablets: dict[str, Json], stored: Stored) -> None:
        """Where the server says that it keeps words, it does."""
        for name, disk in tablets.items():
            for row in disk["outbox"]:
                result = row.get("result", {})
                if row["op"] not in stored.operations:
                    continue
                names = [clash["field"] for clash in result.get("conflicts", [])]
                names = ["shared_note"] if result.get("st") == "held" else names
                words = [row["body"]["fields"].get(each) for each in names if row["body"].get("fields")]
                for text in filter(None, words):
                    assert str(text) in stored.texts, f"{when}: {name} was told that {text!r} is kept"

    def _texts_on_tablets(self, tablets: dict[str, Json], *, with_journal: bool) -> str:
        stores = (*UNSENT, "journal") if with_journal else UNSENT
        return json.dumps([_said(row) for disk in tablets.values() for name in stores for row in disk[name]])

    def _check_received(self, when: str, tablets: dict[str, Json], stored: Stored) -> None:
        """What a tablet calls received was committed; after a restore its journal goes out again."""
        for name, disk in tablets.items():
            known = next((row["epoch"] for row in disk["meta"] if row["key"] == "epoch"), None)
            if known != stored.epoch:
                continue
            waiting = {row["op"] for row in disk["outbox"]} | self._discarded
            for row in (each for each in disk["journal"] if "body" in each):
                is_there = stored.operations.get(row["op"], {}).get("st") in RECEIVED or row["op"] in waiting
                assert is_there, f"{when}: {name} says received, the server has no {row['op']}"

    def _check_whole(self, when: str, tablets: dict[str, Json], stored: Stored) -> None:
        """Where nothing is said to be unsent since a moment, nothing is that was there before it."""
        for name, disk in tablets.items():
            for row in (*disk["outbox"], *disk["next"]):
                is_there = stored.operations.get(row["op"], {}).get("st") in IN_CUSTODY
                if is_there or row["state"] in ("held", "conflict"):
                    continue
                since = self._since.setdefault((name, json.dumps(row["body"])), clock.now())
                whole_at = stored.whole.get((name, row["user"]), since)
                assert whole_at <= since, f"{when}: {name} is said to be whole, and has {row}"

    def _check_once(self, when: str, stored: Stored) -> None:
        for entry_id, entry in stored.entries.items():
            heads = [
                answer["rev"]
                for op, answer in stored.operations.items()
                if answer.get("head") == op and answer["entry"] == entry_id
            ]
            assert sorted(heads) == entry["revisions"], (
                f"{when}: {entry_id} has {entry}, operations say {heads}"
            )
            assert entry["revisions"] == list(range(1, entry["revision"] + 1)), f"{when}: {entry}"
            author = self._authors[entry_id]
            assert entry["coach"] == self._server.ids[author], f"{when}: {entry_id} is under another's name"

    def _check_recent(self, name: str, disk: Json, stored: Stored) -> None:
        """After the last catching up, what can be read offline is what the server has."""
        last = next((row["user"] for row in disk["meta"] if row["key"] == "cursors"), None)
        for row in disk["recent"]:
            entry = stored.entries.get(row["entry"])
            if row["user"] != last or entry is None:
                continue
            assert row["rev"] == entry["revision"], f"{name} knows {row}, the server has {entry}"
            assert row["status"] == entry["status"], f"{name} knows {row}, the server has {entry}"
            note = row["said"].get("shared_note", "")
            assert note == entry["note"] or row["status"] == "withdrawn", f"{name} knows {row}, not {entry}"

    def _stored(self) -> Stored:
        """Read anew when something was committed since."""
        if self._seen is None or self._seen[0] != self._server.commits:
            self._seen = (self._server.commits, self._read())
        return self._seen[1]

    def _read(self) -> Stored:
        with self._server.app.app_context():
            versions = db.session.execute(
                select(
                    EntryRevision.entry_id, EntryRevision.revision, EntryRevision.content, EntryRevision.lost
                )
            ).all()
            held = db.session.scalars(select(Held.body)).all()
            epoch = db.session.scalars(select(Program.epoch)).one()
            operations = db.session.execute(
                select(Operation.op_id, Operation.entry_id, Operation.answer)
            ).all()
            contacts = db.session.execute(select(Contact.device, Contact.person_id, Contact.whole_at)).all()
            entries = db.session.execute(
                select(Entry.id, Entry.coach_id, Entry.revision, Entry.status, Entry.shared_note)
            ).all()
        revisions: dict[str, list[int]] = {}
        for version in versions:
            revisions.setdefault(str(version.entry_id), []).append(version.revision)
        texts = json.dumps([[version.content, version.lost] for version in versions] + [list(held)])
        return Stored(
            texts,
            {str(row.op_id): {**row.answer, "entry": str(row.entry_id)} for row in operations},
            {
                str(row.id): {
                    "coach": row.coach_id,
                    "revision": row.revision,
                    "status": row.status,
                    "note": row.shared_note,
                    "revisions": sorted(revisions[str(row.id)]),
                }
                for row in entries
            },
            epoch,
            {(row.device, row.person_id): row.whole_at for row in contacts if row.whole_at},
        )


def _said(row: Json) -> Json:
    """What stood there before is not kept by whoever writes over it."""
    return {name: said for name, said in row.get("body", {}).items() if name != "was"}
