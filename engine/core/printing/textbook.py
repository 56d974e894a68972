"""The whole program in the textbook printing, and the few lines that hold it together.

The functions take what they need and give what they compute; the glue lets them work
on the arrays of a run, which it finds as globals (`w`, `W1`, `d_W1`, ...).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.core.function import Function, arrays, extract, needed
from engine.core.graph import Graph, Value
from engine.core.names import Names
from engine.core.printing.emit import Note, Printed, emit
from engine.core.printing.wrapping import assigned, listed
from engine.core.program import Program


class Textbook:
    """A program's text.

    Attributes
    ----------
    printed : the functions, with a note for each line that computes
    glue : the functions that a training loop calls: `gradients(x, y)` gives the loss
        and fills `g`, `apply(rate, t)` changes `w`, `answer(x)` gives the prediction,
        `evaluate(x, y)` the prediction, its loss, and what layers' activities add to
        it, if they do; `penalties()` what the loss has on top, whatever the data
    """

    def __init__(self, program: Program) -> None:
        self.program, self.functions = program, program.functions
        self._named: dict[Graph, Names] = {}
        self.printed = joined(
            emit(f, self._names(f)) for f in program.functions.values()
        )
        parts = [
            self._gradients(),
            self._step(),
            self._answer(),
            self._evaluate(),
            self._penalties(),
        ]
        self.glue = "\n\n\n".join(parts) + "\n"

    @property
    def text(self) -> str:
        """The whole: functions and glue."""
        return f"{self.printed.text}\n\n{self.glue}"

    def _names(self, function: Function) -> Names:
        graph = function.results[0].graph
        if graph not in self._named:
            self._named[graph] = self.program.names(graph)
        return self._named[graph]

    def _gradients(self) -> str:
        program, functions = self.program, self.functions
        forward = functions["forward"]
        names = self._names(forward)
        noises = [noise.value for noise in program.noises]
        args = [names.of(value) for value in [*program.training.batch, *noises]]
        renewed = dict(program.training.net.replaced)
        taken = [
            f"new_{names.of(renewed[value])}" if value in renewed else names.of(value)
            for value in forward.results
        ]
        targets = [f"d_{names.of(p.value)}[:]" for p in program.trained]
        kept = [names.of(old) for old in renewed.values()]
        parts = [n for n in ("loss", "activity", "penalty") if n in functions]
        total = " + ".join(self._call(functions[name]) for name in parts)
        lines = [
            *listed("def gradients(", args, "):"),
            self._assigned(taken, forward),
            self._assigned(targets, functions["backward"]),
            *(f"    {name}[:] = new_{name}" for name in kept),
            f"    return {total}",
        ]
        return "\n".join(lines)

    def _step(self) -> str:
        steps = [self.functions[n] for n in ("clip", "update") if n in self.functions]
        lines = ["def apply(rate, t):", *map(self._replaced, steps)]
        if "constrain" in self.functions:
            last = self._replaced(self.functions["constrain"])
            lines += ["    limit()", "\n", "def limit():", last]
        return "\n".join(lines)

    def _replaced(self, function: Function) -> str:
        names = self._names(function)
        targets = [f"{names.of(old)}[:]" for _, old in function.rebinds]
        return self._assigned(targets, function)

    def _answer(self) -> str:
        result = self._names(self._way).of(self.program.inference.prediction)
        return f"def answer(x):\n{self._predicted()}\n    return {result}"

    def _evaluate(self) -> str:
        network, names = self.program.inference, self._names(self._way)
        head = f"def evaluate({_listed(names, network.batch)}):"
        result = names.of(network.prediction)
        graph = network.net.graph
        given = arrays(needed(graph, [network.output]))
        found = [extract("loss", graph, [network.loss], given), self._activity]
        losses = ", ".join(map(self._call, filter(None, found)))
        return f"{head}\n{self._predicted()}\n    return {result}, {losses}"

    @property
    def _activity(self) -> Function | None:
        apart = self.program.predicts_apart
        return self.functions.get("predicted_activity" if apart else "activity")

    def _penalties(self) -> str:
        penalty = self.functions.get("penalty")
        call = self._call(penalty) if penalty else "0.0"
        return f"def penalties():\n    return {call}"

    @property
    def _way(self) -> Function:
        apart = self.program.predicts_apart
        return self.functions["predict" if apart else "forward"]

    def _predicted(self) -> str:
        taken = [self._names(self._way).of(value) for value in self._way.results]
        return self._assigned(taken, self._way)

    def _assigned(self, targets: Sequence[str], function: Function) -> str:
        args = [self._names(function).of(value) for value in function.args]
        return assigned(targets, function.name, args)

    def _call(self, function: Function) -> str:
        return f"{function.name}({_listed(self._names(function), function.args)})"


def joined(parts: Iterable[Printed]) -> Printed:
    """Put texts below each other, two empty lines between."""
    texts: list[str] = []
    notes: dict[int, Note] = {}
    start = 0
    for part in parts:
        notes.update({start + line: note for line, note in part.notes.items()})
        texts.append(part.text)
        start += part.text.count("\n") + 3
    return Printed("\n\n\n".join(texts) + "\n", notes)


def _listed(names: Names, values: Sequence[Value]) -> str:
    return ", ".join(map(names.of, values))
