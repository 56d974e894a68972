"""`python -m tests.golden [CLASS ...]` asks the frameworks, and writes `values/`.

It needs them: `pip install keras torch scikit-learn` into an environment of its own.
"""

import json
import sys
from typing import Any

import numpy as np

from tests.golden.classes import CLASSES
from tests.golden.row import VALUES


def plain(found: Any) -> Any:
    """Bring what a framework gave to lists of numbers."""
    detached = found.detach() if hasattr(found, "detach") else found
    return np.asarray(detached, float).tolist()


def main(names: list[str]) -> None:
    """Write the values of the named classes, all of them if none is named."""
    VALUES.mkdir(exist_ok=True)
    for name in names or CLASSES:
        module = CLASSES[name]
        rows = {
            row.title: {key: plain(v) for key, v in module.theirs(row).items()}
            for row in module.ROWS
        }
        lines = (f"{json.dumps(k)}: {json.dumps(v)}" for k, v in rows.items())
        text = "{\n" + ",\n".join(lines) + "\n}\n"
        (VALUES / f"{name}.json").write_text(text, "utf-8")
        print(f"{name}: {len(rows)} rows")


if __name__ == "__main__":
    main(sys.argv[1:])
