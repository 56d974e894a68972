"""Finds what may stand at the caret, on a thread of its own, so that no key waits."""

from collections.abc import Callable
from pathlib import Path

from engine.editing import Completions, complete, load_words
from gui.state.worker import Deliver, Failed, Worker


class Completer:
    """Completes a text at an offset; only the newest question counts.

    It has a thread of its own, because checking a text may take long, and reading its
    data longer. The first question imports every word of the vocabulary, which takes a
    quarter of a second; `warm_up` does so before anybody asks.

    `on_found` gets the completions, in the window's thread.
    """

    def __init__(
        self, deliver: Deliver, on_found: Callable[[Completions], None], failed: Failed
    ) -> None:
        self._worker = Worker("longhand-completer", deliver)
        self._on_found, self._failed = on_found, failed
        self._newest, self._is_warm = 0, False

    def warm_up(self) -> None:
        """Import what the first question would import, once."""
        if not self._is_warm:
            self._is_warm = True
            self._worker.ask(load_words, lambda _: None, self._failed)

    def complete(self, text: str, offset: int, folder: Path | None) -> None:
        """Find what may stand at an offset of a text whose data are in `folder`."""
        self._newest += 1
        number = self._newest

        def work() -> Completions | None:
            return complete(text, offset, folder) if number == self._newest else None

        def then(found: Completions | None) -> None:
            if found and number == self._newest:
                self._on_found(found)

        self._worker.ask(work, then, self._failed)

    def close(self) -> bool:
        """End the thread; return whether it has ended."""
        return self._worker.close()
