"""Whoever listens to a screen, or looks for a shortcut, finds every part by name."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QTabBar,
    QWidget,
)

OF_QT = (QTabBar, QLineEdit)


def named(widget):
    has_text = isinstance(widget, QAbstractButton | QLabel)
    text = widget.text() if has_text else ""
    return bool(widget.accessibleName() or text)


def takes_part(widget):
    """Leave out what belongs to another widget, and is reached through it."""
    is_inner = isinstance(widget.parent(), QComboBox | QAbstractScrollArea)
    has_name = widget.objectName().startswith("qt_")
    return not (is_inner or has_name or isinstance(widget, OF_QT))


def parts(window):
    QApplication.processEvents()
    found = [w for w in window.findChildren(QWidget) if w.isVisibleTo(window)]
    return [w for w in found if takes_part(w)]


def test_every_action_says_what_it_does(window):
    for key, action in window.actions_.by_key.items():
        assert action.toolTip(), key
        assert action.text(), key
        for shortcut in action.shortcuts():
            assert shortcut.toString() in action.toolTip(), key


def test_no_shortcut_is_taken_twice(window):
    keys = [
        key.toString()
        for action in window.actions_.by_key.values()
        for key in action.shortcuts()
    ]
    assert len(keys) == len(set(keys))


def test_everything_that_takes_the_focus_has_a_name(window):
    nameless = [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in parts(window)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not named(widget)
    ]
    assert nameless == []


def test_every_button_has_a_tooltip(window):
    silent = [
        f"{widget.text()!r} in {type(widget.parent()).__name__}"
        for widget in parts(window)
        if isinstance(widget, QAbstractButton | QAbstractSlider)
        and not isinstance(widget.parent(), QAbstractScrollArea)
        and type(widget).__name__ != "QScrollBar"
        and not widget.toolTip()
    ]
    assert silent == []


def test_the_buttons_of_titles_say_what_they_do(window):
    for title in window.docks.panels:
        dock = window.findChild(QDockWidget, title)
        buttons = [
            dock.findChild(QAbstractButton, f"qt_dockwidget_{place}button")
            for place in ("float", "close")
        ]
        words = ("Float", "Close")
        names = [button.accessibleName() for button in buttons]
        assert names == [f"{word} {title}" for word in words]
        assert all(
            button.toolTip().startswith(names[i]) for i, button in enumerate(buttons)
        )
