"""Planted bugs, applied one by one to a copy of the project: the simulation must find every one of them.

`python -m tests.simulation.mutants` tries them all; a number or two picks some.
"""

import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("fieldlog", "static", "templates", "tests", "scripts")
SEEDS = 300


class Mutant(NamedTuple):
    """In the file, `right` stands exactly once and is replaced by `wrong`."""

    file: str
    right: str
    wrong: str

    def __str__(self) -> str:
        return f"{self.file}: {self.wrong.strip() or 'nothing'} instead of {self.right.strip()}"


LEDGER, OUTBOX = "fieldlog/ledger", "static/js/outbox"
# A line may be as long as the lines it quotes.
# ruff: disable[E501]
MUTANTS = (
    # --- the server -----------------------------------------------------------
    Mutant("fieldlog/extensions.py", "            db.session.commit()\n", "            db.session.rollback()\n"),
    Mutant(
        "fieldlog/extensions.py",
        "        except BaseException:\n            db.session.rollback()",
        "        except BaseException:\n            db.session.commit()",
    ),
    Mutant("fieldlog/extensions.py", "        error = error.__context__\n", "        error = None\n"),
    Mutant(f"{LEDGER}/writer.py", "        self._share.add(before, -1)\n", ""),
    Mutant(
        f"{LEDGER}/writer.py",
        "        self._share.add(version.content, -1)\n        self._threads.renew",
        "        self._threads.renew",
    ),
    Mutant(f"{LEDGER}/writer.py", '"lost": version.lost,', '"lost": {},'),
    Mutant(
        f"{LEDGER}/writer.py",
        "        self._note_change(version.entry_id, {*before.school_ids, *version.content.school_ids})\n",
        "",
    ),
    Mutant(f"{LEDGER}/sync.py", "    _hold(actor, [", "    (actor, ["),
    Mutant(f"{LEDGER}/sync.py", "        db.session.execute(insert(Operation), rows)", "        rows.clear()"),
    Mutant(
        f"{LEDGER}/taking.py",
        '            return Answer.held("withdrawn_meanwhile")',
        "            return Answer.applied(entry.revision, entry.head)",
    ),
    Mutant(
        f"{LEDGER}/taking.py",
        '            return Answer.retry("unknown_entry")',
        "            return Answer.applied(1, uuid.uuid4())",
    ),
    Mutant(f"{LEDGER}/changes.py", "SchoolChange.seq > after)", "SchoolChange.seq > after + 1)"),
    Mutant(
        f"{LEDGER}/changes.py",
        "SchoolChange.seq > after)",
        'SchoolChange.seq > after, Entry.status == "active")',
    ),
    Mutant(f"{LEDGER}/contacts.py", "min(clock.moment_of(pending.as_of_ms, now), now)", "now"),
    # --- the tablet -----------------------------------------------------------
    Mutant(f"{OUTBOX}/transport.js", "answer.status === 200 && isOurs(body)", "answer.status === 200"),
    Mutant(f"{OUTBOX}/receipts.js", '["applied", "merged"];', '["applied", "merged", "retry"];'),
    Mutant(f"{OUTBOX}/receipts.js", '["applied", "merged"];', '["applied", "merged", "held"];'),
    Mutant(f"{OUTBOX}/receipts.js", '["applied", "merged"];', '["applied", "merged", "refused"];'),
    Mutant(
        f"{OUTBOX}/receipts.js",
        "    await journal.put({ op: row.op, at, user: row.user, order: row.order, body: row.body });\n",
        "",
    ),
    Mutant(f"{OUTBOX}/receipts.js", "    if (behind) await outbox.put({ ...behind,", "    if (false) await outbox.put({ ...behind,"),
    Mutant(f"{OUTBOX}/receipts.js", "    if (!behind) return outbox.put(", "    return outbox.put("),
    Mutant(f"{OUTBOX}/receipts.js", "frozen: true, tried", "frozen: false, tried"),
    Mutant(f"{OUTBOX}/drain.js", "if (epoch && epoch !== hello.epoch) await custody.heal();", ""),
    Mutant(f"{OUTBOX}/queue.js", "alone = (await custody.unsent())", 'alone = (await store.all("outbox"))'),
    Mutant(f"{OUTBOX}/queue.js", '["held", "conflict"]', '["held", "conflict", "queued"]'),
    Mutant(f"{OUTBOX}/queue.js", 'ofUser(await store.all("outbox"), user)', 'await store.all("outbox")'),
    Mutant(f"{OUTBOX}/queue.js", "said = basis ? await updateOver(basis, body, asked) : body;", "said = body;"),
    Mutant(f"{OUTBOX}/place.js", "  const isBehind = mine.some(isOnItsWay);", "  const isBehind = false;"),
    Mutant(f"{OUTBOX}/custody.js", "    for (const row of found.rows) if (!isCopyOf(", "    for (const row of []) if (!isCopyOf("),
    Mutant(f"{OUTBOX}/custody.js", 'in: waits ? "next" : "outbox", frozen: true', 'in: waits ? "next" : "outbox", frozen: false'),
    Mutant(f"{OUTBOX}/custody.js", "await recent.put({ ...row, rev: 0 })", "await recent.put({ ...row })"),
    Mutant(f"{OUTBOX}/custody.js", "putBackReceived().then(recount)", "putBackReceived()"),
    Mutant(f"{OUTBOX}/custody.js", "now - at > JOURNAL_MS", "now - at >= 0"),
    Mutant(f"{OUTBOX}/custody.js", ".flatMap(({ instead }) => instead ?? [])", ".flatMap(() => [])"),
    Mutant(f"{OUTBOX}/catch_up.js", "cursors[id] = seq;", "cursors[id] = seq + 1;"),
    Mutant(f"{OUTBOX}/catch_up.js", "if (before?.user === user && before.rev > rev) return;", "if (before) return;"),
)  # fmt: skip
# ruff: enable[E501]


def main() -> int:
    chosen = [int(number) for number in sys.argv[1:]] or range(len(MUTANTS))
    with ThreadPoolExecutor(2) as pool:
        living = sum(pool.map(is_alive, chosen))
    print(f"{len(chosen) - living} of {len(chosen)} planted bugs found")
    return 1 if living else 0


def is_alive(number: int) -> bool:
    mutant = MUTANTS[number]
    story = found(mutant)
    print(f"{number:>2} {'found' if story else 'NOT FOUND'}: {mutant}\n     {story}", flush=True)
    return not story


def found(mutant: Mutant) -> str:
    """What the simulation says of the planted bug; empty when it lives."""
    with planted(mutant) as folder:
        command = [sys.executable, "-m", "tests.simulation", "--brief", "--seeds", str(SEEDS)]
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return (run.stdout + run.stderr).strip().splitlines()[-1][:200] if run.returncode else ""


class planted:
    """A copy of the project with the bug in it."""

    def __init__(self, mutant: Mutant):
        self._mutant = mutant

    def __enter__(self) -> Path:
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        for name in COPIED:
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("node_modules", "__pycache__")
            )
        (folder / "instance").mkdir()
        file = folder / self._mutant.file
        text = file.read_text()
        assert text.count(self._mutant.right) == 1, f"not once in the code: {self._mutant}"
        file.write_text(text.replace(self._mutant.right, self._mutant.wrong))
        return folder

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()


if __name__ == "__main__":
    sys.exit(main())
