"""What `source.py` says of itself: whether it ends with the weights of its run."""

import re
from collections.abc import Iterator

import numpy as np

from engine.memory import told
from engine.training.spec_diff import describe_differences, without_names
from engine.training.trainer import Trainer

PROMISE = """\
`python source.py` trains it again and ends with the weights of the run it belongs to:
bit for bit, with NumPy {numpy} on the same kind of machine."""

EDITED = """\
The run it belongs to was edited while it trained, so its weights are others than those
with which `python source.py` ends. {how}"""

BESIDE = """

The examples stand in data.npz beside it: take both along."""

FOLDED = """

It is the last training of a cross-validation, that on all examples; those of the folds
are not in here. Each is what the spec with its `fold` trains."""

LEFT_OUT = """\
The run it belongs to had {size} of examples, which were not kept with it: without them
`python source.py` cannot train it again."""

LITERAL_ROWS = 1_000
"""Data of more rows stands in a file beside the program."""
MOST_KEPT = 256 * 2**20
"""More bytes of examples than these are not kept with a run."""


def leaves_out_data(trainer: Trainer) -> bool:
    """Tell whether there are too many examples to keep them with the run."""
    return _size(trainer) > MOST_KEPT


def has_data_file(trainer: Trainer) -> bool:
    """Tell whether the data stands in `data.npz` beside the program."""
    rows = sum(len(part) for _, part in trainer.parts.items())
    return rows > LITERAL_ROWS or leaves_out_data(trainer)


def _size(trainer: Trainer) -> int:
    kept = (trainer.parts.train, trainer.parts.validation)
    return sum(array.nbytes for part in kept for array in part or ())


def describe_promise(trainer: Trainer) -> str:
    """Promise the same bits, or tell why they are others."""
    if leaves_out_data(trainer):
        return LEFT_OUT.format(size=told(_size(trainer)))
    if trainer.is_edited:
        return EDITED.format(how="\n".join(_edits(trainer)))
    folded = FOLDED if trainer.model.spec.kept.cross_validates else ""
    beside = BESIDE if has_data_file(trainer) else ""
    return PROMISE.format(numpy=np.__version__) + beside + folded


def _edits(trainer: Trainer) -> Iterator[str]:
    """Tell what was edited, and when."""
    if trainer.is_by_hand:
        yield "The learning rate was set by hand."
    if trainer.edits:
        yield "It went by these specs, of which this is the last:"
    before = None
    for edit in trainer.edits:
        spec = without_names(edit.spec)
        told = describe_differences(before, spec) if before else []
        # Only printable text without quotes: it stands in a docstring.
        what = re.sub(r"[^\w .,:+→-]", " ", ", ".join(told))
        yield f"- from step {edit.step} (epoch {edit.epoch}) on{what and f': {what}'}"
        before = spec
