"""The editor of specs, as hands on a keyboard meet it."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QTextCharFormat, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip

from engine.editing import Edit, Hover, Mark, Problem
from gui.look.colours import DARK, LIGHT
from gui.panels.editor import SpecEditor

Key, Held = Qt.Key, Qt.KeyboardModifier
TEXT = '{\n  "name": "xor",\n  "layers": [\n    {"units": 4}\n  ]\n}\n'
FACE = "\N{SLIGHTLY SMILING FACE}"


@pytest.fixture
def spec(qtbot):
    spec = SpecEditor()
    qtbot.addWidget(spec)
    spec.resize(500, 400)
    spec.set_colours(LIGHT)
    with qtbot.waitExposed(spec):
        spec.show()
    spec.set_text(TEXT)
    spec.flush()
    spec.editor.setFocus()
    return spec


def caret(spec, at, end=None):
    spec.select_span(at, at if end is None else end)


def waves(spec):
    wave = QTextCharFormat.UnderlineStyle.WaveUnderline
    return [
        band.cursor.selectedText()
        for band in spec.editor.extraSelections()
        if band.format.underlineStyle() == wave
    ]


def grounds(spec, colour):
    return [
        band.cursor.selectedText()
        for band in spec.editor.extraSelections()
        if band.format.background().color().name() == colour
    ]


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


def test_marks_are_underlined_where_they_are(spec):
    text = f'{{"a": "{FACE}", "b": 1}}'
    spec.set_text(text)
    at = text.index('"b"')
    spec.set_marks([Mark(Problem("no such key"), at, at + 3)])
    assert waves(spec) == ['"b"']
    spec.set_marks([])
    assert waves(spec) == []


def test_an_empty_mark_is_still_seen(spec):
    spec.set_marks(
        [
            Mark(Problem("missing"), len(TEXT), len(TEXT)),
        ]
    )
    assert len(waves(spec)) == 1


def test_marks_move_with_the_text(qtbot, spec):
    at = TEXT.index("4")
    spec.set_marks([Mark(Problem("too few"), at, at + 1)])
    caret(spec, 0)
    qtbot.keyClick(spec.editor, Key.Key_Return)
    assert waves(spec) == ["4"]
    assert list(spec.editor.gutter._marks) == [5]


def test_the_strip_counts_and_f8_goes_around(qtbot, spec):
    one, two = TEXT.index("name"), TEXT.index("4")
    spec.set_marks([])
    assert spec.strip.said.whole == "\u2713 no mistakes found"
    spec.set_marks(
        [
            Mark(Problem("too few", is_warning=True), two, two + 1),
            Mark(Problem("no such key"), one, one + 4),
        ]
    )
    assert spec.strip.said.whole == "\u2715 1 error, 1 warning: no such key"
    caret(spec, 0)
    selected = []
    for held in (Held.NoModifier, Held.NoModifier, Held.NoModifier, Held.ShiftModifier):
        qtbot.keyClick(spec.editor, Key.Key_F8, held)
        selected.append(spec.editor.textCursor().selectedText())
    assert selected == ["name", "4", "name", "4"]
    assert spec.strip.said.whole.endswith("too few")
    qtbot.mouseClick(spec.strip.said, Qt.MouseButton.LeftButton)
    assert spec.editor.textCursor().selectedText() == "name"


def test_a_long_message_is_cut_but_not_lost(spec):
    message = "this says very much " * 20
    spec.set_marks([Mark(Problem(message, hint="say <less>"), 0, 1)])
    assert spec.strip.said.text().endswith("\u2026")
    assert "say &lt;less&gt;" in spec.strip.said.toolTip()


def test_tooltips_tell_marks_and_else_what_a_word_means(spec):
    at, name = TEXT.index("4"), TEXT.index("name")
    spec.set_marks([Mark(Problem("too few", hint="try 8"), at, at + 1)])
    asked = []

    def explain(text, offset):
        asked.append((text, offset))
        return Hover(offset, offset + 1, "name", "what it is called")

    spec.set_explainer(explain)
    told = spec.editor.tip_at(middle(spec, at))
    assert "too few" in told
    assert "try 8" in told
    assert asked == []
    assert "what it is called" in spec.editor.tip_at(middle(spec, name))
    assert asked == [(TEXT, name)]
    assert spec.editor.tip_at(QPoint(480, 15)) == ""
    QToolTip.hideText()


def middle(spec, offset):
    cursor = spec._writing.select(offset, offset)
    room = spec.editor.cursorRect(cursor)
    return QPoint(room.left() + 4, room.center().y())


def test_lines_of_a_path_are_marked_and_the_caret_stays(spec):
    caret(spec, 0)
    at = TEXT.index("{", 1)
    before = len(spec.editor.extraSelections())
    spec.highlight_path_span(at, at + 12)
    assert len(spec.editor.extraSelections()) == before + 1
    assert spec.editor.extraSelections()[0].cursor.selectedText() == '    {"units": 4}'
    assert spec.editor.textCursor().position() == 0
    spec.clear_path()
    assert len(spec.editor.extraSelections()) == before


def test_a_path_out_of_sight_is_scrolled_to_unless_one_writes(qtbot, spec):
    text = "{}\n" * 500
    spec.set_text(text)
    spec.editor.setFocus()
    qtbot.waitUntil(spec.editor.hasFocus)
    spec.highlight_path_span(1200, 1201)
    assert spec.editor.verticalScrollBar().value() == 0
    spec.editor.clearFocus()
    spec.highlight_path_span(1200, 1201)
    assert 380 < spec.editor.verticalScrollBar().value() <= 400


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


def test_brackets_are_matched_outside_of_strings(spec):
    text = '{"a": "}", // ]\n "b": [1, {"c": 2}]}'
    spec.set_text(text)
    caret(spec, 0)
    pair = [
        band.cursor.selectionStart()
        for band in spec.editor.extraSelections()
        if band.cursor.hasSelection()
    ]
    assert pair == [0, len(text) - 1]
    caret(spec, text.index("[1"))
    pair = [
        band.cursor.selectionStart()
        for band in spec.editor.extraSelections()
        if band.cursor.hasSelection()
    ]
    assert pair == [text.index("[1"), len(text) - 2]


def formats(spec, line):
    block = spec.editor.document().findBlockByNumber(line)
    return {
        block.text()[f.start : f.start + f.length]: f.format.foreground().color().name()
        for f in block.layout().formats()
    }


def test_words_have_colours_and_comments_go_over_lines(spec):
    spec.set_text('{"a": "b", "c": -1.5e3, // "x"\n/* one\n\n 2 */ "d": true}')
    assert formats(spec, 0) == {
        '"a"': LIGHT.syntax_key,
        '"b"': LIGHT.syntax_text,
        '"c"': LIGHT.syntax_key,
        "-1.5e3": LIGHT.syntax_number,
        '// "x"': LIGHT.syntax_comment,
    }
    assert formats(spec, 1) == {"/* one": LIGHT.syntax_comment}
    last = formats(spec, 3)
    assert last[" 2 */"] == LIGHT.syntax_comment
    assert last["true"] == LIGHT.syntax_word
    spec.set_colours(DARK)
    assert formats(spec, 3)["true"] == DARK.syntax_word


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


def test_the_gutter_paints_marks(spec):
    plain = spec.editor.gutter.grab().toImage()
    spec.set_marks([Mark(Problem("no"), 0, 1)])
    assert spec.editor.gutter.grab().toImage() != plain


def test_a_long_text_stays_usable(qtbot, spec):
    text = '{"rows": [\n' + "  [0.125, 0.25, 0.5, 1, 0],\n" * 40_000 + "]}\n"
    spec.set_text(text)
    spec.flush()
    told = []
    spec.edited.connect(told.append)
    caret(spec, len(text) // 2)
    qtbot.keyClicks(spec.editor, "123")
    assert spec._wait.interval() > 400
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told[0][len(text) // 2 :].startswith("123")
