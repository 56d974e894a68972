"""What each action does."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

from gui.state.runner import Goal

if TYPE_CHECKING:
    from gui.window.main import MainWindow


def calls(window: MainWindow) -> dict[str, Callable[[], object]]:
    """Say what each action does."""
    opening = window.opening
    session, controls = window.session, window.controls
    return {
        "new": lambda: window.open_example("xor"),
        "open": opening.choose,
        "open_data": window.surveying.choose,
        "save": opening.save,
        "save_as": opening.save_as,
        "report": window.judging.judge,
        "save_run": window.results.save_run,
        "export": window.results.export,
        "quit": window.close,
        "undo": window.editor.undo,
        "redo": window.editor.redo,
        "find": window.editor.show_find,
        "replace": window.editor.show_replace,
        "run": session.toggle,
        "step": lambda: session.go_on(Goal(steps=1)),
        "steps": lambda: session.go_on(Goal(steps=controls.steps())),
        "epoch": lambda: session.go_on(Goal(epochs=1)),
        "to_epoch": lambda: window.run_to(controls.target_epoch()),
        "reset": session.reset,
        "seed": lambda: window.change(("seed",), random.randrange(10_000)),  # noqa: S311 - no secret
        "light": lambda: window.theme.choose("light"),
        "dark": lambda: window.theme.choose("dark"),
        "system": lambda: window.theme.choose("system"),
        "arrange": window.docks.arrange,
    }
