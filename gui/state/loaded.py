"""What is told when a spec has taken effect."""

from dataclasses import dataclass

from engine import Model
from engine.editing import Change
from engine.views import Kind, Line

NEW_RUNS = {"start", "structure", "begin"}
AGAIN = Change("begin", (), (), "reset: the same initial weights again")


@dataclass(frozen=True)
class Loaded:
    """What has taken effect, and the curves of the run that it took the place of."""

    model: Model
    kinds: tuple[Kind, ...]
    change: Change
    before: tuple[Line, ...]
