"""What is reported when a spec has taken effect."""

from dataclasses import dataclass

from engine import Model
from engine.editing import Change
from engine.views import Kind, Line
from gui.state.runner import State

NEW_RUNS = {"start", "structure", "begin"}
AGAIN = Change("begin", (), (), "reset: the same initial weights again")


@dataclass(frozen=True)
class Loaded:
    """What has taken effect, and the curves of the run that it took the place of."""

    model: Model
    kinds: tuple[Kind, ...]
    change: Change
    before: tuple[Line, ...]


Started = tuple[str, Loaded | None, State]
"""Why a run was not started, what it begins with, and how it stands now."""
