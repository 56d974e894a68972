"""The editor of specs, as hands on a keyboard meet it."""

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from engine.editing import Edit
from gui.look.colours import DARK
from tests.gui.editors import FACE, TEXT, Held, Key, caret, spec

__all__ = ["spec"]


def test_changes_are_told_once_after_a_moment(qtbot, spec):
    told = []
    spec.edited.connect(told.append)
    caret(spec, 0)
    qtbot.keyClicks(spec.editor, "12")
    assert told == []
    qtbot.waitUntil(lambda: told == ["12" + TEXT])


def test_flush_tells_at_once_and_only_once(qtbot, spec):
    told = []
    spec.edited.connect(told.append)
    caret(spec, 0)
    qtbot.keyClicks(spec.editor, "7")
    spec.flush()
    spec.flush()
    assert told == ["7" + TEXT]


def test_colours_are_no_change(qtbot, spec):
    told = []
    spec.edited.connect(told.append)
    spec.set_colours(DARK)
    spec.flush()
    assert told == []
    assert not spec.is_modified()


def test_modified_until_saved_or_undone(qtbot, spec):
    said = []
    spec.modified_changed.connect(said.append)
    caret(spec, 0)
    qtbot.keyClicks(spec.editor, "7")
    assert spec.is_modified()
    spec.undo()
    assert spec.text() == TEXT
    spec.redo()
    spec.set_saved()
    assert said == [True, False, True, False]


def test_a_new_text_cannot_be_undone(spec):
    spec.set_text("[]")
    spec.undo()
    assert spec.text() == "[]"


def test_the_caret_is_told_in_characters(qtbot, spec):
    spec.set_text(f'"{FACE}{FACE}", 12')
    spec.flush()
    with qtbot.waitSignal(spec.caret_moved) as said:
        qtbot.keyClick(spec.editor, Key.Key_End)
    assert said.args == [8]
    assert spec.strip.where.text() == "Ln 1, Col 9"


def test_edits_are_one_step_and_keep_caret_and_scroll(qtbot, spec):
    spec.set_text(TEXT + "\n" * 300)
    at = TEXT.index("units")
    caret(spec, at)
    bar = spec.editor.verticalScrollBar()
    bar.setValue(120)
    name = TEXT.index('"xor"')
    four = TEXT.index("4")
    spec.apply_edits([Edit(four, four + 1, "16"), Edit(name, name + 5, f'"{FACE}"')])
    assert '"units": 16' in spec.text()
    assert f'"name": "{FACE}"' in spec.text()
    assert bar.value() == 120
    assert spec.editor.textCursor().block().text()[6:].startswith("units")
    spec.undo()
    assert spec.text() == TEXT + "\n" * 300


def test_edits_count_characters_beyond_emoji(spec):
    spec.set_text(f'{{"a": "{FACE}", "b": 1}}')
    at = spec.text().index("1")
    spec.apply_edits([Edit(at, at + 1, "2")])
    assert spec.text() == f'{{"a": "{FACE}", "b": 2}}'


def test_another_text_changes_only_what_differs(spec):
    caret(spec, TEXT.index("]"))
    spec.replace_text(TEXT.replace("xor", "three"))
    assert spec.text() == TEXT.replace("xor", "three")
    assert spec.editor.textCursor().block().text() == "  ]"
    spec.undo()
    assert spec.text() == TEXT


def test_a_dropped_file_is_told_and_not_written(spec):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/specs/xor.json")])
    data.setText("file:///specs/xor.json")
    names = []
    spec.file_dropped.connect(names.append)
    for kind, point in ((QDragEnterEvent, QPoint(9, 9)), (QDropEvent, QPointF(9, 9))):
        event = kind(
            point,
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Held.NoModifier,
        )
        QApplication.sendEvent(spec.editor.viewport(), event)
    assert names == ["/specs/xor.json"]
    assert spec.text() == TEXT


def test_the_mouse_wheel_and_keys_change_the_size(qtbot, spec):
    size = spec.editor.font().pointSize()
    qtbot.keyClick(spec.editor, Key.Key_Plus, Held.ControlModifier)
    qtbot.keyClick(spec.editor, Key.Key_Plus, Held.ControlModifier)
    assert spec.editor.font().pointSize() == size + 2
    turn(spec, -120)
    assert spec.editor.font().pointSize() == size + 1
    qtbot.keyClick(spec.editor, Key.Key_0, Held.ControlModifier)
    assert spec.editor.font().pointSize() == size
    assert spec.text() == TEXT


def turn(spec, by):
    event = QWheelEvent(
        QPointF(50, 50),
        QPointF(spec.mapToGlobal(QPoint(50, 50))),
        QPoint(),
        QPoint(0, by),
        Qt.MouseButton.NoButton,
        Held.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(spec.editor.viewport(), event)


def test_a_no_break_space_stays_one(spec):
    spec.set_text('"a\u00a0b"')
    assert spec.text() == '"a\u00a0b"'


def test_a_long_text_stays_usable(qtbot, spec):
    text = '{"rows": [\n' + "  [0.125, 0.25, 0.5, 1, 0],\n" * 40_000 + "]}\n"
    spec.set_text(text)
    spec.flush()
    told = []
    spec.edited.connect(told.append)
    caret(spec, len(text) // 2)
    qtbot.keyClicks(spec.editor, "123")
    assert spec.debouncer.patience > 400
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told[0][len(text) // 2 :].startswith("123")
