"""What `tests.benchmarks.tables` runs in processes of their own.

`python table_work.py ours FOLDER` reads and encodes the table in a folder, and prints
how long that took and how much memory; `theirs` does it as people do with pandas and
scikit-learn. Only what it needs is imported, as each has a Python of its own.
"""

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

NUMBERS = [f"n{i}" for i in range(13)]
GAPPED = NUMBERS[:2]
CATEGORIES = {f"c{i}": names for i, names in enumerate((3, 4, 5, 6, 9, 12))}
OUTPUT = "kind"
TRAINED = 0.7

Done = Callable[[], None]


def main() -> None:
    """Do the work that is named, and tell what it took."""
    name, folder = sys.argv[1:3]
    work = {"ours": ours, "theirs": theirs}[name](Path(folder))
    imported = peak()
    start, busy = perf_counter(), process_time()
    work()
    seconds, cpu = perf_counter() - start, process_time() - busy
    taken = {"wall time": seconds, "CPU time": cpu, "whole memory": peak()}
    print(json.dumps(taken | {"memory": peak() - imported}))


def peak() -> float:
    """Tell how many MB this process has had at once."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ours(folder: Path) -> Done:
    """Import what is needed, and prepare to read the table of a spec."""
    import polars as pl

    from engine.compile import compile_spec
    from engine.data.load import opened
    from engine.spec.model import load

    assert pl.__version__, opened  # compiling imports them only for files

    def work() -> None:
        model = compile_spec(load(folder / "spec.json"))
        assert model.spec.dataset.count()

    return work


def theirs(folder: Path) -> Done:
    """Import what is needed, and prepare to read the table with pandas."""
    import numpy as np
    import pandas as pd
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def work() -> None:
        frame = pd.read_csv(folder / "table.csv")
        order = np.random.default_rng(1).permutation(len(frame))
        train = frame.iloc[np.sort(order[: round(TRAINED * len(frame))])]
        names = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
        numbers = make_pipeline(SimpleImputer(strategy="mean"), StandardScaler())
        columns = [("numbers", numbers, NUMBERS)]
        columns += [("names", names, [*CATEGORIES, OUTPUT])]
        rows = ColumnTransformer(columns).fit(train).transform(frame)
        assert len(rows) == len(frame)

    return work


if __name__ == "__main__":
    main()
