"""The whole spec: one experiment, checked in itself."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import count
from pathlib import Path as FilePath
from typing import Any, ClassVar, Literal

from pydantic import Field, PrivateAttr

from engine.errors import Path, Problem, SpecError, did_you_mean
from engine.spec.figures import metric_problems, monitor_problems
from engine.spec.reading import Document, read_file, read_text
from engine.spec.sections import Split, Training
from engine.vocabulary.datasets import Dataset
from engine.vocabulary.entry import NAME, Section, read
from engine.vocabulary.layers import Layer, Units
from engine.vocabulary.losses import Loss
from engine.vocabulary.metrics import Metric
from engine.vocabulary.optimizers import Optimizer

DATA = "input"
"""What layers call the data; its columns are `input.color`."""


class Spec(Section):
    """One experiment: the data, the network, and how it learns."""

    spec_version: Literal[1] = 1
    """The version of the spec language."""
    name: str = Field(default="network", pattern=NAME)
    """What the runs' folder is called: a-z, 0-9, _ and -."""
    description: str = ""
    """A line for people."""
    seed: int = Field(default=0, ge=0, lt=2**64)
    """All randomness follows from it."""
    dtype: Literal["float64", "float32"] = "float64"
    """The precision of all arithmetic."""
    numerics: Literal["standard", "strict", "fast"] = "standard"
    """How exact: `standard` is the same on one machine and NumPy build.

    `strict` and `fast` are not built yet, and are refused.
    """
    dataset: Dataset
    """The examples."""
    split: Split = Split()
    """What is kept from training."""
    layers: list[Layer] = Field(min_length=1)
    """The network, from the data on; the last one gives the prediction."""
    loss: Loss
    """What training makes small."""
    optimizer: Optimizer
    """How training changes the weights."""
    metrics: list[Metric] = Field(default=[])
    """What else to report; each has a name of its own."""
    training: Training
    """How long to train."""

    _document: Document | None = PrivateAttr(default=None)
    _folder: FilePath = PrivateAttr(default=FilePath())
    _memory: int | None = PrivateAttr(default=None)
    called: ClassVar[str] = "a spec, an object in braces"

    def __eq__(self, other: object) -> bool:
        """Compare what specs say, not where they are written."""
        return isinstance(other, Spec) and dict(self) == dict(other)

    __hash__ = None  # pyright: ignore[reportAssignmentType] - it can be changed

    def problems(self) -> Iterator[Problem]:
        if self.dataset.is_open:
            yield from _wiring_problems(self)
        yield from _column_problems(self)
        yield from _size_problems(self)
        yield from metric_problems(self.metrics)
        yield from _training_problems(self)
        if self.numerics != "standard":
            message = f"'{self.numerics}' is not built yet"
            yield Problem(message, ("numerics",), "leave it out, or write 'standard'")

    def refused(self, error: SpecError) -> SpecError:
        """Point problems that were found later at their place in the file."""
        if self._document is None:
            return error
        return SpecError(map(self._document.located, error.problems))

    def detached(self) -> "Spec":
        """Give the spec without the text that it stands in, for another process."""
        copied = self.model_copy()
        copied._document = None  # noqa: SLF001 - its own kind
        return copied

    def names(self) -> list[str]:
        """Name every layer: its own name, or its type and ordinal among that type."""
        chosen = {layer.name for layer in self.layers}
        free = {tag: _free_names(tag, chosen) for tag in {x.tag() for x in self.layers}}
        return [layer.name or next(free[layer.tag()]) for layer in self.layers]

    def sources(self) -> list[list[str]]:
        """Say what each layer takes: names of layers, the data, or its columns."""
        names = [DATA, *self.names()]
        return [
            _as_list(layer.inputs) or [names[i]] for i, layer in enumerate(self.layers)
        ]

    @property
    def folder(self) -> FilePath:
        """Where the data files are."""
        return self._folder

    @property
    def memory(self) -> int | None:
        """How many bytes a run may take; a share of the machine's if None."""
        return self._memory

    def within(self, memory: int | None) -> "Spec":
        """Give the spec with a limit to the memory that it may take."""
        made = self.model_copy()
        made._memory = memory  # noqa: SLF001 - a copy of its own
        return made

    @property
    def kept(self) -> Split:
        """What is kept from training, however it was written."""
        share = self.training.validation_split
        return self.split if share is None else Split(validation=share)

    @property
    def report_every(self) -> int:
        return self.training.report_every or max(1, self.training.epochs // 10)


def _free_names(tag: str, chosen: AbstractSet[str | None]) -> Iterator[str]:
    """Give the names of a type's layers, without those that were chosen."""
    names = (f"{tag}_{i}" for i in count(1))
    return (name for name in names if name not in chosen)


def load(
    source: str | FilePath | Mapping[str, Any], folder: FilePath | None = None
) -> Spec:
    """Read a spec from a file, or take it from a dictionary.

    `folder` is where its data files are, beside the spec if left out.

    Raises
    ------
    SpecError
        With every problem found, each with its place in the file.
    """
    if isinstance(source, Mapping):
        return build(dict(source), None, folder)
    document = read_file(source)
    return build(document.data, document, folder or FilePath(source).parent)


def loads(text: str, name: str = "spec", folder: FilePath | None = None) -> Spec:
    """Read a spec from a text; `name` is what messages call it."""
    document = read_text(text, name)
    return build(document.data, document, folder)


def build(data: Any, document: Document | None, folder: FilePath | None = None) -> Spec:
    """Check JSON data as a spec.

    `document` knows where each part stands, `folder` is where data files are.
    """
    problems: list[Problem] = []
    if isinstance(data, dict):
        data = {key: value for key, value in data.items() if key != "$schema"}  # pyright: ignore[reportUnknownVariableType]
    spec = read(Spec, data, (), problems)
    if spec is None:
        located = map(document.located, problems) if document else problems
        raise SpecError(sorted(located, key=_position))
    spec._document = document  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    spec._folder = folder or FilePath()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    return spec


def _position(problem: Problem) -> tuple[int, int]:
    place = problem.place
    return (place.line, place.column) if place else (0, 0)


def _as_list(inputs: str | list[str] | None) -> list[str]:
    return [inputs] if isinstance(inputs, str) else inputs or []


def _wiring_problems(spec: Spec) -> Iterator[Problem]:
    columns = dict.fromkeys([*spec.dataset.groups(), *spec.dataset.columns()[0]])
    known = dict.fromkeys([DATA, *(f"{DATA}.{name}" for name in columns)])
    used: set[str] = set()
    names, all_known = spec.names(), True
    for i, (layer, sources) in enumerate(zip(spec.layers, spec.sources(), strict=True)):
        for j, source in enumerate(sources):
            if source not in known:
                all_known = False
                place: Path = ("layers", i, "inputs")
                place = place if isinstance(layer.inputs, str) else (*place, j)
                yield _unknown_source(source, place, [*known], names)
        used.update(sources)
        if names[i] in known:
            other = "the data" if names[i] == DATA else "another layer"
            message = f"{other} is called {names[i]!r}"
            yield Problem(message, ("layers", i, "name"), "each name must be its own")
        known[names[i]] = None
    for i, name in enumerate(names[:-1]):
        if name not in used and all_known:
            hint = f'take it somewhere: "inputs": ["{name}", ...], or remove it'
            yield Problem(f"{name!r} leads nowhere", ("layers", i), hint)


def _column_problems(spec: Spec) -> Iterator[Problem]:
    """Find that rows are to be divided by a column, and there is no table."""
    by, dataset = spec.split.by, spec.dataset
    if by is not None and not dataset.has_roles and dataset.parts() is None:
        message = f"{dataset.tag()} has no column that could say it"
        hint = "only tables in files do, such as csv; here take 'validation' and 'test'"
        yield Problem(message, ("split", by[0]), hint)


def _size_problems(spec: Spec) -> Iterator[Problem]:
    for i, layer in enumerate(spec.layers[:-1]):
        if isinstance(layer, Units) and layer.units is None:
            message = f"{layer.tag()} needs 'units', as it is not the last layer"
            yield Problem(message, ("layers", i), 'add "units": ...')


def _unknown_source(
    source: str, path: Path, known: list[str], names: list[str]
) -> Problem:
    if source in names:
        hint = "a layer can only take those before it"
        return Problem(f"{source!r} is not before this layer", path, hint)
    hint = did_you_mean(source, known) or f"there are {', '.join(known)}"
    return Problem(f"there is no layer {source!r}", path, hint)


def _training_problems(spec: Spec) -> Iterator[Problem]:
    stopping, plateau = spec.training.early_stopping, spec.optimizer.plateau
    share = spec.training.validation_split
    if share is not None and spec.split != Split():
        hint = "keep 'split', which says all of it"
        path = ("training", "validation_split")
        yield Problem("the spec has a 'split' as well", path, hint)
    for wish, path in (
        (stopping, ("training", "early_stopping")),
        (plateau, ("optimizer", "learning_rate")),
    ):
        if wish is not None:
            at = (*path, "monitor") if "monitor" in wish.model_fields_set else path
            yield from monitor_problems(wish.monitor, at, spec.metrics, spec.kept)
