from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton

from engine.views import Column, Diagram, Layer, Link, Weights
from gui.look.colours import DARK, LIGHT
from gui.panels.network import NetworkPanel
from gui.panels.network.background import plain_pairs
from gui.panels.network.diagram import DiagramView
from gui.panels.network.matrix import MatrixView
from gui.panels.network.one_line import OneLine
from gui.panels.network.table import LayerTable

LEFT = Qt.MouseButton.LeftButton


def dense(*sizes):
    columns = [Column("data", "inputs", names("x", sizes[0]), ("data",))]
    layers, links, values = [], [], {}
    random = np.random.default_rng(0)
    for k, (rows, units) in enumerate(pairwise(sizes)):
        name = f"dense_{k + 1}"
        columns.append(
            Column(name, "tanh", names("", units), ("layers", k), f"{name}.bias")
        )
        links.append(Link(k, k + 1, f"{name}.kernel"))
        layers.append(
            Layer(("layers", k), name, "dense", f"(N, {units})", rows * units, ())
        )
        values[f"{name}.kernel"] = random.normal(size=(rows, units))
        values[f"{name}.bias"] = random.normal(size=units)
    gradients = {key: value / 1000 for key, value in values.items()}
    diagram = Diagram(tuple(columns), tuple(links))
    return tuple(layers), diagram, Weights(values, gradients)


def names(letter, count):
    return tuple(f"{letter}{k + 1 if letter else k}" for k in range(count))


@pytest.fixture
def panel(qtbot):
    panel = NetworkPanel()
    qtbot.addWidget(panel)
    panel.set_colours(LIGHT)
    panel.resize(700, 440)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def fill(panel, *sizes):
    layers, diagram, weights = dense(*sizes)
    panel.set_network(layers, diagram)
    panel.set_weights(weights)
    QApplication.processEvents()
    return weights


def press(qtbot, panel, word):
    buttons = panel.findChildren(QPushButton)
    qtbot.mouseClick(next(b for b in buttons if b.text() == word), LEFT)


def shown(panel, kind):
    view = panel.findChild(kind)
    return view if view.isVisible() else None


def said(panel):
    return panel.findChild(OneLine).text()


def hover(qtbot, view, point):
    qtbot.mouseMove(view, QPoint(1, 1))
    qtbot.mouseMove(view, point.toPoint())


