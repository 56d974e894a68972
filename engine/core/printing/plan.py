"""The planned printing: the same equations in the same order, without new arrays.

A plan is made for one number of rows. Its text is a factory: it takes the arrays that
live on between calls, prepares every buffer and constant, and gives the function.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence

from engine.core.function import Function
from engine.core.graph import Equation, Operand, Value
from engine.core.names import Names
from engine.core.op import Op
from engine.core.ops.reductions import Rows, Size, Width
from engine.core.printing.buffers import Buffer, Storage
from engine.core.printing.emit import Note, Printed, shape_of
from engine.core.printing.templates import applied, with_fields
from engine.core.printing.wrapping import listed
from engine.core.types import NUMBER, Type, at_rows

FLOAT = re.compile(r"(?<![\w.])-?\d+(?:\.\d+(?:e[+-]?\d+)?|e[+-]?\d+)(?![\w.])")
LENGTHS: Mapping[type[Op], slice] = {
    Size: slice(None),
    Rows: slice(1),
    Width: slice(-1, None),
}
"""The operations that count numbers, and along which axes."""

HOME = {"0.0": "zero", "1.0": "one", "2.0": "two", "0.5": "half"}


def plan(
    function: Function,
    names: Names,
    rows: int,
    held: Sequence[Value],
    given: Sequence[Value] | None = None,
) -> Printed:
    """Print a function for `rows` rows over the arrays of the values in `held`.

    It is called with the values `given`, those it needs if nothing is said.
    """
    if given is None:
        given = [value for value in function.args if value not in held]
    return _Plan(function, names, rows, held, given).printed()


class _Plan:
    def __init__(
        self,
        function: Function,
        names: Names,
        rows: int,
        held: Sequence[Value],
        given: Sequence[Value],
    ) -> None:
        self.function, self.rows, self.held, self.given = function, rows, held, given
        self.names = names
        self.storage = Storage(function, held)
        self.called = {value: names.of(value) for value in [*held, *given]}
        self.constants: dict[str, str] = {}
        self.scratch: dict[Buffer, str] = {}
        self.setup: list[str] = []
        self.body: list[tuple[str, Value]] = []
        self.static: set[Operand] = set()
        arrays = (value for value in (*held, *given) if value.type.is_array)
        self.dtype = next((value.type.dtype for value in arrays), "float64")

    def printed(self) -> Printed:
        for index, equation in enumerate(self.function.equations):
            self._place(equation, index)
        finish = [
            f"copyto({self.called[old]}, {self.called[new]})"
            for new, old in self.storage.copied
        ]
        returned = [v for v in self.function.results if not self._is_kept(v)]
        head = listed("def plan(", [self.called[v] for v in self.held], "):")
        name = f"    def {self.function.name}("
        inner = listed(name, [self.called[v] for v in self.given], "):")
        before = len(head) + len(inner) + len(self._prepared()) + 3
        body, notes = self._annotated(before)
        text = [
            *head,
            f"    # arrays for {self.rows} rows",
            *(f"    {line}" for line in self._prepared()),
            "",
            *inner,
            *body,
            *(f"        {line}" for line in finish),
            f"        return {self._listed(returned)}".rstrip(),
            "",
            f"    return {self.function.name}",
        ]
        return Printed("\n".join(text), notes)

    def _is_kept(self, value: Value) -> bool:
        return value in self.held or value in dict(self.function.rebinds)

    def _listed(self, values: Iterable[Value]) -> str:
        return ", ".join(self.called[value] for value in values)

    def _place(self, equation: Equation, index: int) -> None:
        out = equation.out
        if equation.viewed or not out.type.is_array:
            self._compute(equation)
        else:
            taken = self.storage.out(equation, index)
            name = (
                self.called[taken] if taken else self.names.of(out, equation.op.symbol)
            )
            self.called.setdefault(out, name)
            lent = self.storage.scratch(equation.op.scratch(*equation.kinds))
            self._write(equation, [self._scratch(buffer) for buffer in lent])
            self.storage.give_back(lent)
        self.storage.release(equation, index)

    def _compute(self, equation: Equation) -> None:
        """Print a number or a view; what the row count settles is prepared."""
        out = equation.out
        name = self.called.setdefault(out, self.names.of(out, equation.op.symbol))
        text = self._settled(equation)
        if text is None:
            args = [ast.Name(self._plain(arg)) for arg in equation.args]
            text = ast.unparse(applied(equation.op, args))
        is_static = type(equation.op) in LENGTHS or all(
            arg in self.static or not isinstance(arg, Value) for arg in equation.args
        )
        if is_static and out.type == NUMBER:
            self.static.add(out)
            self.setup.append(f"{name} = {text}")
        else:
            self.body.append((f"{name} = {text}", out))

    def _settled(self, equation: Equation) -> str | None:
        """Print how long an array is."""
        counted = LENGTHS.get(type(equation.op))
        if counted is None:
            return None
        lengths = at_rows(equation.values[0].shape, self.rows)
        return " * ".join(map(str, lengths[counted]))

    def _write(self, equation: Equation, scratch: list[str]) -> None:
        args = [self._operand(arg) for arg in equation.args]
        names = {f"s{i}": name for i, name in enumerate(scratch)}
        names |= {"out": self.called[equation.out], "args": ", ".join(args)}
        for step in equation.op.plan:
            line = with_fields(equation.op, step, names).format(*args)
            line = FLOAT.sub(lambda match: self._constant(match[0]), line)
            self.body.append((line, equation.out))

    def _operand(self, arg: Operand) -> str:
        if isinstance(arg, Value):
            return self.called[arg]
        return self._constant(repr(float(arg)))

    def _plain(self, arg: Operand) -> str:
        return self.called[arg] if isinstance(arg, Value) else repr(arg)

    def _constant(self, number: str) -> str:
        """Prepare a number as an array of its own: NumPy would at every call."""
        if number not in self.constants:
            name = HOME.get(number) or "k"
            self.constants[number] = self.names.fresh(name)
        return self.constants[number]

    def _scratch(self, buffer: Buffer) -> str:
        if buffer.holds:
            return self.called[buffer.holds[0]]
        if buffer not in self.scratch:
            self.scratch[buffer] = self.names.fresh("work")
        return self.scratch[buffer]

    def _prepared(self) -> list[str]:
        """Print what is made once: buffers, constants, numbers of the row count."""
        lines: list[str] = []
        for buffer in self.storage.buffers:
            held = [*([self.scratch[buffer]] if buffer in self.scratch else [])]
            held += [self.called[value] for value in buffer.holds]
            kind = buffer.kind
            shape = shape_of(Type(at_rows(kind.shape, self.rows), kind.dtype))
            lines.append(
                f"{' = '.join(dict.fromkeys(held))} = empty({shape}, {kind.dtype})"
            )
        for number, name in self.constants.items():
            lines.append(f"{name} = array({number}, {self.dtype})")
        return lines + self.setup

    def _annotated(self, offset: int) -> tuple[list[str], dict[int, Note]]:
        lines: list[str] = []
        notes: dict[int, Note] = {}
        title = ""
        for text, value in self.body:
            if value.origin.title and value.origin.title != title:
                title = value.origin.title
                lines.append(f"        # {title}")
            lines.append(f"        {text}")
            note = Note(
                self.called[value], shape_of(value.type), value.origin.path, value
            )
            notes[offset + len(lines) - 1] = note
        return lines, notes
