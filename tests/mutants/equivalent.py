"""Mutants that compute the same as the original, each with the reason why.

They stand in `equivalent.txt` below their reason, as the report prints them.
"""

from collections.abc import Iterator
from pathlib import Path


def _listed(text: str) -> Iterator[tuple[str, str]]:
    reason = ""
    for line in text.splitlines():
        if line.startswith(" "):
            yield line.strip(), reason
        else:
            reason = line


EQUIVALENT = dict(_listed(Path(__file__).with_suffix(".txt").read_text("utf-8")))
