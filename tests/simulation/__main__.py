"""Runs seeds: `python -m tests.simulation --seeds 300`; a failing one ends it with its shortest story."""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from tests.simulation.events import events_of
from tests.simulation.field import Field
from tests.simulation.server import Server
from tests.simulation.shrink import broken, shortest
from tests.simulation.stores import PostgreSQLDatabase, SQLiteFile

STORES = ("sqlite", "postgresql")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=300, help="how many")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--processes", type=int, default=1, help="over how many they are shared out")
    parser.add_argument("--store", choices=STORES, default="sqlite", help="what the server keeps them in")
    parser.add_argument("--brief", action="store_true", help="do not look for the shortest story")
    asked = parser.parse_args()
    if asked.processes > 1:
        return shared_out(asked.first, asked.seeds, asked.processes, asked.store)
    with tempfile.TemporaryDirectory() as folder:
        store = SQLiteFile(Path(folder)) if asked.store == "sqlite" else PostgreSQLDatabase()
        field = Field(Server(store))
        try:
            return run(field, range(asked.first, asked.first + asked.seeds), is_brief=asked.brief)
        finally:
            field.close()


def run(field: Field, seeds: Iterable[int], *, is_brief: bool) -> int:
    done = 0
    for seed in seeds:
        events = events_of(seed)
        if fault := broken(field, seed, events):
            print(f"seed {seed}: {fault}", flush=True)
            if not is_brief:
                story = shortest(field, seed, events)
                print("The shortest story:", *story, broken(field, seed, story), sep="\n  ")
            return 1
        done += 1
    print(f"{done} seeds: every promise held")
    return 0


def shared_out(first: int, seeds: int, processes: int, store: str) -> int:
    """Each process takes its part of the seeds; fails when any of them does."""
    bounds = [first + seeds * part // processes for part in range(processes + 1)]
    command = [sys.executable, "-m", "tests.simulation", "--store", store]
    runs = [
        subprocess.Popen([*command, "--first", str(start), "--seeds", str(end - start)])
        for start, end in pairwise(bounds)
    ]
    return max([run.wait() for run in runs])


if __name__ == "__main__":
    sys.exit(main())
