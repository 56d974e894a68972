"""The confusion matrix: counted, painted, and read by mouse and keys."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from engine.views import Confusion, Learned
from tests.gui.learned import colours_in, panel

__all__ = ["panel"]


def test_classes_are_counted(panel, qtbot):
    counts = np.array([[8, 2], [1, 9]])
    panel.set_kinds(("confusion", "answers"), ("y",))
    panel.set_learned(
        Learned(0, confusion=Confusion(("cat", "dog"), counts, "train", 20))
    )
    assert panel.confusion.headline.text() == "✗ 85.0% right: 17 of 20"
    matrix, read = panel.confusion.matrix, panel.confusion.reading
    qtbot.mouseMove(matrix, QPoint(1, 1))
    qtbot.mouseMove(matrix, matrix.grid().cell(0, 1).center().toPoint())
    qtbot.waitUntil(lambda: "dog" in read.text())
    assert read.text() == "actual cat, taken for dog: 2 times (20%)"
    assert matrix.grid().at(0, 0) is None
    assert len(colours_in(matrix)) > 8


def test_cells_are_read_by_keys(panel, qtbot):
    counts = np.array([[8, 2], [1, 9]])
    panel.set_kinds(("confusion", "answers"), ("y",))
    shown = Confusion(("cat", "dog"), counts, "validation", 20)
    panel.set_learned(Learned(0, confusion=shown))
    matrix, read = panel.confusion.matrix, panel.confusion.reading
    matrix.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Left):
        qtbot.keyClick(matrix, key)
    assert read.text() == "actual dog, taken for cat: once (10%)"
    panel.set_learned(
        Learned(1, confusion=Confusion(("cat", "dog"), counts + 1, "validation", 24))
    )
    assert read.text() == "actual dog, taken for cat: 2 times (17%)"


@pytest.mark.parametrize("many", [1, 10, 50])
def test_any_number_of_classes_is_painted(panel, many):
    names = tuple(f"a class called {i}" for i in range(many))
    panel.set_kinds(("confusion", "answers"), ("y",))
    counts = np.eye(many, dtype=int) * 5
    panel.set_learned(Learned(0, confusion=Confusion(names, counts, "train", 5 * many)))
    panel.resize(320, 400)
    assert len(colours_in(panel.confusion.matrix)) > 4
    grid = panel.confusion.matrix.grid()
    assert panel.confusion.matrix.rect().contains(grid.cells.toRect())
