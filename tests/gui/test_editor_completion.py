"""The list of what may stand at the caret."""

import pytest
from PySide6.QtCore import Qt

from engine.editing import Completion, Completions
from gui.look.colours import DARK
from gui.panels.editor import SpecEditor
from gui.panels.editor.completion import matching_items

Key, Held = Qt.Key, Qt.KeyboardModifier
FACE = "\N{SLIGHTLY SMILING FACE}"
WORDS = ("relu", "sigmoid", "softmax", "tanh")
VALUES = tuple(
    Completion(w, f'"{w}"', len(w) + 2, "value", "a curve", f"<{w}> bends")
    for w in WORDS
)
KEYS = (Completion("units", '"units": ', 9, "key", "how many"),)


def complete(text, offset):
    """Complete the string around the caret, as a value behind a colon."""
    start = offset
    while start and (text[start - 1].isalnum() or text[start - 1] == '"'):
        start -= 1
    end = offset
    while text[end : end + 1].isalnum() or text[end : end + 1] == '"':
        end += 1
    is_value = text[:start].rstrip().endswith(":")
    return Completions(start, end, VALUES if is_value else KEYS)


@pytest.fixture
def spec(qtbot):
    spec = SpecEditor()
    qtbot.addWidget(spec)
    spec.resize(500, 300)
    spec.completion_wanted.connect(
        lambda text, at: spec.show_completions(complete(text, at))
    )
    with qtbot.waitExposed(spec):
        spec.show()
    spec.editor.setFocus()
    return spec


@pytest.fixture
def popup(spec):
    return spec.completing.popup


def start(spec, text):
    spec.set_text(text.replace("|", ""))
    at = text.index("|")
    spec.select_span(at, at)


def labels(popup):
    return [popup.list.item(n).text() for n in range(popup.list.count())]


def test_typing_a_value_lists_what_fits(qtbot, spec, popup):
    start(spec, f'{{"name": "{FACE}", "activation": |}}')
    qtbot.keyClicks(spec.editor, '"')
    assert labels(popup) == list(WORDS)
    qtbot.keyClicks(spec.editor, "s")
    assert labels(popup) == ["sigmoid", "softmax"]
    qtbot.keyClicks(spec.editor, "o")
    assert labels(popup) == ["softmax"]
    qtbot.keyClick(spec.editor, Key.Key_Return)
    assert not popup.isVisible()
    assert spec.text() == f'{{"name": "{FACE}", "activation": "softmax"}}'
    assert spec._buffer.caret == len(spec.text()) - 1


def test_accepting_is_one_step_to_undo(qtbot, spec, popup):
    start(spec, '{"activation": "ta|xx"}')
    qtbot.keyClick(spec.editor, Key.Key_Space, Held.ControlModifier)
    qtbot.keyClick(spec.editor, Key.Key_Tab)
    assert spec.text() == '{"activation": "tanh"}'
    assert spec.editor.textCursor().position() == len('{"activation": "tanh"')
    spec.undo()
    assert spec.text() == '{"activation": "taxx"}'


def test_arrows_pages_and_escape(qtbot, spec, popup):
    start(spec, '{"activation": |}')
    qtbot.keyClick(spec.editor, Key.Key_Space, Held.ControlModifier)
    rows = []
    keys = (Key.Key_Down, Key.Key_Up, Key.Key_Up, Key.Key_PageUp, Key.Key_PageDown)
    for key in keys:
        qtbot.keyClick(spec.editor, key)
        rows.append(popup.list.currentRow())
    assert rows == [1, 0, 3, 0, 3]
    assert "&lt;tanh&gt; bends" in popup.about.text()
    qtbot.keyClick(spec.editor, Key.Key_Escape)
    assert not popup.isVisible()
    assert spec.text() == '{"activation": }'


