"""The confusion matrix: counted, painted, and read by mouse and keys."""

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QPaintEvent

from engine.views import Confusion, Learned, Surface
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
    assert read.text() == "actual cat, predicted as dog: 2 times (20%)"
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
    assert read.text() == "actual dog, predicted as cat: once (10%)"
    panel.set_learned(
        Learned(1, confusion=Confusion(("cat", "dog"), counts + 1, "validation", 24))
    )
    assert read.text() == "actual dog, predicted as cat: 2 times (17%)"


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


def plane(values):
    line = np.linspace(0, 1, 3)
    points = np.stack([line, line], axis=1)
    names = ("red", "green", "blue")
    return Surface(
        ("a", "b"), ((0.0, 1.0), (0.0, 1.0)), values, values * 0 + 0.7, 0.0, 1.0,
        names, points, np.array([0.0, 1.0, 2.0]), np.ones(3, bool), "y", 3,
    )  # fmt: skip


def ends(panel):
    return {line.toTuple() for line in panel.surface.edges.lines}


def test_a_line_is_drawn_between_classes(panel, qtbot):
    panel.set_kinds(("surface",), ("y",))
    values = np.array([[0, 0, 1], [0, 0, 1], [2, 2, 2]])
    panel.set_learned(Learned(0, surface=plane(values)))
    assert ends(panel) == {
        (0, 2, 1, 2), (1, 2, 2, 2), (2, 0, 2, 1), (2, 1, 2, 2), (2, 2, 2, 3)
    }  # fmt: skip
    edges = panel.surface.edges
    assert edges.sceneBoundingRect() == panel.surface.image.sceneBoundingRect()
    panel.set_learned(Learned(1, surface=plane(values * 0)))
    assert ends(panel) == set()


def test_the_line_between_classes_is_seen(panel, qtbot):
    panel.set_kinds(("surface",), ("y",))
    side = 40
    values = np.zeros((side, side), int)
    values[side // 2 :] = 1
    panel.set_learned(Learned(0, surface=plane(values)))
    qtbot.wait(20)
    plot = panel.surface.plot
    picture = plot.grab().toImage()
    place = plot.getViewBox().mapViewToScene(QPointF(0.5, 0.25))
    x, y = round(place.x()), round(place.y())
    seen = {picture.pixelColor(x + step, y).name() for step in range(-6, 7)}
    assert panel.surface.colours.text in seen


@pytest.mark.parametrize("many", [2, 10, 30])
def test_many_classes_are_scrolled_and_not_shrunk(panel, qtbot, many):
    names = tuple(f"class {i}" for i in range(many))
    panel.set_kinds(("confusion",), ("y",))
    counts = np.eye(many, dtype=int) * 12
    panel.set_learned(
        Learned(0, confusion=Confusion(names, counts, "train", 12 * many))
    )
    panel.resize(300, 400)
    qtbot.wait(20)
    view, matrix = panel.confusion, panel.confusion.matrix
    assert matrix.grid().side >= 1.6 * matrix.fontMetrics().height()
    is_wide = view.area.horizontalScrollBar().maximum() > 0
    assert is_wide == (many > 2)
    assert panel.width() == 300


def test_keys_scroll_to_the_cell_and_names_stay(panel, qtbot):
    names = tuple(f"class {i}" for i in range(30))
    panel.set_kinds(("confusion",), ("y",))
    counts = np.eye(30, dtype=int) * 12
    panel.set_learned(Learned(0, confusion=Confusion(names, counts, "train", 360)))
    panel.resize(300, 400)
    qtbot.wait(20)
    view, matrix = panel.confusion, panel.confusion.matrix
    at_start = margin(view)
    matrix.setFocus()
    for _ in range(30):
        qtbot.keyClick(matrix, Qt.Key.Key_Down)
        qtbot.keyClick(matrix, Qt.Key.Key_Right)
        assert is_in_sight(view)
    assert matrix.cell == (29, 29)
    assert view.area.verticalScrollBar().value() > 0
    qtbot.wait(20)
    assert margin(view) != at_start
    assert len(colours_in(view.area.viewport())) > 4
    for _ in range(29):
        qtbot.keyClick(matrix, Qt.Key.Key_Up)
        qtbot.keyClick(matrix, Qt.Key.Key_Left)
        assert is_in_sight(view)
    qtbot.wait(20)
    assert margin(view) == at_start


def margin(view):
    """Take a picture of the names of the rows, as one sees them."""
    cells = view.matrix.grid().cells.toRect()
    picture = view.area.viewport().grab().toImage()
    names = picture.copy(0, cells.top(), cells.left() - 4, 200)
    return {
        (x, y)
        for x in range(names.width())
        for y in range(names.height())
        if names.pixel(x, y) != names.pixel(0, names.height() - 1)
    }


def is_in_sight(view):
    """Tell whether the cell pointed at is seen, and not below the names."""
    grid = view.matrix.grid()
    corner = view.matrix.mapFrom(view.area.viewport(), QPoint(0, 0))
    room = view.area.viewport().rect().translated(corner)
    room.adjust(int(grid.cells.left()), int(grid.cells.top()), 0, 0)
    return room.contains(grid.cell(*view.matrix.cell).toRect().adjusted(1, 1, -1, -1))


def test_a_name_over_a_cell_is_not_that_cell(panel, qtbot):
    names = tuple(f"class {i}" for i in range(30))
    panel.set_kinds(("confusion",), ("y",))
    counts = np.eye(30, dtype=int) * 12
    panel.set_learned(Learned(0, confusion=Confusion(names, counts, "train", 360)))
    panel.resize(300, 400)
    qtbot.wait(20)
    area, matrix = panel.confusion.area, panel.confusion.matrix
    area.horizontalScrollBar().setValue(200)
    left = QPoint(4, int(matrix.grid().cells.top()) + 8)
    assert matrix._cell_at(matrix.mapFrom(area.viewport(), left)) is None
    right = left + QPoint(int(matrix.grid().cells.left()) + 8, 0)
    assert matrix._cell_at(matrix.mapFrom(area.viewport(), right)) is not None


class Painted(QObject):
    """Notes what is painted of a widget."""

    def __init__(self, widget):
        super().__init__(widget)
        self.rects = []
        widget.installEventFilter(self)

    def eventFilter(self, watched, event):  # noqa: N802 - Qt's name
        if isinstance(event, QPaintEvent):
            self.rects.append(event.rect())
        return False


def test_names_are_painted_anew_where_the_matrix_is_scrolled(panel, qtbot):
    names = tuple(f"class {i}" for i in range(30))
    panel.set_kinds(("confusion",), ("y",))
    counts = np.eye(30, dtype=int) * 12
    panel.set_learned(Learned(0, confusion=Confusion(names, counts, "train", 360)))
    panel.resize(300, 400)
    qtbot.wait(20)
    area, matrix = panel.confusion.area, panel.confusion.matrix
    painted = Painted(matrix)
    area.horizontalScrollBar().setValue(8)
    qtbot.waitUntil(lambda: bool(painted.rects))
    assert any(rect.left() <= 8 for rect in painted.rects)
