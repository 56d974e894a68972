"""What is painted in a spec, and what is said of it."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCharFormat

from engine.editing import Hover, Mark, Problem
from gui.look.colours import DARK, LIGHT
from tests.gui.editors import FACE, TEXT, Held, Key, caret, spec

__all__ = ["spec"]


def waves(spec):
    wave = QTextCharFormat.UnderlineStyle.WaveUnderline
    return [
        band.cursor.selectedText()
        for band in spec.editor.extraSelections()
        if band.format.underlineStyle() == wave
    ]


def test_marks_are_underlined_where_they_are(spec):
    text = f'{{"a": "{FACE}", "b": 1}}'
    spec.set_text(text)
    at = text.index('"b"')
    spec.set_marks([Mark(Problem("no such key"), at, at + 3)])
    assert waves(spec) == ['"b"']
    spec.set_marks([])
    assert waves(spec) == []


@pytest.mark.parametrize(
    ("at", "seen"), [(len(TEXT), "}"), (TEXT.index("\n"), "{"), (2, " ")]
)
def test_an_empty_mark_is_still_seen(spec, at, seen):
    spec.set_marks([Mark(Problem("missing"), at, at)])
    assert waves(spec) == [seen]


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
    assert spec.strip.said.whole == "\u2713 no errors found"
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


def middle(spec, offset):
    cursor = spec._buffer.select(offset, offset)
    room = spec.editor.cursorRect(cursor)
    return QPoint(room.left() + 4, room.center().y())


def test_lines_of_a_path_are_marked_and_the_caret_stays(spec):
    caret(spec, 0)
    at = TEXT.index("{", 1)
    before = len(spec.editor.extraSelections())
    spec.highlight_path_span(at, at + 12)
    assert len(spec.editor.extraSelections()) == before + 1
    assert spec.editor.extraSelections()[1].cursor.selectedText() == '    {"units": 4}'
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


def test_the_gutter_paints_marks(spec):
    plain = spec.editor.gutter.grab().toImage()
    spec.set_marks([Mark(Problem("no"), 0, 1)])
    assert spec.editor.gutter.grab().toImage() != plain