def test_a_click_accepts(qtbot, spec, popup):
    start(spec, '{"activation": |}')
    qtbot.keyClick(spec.editor, Key.Key_Space, Held.ControlModifier)
    place = popup.list.visualItemRect(popup.list.item(2)).center()
    qtbot.mouseClick(popup.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert spec.text() == '{"activation": "softmax"}'


def test_a_key_leads_on_to_its_value(qtbot, spec, popup):
    start(spec, "{|}")
    qtbot.keyClicks(spec.editor, '"u')
    qtbot.keyClick(spec.editor, Key.Key_Return)
    assert spec.text() == '{"units": }'
    qtbot.waitUntil(popup.isVisible)
    assert labels(popup) == list(WORDS)


def test_what_does_not_fit_closes_the_list(qtbot, spec, popup):
    start(spec, '{"activation": |}')
    qtbot.keyClicks(spec.editor, '"ta')
    assert popup.isVisible()
    qtbot.keyClick(spec.editor, Key.Key_Backspace)
    assert popup.isVisible()
    qtbot.keyClicks(spec.editor, "q")
    assert not popup.isVisible()


def test_a_word_that_is_complete_is_not_offered(qtbot, spec, popup):
    start(spec, '{"activation": |}')
    qtbot.keyClicks(spec.editor, '"tanh')
    assert not popup.isVisible()


def test_keys_do_what_they_always_do_without_a_list(qtbot, spec, popup):
    start(spec, "{|}")
    qtbot.keyClick(spec.editor, Key.Key_Return)
    assert not popup.isVisible()
    assert spec.text() == "{\n  \n}"


def test_leaving_the_text_closes_the_list(qtbot, spec, popup):
    start(spec, '{"activation": |}')
    qtbot.keyClick(spec.editor, Key.Key_Space, Held.ControlModifier)
    assert popup.isVisible()
    spec.show_find()
    assert not popup.isVisible()
    spec.editor.setFocus()
    qtbot.keyClick(spec.editor, Key.Key_Space, Held.ControlModifier)
    assert popup.isVisible()
    qtbot.mouseClick(spec.editor.viewport(), Qt.MouseButton.LeftButton)
    assert not popup.isVisible()


def test_the_list_follows_the_colours(qtbot, spec, popup):
    start(spec, '{"activation": |}')
    qtbot.keyClick(spec.editor, Key.Key_Space, Held.ControlModifier)
    light = popup.grab().toImage()
    spec.set_colours(DARK)
    assert popup.grab().toImage() != light


def test_who_asks_sees_all_the_others_below():
    assert [item.label for item in matching_items(VALUES, "t", is_asked=True)] == [
        "tanh",
        "softmax",
        "relu",
        "sigmoid",
    ]


@pytest.fixture
def late(spec):
    """The questions of an editor whose answers come later."""
    spec.completion_wanted.disconnect()
    questions = []
    spec.completion_wanted.connect(lambda text, at: questions.append((text, at)))
    return questions


def test_an_answer_that_comes_late_opens_the_list(qtbot, spec, popup, late):
    start(spec, '{"activation": |}')
    qtbot.keyClicks(spec.editor, '"')
    assert not popup.isVisible()
    spec.show_completions(complete(*late[-1]))
    assert labels(popup) == list(WORDS)


def test_an_answer_to_where_the_caret_was_is_dropped(qtbot, spec, popup, late):
    start(spec, '{"activation": |}')
    qtbot.keyClicks(spec.editor, '"s')
    qtbot.keyClick(spec.editor, Key.Key_Left)
    spec.show_completions(complete(*late[-1]))
    assert not popup.isVisible()


def test_an_answer_after_the_focus_has_gone_is_dropped(qtbot, spec, popup, late):
    start(spec, '{"activation": |}')
    qtbot.keyClicks(spec.editor, '"')
    spec.editor.clearFocus()
    spec.show_completions(complete(*late[0]))
    assert not popup.isVisible()


def test_letters_typed_before_the_next_answer_are_replaced(qtbot, spec, popup, late):
    start(spec, '{"activation": |}')
    qtbot.keyClicks(spec.editor, '"s')
    spec.show_completions(complete(*late[-1]))
    qtbot.keyClicks(spec.editor, "ig")
    qtbot.keyClick(spec.editor, Key.Key_Return)
    assert spec.text() == '{"activation": "sigmoid"}'
