"""Which tests `python -m tests --quick` runs: some of each group, and nothing slow.

Of a test with many parameters it takes those at both ends, so that each kind of thing
is tried. Left out is what takes seconds or a window; the names below say which.
"""

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from _pytest.nodes import Item

SLOW = (
    "tests/cli",
    "tests/data/tables/test_memory.py",
    "tests/data/test_leakage.py",
    "tests/editing/test_tables.py",
    "tests/evaluation/test_described.py",
    "tests/evaluation/test_report.py",
    "tests/export",
    "tests/gui",
    "tests/runs",
    "tests/test_mutants.py",
    "tests/test_pages.py",
    "tests/test_specs.py",
    "tests/training/test_folds.py",
    "tests/training/test_live_edit.py",
)
"""Folders and files of which no test is quick."""

NEEDED = (
    "tests/cli/test_misuse.py",
    "tests/cli/test_verbs.py",
    "tests/export/test_source_text.py",
    "tests/gui/test_main.py",
    "tests/runs/test_folder.py",
)
"""What is taken even so."""


WHOLE = ("tests/golden",)
"""What is taken with all parameters: each is a word, and they are quick."""


def chosen(items: Sequence[Item]) -> set[Item]:
    """Choose the tests of a quick run."""
    return {item for group in _groups(items) for item in _some(group)}


def _groups(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Put the parameters of each test that may be quick together."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        path, _, _ = item.nodeid.partition("::")
        if _is_in(path, NEEDED) or not _is_in(path, SLOW):
            groups.setdefault(item.nodeid.partition("[")[0], []).append(item)
    yield from groups.values()


def _is_in(path: str, places: Sequence[str]) -> bool:
    return any(PurePath(path).is_relative_to(place) for place in places)


def _some(group: Sequence[Item]) -> Sequence[Item]:
    """Take the first and the last, or all where each is a thing of its own."""
    is_whole = _is_in(group[0].nodeid.partition("::")[0], WHOLE)
    return group if is_whole else [group[0], *group[1:][-1:]]
