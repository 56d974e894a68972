"""Reports changes a moment after the last one."""

from PySide6.QtCore import QObject, QTimer, Signal

from gui.panels.editor.spec_text import SpecText
from gui.widgets.text_buffer import TextBuffer

WAIT = 150
CARET_WAIT = 80
_CHARACTERS_A_MILLISECOND = 3000


class Debouncer(QObject):
    """Reports a change once typing pauses; `flush` reports at once."""

    edited = Signal(str)
    caret_moved = Signal(int)

    def __init__(self, text: SpecText, writing: TextBuffer) -> None:
        super().__init__(text)
        self._text, self._buffer = text, writing
        self._reported: str | None = ""
        self._wait, self._caret_wait = QTimer(self), QTimer(self)
        for timer in (self._wait, self._caret_wait):
            timer.setSingleShot(True)
        self._wait.timeout.connect(self.flush)
        self._caret_wait.timeout.connect(self._report_caret)
        text.document().contentsChanged.connect(self.wait)
        text.cursorPositionChanged.connect(self.wait_for_caret)

    @property
    def patience(self) -> int:
        """Milliseconds from the last change until it is reported."""
        return self._wait.interval()

    def renew(self) -> None:
        """Report the text in a moment, even if it is the one that was reported last."""
        self._reported = None
        self.wait()
        self.wait_for_caret()

    def wait(self) -> None:
        """Report the text in a moment, counted from now."""
        self._wait.start(WAIT + self._more())

    def wait_for_caret(self) -> None:
        """Report the caret's offset in a moment, counted from now."""
        self._caret_wait.start(CARET_WAIT + self._more())

    def flush(self) -> None:
        """Report the text now, if it changed."""
        self._wait.stop()
        # Qt says that a text changed when only its colours did.
        if self._buffer.text != self._reported:
            self._reported = self._buffer.text
            self.edited.emit(self._reported)

    def _report_caret(self) -> None:
        self.caret_moved.emit(self._buffer.caret)

    def _more(self) -> int:
        return self._text.document().characterCount() // _CHARACTERS_A_MILLISECOND
