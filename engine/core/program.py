"""A network as a program: the functions it is cut into, and the names in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from engine.core.builder import Noise, Parameter, State
from engine.core.check import check
from engine.core.function import (
    Function,
    arrays,
    cut,
    cut_by_need,
    cut_way,
    function,
    needed,
)
from engine.core.grad import gradients
from engine.core.graph import Graph, Value
from engine.core.names import Names
from engine.core.network import Network, Update
from engine.core.parameter_transforms import clipping, constraints
from engine.core.running.load import TAKEN

FUNCTIONS = (
    *("forward", "loss", "activity", "penalty", "backward", "clip", "update"),
    *("constrain", "schedule", "predict", "predicted_activity"),
)
GLUE = ("plan", "gradients", "apply", "limit", "answer", "evaluate", "penalties")


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
    def forward(self) -> Function:
        """From the data to the prediction, with all that the others need of it."""
        net = self.training.net
        renewed = [new for new, _ in net.replaced]
        results = [self.total, *self.gradients, *renewed]
        return cut_way("forward", self.training.way, results, net.replaced)

    @cached_property
    def loss(self) -> Function:
        """From prediction and target to the loss, without penalties."""
        return self._behind("loss", [self.training.loss])

    @cached_property
    def activity(self) -> Function | None:
        """From what layers give to what is added to the loss of the batch."""
        value = self.training.activity
        return self._behind("activity", [value]) if value else None

    @cached_property
    def penalty(self) -> Function | None:
        """From the parameters to what is added to the loss."""
        value = self.training.penalty
        return self._behind("penalty", [value]) if value else None

    @cached_property
    def backward(self) -> Function:
        """The gradient of each trained parameter, from the last layer to the first."""
        layers: dict[str, list[Value]] = {}
        for parameter, d in zip(self.trained, self.gradients, strict=True):
            layers.setdefault(parameter.value.origin.number, []).append(d)
        order = [d for ds in reversed(layers.values()) for d in ds]
        graph = self.training.net.graph
        behind = cut_by_need("backward", graph, order, self._given)
        return replace(behind, results=tuple(self.gradients))

    @cached_property
    def update(self) -> Function:
        """From weights and gradient to new weights (and optimizer slots)."""
        written = self.written_update
        renewed = [(written.new, written.w), *written.memory.replaced]
        results = [new for new, _ in renewed]
        return cut("update", written.memory.graph, results, rebinds=renewed)

    @cached_property
    def clip(self) -> Function | None:
        """From the gradient of each parameter to what the update follows instead."""
        return self.clipping.function("clip") if self.clipping else None

    @cached_property
    def constrain(self) -> Function | None:
        """From the weights after an update to those that are allowed."""
        return self.constraints.function("constrain") if self.constraints else None

    @cached_property
    def schedule(self) -> Function | None:
        """From the number of steps done to the learning rate, if a schedule says."""
        value = self.written_schedule
        return cut("schedule", value.graph, [value]) if value else None

    @cached_property
    def predict(self) -> Function:
        """From the data to the prediction when nothing is trained any more."""
        network = self.inference
        return cut_way("predict", network.way, self._evaluated)

    @cached_property
    def evaluation_loss(self) -> Function:
        """From what `predict` gives, and the target, to the loss."""
        graph = self.inference.net.graph
        given = arrays(needed(graph, [self.inference.output]))
        return cut("loss", graph, [self.inference.loss], given)

    @cached_property
    def predicted_activity(self) -> Function | None:
        """From what layers give, in inference mode, to what is added to the loss."""
        value, graph = self.inference.activity, self.inference.net.graph
        if value is None:
            return None
        given = arrays(needed(graph, [self.inference.output]))
        return cut("predicted_activity", graph, [value], given)

    @cached_property
    def evaluate(self) -> Function:
        """From data and target to prediction and loss, in inference mode.

        What layers' activities add to the loss is a third result, if anything is.
        """
        network = self.inference
        results = [network.prediction, *self._evaluated]
        return cut("evaluate", network.net.graph, results)

    @cached_property
    def answer(self) -> Function:
        """From data to prediction alone."""
        network = self.inference
        return cut("answer", network.net.graph, [network.prediction])

    @property
    def predicts_apart(self) -> bool:
        """Whether inference is printed as a function of its own."""
        return self.inference is not self.training

    @cached_property
    def training_step(self) -> Function:
        """Forward, loss and backward as one function, nothing computed twice."""
        found = [self.forward, self.loss, self.activity, self.penalty]
        parts = [part for part in found if part]
        total = cut("total", self.training.net.graph, [self.total])
        equations = dict.fromkeys(
            equation
            for part in (*parts, total, self.backward)
            for equation in part.equations
        )
        renewed = self.training.net.replaced
        results = [self.total, *self.gradients, *(new for new, _ in renewed)]
        return function("gradients", list(equations), results, renewed)

    def names(self, graph: Graph) -> Names:
        """Begin to name the values of a graph, the inputs first."""
        names = Names([*FUNCTIONS, *GLUE, *TAKEN])
        for value in graph.inputs:
            names.of(value)
        return names

    @cached_property
    def _given(self) -> list[Value]:
        """What `forward` leaves for the functions behind it; numbers are not kept."""
        return arrays(self.forward.equations)

    def _behind(self, name: str, results: Sequence[Value]) -> Function:
        return cut(name, self.training.net.graph, results, self._given)
