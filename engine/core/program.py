"""A network as a program: the functions it is cut into, and the names in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from engine.core.check import check
from engine.core.function import Function, cut, cut_by_need, function, needed
from engine.core.grad import gradients
from engine.core.graph import Equation, Graph, Value
from engine.core.names import Names
from engine.core.net import Memory, Net, Noise, Parameter, State
from engine.core.run import TAKEN

FUNCTIONS = ("forward", "loss", "penalty", "backward", "update", "schedule", "predict")
GLUE = ("plan", "gradients", "apply", "answer", "evaluate", "penalties")


@dataclass(frozen=True)
class Network:
    """A written network: from `x` to `output`, compared with `y` to `loss`.

    `weight` is None where every target counts alike; `counts` says which count at all,
    where that is not what `weight` says. `prediction` is the output, or what the loss
    makes of it once training is over.
    """

    net: Net
    x: Value
    y: Value
    weight: Value | None
    output: Value
    prediction: Value
    loss: Value
    counts: Value | None = None

    @property
    def batch(self) -> list[Value]:
        """What is given for each batch."""
        given = (self.x, self.y, self.weight, self.counts)
        return [value for value in given if value is not None]

    @cached_property
    def penalty(self) -> Value | None:
        """All penalties added up."""
        total: Value | None = None
        with self.net.graph.at(self.loss.origin):
            for penalty in self.net.penalties:
                total = penalty if total is None else total + penalty
        return total


@dataclass(frozen=True)
class Update:
    """A written optimizer: `new`, the weights after a step along the gradient `g`.

    It may depend on the learning rate and on `t`, which counts the steps from 1.
    """

    memory: Memory
    w: Value
    g: Value
    rate: Value
    t: Value
    new: Value


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
        if training.penalty is not None:
            with training.net.graph.at(training.loss.origin):
                self.total = training.loss + training.penalty
        self.gradients = gradients(self.total, [p.value for p in self.trained])
        for graph in (training.net.graph, inference.net.graph, update.memory.graph):
            check(graph, self.dtype)

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
        return _to_prediction("forward", self.training, results, net.replaced)

    @cached_property
    def loss(self) -> Function:
        """From prediction and target to the loss, without penalties."""
        return self._behind("loss", [self.training.loss])

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
    def schedule(self) -> Function | None:
        """From the number of steps done to the learning rate, if a schedule says."""
        value = self.written_schedule
        return cut("schedule", value.graph, [value]) if value else None

    @cached_property
    def predict(self) -> Function:
        """From the data to the prediction when nothing is trained any more."""
        return _to_prediction("predict", self.inference, [self.inference.loss])

    @cached_property
    def evaluation_loss(self) -> Function:
        """From what `predict` gives, and the target, to the loss."""
        graph = self.inference.net.graph
        given = _arrays(needed(graph, [self.inference.output]))
        return cut("loss", graph, [self.inference.loss], given)

    @cached_property
    def evaluate(self) -> Function:
        """From data and target to prediction and loss, in inference mode."""
        network = self.inference
        return cut("evaluate", network.net.graph, [network.prediction, network.loss])

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
        parts = [self.forward, self.loss, *([self.penalty] if self.penalty else [])]
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
        return _arrays(self.forward.equations)

    def _behind(self, name: str, results: Sequence[Value]) -> Function:
        return cut(name, self.training.net.graph, results, self._given)


def _to_prediction(
    name: str,
    network: Network,
    later: Iterable[Value],
    rebinds: Sequence[tuple[Value, Value]] = (),
) -> Function:
    """Cut out the way to the prediction; give back whatever `later` reads of it."""
    graph = network.net.graph
    outs = set(_arrays(needed(graph, [network.output, *(new for new, _ in rebinds)])))
    read = _read_by(needed(graph, later, outs)) | {new for new, _ in rebinds}
    kept = [e.out for e in graph.equations if e.out in outs and e.out in read]
    others = [value for value in kept if value is not network.prediction]
    return cut(name, graph, [*others, network.prediction], rebinds=rebinds)


def _arrays(equations: Iterable[Equation]) -> list[Value]:
    return [e.out for e in equations if e.out.type.is_array]


def _read_by(equations: Iterable[Equation]) -> set[Value]:
    return {value for equation in equations for value in equation.values}
