"""The planned printing: the same equations in the same order, without new arrays.

A plan is made for one number of rows. Its text is a factory: it takes the arrays that
live on between calls, prepares every buffer and constant, and gives the function.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.core.function import Function
from engine.core.graph import Equation, Operand, Value
from engine.core.loops import Scan
from engine.core.names import Names
from engine.core.op import Op, filled
from engine.core.ops.reductions import Rows, Size, Width
from engine.core.printing.buffers import Buffer, Storage
from engine.core.printing.emit import Note, Printed, entry, shape_of
from engine.core.printing.templates import applied
from engine.core.printing.wrapping import listed
from engine.core.types import NUMBER, Type, at_rows

FLOAT = re.compile(r"(?<![\w.])-?\d+(?:\.\d+(?:e[+-]?\d+)?|e[+-]?\d+)(?![\w.])")
TRANSPOSED = re.compile(r"(?<![\w.])(\w+)\.T(?!\w)")
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
    return _Plan(function, _Setup(names, rows), held, given).printed()


@dataclass
class _Setup:
    """What a plan prepares before its function is called."""

    names: Names
    rows: int
    constants: dict[str, str] = field(default_factory=dict[str, str])
    numbers: list[str] = field(default_factory=list[str])
    static: set[Operand] = field(default_factory=set[Operand])
    buffers: list[str] = field(default_factory=list[str])
    views: dict[str, str] = field(default_factory=dict[str, str])
    arrays: dict[str, str] = field(default_factory=dict[str, str])

    def constant(self, number: str) -> str:
        """Prepare a number as an array of its own: NumPy would at every call."""
        if number not in self.constants:
            name = HOME.get(number) or "k"
            self.constants[number] = self.names.fresh(name)
        return self.constants[number]

    def view(self, text: str, name: str) -> str:
        """Prepare a view of an array that stays where it is."""
        if text not in self.views:
            self.views[text] = self.names.fresh(name)
        return self.views[text]

    def array(self, number: str) -> str:
        """Prepare a number that the row count settles as an array of its own."""
        if number not in self.arrays:
            self.arrays[number] = self.names.fresh("k")
        return self.arrays[number]

    def lines(self, dtype: str) -> list[str]:
        """Print what is made once: buffers, constants, numbers of the row count."""
        views = [f"{name} = {text}" for text, name in self.views.items()]
        constants, settled = (
            [f"{name} = array({number}, {dtype})" for number, name in each.items()]
            for each in (self.constants, self.arrays)
        )
        return [*self.buffers, *views, *constants, *self.numbers, *settled]


class _Statements:
    """The statements of some equations: those of a function, or of a loop's body.

    `called` has the names of the arrays that are `held`, and of all others in time;
    those that are `fixed` are the same arrays at each call.
    """

    def __init__(
        self,
        function: Function,
        setup: _Setup,
        held: Iterable[Value],
        called: dict[Value, str],
        fixed: Iterable[Value] = (),
    ) -> None:
        self.setup, self.names, self.called = setup, setup.names, called
        self.fixed = {*fixed}
        self.storage = Storage(function, held)
        self.scratch: dict[Buffer, str] = {}
        self.lines: list[tuple[str, Note]] = []
        for index, equation in enumerate(function.equations):
            self._place(equation, index)
        for new, old in self.storage.copied:
            self._say(f"copyto({called[old]}, {called[new]})", old)
        setup.buffers.extend(self._buffers())

    def _say(self, line: str, value: Value) -> None:
        """Add a line, with a note on the value that it is for."""
        kind, origin = shape_of(value.type), value.origin
        self.lines.append((line, Note(self.called[value], kind, origin.path, value)))

    def _place(self, equation: Equation, index: int) -> None:
        if isinstance(equation.op, Scan):
            self._loop(equation, equation.op)
        elif len(equation.outs) > 1:
            self._call_for_several(equation)
        elif equation.viewed or not equation.out.type.is_array:
            self._compute(equation)
        else:
            self._call(equation, index)
        self.storage.release(equation, index)

    def _call(self, equation: Equation, index: int) -> None:
        """Print what writes an array."""
        out = equation.out
        taken = self.storage.out(equation, index)
        name = self.called[taken] if taken else self._named(out, equation.op.symbol)
        self.called.setdefault(out, name)
        if taken is None or taken in self.fixed:
            self.fixed.add(out)
        planned = equation.op.planned(*equation.kinds)
        lent = self.storage.scratch(planned.scratch)
        scratch = [self._scratch(buffer) for buffer in lent]
        self._write(equation, planned.statements, scratch)
        self.storage.give_back(lent)

    def _call_for_several(self, equation: Equation) -> None:
        """Print what writes several arrays, each of its own."""
        self.storage.allot(equation.outs)
        outs = [self._named(out, equation.op.symbol) for out in equation.outs]
        args = [self._operand(arg) for arg in equation.args]
        for step in equation.op.plan:
            line = filled(equation.op, step, {"outs": ", ".join(outs)})
            self._say(line.format(*args), equation.outs[0])

    def _compute(self, equation: Equation) -> None:
        """Print a number or a view; what the row count settles is prepared."""
        out = equation.out
        name = self._named(out, equation.op.symbol)
        text = self._settled(equation)
        plain = [self._plain(arg) for arg in equation.args]
        if equation.op.cheaper:
            text = equation.op.cheaper.format(*plain)
        elif text is None:
            args = [ast.Name(each) for each in plain]
            text = ast.unparse(applied(equation.op, args))
        is_static = type(equation.op) in LENGTHS or all(
            arg in self.setup.static or not isinstance(arg, Value)
            for arg in equation.args
        )
        if is_static and out.type == NUMBER:
            self.setup.static.add(out)
            self.setup.numbers.append(f"{name} = {text}")
        else:
            self._say(f"{name} = {text}", out)

    def _settled(self, equation: Equation) -> str | None:
        """Print how long an array is."""
        counted = LENGTHS.get(type(equation.op))
        if counted is None:
            return None
        lengths = at_rows(equation.values[0].shape, self.setup.rows)
        return " * ".join(map(str, lengths[counted]))

    def _write(
        self, equation: Equation, statements: Sequence[str], scratch: Sequence[str]
    ) -> None:
        args = [self._prepared(arg, equation) for arg in equation.args]
        names = {f"s{i}": name for i, name in enumerate(scratch)}
        out = self.called[equation.out]
        names |= {"out": out, "outs": out, "args": ", ".join(args)}
        for step in statements:
            line = filled(equation.op, step, names).format(*args)
            line = self._transposed(line, equation)
            line = FLOAT.sub(lambda match: self.setup.constant(match[0]), line)
            self._say(line, equation.out)

    def _loop(self, equation: Equation, op: Scan) -> None:
        """Print a loop: what it begins with, its head, the slices, its body."""
        outs, head = equation.outs, equation.outs[0]
        self.storage.allot(outs)
        for out in outs:
            self._named(out, op.symbol)
        first, *_ = op.split(equation.args)
        for out, start in zip(outs, first, strict=False):
            self._say(self._start(out, start, op), out)
        t, inside = self.names.index, dict(self._shared(equation, op))
        steps = f"reversed(range({op.steps}))" if op.backwards else f"range({op.steps})"
        self._say(f"for {t} in {steps}:", head)
        slices = list(self._slices(equation, op))
        for value, text in slices:
            inside.setdefault(value, self.names.fresh(_word(text)))
        targets = ", ".join(inside[value] for value, _ in slices)
        texts = ", ".join(text for _, text in slices)
        body = _Statements(op.step, self.setup, list(inside), inside)
        self._say(f"    {targets} = {texts}", head)
        self.lines.extend((f"    {line}", note) for line, note in body.lines)

    def _start(self, out: Value, start: Operand, op: Scan) -> str:
        name = self.called[out]
        place = f"{name}[{op.start}]" if op.remembers else name
        if isinstance(start, Value):
            return f"copyto({place}, {self.called[start]})"
        return f"{place}.fill({start})"

    def _shared(self, equation: Equation, op: Scan) -> Iterator[tuple[Value, str]]:
        """Say which names of outside the body uses."""
        *_, shared = op.split(equation.args)
        for inner, outer in zip(op.shared, shared, strict=True):
            yield inner, self._plain(outer)
        if not op.remembers:
            for old, out in zip(op.carries, equation.outs, strict=False):
                yield old, self.called[out]

    def _slices(self, equation: Equation, op: Scan) -> Iterator[tuple[Value, str]]:
        """Say what of sequences the body reads and writes at a step."""
        t = self.names.index
        _, sequences, _ = op.split(equation.args)
        for piece, sequence in zip(op.slices, sequences, strict=True):
            yield piece.value, entry(self._plain(sequence), t, piece.offset)
        histories = zip(op.carries, op.renewed, equation.outs, strict=False)
        for old, new, out in histories if op.remembers else ():
            yield old, entry(self.called[out], t, op.before)
            yield new, entry(self.called[out], t, op.after)
        for value, out in zip(op.kept, equation.outs[len(op.carries) :], strict=True):
            yield value, entry(self.called[out], t)

    def _named(self, value: Value, symbol: str) -> str:
        if value not in self.called:
            self.called[value] = self.names.of(value, symbol)
        return self.called[value]

    def _operand(self, arg: Operand) -> str:
        if isinstance(arg, Value):
            return self.called[arg]
        return self.setup.constant(repr(float(arg)))

    def _prepared(self, arg: Operand, equation: Equation) -> str:
        """Name an operand; with an array of no axes NumPy is quicker."""
        if not isinstance(arg, Value) or not equation.op.elementwise:
            return self._operand(arg)
        name, kind = self.called[arg], arg.type
        if arg in self.setup.static:
            return self.setup.array(name)
        is_point = kind.is_array and all(length == 1 for length in kind.shape)
        if is_point and arg in self.fixed and kind != equation.out.type:
            return self.setup.view(f"{name}.reshape(())", f"{name}_0")
        return name

    def _transposed(self, line: str, equation: Equation) -> str:
        """Take transposes of arrays that stay where they are once, not at each call."""
        fixed = {self.called[arg] for arg in equation.values if arg in self.fixed}

        def prepare(match: re.Match[str]) -> str:
            view, name = match[0], match[1]
            return self.setup.view(view, f"{name}_T") if name in fixed else view

        return TRANSPOSED.sub(prepare, line)

    def _plain(self, arg: Operand) -> str:
        return self.called[arg] if isinstance(arg, Value) else repr(arg)

    def _scratch(self, buffer: Buffer) -> str:
        if buffer.holds:
            return self.called[buffer.holds[0]]
        if buffer not in self.scratch:
            self.scratch[buffer] = self.names.fresh("work")
        return self.scratch[buffer]

    def _buffers(self) -> Iterator[str]:
        for buffer in self.storage.buffers:
            held = [*([self.scratch[buffer]] if buffer in self.scratch else [])]
            held += [self.called[value] for value in buffer.holds]
            kind = buffer.kind
            shape = shape_of(Type(at_rows(kind.shape, self.setup.rows), kind.dtype))
            yield f"{' = '.join(dict.fromkeys(held))} = empty({shape}, {kind.dtype})"


class _Plan:
    """The factory: its head, what it prepares, and the function that it gives."""

    def __init__(
        self,
        function: Function,
        setup: _Setup,
        held: Sequence[Value],
        given: Sequence[Value],
    ) -> None:
        self.function, self.setup, self.held, self.given = function, setup, held, given
        self.called = {value: setup.names.of(value) for value in [*held, *given]}
        self.statements = _Statements(function, setup, held, self.called, held)
        arrays = (value for value in (*held, *given) if value.type.is_array)
        self.dtype = next((value.type.dtype for value in arrays), "float64")

    def printed(self) -> Printed:
        kept = {*self.held, *(new for new, _ in self.function.rebinds)}
        returned = [value for value in self.function.results if value not in kept]
        prepared = self.setup.lines(self.dtype)
        head = listed("def plan(", [self.called[v] for v in self.held], "):")
        name = f"    def {self.function.name}("
        inner = listed(name, [self.called[v] for v in self.given], "):")
        body, notes = self._annotated(len(head) + len(inner) + len(prepared) + 3)
        text = [
            *head,
            f"    # arrays for {self.setup.rows} rows",
            *(f"    {line}" for line in prepared),
            "",
            *inner,
            *body,
            f"        return {', '.join(self.called[v] for v in returned)}".rstrip(),
            "",
            f"    return {self.function.name}",
        ]
        return Printed("\n".join(text), notes)

    def _annotated(self, offset: int) -> tuple[list[str], dict[int, Note]]:
        lines: list[str] = []
        notes: dict[int, Note] = {}
        title = ""
        for text, note in self.statements.lines:
            origin = note.value.origin
            if origin.title and origin.title != title:
                title = origin.title
                lines.append(f"        # {title}")
            lines.append(f"        {text}")
            notes[offset + len(lines) - 1] = note
        return lines, notes


def _word(text: str) -> str:
    """Name a slice: `z1[t]` is z1_t, `h1[t + 1]` is h1_next."""
    sequence, _, place = text.partition("[")
    return f"{sequence}_{'next' if '+' in place else 't'}"
