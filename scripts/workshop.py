"""The workshop: makes `.venv` from the hashed locks, then serves, tests, checks or measures FieldLog."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

# Up here, so that an older Python prints this sentence before it stumbles over anything newer below.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(f"FieldLog needs Python 3.11 or newer; this is Python {sys.version.split()[0]}.")

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = str(BIN / "python")
STAMP = VENV / "installed-locks"

RUNTIME = ROOT / "requirements.txt"
# Holds every line of the runtime lock: it is compiled with that as its constraint.
DEVELOPMENT = ROOT / "requirements-dev.txt"

JAVASCRIPT = ROOT / "tests" / "js"
NO_NPM = "The JavaScript tests need npm; on Debian or Ubuntu type: apt-get install nodejs npm"

CHECKS = {
    "format": ["ruff", "format", "--check", "--quiet"],
    "lint": ["ruff", "check", "--quiet", "--output-format=concise"],
    "types": ["mypy"],
    "import rules": ["lint-imports", "--no-logo"],
    "templates": ["djlint", "templates", "--lint", "--quiet"],
}


def main(arguments: list[str]) -> int:
    """Do what the first argument names, with the rest; the answer is the exit code."""
    verb, *rest = arguments or ["help"]
    if verb not in VERBS:
        sys.exit(f"There is no '{verb}' here; there is {', '.join(VERBS)}.")
    os.chdir(ROOT)
    return VERBS[verb](rest)


def run(arguments: list[str]) -> int:
    """Serve FieldLog on http://127.0.0.1:5000; PORT=, HOST= and DEMO=0 change how."""
    install(RUNTIME)
    os.execv(PYTHON, [PYTHON, "-m", "flask", "--app", "wsgi", "fieldlog", "serve", *arguments])


def test(arguments: list[str]) -> int:
    """Run every test, on both databases and in a real browser; ARGS="-k tally" picks some."""
    install(DEVELOPMENT)
    install_modules(JAVASCRIPT)
    return python("-m", "scripts.chromium") or python("-m", "pytest", *arguments)


def test_browsers(arguments: list[str]) -> int:
    """Tell the offline story in Firefox and WebKitGTK too, not in Chromium alone."""
    install(DEVELOPMENT)
    return python("-m", "scripts.engines") or python("-m", "pytest", "tests/engines", *arguments)


def test_office(arguments: list[str]) -> int:
    """Open the weekly files in LibreOffice."""
    install(DEVELOPMENT)
    return python("-m", "scripts.office") or python("-m", "pytest", "tests/office", *arguments)


def faults(_: list[str]) -> int:
    """Try what `make test` tries of faults for long; SEEDS=10000 KILLS=200 ROUNDS=500 say how long."""
    install(DEVELOPMENT)
    install_modules(JAVASCRIPT)
    seeds, kills, rounds = (
        os.environ.get(name) or usual
        for name, usual in (("SEEDS", "3000"), ("KILLS", "200"), ("ROUNDS", "500"))
    )
    os.environ |= {"TEST_KILLS": kills, "TEST_ROUNDS": rounds}
    simulation = ["-m", "tests.simulation", "--processes", "2"]
    files = ["tests/browser/test_killed.py", "tests/integration/test_sync_faults.py"]
    return (
        python(*simulation, "--seeds", seeds)
        or python(*simulation, "--seeds", str(int(seeds) // 10), "--store", "postgresql")
        or python("-m", "tests.simulation.mutants")
        or python("-m", "scripts.chromium")
        or python("-m", "pytest", "--timeout", "0", *files)
    )


def check(_: list[str]) -> int:
    """Check format, lint, types, import rules and templates."""
    install(DEVELOPMENT)
    # A list, not a generator: every check runs, so that one round shows all there is to mend.
    return int(not all([passes(name, command) for name, command in CHECKS.items()]))  # noqa: C419


def bench(arguments: list[str]) -> int:
    """Measure FieldLog against the raw limits of this machine."""
    install(DEVELOPMENT)
    return python("-m", "tests.bench", *arguments)


def targets(_: list[str]) -> int:
    """List these targets."""
    for name, verb in VERBS.items():
        print(f"make {name:<13} {verb.__doc__}")
    return 0


VERBS = {
    "run": run,
    "test": test,
    "test-browsers": test_browsers,
    "test-office": test_office,
    "faults": faults,
    "check": check,
    "bench": bench,
    "help": targets,
}


def install(lock: Path) -> None:
    """Bring `.venv` to what the lock says; does nothing when it is there already."""
    if sha256(lock) in stamped():
        return
    print(f"Installing {lock.name} into .venv (up to a minute) …", flush=True)
    if not stamped():
        make_venv()
    # Gone while pip works: what an interrupted installation leaves is never taken for whole.
    STAMP.unlink(missing_ok=True)
    pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if python(*pip, "--require-hashes", "-r", str(lock)):
        sys.exit(f"{lock.name} could not be installed: pip says why above.")
    STAMP.write_text("\n".join(map(sha256, {RUNTIME, lock})), encoding="ascii")


def stamped() -> list[str]:
    """Return the sums of the locks that `.venv` holds; none when it is not whole."""
    whole = STAMP.exists() and Path(PYTHON).exists()
    return STAMP.read_text(encoding="ascii").split() if whole else []


def install_modules(folder: Path) -> None:
    """Bring the folder's `node_modules` to what its lock says; does nothing when it is there already."""
    lock = sha256(folder / "package-lock.json")
    # npm clears `node_modules` before it fills it: what an interruption leaves has no stamp.
    stamp = folder / "node_modules" / "installed-lock"
    if stamp.exists() and stamp.read_text(encoding="ascii") == lock:
        return
    npm = shutil.which("npm") or sys.exit(NO_NPM)
    if subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder).returncode:
        sys.exit(f"{folder.name}/package-lock.json could not be installed: npm says why above.")
    stamp.write_text(lock, encoding="ascii")


def make_venv() -> None:
    if not all(map(importlib.util.find_spec, ["venv", "ensurepip"])):
        sys.exit("Python's venv is missing; on Debian or Ubuntu type: apt-get install python3-venv")
    # Over a half-made .venv this mends pip; one whose interpreter has gone is made anew.
    anew = [] if Path(PYTHON).exists() else ["--clear"]
    subprocess.run([sys.executable, "-m", "venv", *anew, str(VENV)], check=True)


def passes(name: str, command: list[str]) -> bool:
    """Tell whether the check's command succeeds, in a line; what it said follows when it fails."""
    started = time.monotonic()
    program, *options = command
    outcome = subprocess.run(
        [str(BIN / program), *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    passed = outcome.returncode == 0
    print(f"{name:<13} {'ok' if passed else 'FAILED':<7} {time.monotonic() - started:.1f} s", flush=True)
    if not passed:
        print(outcome.stdout, flush=True)
    return passed


def python(*arguments: str) -> int:
    """Run `.venv`'s Python with the arguments and return its exit code."""
    return subprocess.run([PYTHON, *arguments]).returncode


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
