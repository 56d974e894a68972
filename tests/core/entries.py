"""Two more readings of how operations are computed, from their structure alone.

`loops` prints equations as plain Python loops over numbers; `explain` says which
entries of which arrays one entry was computed from. Both are small: they show that what
the ops say of themselves is enough.
"""

import ast
import math
from itertools import count

import numpy as np

from engine.core.arithmetic import Contraction
from engine.core.formula import FORMULAS, Formula
from engine.core.graph import Value
from engine.core.loops import Scan
from engine.core.op import filled
from engine.core.ops.classes import OneHot
from engine.core.ops.convolution import AddPatches, MaxPool
from engine.core.ops.reductions import SumAll, SumAxes, SumRows
from engine.core.ops.shaping import Gather, ScatterAdd, Split, ToIndices
from engine.core.types import at_rows

WORLD = {
    **{name: getattr(math, name) for name in ("exp", "log", "log1p", "sqrt", "tanh")},
    "square": lambda x: x * x,
    "sign": lambda x: (x > 0) - (x < 0),
    "maximum": max,
    "minimum": min,
    "where": lambda mask, a, b: a if mask else b,
    "math": math,
    "np": np,
}


class Entries:
    """The texts that compute single entries, for a number of rows."""

    def __init__(self, rows):
        self.rows = rows
        self.fresh = (f"k{i}" for i in count())
        self.called = {}

    def name(self, operand):
        if not isinstance(operand, Value):
            return repr(operand)
        letter = "w" if operand.graph.around else "v"
        return self.called.get(operand, f"{letter}{operand.serial}")

    def shape(self, value):
        return at_rows(value.shape, self.rows)

    def at(self, arg, index):
        """Write the entry of an argument, which may be broadcast."""
        if not isinstance(arg, Value) or not arg.type.is_array:
            return self.name(arg)
        own = index[len(index) - len(arg.shape) :]
        pairs = zip(own, self.shape(arg), strict=True)
        inner = ", ".join("0" if length == 1 else i for i, length in pairs)
        return f"{self.name(arg)}[{inner}]"

    def entry(self, equation, place, index):
        """Write how an entry of a result is computed."""
        op, args = equation.op, equation.args
        if op.formula:
            return self.scalar(equation, index)
        if isinstance(op, Contraction):
            return self.product(op, args, index)
        sources = op.sources(index, *equation.kinds)
        if sources is not None:
            return self.moved(sources, args)
        return IRREGULAR[type(op)](self, equation, index, place)

    def scalar(self, equation, index):
        """Write a formula for one entry; what it names is written out."""
        formula = Formula.parse(filled(equation.op, equation.op.formula))
        given = zip(formula.args, equation.args, strict=True)
        names = {name: lambda i, a=arg: self.at(a, i) for name, arg in given}
        arrays = [value for value in equation.values if value.type.is_array]
        width = max((self.shape(value)[-1] for value in arrays), default=0)
        return self.spelled(formula.body, names, index, width)

    def spelled(self, node, names, index, width):  # noqa: C901 - a case for each part
        def inner(part, at=index):
            return self.spelled(part, names, at, width)

        match node:
            case ast.Name(name):
                return names[name](index)
            case ast.NamedExpr(ast.Name(name), value):
                names[name] = lambda at: inner(value, at)
                return inner(value)
            case ast.Call(ast.Name("sum" | "max" as name), [arg]):
                k = next(self.fresh)
                part = inner(arg, [*index[:-1], k])
                return f"{name}({part} for {k} in range({width}))"
            case ast.Call(ast.Name(name), args) if name in FORMULAS:
                called = Formula.parse(FORMULAS[name])
                pairs = zip(called.args, args, strict=True)
                given = {n: lambda at, a=arg: inner(a, at) for n, arg in pairs}
                return self.spelled(called.body, given, index, width)
            case ast.Call(ast.Name(name), args):
                return f"{name}({', '.join(map(inner, args))})"
            case ast.BinOp(left, op, right):
                return f"({inner(left)} {SIGNS[type(op)]} {inner(right)})"
            case ast.Compare(left, [op], [right]):
                return f"({inner(left)} {SIGNS[type(op)]} {inner(right)})"
            case ast.UnaryOp(ast.USub(), operand):
                return f"(-{inner(operand)})"
            case _:
                return ast.unparse(node)

    def product(self, op, args, index):
        j = next(self.fresh)
        names = {"i": index[0], "j": j, "k": index[1]}
        a, b = (
            self.at(arg, [names[axis] for axis in axes])
            for arg, axes in zip(args, op.indices, strict=True)
        )
        length = self.shape(args[0])[op.indices[0].index("j")]
        return f"sum({a} * {b} for {j} in range({length}))"

    def moved(self, sources, args):
        text = "0.0"
        for source in reversed(sources):
            name = self.name(args[source.place])
            index = ", ".join(map(self.known, source.index))
            entry = f"{name}[{index}]" if index else name
            text = f"({entry} if {source.where} else {text})" if source.where else entry
        return text

    def known(self, text):
        """Put the number of rows into an index."""
        return text.replace("N", str(self.rows))

    def total(self, arg, index, axes):
        """Write a sum along some axes; the others have their index."""
        places, loops = list(index), ""
        for axis in axes:
            places[axis] = next(self.fresh)
            loops += f" for {places[axis]} in range({self.shape(arg)[axis]})"
        return f"sum({self.at(arg, places)}{loops})"


