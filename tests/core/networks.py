"""Random graphs: whatever a network might be made of, in any order, for hypothesis."""

from dataclasses import dataclass

from hypothesis import strategies as st

from engine.core import ops
from engine.core.arithmetic import MatMulLeft, MatMulRight
from engine.core.function import extract
from engine.core.grad import gradients
from engine.core.graph import Graph, Value
from engine.core.ops.reductions import (
    SumAxes,
    count_nonzero,
    rows,
    size,
    sum_all,
    sum_last,
    sum_rows,
    width,
)
from engine.core.types import Origin

WIDTHS = (1, 2, 4)
NAMES = ("h", "z1", "lambda", "sum", "np", "sigmoid", "t", "d_h", "W", "x", "zero", "e")

UNARY = {
    "negative": lambda v: -v,
    "exp": lambda v: ops.exp(-ops.square(v)),
    "log": lambda v: ops.log(ops.square(v) + 0.5),
    "square": lambda v: ops.square(ops.tanh(v)),
    "sqrt": lambda v: ops.sqrt(ops.absolute(v) + 1),
    "sign": lambda v: 0.5 * v - ops.sign(v),
    "clip": ops.Clip(-0.75, 1.25),
    "tanh": ops.tanh,
    "sigmoid": ops.sigmoid,
    "softplus": ops.softplus,
    "leaky relu": ops.LeakyRelu(0.3),
    "huber": ops.Huber(0.8),
    "swish": lambda v: v * ops.sigmoid(1.5 * v),
    "gelu": lambda v: v * ops.normal_cdf(v),
    "normal cdf": ops.normal_cdf,
    "normal pdf": ops.normal_pdf,
    "log cosh": ops.log_cosh,
    "log sigmoid": ops.log_sigmoid,
    "log of more": lambda v: ops.log1p(ops.square(v)),
    "raised": lambda v: ops.raised(ops.sigmoid(v), 1.7),
    "direction": lambda v: v / ops.norm(v),
    "below the largest": lambda v: v - ops.max_last(v),
    "columns scaled": lambda v: ops.ScaleColumns((0.5,) * v.shape[-1])(v),
    "softmax": ops.softmax,
    "log softmax": ops.log_softmax,
    "scaled": lambda v: 0.5 * (3 * v) / 2 + 0.25,
    "from 1": lambda v: 1 - v,
    "over": lambda v: 1 / (ops.square(v) + 2),
    "masked": lambda v: ops.where(v > 0.1, v, -0.2),
    "dropped": lambda v: v * (v < 0.7) / 0.8,
    "kept": lambda v: ops.where(v >= 0, ops.exp(-v), v),
    "centred": lambda v: v - sum_rows(v) / rows(v),
    "normed": lambda v: v / ops.sqrt(sum_last(ops.square(v)) + 1),
    "of width": lambda v: v - sum_last(v) / width(v),
    "of a column": lambda v: v - SumAxes(-2)(v) / rows(v),
    "shared": lambda v: v / (ops.sqrt(sum_all(ops.square(v))) + 1),
    "counted": lambda v: v / count_nonzero(v > 0),
    "copied": lambda v: ops.Copy(v.serial)(v),
    "padded": lambda v: ops.PadColumns(0, v.shape[-1], v.shape[-1])(v),
}
BINARY = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * ops.tanh(b),
    "divide": lambda a, b: a / (1 + ops.absolute(b)),
    "maximum": ops.maximum,
    "minimum": ops.minimum,
    "where": lambda a, b: ops.where(a > b, a, 0.5 * b),
    "crossentropy": lambda a, b: ops.SigmoidCrossentropy()(a, ops.sigmoid(b)),
    "xlogy": lambda a, b: ops.xlogy(a, 0.1 + ops.sigmoid(b)),
    "ratio": lambda a, b: ops.ratio(a, 0.5 + ops.sigmoid(b)),
    "probable": lambda a, b: ops.BinaryCrossentropy()(
        0.1 + 0.8 * ops.sigmoid(a), ops.sigmoid(b)
    ),
}
ROWWISE = {
    "similar": lambda a, b: a @ ops.tanh(MatMulLeft()(a, b) / rows(a)),
    "categories": lambda a, b: a + ops.SoftmaxCrossentropy()(a, ops.exp(-b)),
    "shares": lambda a, b: (
        a * ops.CategoricalCrossentropy()(ops.sigmoid(a) + 0.1, ops.sigmoid(b))
    ),
}


