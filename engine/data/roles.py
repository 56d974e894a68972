"""What the columns of a table are for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.errors import Path, Problem, SpecError, did_you_mean
from engine.vocabulary.columns import Column
from engine.vocabulary.datasets.files import Columns, Tabular

Typed = Mapping[str, Column | None]


@dataclass(frozen=True)
class Roles:
    """The columns to learn from and to predict, with their types where they are said.

    Those that the table does not have are left out; `problems` tells of them. `paths`
    says where in the spec a column is named.
    """

    inputs: Typed
    outputs: Typed
    paths: Mapping[str, Path]
    problems: tuple[Problem, ...] = ()

    def check(self) -> None:
        """Refuse to go on where the spec names a column that is not there.

        Raises
        ------
        SpecError
            With all of them.
        """
        if self.problems:
            raise SpecError(self.problems)

    def path(self, name: str) -> Path:
        """Say where in the spec a column is named."""
        return self.paths.get(name, ("dataset",))


def roles(by: tuple[str, str] | None, dataset: Tabular, names: Sequence[str]) -> Roles:
    """Tell the role of each column of a table, whose columns are `names`.

    `by` is the key of a split and the column that it names, if it does.
    """
    paths = dict(_named(by, dataset))
    problems = [*_unknown(paths, names)]
    others = [name for name in names if name not in paths]
    given: Columns = others if dataset.inputs is None else dataset.inputs
    if not given:
        hint = "name the columns to learn from"
        problems.append(Problem("there are no inputs", ("dataset",), hint))
    inputs, outputs = (
        {name: said for name, said in _typed(columns).items() if name in names}
        for columns in (given, dataset.outputs)
    )
    return Roles(inputs, outputs, paths, tuple(problems))


def _named(by: tuple[str, str] | None, dataset: Tabular) -> Iterator[tuple[str, Path]]:
    """Give all columns that a spec names, with the places."""
    if by is not None:
        yield by[1], ("split", by[0])
    if dataset.sample_weight is not None:
        yield dataset.sample_weight, ("dataset", "sample_weight")
    for key, columns in (("outputs", dataset.outputs), ("inputs", dataset.inputs)):
        for i, name in enumerate(columns or ()):
            yield name, ("dataset", key, name if isinstance(columns, dict) else i)


def _typed(columns: Columns) -> Typed:
    return columns if isinstance(columns, dict) else dict.fromkeys(columns)


def _unknown(paths: Mapping[str, Path], names: Sequence[str]) -> Iterator[Problem]:
    for name, path in paths.items():
        if name not in names:
            most = [*names[:12], *["..."] * (len(names) > 12)]
            hint = did_you_mean(name, names) or f"there are {', '.join(most)}"
            at = "key" if isinstance(path[-1], str) and path[-1] == name else "value"
            yield Problem(f"the table has no column {name!r}", path, hint, at=at)
