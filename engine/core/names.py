"""One name for each value of a program: unique, valid, and never one already taken."""

import builtins
import keyword
from collections.abc import Iterable
from functools import cached_property

from engine.core.graph import Value

TAKEN = {*keyword.kwlist, *dir(builtins), "np", "math"}


class Names:
    """Hands out names; a second value that asks for `z1` gets `z1_2`."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {*TAKEN, *taken}
        self._given: dict[Value, str] = {}

    def of(self, value: Value, fallback: str = "t") -> str:
        """Give a value's name: its own, or `fallback` with its layer's number."""
        if value not in self._given:
            wish = value.name or fallback + value.origin.number
            self._given[value] = self.fresh(wish)
        return self._given[value]

    @cached_property
    def index(self) -> str:
        """The name that counts the steps of a loop."""
        return self.fresh("t")

    def fresh(self, wish: str) -> str:
        """Take `wish`, or the first of `wish_2`, `wish_3` that is free."""
        name, count = wish, 1
        while name in self._taken:
            count += 1
            name = f"{wish}_{count}"
        self._taken.add(name)
        return name
