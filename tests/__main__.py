"""`python -m tests` runs every check of the project, also after one has failed.

`--quick` leaves out the types and most tests: some of each kind run. Further arguments
go to pytest: `python -m tests -k house`.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]

SIDE_BY_SIDE = ("-n", "2", "--dist", "loadfile")
"""Two processes share the test files."""


def main(pytest_arguments: Sequence[str]) -> int:
    """Run the checks one after the other, then say how each of them went."""
    python = [sys.executable, "-m"]
    checks = {
        "ruff check": [*python, "ruff", "check"],
        "ruff format": [*python, "ruff", "format", "--check"],
        "lint-imports": [beside_python("lint-imports"), "--no-logo"],
        "pyright": [*python, "pyright", "--pythonpath", sys.executable],
        "pytest": [*python, "pytest", *SIDE_BY_SIDE, *pytest_arguments],
    }
    if "--quick" in pytest_arguments:
        del checks["pyright"]
    outcomes = {name: succeeds(name, command) for name, command in checks.items()}
    heading("summary")
    for name, (passed, seconds) in outcomes.items():
        print(f"{'passed' if passed else 'FAILED'}  {name:<12}  {seconds:5.1f} s")
    return 0 if all(passed for passed, _ in outcomes.values()) else 1


def succeeds(name: str, command: Sequence[str]) -> tuple[bool, float]:
    """Run one check in the project's folder; give its success and its seconds."""
    heading(name)
    start = perf_counter()
    try:
        passed = subprocess.run(command, cwd=ROOT, check=False).returncode == 0
    except OSError as error:
        print(error)
        passed = False
    return passed, perf_counter() - start


def beside_python(script: str) -> str:
    """Give the path of a script of the same environment."""
    return str(Path(sys.executable).with_name(script))


def heading(name: str) -> None:
    """Set what follows apart."""
    print(f"\n== {name} ".ljust(72, "="), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
