"""What is said when something goes wrong."""

import sys

from engine import LonghandError

KEPT = "your text and the weights are kept; save both, then reset the run"


def told(error: Exception, trace: str) -> tuple[str, str]:
    """Give a message and what to do; what nobody expected is also printed."""
    if isinstance(error, LonghandError):
        text, _, hint = str(error).partition("\nhint: ")
        return text, hint
    sys.stderr.write(trace)
    return f"something went wrong: {error!r}", KEPT