def inks(view):
    """Count the points of each colour."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    points = np.frombuffer(image.constBits(), dtype=np.uint32) & 0xFFFFFF
    colours, counts = np.unique(points, return_counts=True)
    return Counter({f"#{c:06x}": n for c, n in zip(colours, counts, strict=True)})


def test_the_list_of_weights_shows_whole_names(qtbot, panel):
    layers, diagram, weights = dense(3, 33, 1)
    panel.set_network(layers, diagram)
    box = panel.findChild(QComboBox)
    qtbot.waitUntil(box.isVisible)
    qtbot.wait(1)
    panel.set_weights(weights)
    QApplication.processEvents()
    assert box.width() >= box.sizeHint().width()
    assert box.width() > box.fontMetrics().horizontalAdvance("dense_1.kernel") + 20


@pytest.mark.parametrize("width", [330, 400, 460, 520])
def test_titles_keep_off_the_edge(qtbot, panel, width):
    panel.resize(width, 300)
    layers, diagram, weights = dense(3, 4, 1)
    title = "dense, 1 unit, sigmoid"
    columns = [replace(column, title=title) for column in diagram.columns]
    panel.set_network(layers, replace(diagram, columns=tuple(columns)))
    panel.set_weights(weights)
    QApplication.processEvents()
    view = shown(panel, DiagramView)
    image = view.grab().toImage()
    height = 3 * view.fontMetrics().height()
    off = view.fontMetrics().height() // 2 - 2
    beside = [*range(off), *range(image.width() - off, image.width())]
    spots = {image.pixelColor(x, y).name() for x in beside for y in range(height)}
    assert spots == {LIGHT.panel}


def test_without_a_network_it_says_what_to_do(panel):
    visible = [w.text() for w in panel.findChildren(QLabel) if w.isVisible()]
    assert any("network" in text for text in visible)
    assert not any(button.isVisible() for button in panel.findChildren(QPushButton))


@pytest.mark.parametrize(
    ("sizes", "kind"), [((3, 32, 1), DiagramView), ((3, 33, 1), MatrixView)]
)
def test_small_networks_begin_as_a_diagram_large_ones_as_a_matrix(panel, sizes, kind):
    fill(panel, *sizes)
    assert shown(panel, kind)


def test_without_a_diagram_it_is_a_table(panel):
    layers, _, weights = dense(3, 4, 1)
    panel.set_network(layers, None)
    panel.set_weights(weights)
    assert shown(panel, LayerTable)
    buttons = {b.text(): b.isEnabled() for b in panel.findChildren(QPushButton)}
    assert buttons == {"Diagram": False, "Matrix": True, "Table": True}


def test_the_views_are_switched_by_mouse_and_keyboard(qtbot, panel):
    fill(panel, 3, 4, 1)
    press(qtbot, panel, "Matrix")
    assert shown(panel, MatrixView)
    matrix = next(b for b in panel.findChildren(QPushButton) if b.text() == "Matrix")
    matrix.setFocus()
    qtbot.keyClick(matrix, Qt.Key.Key_Right)
    assert shown(panel, LayerTable)
    fill(panel, 3, 5, 1)
    assert shown(panel, LayerTable), "what was picked stays"


def test_new_weights_leave_the_view_that_was_chosen(qtbot, panel):
    fill(panel, 3, 4, 1)
    press(qtbot, panel, "Table")
    panel.set_weights(dense(3, 4, 1)[2])
    assert shown(panel, LayerTable)


def test_an_edge_tells_its_weight_and_follows_it(qtbot, panel):
    layers, diagram, weights = dense(2, 2, 1)
    kernel = np.array([[1.2345, 0.0], [0.0, 0.0]])
    slope = np.array([[-0.0012, 0.0], [0.0, 0.0]])
    values = {**weights.values, "dense_1.kernel": kernel}
    panel.set_network(layers, diagram)
    panel.set_weights(Weights(values, {"dense_1.kernel": slope}))
    view = shown(panel, DiagramView)
    start, end = view.unit_at(0, 0), view.unit_at(1, 0)
    hover(qtbot, view, start + (end - start) * 0.3)
    assert said(panel) == "dense_1.kernel[x1, 0] = 1.2345  gradient -0.0012"
    values["dense_1.kernel"] = kernel * 2
    panel.set_weights(Weights(values, {"dense_1.kernel": slope}))
    assert said(panel) == "dense_1.kernel[x1, 0] = 2.4690  gradient -0.0012"
    qtbot.mouseMove(view, QPoint(2, view.height() - 2))
    assert "Blue: positive" in said(panel)


def test_a_unit_tells_its_bias(qtbot, panel):
    weights = fill(panel, 2, 3, 1)
    view = shown(panel, DiagramView)
    hover(qtbot, view, view.unit_at(1, 2))
    bias = weights.values["dense_1.bias"][2]
    assert said(panel).startswith(f"dense_1.bias[2] = {bias:.4f}  gradient ")
    hover(qtbot, view, view.unit_at(0, 1))
    assert said(panel) == "data: x2"


def test_clicking_a_unit_chooses_its_layer(qtbot, panel):
    fill(panel, 2, 3, 1)
    view = shown(panel, DiagramView)
    before = inks(view)[LIGHT.selection]
    with qtbot.waitSignal(panel.layer_chosen, timeout=1000) as chosen:
        qtbot.mouseClick(view, LEFT, pos=view.unit_at(2, 0).toPoint())
    assert chosen.args == [("layers", 1)]
    assert inks(view)[LIGHT.selection] > before + 20


def test_arrows_go_from_layer_to_layer(qtbot, panel):
    fill(panel, 2, 3, 1)
    view, told = shown(panel, DiagramView), []
    panel.layer_chosen.connect(told.append)
    panel.set_chosen_path(("layers", 0))
    assert told == []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(view, key)
    assert told == [("layers", 1), ("layers", 1), ("layers", 0)]


def test_arrows_go_from_unit_to_unit(qtbot, panel):
    fill(panel, 2, 3, 1)
    view = shown(panel, DiagramView)
    panel.set_chosen_path(("layers", 0))
    for key, number in ((Qt.Key.Key_Down, 0), (Qt.Key.Key_Down, 1), (Qt.Key.Key_Up, 0)):
        qtbot.keyClick(view, key)
        assert said(panel).startswith(f"dense_1.bias[{number}] = ")


def test_arrows_go_from_cell_to_cell(qtbot, panel):
    fill(panel, 2, 3, 1)
    press(qtbot, panel, "Matrix")
    view = shown(panel, MatrixView)
    for key, place in (
        (Qt.Key.Key_Right, "x1, 0"),
        (Qt.Key.Key_Down, "x2, 0"),
        (Qt.Key.Key_Right, "x2, 1"),
        (Qt.Key.Key_Up, "x1, 1"),
        (Qt.Key.Key_Up, "x1, 1"),
    ):
        qtbot.keyClick(view, key)
        assert said(panel).startswith(f"dense_1.kernel[{place}] = ")


def test_biases_of_another_shape_do_no_harm(qtbot, panel):
    layers, diagram, weights = dense(2, 3, 1)
    panel.set_network(layers, diagram)
    panel.set_weights(Weights({**weights.values, "dense_1.bias": np.ones(2)}, {}))
    view = shown(panel, DiagramView)
    hover(qtbot, view, view.unit_at(1, 2))
    assert said(panel) == "dense_1.bias[2]"


def test_no_weight_of_the_last_network_is_left(qtbot, panel):
    fill(panel, 784, 40, 10)
    layers, diagram, _ = dense(3, 4, 1)
    panel.set_network(layers, diagram)
    press(qtbot, panel, "Matrix")
    view = shown(panel, MatrixView)
    hover(qtbot, view, view.rect().center().toPointF())
    assert "=" not in said(panel)
    colours = set(inks(view))
    assert LIGHT.low not in colours
    assert len(colours) > 5, "it says what to do"


def test_signs_have_colours_and_weights_change_the_picture(panel):
    layers, diagram, weights = dense(2, 2, 1)
    panel.set_network(layers, diagram)
    view = shown(panel, DiagramView)
    pictures = []
    for value in (1.0, -1.0):
        values = {k: np.full_like(v, value) for k, v in weights.values.items()}
        panel.set_weights(Weights(values, {}))
        pictures.append(inks(view))
    positive, negative = pictures
    assert positive[LIGHT.high] > 100
    assert positive[LIGHT.low] == 0
    assert negative[LIGHT.low] > 60
    assert negative[LIGHT.high] == 0
    assert negative[LIGHT.low] < positive[LIGHT.high], "negative edges are dashed"


def test_only_the_strongest_edges_are_drawn(panel):
    fill(panel, 30, 30, 30)
    view = shown(panel, DiagramView)
    view.grab()
    drawn = view._edges.drawn
    assert len(drawn) == 300
    weakest = min(abs(edge.value) for edge in drawn)
    every = np.abs(np.concatenate([np.ravel(k) for k in kernels(view)]))
    assert np.sum(every > weakest) == 299


def kernels(view):
    return [v for k, v in view._weights.values.items() if k.endswith("kernel")]


def test_weights_that_are_no_numbers_do_no_harm(qtbot, panel):
    layers, diagram, weights = dense(2, 3, 1)
    panel.set_network(layers, diagram)
    for odd in (np.nan, np.inf, 0.0):
        values = {k: np.full_like(v, odd) for k, v in weights.values.items()}
        panel.set_weights(Weights(values, {}))
        for word in ("Diagram", "Matrix"):
            press(qtbot, panel, word)
            assert len(inks(panel)) > 10


def test_units_of_joined_layers_are_linked_one_to_one(panel):
    columns = (
        Column("data", "", names("x", 4), ("data",)),
        Column("dense_1", "", names("", 3), ("layers", 0), "dense_1.bias"),
        Column("concatenate", "", names("", 7), ("layers", 1)),
    )
    links = (Link(0, 1, "dense_1.kernel"), Link(1, 2, None), Link(0, 2, None))
    layer = Layer(("layers", 0), "dense_1", "dense", "(N, 3)", 15, ("data",))
    panel.set_network((layer,), Diagram(columns, links))
    QApplication.processEvents()
    view = shown(panel, DiagramView)
    image = view.grab().toImage()
    for start, end, is_linked in ((0, 0, True), (2, 2, True), (0, 6, False)):
        between = view.unit_at(1, start) * 0.3 + view.unit_at(2, end) * 0.7
        assert (inked_near(image, between.toPoint())) == is_linked
    drawn = (view._diagram, view._placed)
    skipped = plain_pairs(drawn, links[2])
    assert skipped == [(view.unit_at(0, k), view.unit_at(2, 3 + k)) for k in range(4)]


def inked_near(image, point):
    around = [point + QPoint(0, dy) for dy in (-1, 0, 1)]
    return any(image.pixelColor(at).name() != LIGHT.panel for at in around)


def test_a_large_layer_is_a_block_that_opens_its_weights(qtbot, panel):
    fill(panel, 784, 40, 10)
    press(qtbot, panel, "Diagram")
    assert "double-click" in said(panel)
    view = shown(panel, DiagramView)
    at = view.column_at(1).toPoint()
    qtbot.mouseClick(view, LEFT, pos=at)
    qtbot.mouseDClick(view, LEFT, pos=at)
    assert shown(panel, MatrixView)
    assert panel.findChild(QComboBox).currentText() == "dense_1.kernel"


def test_a_cell_tells_its_weight_and_follows_it(qtbot, panel):
    weights = fill(panel, 200, 100, 10)
    view = shown(panel, MatrixView)
    hover(qtbot, view, view.cell_at(131, 77))
    value = weights.values["dense_1.kernel"][131, 77]
    assert said(panel).startswith(f"dense_1.kernel[x132, 77] = {value:.4f}  gradient")
    doubled = {key: kept * 2 for key, kept in weights.values.items()}
    panel.set_weights(Weights(doubled, {}))
    assert said(panel) == f"dense_1.kernel[x132, 77] = {value * 2:.4f}"


def test_the_matrix_is_chosen_in_a_list(qtbot, panel):
    fill(panel, 3, 4, 2)
    press(qtbot, panel, "Matrix")
    box, view = panel.findChild(QComboBox), shown(panel, MatrixView)
    listed = [box.itemText(k) for k in range(box.count())]
    assert listed == [
        f"dense_{k}.{part}" for k in (1, 2) for part in ("kernel", "bias")
    ]
    first = view.grab().toImage()
    qtbot.keyClick(box, Qt.Key.Key_End)
    hover(qtbot, view, view.cell_at(0, 1))
    assert said(panel).startswith("dense_2.bias[1] = ")
    assert view.grab().toImage() != first


def test_a_kernel_of_four_axes_is_told_by_all_its_places(qtbot, panel):
    layers, diagram, _ = dense(3, 4, 2)
    kernel = np.arange(2 * 3 * 4 * 5.0).reshape(2, 3, 4, 5)
    panel.set_network(layers, diagram)
    panel.set_weights(Weights({"conv.kernel": kernel}, {}))
    press(qtbot, panel, "Matrix")
    view = shown(panel, MatrixView)
    hover(qtbot, view, view.cell_at(1 * 12 + 2 * 4 + 3, 4))
    assert said(panel) == "conv.kernel[1, 2, 3, 4] = 119.0000"


def test_the_scale_is_as_long_below_zero_as_above(panel):
    layers, _, _ = dense(1, 2)
    panel.set_network(layers, None)
    panel.set_weights(Weights({"dense_1.kernel": np.array([[-4.0, 1.0]])}, {}))
    panel.findChildren(QPushButton)[1].click()
    view = shown(panel, MatrixView)
    image = view.grab().toImage()
    points = [view.cell_at(0, k).toPoint() - QPoint(25, 0) for k in (0, 1)]
    first, second = (image.pixelColor(point) for point in points)
    assert first.name() == LIGHT.low
    assert second.blue() > second.red(), "above zero is blue"
    assert second.lightness() > 170, "and pale, at a quarter of the largest"


def test_the_table_lists_layers_and_their_sum(qtbot, panel):
    fill(panel, 784, 512, 10)
    press(qtbot, panel, "Table")
    table = shown(panel, LayerTable)
    rows = [
        [table.item(row, column).text() for column in range(4)]
        for row in range(table.rowCount())
    ]
    assert rows == [
        ["dense_1", "dense", "(N, 512)", "401,408"],
        ["dense_2", "dense", "(N, 10)", "5,120"],
        ["Total", "", "", "406,528"],
    ]
    with qtbot.waitSignal(panel.layer_chosen, timeout=1000) as chosen:
        where = table.visualItemRect(table.item(1, 0)).center()
        qtbot.mouseClick(table.viewport(), LEFT, pos=where)
    assert chosen.args == [("layers", 1)]


def test_another_network_replaces_the_first(panel):
    fill(panel, 784, 40, 10)
    fill(panel, 2, 3, 1)
    assert shown(panel, DiagramView)
    assert panel.findChild(QComboBox).count() == 4
    panel.set_network((), None)
    assert not any(button.isVisible() for button in panel.findChildren(QPushButton))


def test_an_edited_network_leaves_what_was_picked(qtbot, panel):
    fill(panel, 2, 3, 1)
    press(qtbot, panel, "Matrix")
    box = panel.findChild(QComboBox)
    qtbot.keyClick(box, Qt.Key.Key_End)
    fill(panel, 2, 5, 1)
    assert shown(panel, MatrixView)
    assert box.currentText() == "dense_2.bias"
    press(qtbot, panel, "Diagram")
    layers, _, _ = dense(2, 5, 1)
    panel.set_network(layers, None)
    assert shown(panel, LayerTable), "there is no diagram to show"
    fill(panel, 2, 6, 1)
    assert shown(panel, DiagramView)


def test_a_place_within_a_layer_marks_the_layer(qtbot, panel):
    fill(panel, 2, 3, 1)
    view = shown(panel, DiagramView)
    panel.set_chosen_path(("layers", 0, "units"))
    assert inks(view)[LIGHT.selection] > 100
    panel.set_chosen_path(("title",))
    assert inks(view)[LIGHT.selection] == 0
    panel.set_chosen_path(None)
    panel.set_chosen_path(("layers", 1, "activation"))
    press(qtbot, panel, "Matrix")
    assert panel.findChild(QComboBox).currentText() == "dense_2.kernel"


@pytest.mark.parametrize("word", ["Diagram", "Matrix", "Table"])
def test_it_is_usable_at_320_pixels_in_both_themes(qtbot, panel, word):
    fill(panel, 3, 4, 1)
    press(qtbot, panel, word)
    panel.resize(320, 300)
    assert panel.width() == 320
    for colours in (LIGHT, DARK):
        panel.set_colours(colours)
        found = inks(panel)
        assert found.most_common(1)[0][0] == colours.panel
        assert len(found) > 20
