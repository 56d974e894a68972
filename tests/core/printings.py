"""A function run in both printings, over arrays named by the values they are for."""

from functools import partial

import numpy as np

from engine.core.graph import Value
from engine.core.names import Names
from engine.core.printing.emit import emit
from engine.core.printing.plan import plan
from engine.core.running.load import TAKEN, load
from engine.core.types import at_rows


def names_of(graph):
    """Begin to name a graph's values, as programs do: inputs first."""
    names = Names(TAKEN)
    for value in graph.inputs:
        names.of(value)
    return names


def printed_textbook(function):
    return emit(function, names_of(function.results[0].graph))


def textbook(function):
    """Give what calls the textbook printing with {argument: array}."""
    text = printed_textbook(function).text
    run = telling(text, load(text, "textbook")[function.name])
    return lambda inputs: listed(
        run(*(inputs[v] for v in function.args)), len(function.results)
    )


class Planned:
    """Calls the planned printing with {argument: array}.

    What is `held` lives in arrays of the plan's own: arguments are copied there before
    a call, results are found there after it. `anchor` tells the plan its dtype.
    """

    def __init__(self, function, rows, held=(), anchor=None):
        graph = function.results[0].graph
        self.function = function
        anchors = [anchor or graph.inputs[0]]
        olds = [old for _, old in function.rebinds]
        values = [*function.args, *function.results, *olds]
        self.held = list(dict.fromkeys([*anchors, *(v for v in values if v in held)]))
        self.given = [v for v in function.args if v not in self.held]
        self.printed = plan(function, names_of(graph), rows, self.held)
        self.arrays = {v: unwritten(v, rows) for v in self.held}
        made = load(self.printed.text, "plan")["plan"]
        self.direct = made(*self.arrays.values())
        self.run = telling(self.printed.text, self.direct)
        replaced = dict(function.rebinds)
        self.home = {v: self.arrays.get(replaced.get(v, v)) for v in function.results}

    def __call__(self, inputs):
        for value in self.held:
            if value in self.function.args:
                self.arrays[value][...] = inputs[value]
        return self.again(inputs)

    def again(self, inputs=()):
        """Call without touching the arrays that the plan holds."""
        returned = [v for v in self.function.results if self.home[v] is None]
        got = self.run(*(inputs[v] for v in self.given))
        new = dict(zip(returned, listed(got, len(returned)), strict=True))
        results = self.function.results
        return [new[v] if self.home[v] is None else self.home[v] for v in results]


def telling(text, run):
    """Let a call that fails show the text; all failures are alike to hypothesis."""

    def told(*args):
        try:
            return run(*args)
        except Exception as error:
            msg = f"{error!r} in\n{text}"
            raise AssertionError(msg) from error

    return told


def listed(returned, count):
    return [returned] if count == 1 else list(returned or ())


def unwritten(value, rows):
    """Make an array that no result must be left as."""
    return np.full(at_rows(value.shape, rows), 77, value.type.dtype)


def copies(results):
    """Keep results that a next call would overwrite."""
    return [r.copy() if isinstance(r, np.ndarray) else r for r in results]


def bits(results):
    """Give what must be equal for results to be equal bit for bit."""
    arrays = [np.asarray(result) for result in results]
    return [(a.dtype.name, a.shape, a.tobytes()) for a in arrays]


def draw(value: Value, rows, rng, low=-2.0, high=2.0):
    """Draw an array, or a number, such as a value may be."""
    if value.type.dtype == "number":
        return float(rng.uniform(low, high))
    shape = at_rows(value.shape, rows)
    if value.type.dtype == "int64":
        return rng.integers(0, 5, shape)
    return rng.uniform(low, high, shape).astype(value.type.dtype)


def inputs_of(graph, rows, seed=0, **limits):
    one = partial(draw, rows=rows, rng=np.random.default_rng(seed), **limits)
    return {value: one(value) for value in graph.inputs}