@dataclass
class Network:
    """A graph being drawn: values with rows by their width, and what they may meet."""

    graph: Graph
    dtype: str
    values: list[Value]
    parameters: list[Value]

    def of_width(self, width):
        return [v for v in self.values if v.shape == ("N", width)]

    def parameter(self, *shape):
        name = f"p{len(self.parameters)}"
        value = self.graph.input(name, shape, self.dtype)
        value.is_parameter = True
        self.parameters.append(value)
        return value


@st.composite
def functions(draw):
    """Draw a function, with the parameters that a plan may hold and its dtype."""
    dtype = draw(st.sampled_from(["float64", "float32"]))
    graph = Graph()
    values = [graph.input(f"x{w}", ("N", w), dtype) for w in WIDTHS]
    network = Network(graph, dtype, values, [])
    unused = network.parameter(2)
    for place in range(draw(st.integers(3, 12))):
        origin = Origin(draw(st.sampled_from(["", "layer", "loss"])), (place,), "")
        with graph.at(origin):
            value = draw(steps(network))
        if draw(st.integers(0, 3)) == 0:
            value.named(draw(st.sampled_from(NAMES)))
        network.values.append(value)
    results = draw(
        st.lists(st.sampled_from(network.values[3:]), max_size=2, unique=True)
    )
    if draw(st.booleans()) or not results:
        loss = draw(losses(network))
        chosen = draw(st.lists(st.sampled_from(network.parameters), unique=True))
        slopes = gradients(loss, list(dict.fromkeys([*chosen, unused])))
        results = [loss, *results, *slopes]
    return extract("f", graph, results), network.parameters, dtype


@st.composite
def steps(draw, network):
    """Draw one more value with rows."""
    value = draw(st.sampled_from(network.values))
    width = value.shape[-1]
    kind = draw(st.sampled_from(["unary"] * 4 + ["pair"] * 3 + [*SHAPING]))
    if kind == "unary":
        return UNARY[draw(st.sampled_from([*UNARY]))](value)
    if kind == "pair":
        rules = BINARY | ROWWISE
        name = draw(st.sampled_from([*rules]))
        others = network.of_width(width)
        if name in BINARY:
            others = others + network.of_width(1) + [network.parameter(width), value]
        return rules[name](value, draw(st.sampled_from(others)))
    return SHAPING[kind](draw, network, value)


def products(draw, network, value):
    width = value.shape[-1]
    known = [p for p in network.parameters if p.shape[0] == width and len(p.shape) == 2]
    if known and draw(st.booleans()):
        return value @ draw(st.sampled_from(known))
    to = draw(st.sampled_from(WIDTHS))
    if draw(st.booleans()):
        return value @ network.parameter(width, to) + network.parameter(to)
    return MatMulRight()(value, network.parameter(to, width))


def merges(draw, network, value):
    others = draw(st.lists(st.sampled_from(network.values), min_size=1, max_size=2))
    merged = ops.concatenate(value, *others)
    start = draw(st.integers(0, value.shape[-1] - 1))
    return ops.SliceColumns(start, start + draw(st.sampled_from([1, 2])))(merged)


def reshapes(draw, network, value):
    wide = ops.concatenate(value, value)
    square = ops.Reshape(("N", 2, value.shape[-1]))(wide)
    changed = UNARY[draw(st.sampled_from(["tanh", "softmax", "leaky relu"]))](square)
    folded = ops.Reshape(("N", 2 * value.shape[-1]))(changed)
    return ops.SliceColumns(1, 1 + value.shape[-1])(folded)


def lookups(draw, network, value):
    places = [v for v in network.graph.inputs if v.type.dtype == "int64"]
    if not places:
        places = [network.graph.input("ids", ("N",), "int64")]
    return ops.Gather()(network.parameter(5, value.shape[-1]), places[0]) + value


SHAPING = {
    "product": products,
    "another product": products,
    "merge": merges,
    "reshape": reshapes,
    "lookup": lookups,
}


@st.composite
def losses(draw, network):
    """Draw a number made of one or two values."""
    loss = 0
    for value in draw(
        st.lists(st.sampled_from(network.values), min_size=1, max_size=2)
    ):
        terms = draw(st.sampled_from([ops.square, ops.absolute, lambda v: v]))(value)
        loss = sum_all(terms) / draw(st.sampled_from([size, rows]))(value) + loss
    return loss
