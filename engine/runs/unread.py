"""What stands for the files of a run, where they need not be there."""

from engine.data.array_data import OpenedArrays
from engine.data.table_data import Opened, Rows
from engine.runs.coding import Kept
from engine.vocabulary.datasets import Dataset
from engine.vocabulary.datasets.arrays import ArrayFiles
from engine.vocabulary.datasets.files import Tabular


def unread(said: Dataset, kept: Kept) -> Dataset | None:
    """Give a dataset of which only what was kept is known; None if they do not fit."""
    if isinstance(said, ArrayFiles):
        return OpenedArrays.unknown(said, kept.known, kept.rows)
    if isinstance(said, Tabular) and kept.codes:
        return Opened.of(said, kept.codes, Rows.unknown(kept.codes, kept.rows))
    return None
