"""Entries of before from a table: our own `entries.csv` read back, or what another program kept."""

import datetime as dt
import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from fieldlog.importing.entry_rows import WITHDRAWN, EntryRows, Given
from fieldlog.importing.going_on import GoingOn, begun
from fieldlog.importing.outcome import Wrong
from fieldlog.importing.sheet import Row, Sheet
from fieldlog.importing.table import Table
from fieldlog.importing.undeclared import undeclared
from fieldlog.ledger import own_lists, past_entries
from fieldlog.ledger.contents import as_json
from fieldlog.ledger.past_entries import Compared, Past
from fieldlog.ledger.writer import Version

# Of the ids of rows that have none.
ROWS = uuid.UUID("0d0f3c4e-8d0b-4b5e-9a0a-55f3a4c7b1e2")
REASON = "Withdrawn before it was imported."
CHUNK = 500


class Entries(Table):
    """Each row an entry. One without an id gets one from what it says, so that the same row read again is the
    same entry; two rows that say the same are two. Of an entry that stands in several weekly files put
    together the newest version counts."""

    def __init__(self, zone: ZoneInfo, now: dt.datetime, sheet: Sheet):
        super().__init__(sheet)
        self._now = now
        self._rows = EntryRows(zone, now)
        self._given: dict[uuid.UUID, Given] = {}
        self._alike: Counter[str] = Counter()
        self._passed_over = 0
        self._past: list[Past] = []

    @property
    def ignored(self) -> Sequence[str]:
        """Columns of choices that are not here stand for nothing by themselves."""
        return [name for name in self.sheet.ignored if "." not in name]

    def look_at(self, row: Row) -> None:
        self._keep(self._rows.read(row))

    def finish(self) -> None:
        """After the last row: what is here already, and what is new."""
        if self._passed_over:
            rows = "1 row was" if self._passed_over == 1 else f"{self._passed_over} rows were"
            sentence = "of an entry that stands there more than once the newest version counts."
            self.outcome.notes.append(f"{rows} passed over: {sentence}")
        self.outcome.notes += undeclared(self._given.values(), self._rows.school_codes)
        compared, ids, here = Compared(), list(self._given), set[uuid.UUID]()
        for start in range(0, len(ids), CHUNK):
            found = compared.here(ids[start : start + CHUNK], self._rows.school_codes)
            here |= found.keys()
            for entry_id, cells in found.items():
                self._compare(self._given[entry_id], compared, cells)
        new = [(entry_id, given) for entry_id, given in self._given.items() if entry_id not in here]
        if not self.outcome.problems:
            self._past = self._joined(new)
        self.outcome.new += [self._line(given) for _, given in new]

    def write(self) -> Iterator[int]:
        yield from past_entries.carry(self._past, self._now)

    def _keep(self, given: Given) -> None:
        entry_id = given.entry_id or self._id(given)
        first = self._given.setdefault(entry_id, given)
        if first is given:
            return
        if first.revision == given.revision and first.said != given.said:
            sentence = f"This entry stands in row {first.row} already, and says something else there."
            raise Wrong("entry_id", sentence)
        self._given[entry_id] = max(first, given, key=lambda each: each.revision)
        self._passed_over += 1

    def _id(self, given: Given) -> uuid.UUID:
        """From what the row says, in words that are the same in every store, and how often it was said."""
        said = as_json(given.content) | {
            "schools": self._rows.codes(given.content.school_ids),
            "co_coaches": sorted(map(self._rows.coaches.email_of, given.content.co_coach_ids)),
            "coach": self._rows.coaches.email_of(given.coach_id),
            "status": given.status,
        }
        said.pop("form_version")
        text = json.dumps(said, sort_keys=True)
        self._alike[text] += 1
        return uuid.uuid5(ROWS, f"{self._alike[text]} {text}")

    def _compare(self, given: Given, compared: Compared, here: list[str | int]) -> None:
        codes = self._rows.codes(given.content.school_ids)
        said = compared.said(given.content, given.coach_id, given.revision, given.status, codes)
        if given.entry_id is None or said == here:
            # A row without an id is known by what it says; what became of the entry since is its own matter.
            self.outcome.same += 1
        else:
            sentence = "This entry is here already, and says something else. Nothing is written over it."
            self.outcome.wrong(given.row, Wrong("entry_id", sentence))

    def _joined(self, new: list[tuple[uuid.UUID, Given]]) -> list[Past]:
        """With what comes back named by what began it, here or in the same file."""
        kinds = own_lists.kinds()
        known = [
            each
            for entry_id, given in new
            if given.status != WITHDRAWN
            for each in begun(
                kinds[given.content.kind],
                entry_id,
                given.content,
                self._rows.codes(given.content.school_ids),
            )
        ]
        going_on = GoingOn([*past_entries.begun(), *known])
        return [self._entry(entry_id, given, going_on) for entry_id, given in new]

    def _entry(self, entry_id: uuid.UUID, given: Given, going_on: GoingOn) -> Past:
        content = going_on.joined(given.content, self._rows.codes(given.content.school_ids))
        text = json.dumps([as_json(content), given.revision, given.status], sort_keys=True)
        reason = REASON if given.status == WITHDRAWN else ""
        digest = hashlib.sha256(text.encode()).digest()
        version = Version(entry_id, uuid.uuid4(), digest, content, given.revision, reason)
        received_at, changed_at = given.received_at or self._now, given.changed_at or self._now
        return Past(version, given.coach_id, given.status, received_at, changed_at)

    def _line(self, given: Given) -> str:
        content = given.content
        codes = ";".join(self._rows.codes(content.school_ids))
        return f"{content.activity_date.isoformat()} {codes} {content.kind}, {content.minutes} minutes"
