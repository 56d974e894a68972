"""The engine's problems with a text, kept at their places while the text changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtGui import QTextCursor

from engine.editing import Mark, Problem
from gui.look.colours import LIGHT, Colours
from gui.panels.editor.spec_text import SpecText
from gui.widgets.text_buffer import TextBuffer

MOST = 500
ERROR, WARNING, GOOD = "\u2715", "\u25b2", "\u2713"


@dataclass(frozen=True)
class MarkedProblem:
    """A problem and what is selected for it; Qt moves it with the text."""

    problem: Problem
    cursor: QTextCursor

    def holds(self, place: int) -> bool:
        """Return whether one of Qt's offsets lies within."""
        return self.cursor.selectionStart() <= place < self.cursor.selectionEnd()


class ProblemMarks:
    """Waves under problems, signs beside their lines, steps from one to another."""

    def __init__(self, text: SpecText, writing: TextBuffer) -> None:
        self._text, self._buffer, self._colours = text, writing, LIGHT
        self.places: tuple[MarkedProblem, ...] = ()
        self.problems: tuple[Problem, ...] = ()
        text.blockCountChanged.connect(self._sign)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        self._paint()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Show these marks instead of those before."""
        ordered = sorted(marks, key=lambda mark: (mark.start, mark.end))
        self.problems = tuple(mark.problem for mark in ordered)
        self.places = tuple(
            MarkedProblem(mark.problem, self._cursor(mark)) for mark in ordered[:MOST]
        )
        self._paint()

    def tip(self, place: int) -> str:
        """Return what is wrong at one of Qt's offsets, as rich text."""
        here = [mark.problem for mark in self.places if mark.holds(place)]
        return "".join(self._describe(problem) for problem in here)

    def step(self, by: int) -> MarkedProblem | None:
        """Return the next problem after the caret (1) or before it (-1), around."""
        at = self._text.textCursor().selectionStart()
        starts = [(mark.cursor.selectionStart(), mark) for mark in self.places]
        if by > 0:
            beyond = [mark for start, mark in starts if start > at]
            return next(iter(beyond or self.places), None)
        beyond = [mark for start, mark in starts if start < at]
        return next(reversed(beyond or self.places), None)

    def here(self) -> Problem | None:
        """Return the problem at the caret, or else the first."""
        at = self._text.textCursor().selectionStart()
        found = [mark.problem for mark in self.places if mark.holds(at)]
        first = sorted(self.problems, key=lambda problem: problem.is_warning)
        return next(iter([*found, *first]), None)

    def _cursor(self, mark: Mark) -> QTextCursor:
        if mark.end > mark.start:
            return self._buffer.select(mark.start, mark.end)
        # An end of a line has no width: the last character before it has.
        text, start = self._buffer.text, mark.start
        if text[start : start + 1] in ("", "\n"):
            start = max(0, len(text[:start].rstrip()) - 1)
        return self._buffer.select(start, start + 1)

    def _colour(self, problem: Problem) -> str:
        return self._colours.warning if problem.is_warning else self._colours.error

    def _paint(self) -> None:
        # What is painted last lies on top: errors over warnings.
        ordered = sorted(self.places, key=lambda mark: not mark.problem.is_warning)
        self._text.set_waves(
            [(mark.cursor, self._colour(mark.problem)) for mark in ordered]
        )
        self._sign()

    def _sign(self) -> None:
        colours, signs = dict[int, str](), dict[int, str]()
        document = self._text.document()
        for mark in sorted(self.places, key=lambda mark: not mark.problem.is_warning):
            line = document.findBlock(mark.cursor.selectionStart()).blockNumber() + 1
            colours[line] = self._colour(mark.problem)
            signs[line] = WARNING if mark.problem.is_warning else ERROR
        self._text.gutter.set_marks(colours, signs)

    def _describe(self, problem: Problem) -> str:
        sign = WARNING if problem.is_warning else ERROR
        message = escape(problem.message).replace("\n", "<br>")
        hint = escape(problem.hint).replace("\n", "<br>")
        lines = [f'<b style="color: {self._colour(problem)}">{sign}</b> {message}']
        lines += [f'<span style="color: {self._colours.dim}">{hint}</span>'] * bool(
            hint
        )
        return f"<p style='margin: 2px'>{'<br>'.join(lines)}</p>"


def count_problems(problems: Sequence[Problem]) -> str:
    """Describe how many errors and warnings there are."""
    warnings = sum(problem.is_warning for problem in problems)
    numbers = ((len(problems) - warnings, "error"), (warnings, "warning"))
    return ", ".join(f"{n} {name}{'s' * (n != 1)}" for n, name in numbers if n)
