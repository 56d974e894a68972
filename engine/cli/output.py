"""Where things are printed: data to stdout, messages to stderr."""

import json
import sys
from collections.abc import Iterable
from io import TextIOWrapper
from typing import Any

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from engine.errors import Problem, printable
from engine.spec.writing import clean

WIDEST = 10_000


class Output:
    """The two streams; colour and width follow the terminal, `NO_COLOR` and pipes."""

    def __init__(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="replace")
        self.console = Console(highlight=False, soft_wrap=False)
        self.messages = Console(stderr=True, highlight=False)

    @property
    def terminal(self) -> Console | None:
        """Where a person looks at what moves; reports go there, if they can."""
        consoles = self.console, self.messages
        return next((console for console in consoles if console.is_terminal), None)

    def show(self, *things: Any) -> None:
        """Print data for people."""
        for thing in things:
            safe = printable(thing) if isinstance(thing, str) else thing
            self.console.print(safe, markup=False)

    def unbroken(self, table: Table) -> None:
        """Print a table without breaking what stands in it, whatever the width."""
        roomy = self.console.options.update_width(WIDEST)
        table.width = Measurement.get(self.console, roomy, table).maximum
        self.console.print(table, crop=False)

    def text(self, text: str) -> None:
        """Print a text as it is, whatever the width."""
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")

    def json(self, text: str) -> None:
        """Print a JSON text; letters that the terminal lacks are written as escapes."""
        encoding = sys.stdout.encoding or "utf-8"
        self.text("".join(_spelled(letter, encoding) for letter in text))

    def document(self, data: Any) -> None:
        """Print one JSON document."""
        self.text(json.dumps(clean(data), indent=1, allow_nan=False))

    def say(self, message: str) -> None:
        """Print a message."""
        self.messages.print(message, markup=False, soft_wrap=True)

    def warn(self, problems: Iterable[Problem]) -> None:
        """Print what may be wrong, an empty line below each."""
        for problem in problems:
            self.say(f"{problem}\n")


def _spelled(letter: str, encoding: str) -> str:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return json.dumps(letter)[1:-1]
    return letter
