import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.look.colours import DARK, LIGHT
from gui.panels.notices import Notices


@pytest.fixture
def notices(qtbot):
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    notices = Notices()
    notices.set_colours(LIGHT)
    layout.addWidget(notices)
    layout.addStretch(1)
    window.resize(800, 400)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield notices
    window.hide()


def click(qtbot, button):
    """Click where the button is seen, once it has its place."""
    window, middle = button.window(), button.rect().center
    qtbot.waitUntil(lambda: window.childAt(button.mapTo(window, middle())) is button)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def texts(notices):
    return [w.text() for w in notices.findChildren(QLabel) if w.isVisible()]


def said(notices, text):
    return text in texts(notices)


def closers(notices):
    return [b for b in notices.findChildren(QToolButton) if b.isVisible()]


def test_it_takes_no_room_while_there_is_nothing_to_say(notices):
    assert not notices.isVisible()


@pytest.mark.parametrize(
    ("kind", "word"), [("info", "Note"), ("warning", "Warning"), ("error", "Error")]
)
def test_a_message_has_a_word_and_an_icon_for_its_kind(notices, kind, word):
    notices.show_notice("The loss is not a number.", "Lower the rate.", kind)
    assert texts(notices) == ["", word, "The loss is not a number.", "Lower the rate."]
    pictures = [w.pixmap() for w in notices.findChildren(QLabel)]
    assert sum(not picture.isNull() for picture in pictures) == 1


def test_it_is_closed_by_its_button(qtbot, notices):
    notices.show_notice("Saved.")
    click(qtbot, closers(notices)[0])
    assert not notices.isVisible()


def test_it_is_closed_by_escape(qtbot, notices):
    notices.show_notice("Older.")
    notices.show_notice("Newer.")
    closers(notices)[1].setFocus()
    qtbot.keyClick(closers(notices)[1], Qt.Key.Key_A)
    assert said(notices, "Newer.")
    newest = next(w for w in notices.findChildren(QLabel) if w.text() == "Newer.")
    qtbot.keyClick(newest.parentWidget(), Qt.Key.Key_Escape)
    assert not said(notices, "Newer.")
    assert said(notices, "Older.")


def test_an_action_is_done_and_the_message_goes(qtbot, notices):
    done = []
    actions = [("Reload", lambda: done.append("r")), ("Keep", lambda: done.append("k"))]
    notices.show_notice("The file has changed.", actions=actions)
    keep = next(b for b in notices.findChildren(QPushButton) if b.text() == "Keep")
    click(qtbot, keep)
    assert done == ["k"]
    assert not notices.isVisible()


def test_an_action_may_show_the_next_message(qtbot, notices):
    again = [("Retry", lambda: notices.show_notice("It failed again.", key="save"))]
    notices.show_notice("It failed.", actions=again, key="save")
    retry = notices.findChildren(QPushButton)[0]
    click(qtbot, retry)
    assert said(notices, "It failed again.")
    assert not said(notices, "It failed.")


def test_the_same_key_replaces(notices):
    notices.show_notice("First.", key="file")
    notices.show_notice("Other.", key="run")
    notices.show_notice("Second.", key="file")
    assert not said(notices, "First.")
    assert said(notices, "Second.")
    assert said(notices, "Other.")
    notices.clear("file")
    assert not said(notices, "Second.")
    notices.clear("nothing of this name")
    assert said(notices, "Other.")


def test_at_most_three_are_stacked_the_newest_on_top(notices):
    for text in ("One.", "Two.", "Three.", "Four."):
        notices.show_notice(text)
    shown = [w for w in notices.findChildren(QLabel) if w.isVisible() and w.text()]
    shown = [w for w in shown if w.text() != "Note"]
    shown.sort(key=lambda w: w.mapTo(notices, w.rect().topLeft()).y())
    assert [w.text() for w in shown] == ["Four.", "Three.", "Two."]


def test_long_texts_wrap_and_can_be_selected(qtbot, notices):
    notices.show_notice("A text of several words that is long. " * 6)
    high = notices.height()
    notices.window().resize(320, 400)
    qtbot.waitUntil(lambda: notices.width() == 320)
    assert notices.height() > high
    label = next(w for w in notices.findChildren(QLabel) if "several" in w.text())
    assert label.height() >= label.heightForWidth(label.width())
    assert label.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


def test_markup_is_shown_as_it_was_written(notices):
    notices.show_notice("<b>not bold</b>")
    label = next(w for w in notices.findChildren(QLabel) if "bold" in w.text())
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_message_follows_the_theme(notices):
    notices.show_notice("Saved.")
    QApplication.processEvents()
    light = notices.grab().toImage().pixelColor(300, 2).lightness()
    notices.set_colours(DARK)
    assert notices.grab().toImage().pixelColor(300, 2).lightness() < light - 100


def test_three_messages_need_little_height(notices):
    for kind in ("info", "warning", "error"):
        notices.show_notice("A text of several words. " * 4, "A hint.", kind)
    lines = notices.height() / notices.fontMetrics().height()
    assert 6 < lines < 12
    assert notices.window().minimumSizeHint().height() == notices.height()
