"""Why a run does not go on when it is told to, in a sentence for the status line."""

from engine import Trainer
from engine.views import ending
from gui.state.runner import FAR, Goal

NO_NETWORK = "mend what is underlined in the spec, and there will be a network"
WAYS = "Run again (Space) begins anew"


def why_not(trainer: Trainer | None, goal: Goal) -> str:
    """Say why a run cannot go on as far as a goal; nothing if it can."""
    if trainer is None:
        return NO_NETWORK
    if trainer.stopped == "epochs":
        later = "Run to epoch (T) goes on to a later one"
        return f"all {trainer.epoch:,} epochs are done: {WAYS}, {later}"
    if trainer.stopped:
        how = "diverged" if trainer.stopped == "diverged" else ending(trainer).text
        return f"the run has ended ({how}): {WAYS}"
    if goal.epoch < FAR and goal.epoch <= trainer.epoch:
        return f"epoch {goal.epoch:,} is over: the run is at epoch {trainer.epoch:,}"
    return ""
