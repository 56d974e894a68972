"""The editor of a spec's JSON text, with its find bar and status strip."""

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.editing import Completions, Edit, Hover, Mark
from gui.look.colours import Colours
from gui.panels.editor.completion import CompletionController
from gui.panels.editor.debouncer import Debouncer
from gui.panels.editor.problem_marks import ProblemMarks
from gui.panels.editor.spec_text import SpecText
from gui.panels.editor.status_strip import StatusStrip
from gui.widgets.find_bar import FindBar
from gui.widgets.panel import Panel
from gui.widgets.text_buffer import TextBuffer, difference


class SpecEditor(Panel):
    """Writes a spec; offsets count characters, whatever Qt counts.

    Signals
    -------
    edited : the text, a moment after the last change
    modified_changed : whether there is something to save
    caret_moved : the caret's offset, a moment after it moved
    file_dropped : the path of a file dropped on the text
    completion_wanted : a text and an offset, to which `show_completions` answers
    """

    edited = Signal(str)
    modified_changed = Signal(bool)
    caret_moved = Signal(int)
    file_dropped = Signal(str)
    completion_wanted = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Spec editor")
        self.editor = SpecText()
        self._buffer = TextBuffer(self.editor)
        self.marks = ProblemMarks(self.editor, self._buffer)
        self.completing = CompletionController(self.editor, self._buffer)
        self.find_bar = FindBar(self.editor, self._buffer)
        self.strip = StatusStrip()
        self._explain: Callable[[str, int], Hover | None] = lambda _text, _at: None
        self._is_checked = False
        self.debouncer = Debouncer(self.editor, self._buffer)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.find_bar)
        layout.addWidget(self.editor, 1)
        layout.addWidget(self.strip)
        self.setFocusProxy(self.editor)

    def _connect(self) -> None:
        text, debouncer = self.editor, self.debouncer
        text.explain = self._tooltip
        text.document().modificationChanged.connect(self.modified_changed)
        text.cursorPositionChanged.connect(self._show_caret)
        text.file_dropped.connect(self.file_dropped)
        text.gutter.line_clicked.connect(self._go_to_line)
        self.strip.clicked.connect(lambda: self._step(1))
        self.completing.wanted.connect(self.completion_wanted)
        debouncer.edited.connect(self.edited)
        debouncer.caret_moved.connect(self.caret_moved)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        for part in (self.editor, self.marks, self.find_bar, self.strip):
            part.set_colours(colours)
        self.completing.popup.set_colours(colours)

    def show_completions(self, found: Completions) -> None:
        """Show the answer to the newest `completion_wanted`."""
        self.completing.show(found)

    def set_explainer(self, explain: Callable[[str, int], Hover | None]) -> None:
        """Set the function that explains a key or a word."""
        self._explain = explain

    def text(self) -> str:
        """Return the text as it is."""
        return self._buffer.text

    def set_text(self, text: str) -> None:
        """Show another text, and forget what could be undone."""
        self._is_checked = False
        self.marks.set_marks(())
        self.clear_path()
        self.editor.setPlainText(text)
        self.debouncer.renew()
        self._show_caret()

    def replace_text(self, text: str) -> None:
        """Change the text where it differs, so that it can be undone."""
        edit = difference(self.text(), text.replace("\r\n", "\n"))
        if edit is not None:
            self.apply_edits([edit])

    def apply_edits(self, edits: Sequence[Edit]) -> None:
        """Make edits as one step to undo; caret and scroll bars stay."""
        self._buffer.apply(edits)

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Show what is wrong with the text."""
        self._is_checked = True
        self.marks.set_marks(marks)
        self._show_problems()

    def select_span(self, start: int, end: int) -> None:
        """Select characters, and let them be seen."""
        self.editor.setTextCursor(self._buffer.select(end, start))
        self.editor.centerCursor()
        self.editor.setFocus()

    def highlight_path_span(self, start: int, end: int) -> None:
        """Highlight the lines of a span; the caret stays."""
        self.editor.set_path(self._buffer.select(start, end))
        if not self.editor.hasFocus():
            self.editor.show_line(self._buffer.select(start, start))

    def clear_path(self) -> None:
        """Remove the highlight."""
        self.editor.set_path(None)

    def is_modified(self) -> bool:
        """Return whether there is something to save."""
        return self.editor.document().isModified()

    def set_saved(self) -> None:
        """Mark the text as saved."""
        self.editor.document().setModified(False)

    def set_unsaved(self) -> None:
        """Mark the text as not saved."""
        self.editor.document().setModified(True)

    def undo(self) -> None:
        """Undo the last change."""
        self.editor.undo()

    def redo(self) -> None:
        """Redo the last change."""
        self.editor.redo()

    def show_find(self) -> None:
        """Open the bar that finds a word."""
        self.find_bar.open_bar(with_replace=False)

    def show_replace(self) -> None:
        """Open the bar that replaces a word."""
        self.find_bar.open_bar(with_replace=True)

    def flush(self) -> None:
        """Report a change at once that would be reported in a moment."""
        self.debouncer.flush()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers()
        back = -1 if held == Qt.KeyboardModifier.ShiftModifier else 1
        is_control = held == Qt.KeyboardModifier.ControlModifier
        key = event.key()
        if key == Qt.Key.Key_F8:
            self._step(back)
        elif key == Qt.Key.Key_F3:
            self.find_bar.step(back)
        elif is_control and key in (Qt.Key.Key_F, Qt.Key.Key_H):
            self.find_bar.open_bar(with_replace=key == Qt.Key.Key_H)
        elif key == Qt.Key.Key_Escape and self.find_bar.isVisible():
            self.find_bar.close_bar()
        else:
            super().keyPressEvent(event)

    def _show_caret(self) -> None:
        self.strip.set_where(*self._buffer.line_and_column())
        self._show_problems()

    def _show_problems(self) -> None:
        if self._is_checked:
            self.strip.set_problems(self.marks.problems, self.marks.here())

    def _step(self, by: int) -> None:
        place = self.marks.step(by)
        if place is not None:
            self.select_span(*self._buffer.span(place.cursor))

    def _go_to_line(self, line: int) -> None:
        block = self.editor.document().findBlockByNumber(line - 1)
        self._buffer.put_caret(self._buffer.offsets.to_characters(block.position()))

    def _tooltip(self, place: int) -> str:
        if problems := self.marks.tip(place):
            return problems
        at = self._buffer.offsets.to_characters(place)
        hover = self._explain(self.text(), at)
        if hover is None:
            return ""
        text = escape(hover.text).replace("\n", "<br>")
        return f"<b>{escape(hover.title)}</b><br>{text}"
