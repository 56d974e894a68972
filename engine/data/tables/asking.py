"""What is asked of a table, whatever its file is."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

from engine.vocabulary.datasets.files import MISSING, Csv, Excel, Tabular

HELD = 128 * 2**20
"""So many bytes of a table are held in memory in any case."""

SPARE = 4
"""How many times a table must fit on the disk that is not forced to take it."""


@dataclass(frozen=True)
class Asked:
    """What a person says of a table; None is to be found out.

    Attributes
    ----------
    stated : columns that are known to be in it
    missing : texts that stand where a value is missing
    budget : how many bytes of memory it may take
    """

    stated: Sequence[str] = ()
    missing: Sequence[str] = tuple(MISSING)
    budget: int | None = None
    delimiter: str | None = None
    encoding: str | None = None
    header: bool | None = None
    sheet: str | None = None

    def is_large(self, size: float) -> bool:
        """Tell whether so many bytes are better kept in a temporary file.

        They are if they exceed the budget, or where the disk has room for them: what
        columns become needs memory as well.
        """
        if self.budget is None or size <= min(self.budget, HELD):
            return False
        free = shutil.disk_usage(tempfile.gettempdir()).free
        return size > self.budget or free > SPARE * size


def asked_by(dataset: Tabular, budget: int | None) -> Asked:
    """Tell what a spec asks."""
    inputs, outputs = dataset.columns()
    stated, missing = [*inputs, *outputs], dataset.missing_values
    match dataset:
        case Csv(delimiter=delimiter, encoding=encoding, header=header):
            return Asked(stated, missing, budget, delimiter, encoding, header)
        case Excel(sheet=sheet):
            return Asked(stated, missing, budget, sheet=sheet)
        case _:
            return Asked(stated, missing, budget)
