"""What later entries say of what earlier ones began, found by its words: a file does not say which it was."""

import dataclasses
import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from fieldlog.activities import follow_ups, threads
from fieldlog.activities.kind import Content, Kind
from fieldlog.ledger.past_entries import Begun


def begun(kind: Kind, entry_id: uuid.UUID, content: Content, codes: Collection[str]) -> Iterable[Begun]:
    """The threads that an entry begins, at each of its schools."""
    for each in threads.begun(kind, content.details):
        for code in [each.school] if each.school else codes:
            day = content.activity_date
            yield Begun(each.what, code, frozenset((each.text,)), day, entry_id, each.part_id)


class GoingOn:
    """Every thread that was begun, by school, sort and words."""

    def __init__(self, known: Iterable[Begun]):
        self._threads: dict[tuple[str, str, str], list[Begun]] = {}
        for each in sorted(known, key=lambda each: each.since):
            for text in each.texts:
                self._threads.setdefault((each.school, each.what, text), []).append(each)

    def joined(self, content: Content, codes: Collection[str]) -> Content:
        """The same content, where each of its follow-ups names the thread it is of. One whose words nobody
        began stays as it is: it is read, and moves nothing."""
        said = content.details.get(follow_ups.NAME, ())
        taken: set[str] = set()
        joined = tuple(self._joined(part, content, codes, taken) for part in said)
        details = {**content.details, follow_ups.NAME: joined} if said else content.details
        return dataclasses.replace(content, details=details)

    def _joined(
        self, part: Mapping[str, Any], content: Content, codes: Collection[str], taken: set[str]
    ) -> Mapping[str, Any]:
        found = (
            threads.key_of(each.entry_id, each.part_id)
            for code in codes
            for each in reversed(self._threads.get((code, part["what"], part["text"]), []))
            if each.since <= content.activity_date
        )
        key = next((each for each in found if each not in taken), part["id"])
        taken.add(key)
        return {**part, "id": key}
