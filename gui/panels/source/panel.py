"""The panel: which printing, the program, and what its line computes."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QGuiApplication,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QLabel, QStackedWidget, QToolBar, QVBoxLayout, QWidget

from engine.views import Computed, Source
from gui.look.colours import Colours
from gui.look.fonts import text_font
from gui.panels.source.program_text import ProgramText
from gui.widgets.find_bar import FindBar
from gui.widgets.panel import Panel
from gui.widgets.text_buffer import TextBuffer

_NOTHING = "The program appears here as soon as the spec can be read."
_HINT = "Choose a line to see what it computes."


class SourcePanel(Panel):
    """The generated program, read-only, each line with its place in the spec."""

    printing_wanted = Signal(bool)
    save_wanted = Signal()
    path_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Program")
        self.setFont(text_font())
        self._source = Source("", {})
        self.text = ProgramText(self)
        self.finder = FindBar(self.text, TextBuffer(self.text))
        self.strip, self._empty = QLabel(_HINT), QLabel(_NOTHING)
        self.bar = QToolBar("Program", self)
        self._pages = QStackedWidget()
        self._fill_bar()
        self._lay_out()
        self.text.line_hovered.connect(self._describe_line)
        self.text.line_chosen.connect(self._choose)
        self.text.find_wanted.connect(self._find)
        self._take_keys()

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self.text.set_colours(colours)
        self.bar.setStyleSheet(
            f"QToolButton:checked {{ background: {colours.selection};"
            f" color: {colours.text}; border: 1px solid {colours.accent};"
            " border-radius: 0.3em; padding: 0.2em 0.5em }"
        )
        for label in (self.strip, self._empty):
            label.setStyleSheet(f"color: {colours.dim}")
        self.finder.set_colours(colours)

    def set_source(self, source: Source) -> None:
        """Show a program, and stay at the same line."""
        self._source = source
        self.text.set_text(source.text)
        self._pages.setCurrentWidget(self.text if source.text else self._empty)
        self._describe_line(self.text.line)

    def set_printing(self, *, planned: bool) -> None:
        """Show which printing this is, without asking for it."""
        self.planned.setChecked(planned)
        self.textbook.setChecked(not planned)

    def highlight_path(self, path: tuple[str | int, ...] | None) -> None:
        """Mark all lines that come from a place in the spec."""
        lines = self._source.lines.items() if path else ()
        self.text.mark_lines(n for n, made in lines if _begins(made, path or ()))

    def _describe_line(self, line: int) -> None:
        computed = self._source.lines.get(line)
        said = _describe(computed) if computed else _HINT
        self.strip.setText(said)
        self.strip.setToolTip(said)

    def _choose(self, line: int) -> None:
        self._describe_line(line)
        if computed := self._source.lines.get(line):
            self.path_chosen.emit(computed.path)

    def _find(self) -> None:
        self.finder.open_bar(with_replace=False)

    def _take_keys(self) -> None:
        """Make F3 and Shift+F3 search from anywhere in the panel."""
        for keys, by in (("F3", 1), ("Shift+F3", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self.finder.step, by))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._source.text)

    def _fill_bar(self) -> None:
        self.textbook = self._add("Textbook", "As it would be written by hand")
        self.planned = self._add("As it runs", "With preallocated, reused buffers")
        switch = QActionGroup(self)
        for action in (self.textbook, self.planned):
            action.setCheckable(True)
            switch.addAction(action)
        self.set_printing(planned=False)
        self.textbook.triggered.connect(lambda: self.printing_wanted.emit(False))
        self.planned.triggered.connect(lambda: self.printing_wanted.emit(True))
        self.bar.addSeparator()
        self.copy = self._add("Copy all", "Copy the whole program")
        self.copy.triggered.connect(self._copy)
        self.save = self._add("Save as\u2026", "Save the program as a file")
        self.save.triggered.connect(self.save_wanted)
        self.look_up = self._add("Find", "Find a word in the program (Ctrl+F)")
        self.look_up.triggered.connect(self._find)

    def _add(self, text: str, tip: str) -> QAction:
        action = QAction(text, self)
        action.setIconText(text)
        action.setToolTip(tip)
        self.bar.addAction(action)
        button = self.bar.widgetForAction(action)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(text)
        return action

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.text)
        pad = self.fontMetrics().averageCharWidth()
        for label in (self.strip, self._empty):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setContentsMargins(pad, pad // 2, pad, pad // 2)
        layout.addWidget(self.bar)
        layout.addWidget(self.finder)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.strip)


def _begins(computed: Computed, path: tuple[str | int, ...]) -> bool:
    return computed.path[: len(path)] == path


def _describe(computed: Computed) -> str:
    place = "".join(
        f"[{p}]" if isinstance(p, int) else f".{p}" for p in computed.path
    ).lstrip(".")
    about = f"{place}: {computed.title}" if place else computed.title
    return f"{computed.name}  {computed.shape}  {about}"
