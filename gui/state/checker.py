"""Checks what is typed, on a thread of its own; only the newest text counts."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from engine.editing import Draft, check
from gui.state.worker import Deliver, Failed, Worker

T = TypeVar("T")


class Checker:
    """Makes a draft of each text, unless a newer one has come.

    `on_draft` gets the draft, in the window's thread.
    """

    def __init__(
        self, deliver: Deliver, on_draft: Callable[[Draft], None], failed: Failed
    ) -> None:
        self._worker = Worker("longhand-checker", deliver)
        self._on_draft, self._failed = on_draft, failed
        self._newest = 0

    def check(self, text: str, name: str, folder: Path | None) -> None:
        """Check a text; `name` is what messages call it, its data are in `folder`."""
        self._newest += 1
        number = self._newest

        def work() -> Draft | None:
            return check(text, name, folder) if number == self._newest else None

        def then(draft: Draft | None) -> None:
            if draft and number == self._newest:
                self._on_draft(draft)

        self.ask(work, then)

    def ask(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Have something done after all texts so far are checked."""
        self._worker.ask(work, then, self._failed)

    def close(self) -> bool:
        """End the thread; return whether it has ended."""
        return self._worker.close()
