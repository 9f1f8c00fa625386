"""Three hundred stories of tablets, people and a failing server; and that planted bugs would be found."""

import subprocess
import sys

import pytest

from tests.conftest import root
from tests.simulation.events import events_of
from tests.simulation.mutants import MUTANTS, Mutant, planted

SEEDS = {"sqlite": 300, "postgresql": 30}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("store", SEEDS)
def test_every_promise_holds_in_every_story(store: str) -> None:
    asked = ["--store", store, "--seeds", str(SEEDS[store]), "--processes", "2"]
    command = [sys.executable, "-m", "tests.simulation", *asked]
    run = subprocess.run(command, cwd=root(), capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count(f"{SEEDS[store] // 2} seeds: every promise held") == 2


def test_a_seed_is_the_same_story_every_time() -> None:
    assert events_of(7) == events_of(7) != events_of(8)


@pytest.mark.timeout(300)
def test_a_failing_story_is_told_with_its_seed_and_as_short_as_can_be() -> None:
    with planted(MUTANTS[3]) as folder:
        command = [sys.executable, "-m", "tests.simulation", "--seeds", "20"]
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert run.returncode == 1
    told = run.stdout.splitlines()
    assert told[0].startswith("seed ")
    assert told[0].endswith("the tally is not what the entries give")
    assert told[1] == "The shortest story:"
    assert 1 <= len(told[2:-1]) <= 4


@pytest.mark.parametrize("mutant", MUTANTS, ids=map(str, range(len(MUTANTS))))
def test_every_planted_bug_still_finds_its_place(mutant: Mutant) -> None:
    """Whether the simulation finds them is tried by `make faults`; here only that they can be planted."""
    text = (root() / mutant.file).read_text()
    assert text.count(mutant.right) == 1, mutant
    assert len(MUTANTS) >= 20
