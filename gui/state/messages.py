"""The sentences that say why something was refused, or what went wrong."""

import sys

from engine import LonghandError, Trainer
from engine.views import describe_ending
from gui.state.runner import FAR, Goal

KEPT = "your text and the weights are kept; save both, then reset the run"
NO_NETWORK = "fix the underlined errors in the spec to build a network"
WAYS = "Run again (Space) starts over"


def describe_error(error: Exception, trace: str) -> tuple[str, str]:
    """Return a message and a hint; unexpected errors also go to stderr."""
    if isinstance(error, LonghandError):
        text, _, hint = str(error).partition("\nhint: ")
        return text, hint
    sys.stderr.write(trace)
    return f"something went wrong: {error!r}", KEPT


def reason_to_refuse(trainer: Trainer | None, goal: Goal) -> str:
    """Return why a run cannot reach a goal; an empty string if it can."""
    if trainer is None:
        return NO_NETWORK
    if trainer.stopped == "epochs":
        later = "Run to epoch (T) goes on to a later one"
        return f"all {trainer.epoch:,} epochs are done: {WAYS}, {later}"
    if trainer.stopped:
        how = (
            "diverged"
            if trainer.stopped == "diverged"
            else describe_ending(trainer).text
        )
        return f"the run has ended ({how}): {WAYS}"
    if goal.epoch < FAR and goal.epoch <= trainer.epoch:
        return f"epoch {goal.epoch:,} is over: the run is at epoch {trainer.epoch:,}"
    return ""