SIGNS = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Gt: ">",
    ast.Lt: "<",
    ast.GtE: ">=",
    ast.LtE: "<=",
    ast.Eq: "==",
}


def sum_axes(entries, equation, index, place):
    axes = np.atleast_1d(equation.op.axes) % len(index)
    return entries.total(equation.args[0], index, axes)


def sum_all(entries, equation, index, place):
    (x,) = equation.args
    return entries.total(x, [""] * len(x.shape), range(len(x.shape)))


def sum_rows(entries, equation, index, place):
    return entries.total(equation.args[0], ["", *index], [0])


def taken(entries, equation, index, place):
    table, places = equation.args
    head, tail = index[: len(places.shape)], index[len(places.shape) :]
    return f"{entries.name(table)}[{', '.join([entries.at(places, head), *tail])}]"


def added_at(entries, equation, index, place):
    """Write the sum of the rows whose place is that of the entry."""
    rows, places, _ = equation.args
    own = [next(entries.fresh) for _ in places.shape]
    lengths = zip(own, entries.shape(places), strict=True)
    loops = "".join(f" for {i} in range({length})" for i, length in lengths)
    row = entries.at(rows, [*own, *index[1:]])
    return f"sum({row}{loops} if {entries.at(places, own)} == {index[0]})"


def windowed(op, index):
    """Name the window and the place in it; give where in the image that is."""
    n, i, j, channel = index
    (down, across), (below, beside) = op.strides, op.dilation
    return [n, f"{i} * {down} + u * {below}", f"{j} * {across} + v * {beside}", channel]


def added_patches(entries, equation, index, place):
    """Write the sum over the windows that an entry of an image lies in."""
    op, (d, x) = equation.op, equation.args
    height, width = op.windows.of(x.type)
    _, row, column, _ = windowed(op, (index[0], "i", "j", index[3]))
    flat = f"({index[0]} * {height} + i) * {width} + j"
    inner = f"(u * {op.size[1]} + v) * {x.shape[-1]} + {index[3]}"
    loops = f" for i in range({height}) for j in range({width})"
    loops += f" for u in range({op.size[0]}) for v in range({op.size[1]})"
    where = f"{row} == {index[1]} and {column} == {index[2]}"
    return f"sum({entries.name(d)}[{flat}, {inner}]{loops} if {where})"


def pooled(entries, equation, index, place):
    op, (x,) = equation.op, equation.args
    loops = f" for u in range({op.size[0]}) for v in range({op.size[1]})"
    return f"max({entries.at(x, windowed(op, index))}{loops})"


def part(entries, equation, index, place):
    width = entries.shape(equation.outs[0])[-1]
    (x,) = equation.args
    return entries.at(x, [*index[:-1], f"{index[-1]} + {place * width}"])


