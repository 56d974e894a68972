"""What keys write in a spec, each a step that can be undone."""

import pytest
from PySide6.QtCore import Qt

from gui.panels.editor import SpecEditor

Key, Held = Qt.Key, Qt.KeyboardModifier
FACE = "\N{SLIGHTLY SMILING FACE}"


@pytest.fixture
def type_in(qtbot):
    """Show a text with `|` at the caret (two: a selection), press, give the same."""
    spec = SpecEditor()
    qtbot.addWidget(spec)
    spec.resize(500, 300)
    with qtbot.waitExposed(spec):
        spec.show()

    def press(text, *keys):
        spec.set_text(text.replace("|", ""))
        first, last = text.index("|"), text.rindex("|") - (text.count("|") == 2)
        spec.select_span(first, max(first, last))
        for key in keys:
            if isinstance(key, str):
                qtbot.keyClicks(spec.editor, key)
            else:
                qtbot.keyClick(spec.editor, *key)
        return with_caret(spec)

    press.spec = spec
    return press


def with_caret(spec):
    cursor, to = spec.editor.textCursor(), spec._buffer.offsets.to_characters
    text = spec.text()
    start, end = to(cursor.selectionStart()), to(cursor.selectionEnd())
    inside = text[start:end] + "|" if cursor.hasSelection() else ""
    return f"{text[:start]}|{inside}{text[end:]}"


ENTER, TAB = (Key.Key_Return,), (Key.Key_Tab,)
BACK_TAB = (Key.Key_Backtab, Held.ShiftModifier)
BACKSPACE = (Key.Key_Backspace,)
COMMENT = (Key.Key_Slash, Held.ControlModifier)
UP, DOWN = (Key.Key_Up, Held.AltModifier), (Key.Key_Down, Held.AltModifier)


@pytest.mark.parametrize(
    ("before", "keys", "after"),
    [
        ("  1,|", [ENTER], "  1,\n  |"),
        ("  [|", [ENTER], "  [\n    |"),
        ("  {|}", [ENTER], "  {\n    |\n  }"),
        ('  "{|"', [ENTER], '  "{\n  |"'),
        ("[|1]", [ENTER], "[\n  |1]"),
        ("|1", [TAB], "  |1"),
        ("|1,\n2|", [TAB], "  |1,\n  2|"),
        ("|1,\n|2", [TAB], "  |1,\n|2"),
        ("  |1,\n    2|", [BACK_TAB], "|1,\n  2|"),
        ("    |1", [BACK_TAB], "  |1"),
        (" |1", [BACK_TAB], "|1"),
        ("|", ["["], "[|]"),
        ("|", ["{"], "{|}"),
        ("|", ["[]"], "[]|"),
        ("|", ['"a"'], '"a"|'),
        ('"a|"', ["{"], '"a{|"'),
        ('"a\\|"', ['"'], '"a\\"|'),
        ("// |", ['"'], '// "|'),
        ("|1", ["["], "[|1"),
        ("|12|", ["["], "[|12|]"),
        ("|12|", ['"'], '"|12|"'),
        ('["a", |]', ['"'], '["a", "|"]'),
        (f'"{FACE}|"', ['"'], f'"{FACE}"|'),
        ("[|]", [BACKSPACE], "|"),
        ('"|"', [BACKSPACE], "|"),
        ("[|1]", [BACKSPACE], "|1]"),
        ("  1,|\n2", [COMMENT], "  // 1,|\n2"),
        ("  // 1,|\n2", [COMMENT], "  1,|\n2"),
        ("|  {\n    1\n  }|", [COMMENT], "|  // {\n  //   1\n  // }|"),
        ("|1\n// 2|", [COMMENT], "// |1\n// // 2|"),
        ("1\n2|\n3", [UP], "2|\n1\n3"),
        ("1\n2|\n3", [DOWN], "1\n3\n2|"),
        ("|1\n2", [UP], "|1\n2"),
        ("1\n2|", [DOWN], "1\n2|"),
        (f"1|\n{FACE}\n3", [DOWN, DOWN], f"{FACE}\n3\n1|"),
        ("|1\n2|\n3", [DOWN], "3\n|1\n2|"),
    ],
)
def test_keys(type_in, before, keys, after):
    assert type_in(before, *keys) == after


@pytest.mark.parametrize(
    ("before", "key"),
    [
        ("  {|}", ENTER),
        ("|1,\n2|", TAB),
        ("|  1,\n  2|", BACK_TAB),
        ("|1,\n2|", COMMENT),
        ("1\n2|\n3", UP),
        ("[|]", BACKSPACE),
        ("|12|", "["),
    ],
)
def test_one_undo_takes_a_key_back(type_in, before, key):
    plain = before.replace("|", "")
    type_in(before, key)
    assert type_in.spec.text() != plain
    type_in.spec.undo()
    assert type_in.spec.text() == plain
