"""A network as a program: the functions it is cut into, and the names in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from engine.core.builder import Noise, Parameter, State
from engine.core.check import check
from engine.core.function import (
    Function,
    arrays,
    extract,
    extract_forward,
    extract_in_order,
    function,
    needed,
)
from engine.core.grad import gradients
from engine.core.graph import Graph, Value
from engine.core.names import Names
from engine.core.network import Network, Update
from engine.core.parameter_transforms import clipping, constraints
from engine.core.running.load import TAKEN

METHODS = ("gradients", "apply", "limit", "answer", "evaluate", "penalties")
"""What a training loop calls; the textbook prints these as well."""


class Program:
    """A network and its optimizer, cut into the functions that are printed and run.

    `training` and `inference` are the network in both modes, one and the same where
    nothing differs. `schedule` gives the learning rate of a step, where it changes.
    """

    def __init__(
        self,
        training: Network,
        inference: Network,
        update: Update,
        schedule: Value | None = None,
    ) -> None:
        self.training, self.inference = training, inference
        self.written_update, self.written_schedule = update, schedule
        self.dtype = training.net.dtype
        self.total = training.loss
        with training.net.graph.at(training.loss.origin):
            for part in (training.activity, training.penalty):
                self.total = self.total if part is None else self.total + part
        check(training.net.graph, self.dtype)
        self.gradients = gradients(self.total, [p.value for p in self.trained])
        self.constraints = constraints(training.net)
        self.clipping = clipping(training.net, update.clip, update.new.origin)
        rewrites = filter(None, [self.clipping, self.constraints])
        memories = [training.net, inference.net, update.memory]
        self._evaluated = [inference.loss, *filter(None, [inference.activity])]
        for memory in [*memories, *(rewrite.memory for rewrite in rewrites)]:
            check(memory.graph, self.dtype)
            memory.graph.freeze()
        if schedule is not None:
            schedule.graph.freeze()

    @property
    def parameters(self) -> list[Parameter]:
        return self.training.net.parameters

    @cached_property
    def trained(self) -> list[Parameter]:
        """The parameters that the flat vector of weights holds, in its order."""
        return [p for p in self.parameters if p.trainable]

    @property
    def states(self) -> list[State]:
        return self.training.net.states

    @property
    def slots(self) -> list[State]:
        return self.written_update.memory.states

    @property
    def noises(self) -> list[Noise]:
        return self.training.net.noises

    @cached_property
    def functions(self) -> Mapping[str, Function]:
        """Every function of the textbook printing by its name, in reading order."""
        found = [
            self._forward,
            self._behind("loss", self.training.loss),
            self._behind("activity", self.training.activity),
            self._behind("penalty", self.training.penalty),
            self._backward(),
            self.clipping.function("clip") if self.clipping else None,
            self._update(),
            self.constraints.function("constrain") if self.constraints else None,
            self._schedule(),
            *(self._inference() if self.predicts_apart else ()),
        ]
        return {function.name: function for function in found if function}

    @cached_property
    def fused(self) -> Mapping[str, Function]:
        """What runs in their place, nothing computed twice, by name.

        `gradients` is forward, loss and backward; `answer` goes from data to
        prediction; `evaluate` from data and target to prediction and loss, in
        inference mode, and to what layers' activities add to it, if they do.
        """
        network = self.inference
        graph, results = network.net.graph, [network.prediction, *self._evaluated]
        return {
            "gradients": self._gradients(),
            "answer": extract("answer", graph, [network.prediction]),
            "evaluate": extract("evaluate", graph, results),
        }

    @property
    def predicts_apart(self) -> bool:
        """Whether inference is printed as a function of its own."""
        return self.inference is not self.training

    def names(self, graph: Graph) -> Names:
        """Begin to name the values of a graph, the inputs first."""
        names = Names([*self.functions, *METHODS, "plan", *TAKEN])
        for value in graph.inputs:
            names.of(value)
        return names

    @cached_property
    def _forward(self) -> Function:
        """From the data to the prediction, with all that the others need of it."""
        net = self.training.net
        renewed = [new for new, _ in net.replaced]
        results = [self.total, *self.gradients, *renewed]
        return extract_forward("forward", self.training.way, results, net.replaced)

    def _backward(self) -> Function:
        """Cut out each parameter's gradient, from the last layer to the first."""
        layers: dict[str, list[Value]] = {}
        for parameter, d in zip(self.trained, self.gradients, strict=True):
            layers.setdefault(parameter.value.origin.number, []).append(d)
        order = [d for ds in reversed(layers.values()) for d in ds]
        graph = self.training.net.graph
        behind = extract_in_order("backward", graph, order, self._given)
        return replace(behind, results=tuple(self.gradients))

    def _update(self) -> Function:
        """Cut out what leads to new weights (and optimizer slots)."""
        written = self.written_update
        renewed = [(written.new, written.w), *written.memory.replaced]
        results = [new for new, _ in renewed]
        return extract("update", written.memory.graph, results, rebinds=renewed)

    def _schedule(self) -> Function | None:
        """Cut out the learning rate by the number of steps, if a schedule says."""
        value = self.written_schedule
        return extract("schedule", value.graph, [value]) if value else None

    def _inference(self) -> Iterator[Function]:
        """Cut out the prediction when nothing is trained any more."""
        network, graph = self.inference, self.inference.net.graph
        yield extract_forward("predict", network.way, self._evaluated)
        if network.activity:
            given = arrays(needed(graph, [network.output]))
            yield extract("predicted_activity", graph, [network.activity], given)

    def _gradients(self) -> Function:
        """Join forward, loss and backward."""
        names = ("forward", "loss", "activity", "penalty")
        parts = [self.functions[name] for name in names if name in self.functions]
        total = extract("total", self.training.net.graph, [self.total])
        equations = dict.fromkeys(
            equation
            for part in (*parts, total, self.functions["backward"])
            for equation in part.equations
        )
        renewed = self.training.net.replaced
        results = [self.total, *self.gradients, *(new for new, _ in renewed)]
        return function("gradients", list(equations), results, renewed)

    @cached_property
    def _given(self) -> list[Value]:
        """What `forward` leaves for the functions behind it; numbers are not kept."""
        return arrays(self._forward.equations)

    def _behind(self, name: str, value: Value | None) -> Function | None:
        """Cut out a part of the loss behind `forward`, if there is that part."""
        graph = self.training.net.graph
        return extract(name, graph, [value], self._given) if value else None