IRREGULAR = {
    SumAll: sum_all,
    SumRows: sum_rows,
    SumAxes: sum_axes,
    Gather: taken,
    ScatterAdd: added_at,
    AddPatches: added_patches,
    MaxPool: pooled,
    Split: part,
    ToIndices: lambda e, equation, index, place: (
        f"int({e.at(equation.args[0], index)})"
    ),
    OneHot: lambda e, equation, index, place: (
        f"float({e.at(equation.args[0], [*index[:-1], '0'])} == {index[-1]})"
    ),
}
"""Operations that say in a way of their own how they are computed."""


def loops(function, rows):
    """Print a function as loops over single numbers; it fills a dictionary."""
    entries = Entries(rows)
    return "\n".join(lines(function, entries)), entries


def lines(function, entries, margin=""):
    for equation in function.equations:
        if isinstance(equation.op, Scan):
            yield from loop(equation, entries, margin)
            continue
        if not equation.outs[0].type.is_array and not isinstance(equation.op, SumAll):
            args = map(entries.name, equation.args)
            text = filled(equation.op, equation.op.expression).format(*args)
            yield f"{margin}{entries.name(equation.outs[0])} = {text}"
            continue
        for place, out in enumerate(equation.outs):
            yield from filling(equation, place, out, entries, margin)


def filling(equation, place, out, entries, margin):
    index = [next(entries.fresh) for _ in out.shape]
    if out not in entries.called and out.type.is_array:
        zeros = f"np.zeros({entries.shape(out)}, {out.type.dtype!r})"
        yield f"{margin}{entries.name(out)} = {zeros}"
    inner = margin
    for i, length in zip(index, entries.shape(out), strict=True):
        yield f"{inner}for {i} in range({length}):"
        inner += "    "
    target = f"{entries.name(out)}[{', '.join(index)}]" if index else entries.name(out)
    yield f"{inner}{target} = {entries.entry(equation, place, index)}"


def loop(equation, entries, margin):
    """Write the loop over time, its body as loops over numbers."""
    op, outs = equation.op, equation.outs
    first, sequences, shared = op.split(equation.args)
    for out in outs:
        yield f"{margin}{entries.name(out)} = np.zeros({entries.shape(out)})"
    for out, start in zip(outs, first, strict=False):
        at = f"[{op.start}]" if op.remembers else "[...]"
        yield f"{margin}{entries.name(out)}{at} = {entries.name(start)}"
    t = next(entries.fresh)
    steps = f"reversed(range({op.steps}))" if op.backwards else f"range({op.steps})"
    yield f"{margin}for {t} in {steps}:"
    called = {
        s.value: f"{entries.name(a)}[{t} + {s.offset}]"
        for s, a in zip(op.slices, sequences, strict=True)
    }
    called |= {
        inner: entries.name(outer)
        for inner, outer in zip(op.shared, shared, strict=True)
    }
    for old, new, out in zip(op.carries, op.renewed, outs, strict=False):
        name = entries.name(out)
        called[old] = f"{name}[{t} + {op.before}]" if op.remembers else name
        if op.remembers:
            called[new] = f"{name}[{t} + {op.after}]"
    kept = zip(op.kept, outs[len(op.carries) :], strict=True)
    called |= {value: f"{entries.name(out)}[{t}]" for value, out in kept}
    entries.called |= called
    yield from lines(op.step, entries, f"{margin}    ")
    for old, new in zip(op.carries, op.renewed, strict=False):
        if not op.remembers:
            yield f"{margin}    {entries.name(old)}[...] = {entries.name(new)}"


class Seen:
    """An array that writes down which of its entries are read."""

    def __init__(self, name, array, seen):
        self.name, self.array, self.seen = name, array, seen

    def __getitem__(self, index):
        value = self.array[index]
        self.seen.append((self.name, index, float(value)))
        return value


def explain(equation, index, arrays, rows, place=0):
    """Compute one entry; say also which entries it was computed from."""
    entries, seen = Entries(rows), []
    names = [f"i{axis}" for axis in range(len(index))]
    text = entries.entry(equation, place, names)
    world = {**WORLD, **dict(zip(names, index, strict=True))}
    for value in equation.values:
        array = arrays[value]
        is_array = value.type.is_array
        world[entries.name(value)] = Seen(value, array, seen) if is_array else array
    return eval(text, world), seen
