"""What is done to the table of examples, done to the text of the spec."""

import math
from collections.abc import Callable, Sequence
from typing import Literal

from engine import LonghandError, editing
from engine.views import ExamplesTable
from gui.panels.data import DataPanel, Examples
from gui.panels.editor import SpecEditor

Values = Sequence[float | None]

_STALE = (
    "the spec no longer has that cell",
    "fix the errors in the text first: the table shows the last valid spec",
)


class TableEdits:
    """Turns each edit of the data panel into edits of the editor's text."""

    def __init__(
        self, data: DataPanel, editor: SpecEditor, refused: Callable[[str, str], None]
    ) -> None:
        self._data, self._editor, self._refused = data, editor, refused
        self._rows: list[list[float | None]] = []
        self._table: ExamplesTable | None = None
        data.cell_edited.connect(self._cell)
        data.row_added.connect(self._row)
        data.rows_removed.connect(self._rows_removed)
        data.rows_pasted.connect(self._pasted)
        data.column_added.connect(self._column)
        data.column_removed.connect(self._column_removed)
        data.column_renamed.connect(self._column_renamed)
        data.expand_wanted.connect(self._expand)
        data.refused.connect(self._refuse)

    def show(self, table: ExamplesTable) -> None:
        """Show a table; keep what a new row is made like."""
        self._table = table
        is_typed = table.is_typed or table.is_expression
        self._rows = _rows(table) if is_typed else []
        self._data.set_examples(
            Examples(
                inputs=table.inputs,
                outputs=table.outputs,
                x=table.x,
                y=table.y,
                parts=table.parts,
                is_editable=table.is_typed,
                is_logical=table.is_logical,
                low=table.low,
                varying=table.varying,
                note=table.note,
                cells=table.cells,
            )
        )

    def clear(self) -> None:
        """Show none, as there is no spec that has any."""
        self._table, self._rows = None, []
        self._data.set_examples(None)

    def _refuse(self, text: str) -> None:
        self._refused(text, "")

    def _cell(self, row: int, column: int, value: float | None) -> None:
        self._apply(lambda text: editing.set_cell(text, row, column, value))

    def _row(self, at: int) -> None:
        like: Values = self._rows[max(at - 1, 0)] if self._rows else []
        self._apply(lambda text: editing.insert_row(text, at, like))

    def _rows_removed(self, rows: Sequence[int]) -> None:
        self._apply(lambda text: editing.remove_rows(text, rows))

    def _pasted(self, rows: Sequence[Values]) -> None:
        at = len(self._rows)

        def change(text: str) -> Sequence[editing.Edit]:
            for i, row in enumerate(rows):
                text = editing.applied(text, editing.insert_row(text, at + i, row))
            return [editing.Edit(0, len(before), text)]

        before = self._editor.text()
        self._apply(change)

    def _column(self, at: int, kind: str) -> None:
        names: Literal["inputs", "outputs"] = "inputs" if kind == "input" else "outputs"
        name = _free("x" if kind == "input" else "y", self._names)
        self._apply(lambda text: editing.insert_column(text, at, name, names, 0))

    def _column_removed(self, column: int) -> None:
        self._apply(lambda text: editing.remove_column(text, column))

    def _column_renamed(self, column: int, name: str) -> None:
        self._apply(lambda text: editing.rename_column(text, column, name))

    def _expand(self) -> None:
        table = self._table
        if table is not None and self._rows:
            names = table.inputs, table.outputs
            self._apply(lambda text: editing.expanded(text, *names, self._rows))

    @property
    def _names(self) -> list[str]:
        return [*self._table.inputs, *self._table.outputs] if self._table else []

    def _apply(self, change: Callable[[str], Sequence[editing.Edit]]) -> None:
        try:
            self._editor.apply_edits(change(self._editor.text()))
        except LonghandError as error:
            text, _, hint = str(error).partition("\nhint: ")
            self._refused(text, hint)
            return
        except IndexError:
            self._refused(*_STALE)
            return
        self._editor.flush()


def _rows(table: ExamplesTable) -> list[list[float | None]]:
    """Write the examples as the rows of a spec."""
    pairs = zip(table.x.tolist(), table.y.tolist(), strict=True)
    return [
        [*x, *(None if math.isnan(value) else value for value in y)] for x, y in pairs
    ]


def _free(stem: str, taken: Sequence[str]) -> str:
    """Find a name that no column has."""
    names = (f"{stem}{i}" for i in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
