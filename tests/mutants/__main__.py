"""`python -m tests.mutants [FILE ...]` makes mistakes on purpose: does a test fail?

Each mutant is tried by the tests of its own word first, then by more that may notice.
The report ends with the survivors; the exit code is 1 if there are any that are not
shown to be equivalent. All files take about half an hour.
"""

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from tests.mutants.equivalent import EQUIVALENT
from tests.mutants.trial import ROOT, start
from tests.mutants.variants import Mutant, mutants

OPERATIONS = ["arithmetic.py", "ops", "running/runtime.py"]
WORDS = ["activations", "layers", "losses", "optimizers", "schedules", "metrics"]
DECIDING = ["lbfgs", "callbacks", "evaluation"]
TABLES = ["columns", "compatibility.py", "splitting"]
JUDGING = ["classes", "numbers", "probabilities", "importance", "scoring"]
FILES = [
    *(f"engine/core/{name}" for name in OPERATIONS),
    *(f"engine/vocabulary/{name}" for name in WORDS),
    *("engine/vocabulary/regularizers.py", "engine/vocabulary/constraints.py"),
    *("engine/vocabulary/scalers.py", "engine/vocabulary/columns"),
    *(f"engine/training/{name}.py" for name in DECIDING),
    *(f"engine/data/{name}" for name in TABLES),
    *(f"engine/evaluation/{name}.py" for name in JUDGING),
]
GOLDEN = "tests/golden/test_golden.py"
COLUMNS = [
    ["tests/vocabulary/test_columns.py"],
    ["tests/vocabulary/test_columns_guessing.py"],
    ["tests/data"],
]


def files(names: Iterable[str]) -> list[Path]:
    """List the files of the given folders and files."""
    found = [ROOT / name for name in names]
    inner = (sorted(path.glob("*.py")) if path.is_dir() else [path] for path in found)
    return [file for group in inner for file in group if file.exists()]


def stages(mutant: Mutant) -> list[list[str]]:
    """Say which tests are run over a mutant, the nearest first."""
    name = mutant.scope.partition(".")[0]
    room, kind = Path(mutant.file).parts[1:3]
    if room == "core":
        return [["tests/core/test_ops.py", "-k", name], ["tests/core"], [GOLDEN]]
    if room == "training":
        return [[GOLDEN, "-k", "training"], ["tests/training"]]
    if room in ("data", "evaluation"):
        near = f"tests/{room}/test_{Path(kind).stem}.py"
        return (
            [[near], [f"tests/{room}"]]
            if (ROOT / near).exists()
            else [[f"tests/{room}"]]
        )
    if Path(kind).stem in ("columns", "scalers"):
        return [[GOLDEN, "-k", "columns or scalers or encodings"], *COLUMNS]
    tag = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    own = f"tests/vocabulary/test_{Path(kind).stem}.py"
    own = own if (ROOT / own).exists() else "tests/vocabulary/test_words.py"
    return [[GOLDEN, "-k", tag], [GOLDEN], [own]]


def survivors(waiting: Iterable[Mutant]) -> Iterator[Mutant]:
    """Try mutants, as many at once as there are cores; give those that survive."""
    rest, running = [*waiting], dict[int, Mutant]()
    while rest or running:
        while rest and len(running) < (os.cpu_count() or 1):
            mutant = rest.pop(0)
            running[start(mutant, stages(mutant))] = mutant
        child, status = os.wait()
        mutant = running.pop(child)
        if status == 0:
            yield mutant


def controls(made: Iterable[Mutant]) -> list[str]:
    """Name the files whose tests fail although no mistake was made in them."""
    first = {mutant.file: mutant for mutant in reversed([*made])}
    whole = [replace(m, source=(ROOT / m.file).read_text()) for m in first.values()]
    return sorted({*first} - {mutant.file for mutant in survivors(whole)})


def main(names: Sequence[str]) -> int:
    """Try all mutants of the named files and print the report."""
    os.chdir(ROOT)
    begin = perf_counter()
    made = [
        m for f in files(names or FILES) for m in mutants(f, str(f.relative_to(ROOT)))
    ]
    if dead := controls(made):
        print(f"no trial proves anything: the tests fail without a mistake in {dead}")
        return 2
    alive: list[Mutant] = []
    for mutant in survivors(made):
        alive.append(mutant)
        print(f"alive  {mutant.key}", flush=True)
    unexplained = [mutant for mutant in alive if mutant.key not in EQUIVALENT]
    counts, left = Counter(m.file for m in made), Counter(m.file for m in alive)
    print(f"\n{'file':<48}{'mutants':>8}{'noticed':>9}{'alive':>7}")
    for file, count in counts.items():
        print(f"{file:<48}{count:>8}{count - left[file]:>9}{left[file]:>7}")
    print(
        f"{len(made)} mutants, {len(made) - len(alive)} noticed, "
        f"{len(alive) - len(unexplained)} equivalent, {len(unexplained)} survivors, "
        f"{perf_counter() - begin:.0f} s"
    )
    for mutant in alive:
        print(f"{EQUIVALENT.get(mutant.key, 'SURVIVOR')}\n    {mutant.key}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
