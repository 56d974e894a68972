"""A row or a layer that is chosen in one panel is shown in the others."""

from collections.abc import Sequence

from engine import editing
from gui.panels.data import DataPanel
from gui.panels.editor import SpecEditor
from gui.panels.learned import LearnedPanel
from gui.panels.network import NetworkPanel
from gui.panels.source import SourcePanel


class Selection:
    """Keeps what is chosen the same in all panels."""

    def __init__(
        self,
        editor: SpecEditor,
        network: NetworkPanel,
        program: SourcePanel,
        data: DataPanel,
        learned: LearnedPanel,
    ) -> None:
        self._editor, self._network, self._program = editor, network, program
        self._data, self._learned = data, learned
        self._training_rows: Sequence[int] = ()
        program.path_chosen.connect(self._choose_path)
        network.layer_chosen.connect(self._choose_path)
        editor.caret_moved.connect(self._choose_at_caret)
        data.row_chosen.connect(self._choose_prediction)
        learned.row_chosen.connect(self._choose_example)

    def set_training_rows(self, rows: Sequence[int]) -> None:
        """Set which rows of the data the predictions belong to."""
        self._training_rows = rows

    def _choose_prediction(self, row: int) -> None:
        """Choose the prediction of an example, if that is a training row."""
        rows = self._training_rows
        self._learned.set_chosen_row(rows.index(row) if row in rows else None)

    def _choose_example(self, number: int) -> None:
        rows = self._training_rows
        self._data.set_chosen_row(rows[number] if number < len(rows) else None)

    def _choose_path(self, path: editing.Path) -> None:
        span = editing.span_of(self._editor.text(), path)
        if span:
            self._editor.highlight_path_span(*span)
        self._network.set_chosen_path(path)
        self._program.highlight_path(path)

    def _choose_at_caret(self, offset: int) -> None:
        path = editing.path_at(self._editor.text(), offset)
        chosen = path[:2] if path[:1] == ("layers",) and len(path) > 1 else None
        self._network.set_chosen_path(chosen)
        self._program.highlight_path(chosen)
