"""Checks what is typed, on a thread of its own; only the newest text counts."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from engine.editing import Draft, check
from gui.state.worker import Deliver, Worker

T = TypeVar("T")


class Checker:
    """Gives a draft for each text, unless a newer one has come.

    Attributes
    ----------
    on_draft : gets the draft, in the window's thread
    """

    def __init__(
        self, deliver: Deliver, failed: Callable[[Exception, str], None]
    ) -> None:
        self._desk, self._failed = Worker("longhand-checker", deliver), failed
        self._newest = 0
        self.on_draft: Callable[[Draft], None] = lambda _: None

    def check(self, text: str, name: str, folder: Path | None) -> None:
        """Check a text; `name` is what messages call it, its data are in `folder`."""
        self._newest += 1
        number = self._newest

        def work() -> Draft | None:
            return check(text, name, folder) if number == self._newest else None

        def then(draft: Draft | None) -> None:
            if draft and number == self._newest:
                self.on_draft(draft)

        self.ask(work, then)

    def ask(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Have something done after all texts so far are checked."""
        self._desk.ask(work, then, self._failed)

    def close(self) -> bool:
        """End the thread; tell whether it has ended."""
        return self._desk.close()
