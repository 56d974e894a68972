"""The command line: `python -m engine specs/xor.json`.

Exit code 0: done; 1: training diverged, or a gradient is wrong; 2: the spec or the
command is wrong; 130: interrupted.
"""

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from engine.cli.arguments import parse
from engine.errors import LonghandError

_HOME = {
    "train": "engine.cli.training",
    "explain": "engine.cli.explaining",
    "predict": "engine.cli.predicting",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say; give the exit code."""
    asked = parse(sys.argv[1:] if argv is None else argv)
    home = import_module(_HOME.get(asked.verb, "engine.cli.verbs"))
    run: Callable[..., int] = getattr(home, f"run_{asked.verb}")
    from engine.cli.output import Output  # noqa: PLC0415 - --help need not wait for it

    try:
        code = run(asked, Output())
        sys.stdout.flush()
    except LonghandError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        sys.stderr.write(f"the output could not be written: {error.strerror}\n")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    return code
