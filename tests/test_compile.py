"""Specs as programs: right numbers, the same bits twice, and text that is true."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.compile import Model, compile_spec
from engine.core.backends import Arrays
from engine.core.backends import planned as planned_backend
from engine.core.backends import textbook as textbook_backend
from engine.core.backends.planned import PlannedSteps, print_plans
from engine.core.backends.textbook import TextbookSteps
from engine.core.builder import Memory, Net
from engine.core.network import Network, Update
from engine.core.ops.reductions import rows, sum_rows
from engine.core.ops.shaping import Gather, Reshape
from engine.core.printing.textbook import Textbook
from engine.core.program import METHODS, Program
from engine.core.running.load import TAKEN, load
from engine.core.types import Origin
from engine.errors import SpecError
from engine.spec import model as spec_model
from engine.vocabulary.activations import Activation
from engine.vocabulary.constraints import Constraint
from engine.vocabulary.entry import Word
from engine.vocabulary.initializers.basic import Zeros
from engine.vocabulary.layers import Layer
from engine.vocabulary.losses import Loss
from engine.vocabulary.losses.regression import MeanSquaredError
from engine.vocabulary.optimizers import Optimizer
from engine.vocabulary.optimizers.basic import Sgd
from engine.vocabulary.regularizers import Regularizer
from tests import oracle
from tests.building import (
    CASES,
    LAYERS,
    OPTIMIZERS,
    ORACLE,
    SHAPED,
    Run,
    add_words,
    arrays,
    batch,
    book,
    compiled,
    data,
    model,
    noises,
    printed_before,
    slopes,
    values,
    words_in,
)
from tests.data.tabling import loaded
from tests.writing import COLUMNS, ROWS, Array, Entry, activation, dense, normal, spec

ROOT = Path(__file__).resolve().parents[1]
BOTH = pytest.mark.parametrize("dtype", ["float64", "float32"])
EVERY = pytest.mark.parametrize("name", CASES)
KNOWN = pytest.mark.parametrize("name", ORACLE)
PRINTINGS = pytest.mark.parametrize("run", [PlannedSteps, TextbookSteps])

# Agreement with the oracle.


def swish(x: Array, beta: float = 1.0) -> tuple[Array, Array]:
    """Extend the oracle's: swish(beta x) / beta has the slope swish'(beta x)."""
    y, slope = oracle.swish(beta * x)
    return y / beta, slope


def columns_taken(entry: Entry) -> list[str]:
    """List the columns of the data that layers take."""
    taken = [source for layer in entry["layers"] for source in sources(layer)]
    return sorted({s for s in taken if s.startswith("input.")})


def sources(layer: Any) -> list[str]:
    names = [] if isinstance(layer, str) else layer.get("inputs", [])
    return [names] if isinstance(names, str) else names


def picking(entry: Entry) -> tuple[list[Entry], list[Array]]:
    """Write columns for the oracle: layers that pick them out, and their kernels."""
    columns = columns_taken(entry)
    layers = [dense(1, name=c, inputs="input", use_bias=False) for c in columns]
    eye = np.eye(len(entry["dataset"]["inputs"]))
    places = [COLUMNS.index(c.removeprefix("input.")) for c in columns]
    return layers, [eye[:, [place]] for place in places]


def by_oracle(made: Model, entry: Entry, given: list[Array]) -> Any:
    """Give loss, prediction and gradients as the oracle finds them."""
    picks, kernels = picking(entry)
    first, *others = [
        parsed(layer) | {"name": name}
        for layer, name in zip(entry["layers"], made.spec.names(), strict=True)
    ]
    layers = [*picks, {"inputs": "input"} | first, *others]
    drops = [i for i, layer in enumerate(layers) if layer["type"] == "dropout"]
    drops = [i for i in drops if layers[i]["rate"] > 0]
    x, y, *rest = given
    weight = rest.pop(0) if made.program.training.weight else None
    masks = dict(zip(drops, rest, strict=True))
    own = list(values(made.program).values())
    found = oracle.run(
        {"layers": layers, "loss": entry["loss"]}, kernels + own, x, y, weight, masks
    )
    return *found[:2], found[2][len(kernels) :]


def parsed(layer: Any) -> Entry:
    name, options = oracle.parse(layer)
    return {"type": name, **options}


def agree(ours: Any, theirs: Any) -> None:
    """Compare to 1e-12 of the largest number."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() <= 1e-12 * np.abs(theirs).max()


@KNOWN
def test_loss_and_gradients_agree_with_the_oracle(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(oracle.ACTIVATIONS, "swish", swish)
    made = model(name)
    held, given = arrays(made.program), batch(made)
    loss = PlannedSteps(made.program, held).gradients(*given)
    expected, _, gradients = by_oracle(made, CASES[name], given)
    agree(loss, expected)
    found = slopes(made.program, held)
    assert [*found] == [p.key for p in made.program.parameters if p.trainable]
    for parameter, gradient in zip(made.program.parameters, gradients, strict=True):
        if parameter.trainable:
            agree(found[parameter.key], gradient)


def probabilities(entry: Entry, prediction: Array) -> Array:
    """Bring the oracle's prediction to the scale of the targets."""
    name, options = oracle.parse(entry["loss"])
    if not options.get("from_logits"):
        return prediction
    binary = name == "binary_crossentropy"
    return (oracle.sigmoid if binary else oracle.softmax)(prediction)[0]


@KNOWN
def test_predictions_agree_with_the_oracle(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(oracle.ACTIVATIONS, "swish", swish)
    made = model(name)
    run = PlannedSteps(made.program, arrays(made.program))
    given = [*data(made)]
    still = [layer | {"rate": 0} for layer in map(parsed, CASES[name]["layers"])]
    entry = CASES[name] | {"layers": still}
    total, prediction, _ = by_oracle(made, entry, given)
    agree(run.answer(given[0]), probabilities(entry, prediction))
    found, loss = run.evaluate(*given)
    agree(found, probabilities(entry, prediction))
    agree(loss + run.penalties(), total)


# Completeness: no word, and no field of one, without a case.

CLASSES: list[type[Word]] = [Layer, Activation, Loss, Regularizer, Constraint]
UNTRIED = {"name", "inputs", "seed"}


def tried() -> tuple[set[type[Word]], set[tuple[type[Word], str]]]:
    """Give the words of all cases, and their fields with another value than usual."""
    words = [word for name in CASES for word in words_in(model(name).spec)]
    fields = {
        (type(word), field)
        for word in words
        for field, info in type(word).model_fields.items()
        if info.is_required() or getattr(word, field) != info.default
    }
    return {type(word) for word in words}, fields


def missing(base: type[Word]) -> set[str]:
    """Name the words and fields of a class that no case has."""
    words, fields = tried()
    lacking = {
        word.tag()
        for word in set(base.words()) ^ {w for w in words if issubclass(w, base)}
    }
    return lacking | {
        f"{word.tag()}.{field}"
        for word in base.words()
        for field in {*word.model_fields} - UNTRIED
        if (word, field) not in fields and not field.endswith("_initializer")
    }


@pytest.mark.parametrize("base", CLASSES)
def test_every_word_and_field_has_a_case(base: type[Word]) -> None:
    assert missing(base) == set()


def test_a_word_without_a_case_would_be_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Cubic(Activation):
        """x**3."""

        scale: float = 1.0

    add_words(monkeypatch, Activation, Cubic)
    assert missing(Activation) == {"cubic", "cubic.scale"}


@pytest.mark.parametrize(
    ("part", "lost"),
    [
        ("gelu", {"gelu", "gelu.approximate"}),
        ("beta", {"silu.beta"}),
    ],
)
def test_a_lost_case_would_be_noticed(
    part: str, lost: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in CASES if part in str(CASES[name]["layers"])]:
        monkeypatch.delitem(CASES, name)
    assert missing(Activation) == lost


# Two printings, the same bits.


def bits(*found: Any) -> list[tuple[str, bytes]]:
    return [(np.asarray(a).dtype.str, np.asarray(a).tobytes()) for a in found]


def trained(run: Run, made: Model) -> list[Any]:
    """Train for 20 steps, on the whole set and on remainders; give every number."""
    held, given = arrays(made.program), [*data(made)]
    does = run(made.program, held)
    seen = []
    for step in range(20):
        count = (ROWS, 3)[step % 2]
        part = [array[:count] for array in given]
        loss = does.gradients(*part, *noises(made.program, count, step))
        seen += bits(loss, held.g)
        does.apply(0.01, step + 1)
        seen += bits(held.w, *held.slots.values(), *held.states.values())
    seen += bits(does.answer(given[0]), *does.evaluate(*(a[:3] for a in given)))
    return [*seen, *bits(does.penalties(), *held.parameters.values())]


def assert_same_bits(made: Model, textbook: Run = TextbookSteps) -> None:
    planned = trained(PlannedSteps, made)
    assert planned == trained(textbook, made)
    assert len(set(planned)) > 20


# An update knows only flat vectors, and a network nothing of its optimizer: every case
# meets two optimizers, and one network meets all.


@BOTH
@EVERY
def test_both_printings_give_the_same_bits(name: str, dtype: str) -> None:
    assert_same_bits(model(name, dtype), printed_before(book(name, dtype).text))


@BOTH
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=str)
def test_both_printings_of_every_optimizer(optimizer: Entry, dtype: str) -> None:
    entry = CASES["residual"] | {"dtype": dtype}
    full = optimizer | {"weight_decay": 0.1}
    if not {"clipnorm", "clipvalue"} & {*optimizer}:
        full["global_clipnorm"] = 0.5
    for written in (optimizer, full):
        assert_same_bits(compiled(entry | {"optimizer": written}))


@BOTH
@pytest.mark.parametrize("name", [*LAYERS, *SHAPED])
def test_both_printings_of_a_single_row(name: str, dtype: str) -> None:
    made = model(name, dtype)
    given = [*(a[:1] for a in data(made)), *noises(made.program, 1)]
    found = []
    for run in (PlannedSteps, printed_before(book(name, dtype).text)):
        held = arrays(made.program)
        found.append(bits(run(made.program, held).gradients(*given), held.g))
    assert found[0] == found[1]


# The text.

SHAPE = re.compile(r"  # (?:each )?\(([N\d*, ]+)\)$")


class Watched(ast.NodeTransformer):
    """Puts `watch(line, target)` after each assignment."""

    def visit_Assign(self, node: ast.Assign) -> list[ast.stmt]:
        call = ast.parse(f"watch({node.lineno}, {ast.unparse(node.targets[0])})")
        return [node, *call.body]

    def visit_AugAssign(self, node: ast.AugAssign) -> list[ast.stmt]:
        call = ast.parse(f"watch({node.lineno}, {ast.unparse(node.target)})")
        return [node, *call.body]


def watched(printed: Textbook) -> tuple[Any, dict[int, Any]]:
    """Run the textbook printing; keep what each line computed."""
    tree = Watched().visit(ast.parse(printed.printed.text))
    seen: dict[int, Any] = {}
    given = arrays(printed.program).named(printed.program)
    text = f"{ast.unparse(tree)}\n{printed.glue}"
    names = load(text, "watched", {**given, "watch": seen.__setitem__})
    return SimpleNamespace(**names), seen


def all_lines(made: Model, printed: Textbook) -> dict[int, Any]:
    """Give what each line of the functions computes."""
    run, seen = watched(printed)
    run.gradients(*batch(made))
    run.apply(0.01, 1)
    run.evaluate(*data(made))
    return seen


@EVERY
def test_shape_comments_are_true(name: str) -> None:
    """In single precision, where a stray number would show by making it double."""
    dtype = "float32"
    printed = book(name, dtype)
    lines = printed.printed.text.splitlines()
    # 7 is no length in the network, so that no other axis passes for the rows.
    seen = all_lines(model(name, dtype), printed)
    said = {i for i, line in enumerate(lines, 1) if SHAPE.search(line)}
    assert said <= seen.keys()
    computed = [
        (i, value)
        for i, values in seen.items()
        for value in (values if isinstance(values, tuple) else [values])
    ]
    for i, value in computed:
        comment = SHAPE.search(lines[i - 1])
        shape = eval(f"({comment[1]})", {"N": ROWS}) if comment else ()
        assert shape == np.shape(value), lines[i - 1]
        if isinstance(value, np.ndarray):
            assert value.dtype in map(np.dtype, (dtype, "bool", "int64")), lines[i - 1]
            assert value.flags.c_contiguous, lines[i - 1]
        elif isinstance(value, np.generic):
            assert value.dtype == dtype, lines[i - 1]


XOR = """\
def forward(x, W1, b1, W2, b2):
    # layers[0]: dense, 4 units, sigmoid
    z1 = x @ W1 + b1   # (N, 4)
    h1 = sigmoid(z1)   # (N, 4)
    # layers[1]: dense, 1 unit, sigmoid
    z2 = h1 @ W2 + b2  # (N, 1)
    h2 = sigmoid(z2)   # (N, 1)
    return h1, h2


def loss(y, h2):
    return np.square(h2 - y).sum() / y.size


def backward(x, y, h1, h2, W2):
    # loss: mean squared error
    d_h2 = 2 / y.size * (h2 - y)  # (N, 1)
    # layers[1]: dense, 1 unit, sigmoid
    d_z2 = d_h2 * h2 * (1 - h2)   # (N, 1)
    d_W2 = h1.T @ d_z2            # (4, 1)
    d_b2 = d_z2.sum(axis=0)       # (1,)
    d_h1 = d_z2 @ W2.T            # (N, 4)
    # layers[0]: dense, 4 units, sigmoid
    d_z1 = d_h1 * h1 * (1 - h1)   # (N, 4)
    d_W1 = x.T @ d_z1             # (3, 4)
    d_b1 = d_z1.sum(axis=0)       # (4,)
    return d_W1, d_b1, d_W2, d_b2


def update(w, g, rate):
    return w - rate * g
"""


def xor() -> Model:
    return compile_spec(spec_model.load(ROOT / "specs" / "xor.json"))


def test_xor_reads_as_a_person_would_have_written_it() -> None:
    assert xor().source == XOR


ADAM = """

def update(w, g, rate, t, m, v):
    # optimizer: adam
    decayed = w - rate * 0.1 * w                          # (8,)
    m = m + (1 - 0.9) * (g - m)                           # (8,)
    v = v + (1 - 0.999) * (np.square(g) - v)              # (8,)
    alpha = rate * (1 - 0.999 ** t) ** 0.5 / (1 - 0.9 ** t)
    w = decayed - alpha * m / (np.sqrt(v) + 1e-07)        # (8,)
    return w, m, v
"""


def test_adam_reads_as_a_person_would_have_written_it() -> None:
    entry = spec([dense(2)], optimizer={"type": "adam", "weight_decay": 0.1})
    assert compiled(entry).source.endswith(ADAM)


def texts(made: Model, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give all that is printed for a model, planned and textbook."""
    printed = []

    def noted(text: str, *rest: Any) -> dict[str, Any]:
        printed.append(text)
        return load(text, *rest)

    for backend in (planned_backend, textbook_backend):
        monkeypatch.setattr(backend, "load", noted)
    for run in (PlannedSteps, TextbookSteps):
        does = run(made.program, arrays(made.program))
        does.gradients(*batch(made))
        does.apply(0.1, 1)
        does.evaluate(*data(made))
        does.answer(data(made).x)
        does.penalties()
    return printed


ENGINE_NAME = re.compile(r"[A-Za-z]+(_[A-Za-z0-9]+)*\d*(_t|_next)?(_\d+)?(_T)?(_\d+)?")
ATTRIBUTES = {
    *("T", "sum", "size", "reshape", "copy", "fill", "dot", "reduce", "at"),
    *("maximum", "minimum", "square", "sqrt", "abs", "sign", "where", "exp", "log"),
    *("tanh", "logaddexp", "full_like", "concatenate", "count_nonzero", "clip"),
    *("expm1", "sin", "cos", "arctan", "heaviside"),
    *("ceil", "cos", "floor", "pi"),
    *("shape", "astype", "int64"),
    *("power", "log1p", "max"),
    *("zeros", "swapaxes", "inf"),
}
FUNCTIONS = {
    *("forward", "loss", "activity", "penalty", "backward", "clip", "update"),
    *("constrain", "schedule", "predict", "predicted_activity", "plan"),
}


def strangers(text: str) -> set[str]:
    """Find what a printed program should not hold: foreign names, and strings."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.FunctionDef(name=name):
                known = name in {*TAKEN, *FUNCTIONS, *METHODS, "max", "min", "float64"}
                found |= set() if known or ENGINE_NAME.fullmatch(name) else {name}
            case ast.Attribute(attr=name):
                found |= {name} - ATTRIBUTES
            case ast.Constant(value=str(string)):
                found |= {repr(string)} - {"'clip'"}
            case ast.Import() | ast.ImportFrom() | ast.Lambda() | ast.ClassDef():
                found.add(ast.unparse(node))
            case _:
                pass
    return found


@EVERY
def test_the_text_is_closed(name: str) -> None:
    assert strangers(book(name).text) == set()
    assert strangers(print_plans(model(name).program, ROWS).text) == set()


@EVERY
def test_lines_are_narrow(name: str) -> None:
    assert [line for line in book(name).text.splitlines() if len(line) > 88] == []


def test_a_stranger_would_be_noticed() -> None:
    text = "def f(x):\n    return __import__('os').system(x, **{'a': 日本})"
    assert strangers(text) == {"__import__", "'os'", "system", "'a'", "日本"}


HOSTILE = [
    "__import__('os')",
    '"""\nimport os\n"""',
    "日本\u202e\n    raise SystemExit  # ",
]


def renamed(names: Sequence[str], layers: Sequence[str], title: str) -> Entry:
    """Write one network with given names of columns and layers."""
    a, b, c = names
    entry = spec(
        [
            dense(3, "tanh", inputs=f"input.{a}", name=layers[0]),
            {"type": "dropout", "rate": 0.5, "name": layers[1]},
            {"type": "concatenate", "inputs": [f"input.{c}", layers[1]]},
            dense(2, "sigmoid", name=layers[2], kernel_regularizer="l2"),
        ],
        "bce",
        name=title,
        description=a,
        gaps=True,
    )
    entry["dataset"] |= {"inputs": [*names], "outputs": [f"{a} out", b + c]}
    return entry


def test_no_text_of_the_spec_reaches_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = compiled(renamed("abc", ("one", "two", "three"), "plain"))
    hostile = compiled(renamed(HOSTILE, ("exec", "lambda", "__class__"), "import-os"))
    printed = texts(hostile, monkeypatch)
    assert len(printed) == 6
    assert printed == texts(plain, monkeypatch)


@pytest.mark.parametrize("name", ["os.system('x')", "a b", "日本", "A", "x;y", ""])
def test_layers_are_named_in_plain_letters(name: str) -> None:
    with pytest.raises(SpecError):
        compiled(spec([dense(2, name=name)]))


# Stable pairings.


def paired(loss: str, last: str, *, fused: bool, dtype: str) -> Model:
    layers = [dense(2, use_bias=False), activation(last if fused else "linear")]
    return compiled(spec(layers, {"type": loss, "from_logits": not fused}, dtype=dtype))


@PRINTINGS
@BOTH
@pytest.mark.parametrize(
    ("loss", "last"),
    [("binary_crossentropy", "sigmoid"), ("categorical_crossentropy", "softmax")],
)
def test_pairings_are_stable(run: Any, dtype: str, loss: str, last: str) -> None:
    """Logits of 1000 and -1000, right and wrong, with probabilities and with logits."""
    found = []
    for fused in (True, False):
        program = paired(loss, last, fused=fused, dtype=dtype).program
        held = Arrays(program, {"dense_1.kernel": np.eye(3, 2)})
        z = [[1000, -1000, 0], [-1000, 1000, 0], [1000, 999, 0], [0.3, -2, 0]]
        x, y = np.array(z, dtype), np.array([[1, 0], [1, 0], [0, 1], [0, 1]], dtype)
        does = run(program, held)
        with np.errstate(over="ignore"):
            total, evaluated = does.gradients(x, y), does.evaluate(x, y)
        found.append(bits(total, evaluated[1], held.g))
        assert np.isfinite(held.g).all()
        assert 100 < total < 1500
        with np.errstate(over="ignore"):
            assert np.isfinite(does.answer(x)).all()
    assert found[0] == found[1]


@pytest.mark.parametrize("loss", ["binary_crossentropy", "categorical_crossentropy"])
def test_without_a_pairing_nothing_is_clipped(loss: str) -> None:
    program = compiled(spec([dense(2, use_bias=False)], loss)).program
    tiny = np.array([[1e-300, 1.0], [0.0, 0.0], [0.0, 0.0]])
    does = PlannedSteps(program, Arrays(program, {"dense_1.kernel": tiny}))
    with np.errstate(divide="ignore", invalid="ignore"):
        row = does.evaluate(np.eye(1, 3), np.array([[1.0, 0.0]]))
        if loss.startswith("categorical"):
            agree(row[1], -np.log(1e-300))
        else:
            assert row[1] == np.inf


# Frozen layers.


@PRINTINGS
@pytest.mark.parametrize(
    ("name", "frozen"),
    [
        ("first frozen", "dense_1"),
        ("last frozen", "dense_2"),
        ("middle frozen", "dense_2"),
        ("l2 of a frozen layer", "dense_1"),
        ("a frozen branch", "p"),
    ],
)
def test_frozen_parameters_stay(run: Any, name: str, frozen: str) -> None:
    program = model(name).program
    held, before = arrays(program), values(program)
    does = run(program, held)
    free = [p for p in program.parameters if not p.key.startswith(f"{frozen}.")]
    assert held.w.size == held.g.size == sum(p.size for p in free)
    for t in range(3):
        does.gradients(*batch(model(name)))
        does.apply(0.1, t + 1)
    for p in program.parameters:
        stays = np.array_equal(held.parameters[p.key], before[p.key])
        assert stays == (p not in free)
        assert np.shares_memory(held.parameters[p.key], held.w) == (p in free)


def test_frozen_layers_are_not_differentiated() -> None:
    text = model("first frozen").source.partition("def backward")[2]
    assert "d_W1" not in text
    assert "d_h1" not in text


def test_something_must_be_trained() -> None:
    with pytest.raises(SpecError, match="there is nothing to train"):
        compiled(spec([dense(2, trainable=False)]))


# State and integers: what later layers will need.


class Centering(Layer):
    """Subtracts the batch's mean while training, and a moving mean afterwards."""

    momentum: float = 0.9

    def __call__(self, x: Any, net: Net) -> Any:
        moving = net.state("moving", x.shape[1:], start=0.5)
        if not net.training:
            return (x - moving).named("h")
        mean = (sum_rows(x) / rows(x)).named("mean")
        net.keep(moving, self.momentum * moving + (1 - self.momentum) * mean)
        return (x - mean).named("h")


@pytest.fixture
def centered(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Model]:
    add_words(monkeypatch, Layer, Centering)
    layers = [
        {"type": "centering", "momentum": 0.8},
        dense(4, "tanh"),
        "centering",
        dense(2),
    ]
    return lambda dtype="float64": compiled(
        spec(layers, dtype=dtype, optimizer=OPTIMIZERS[1])
    )


@BOTH
def test_a_layer_may_keep_state(centered: Any, dtype: str) -> None:
    made = centered(dtype)
    assert {s.key: s.shape for s in made.program.states} == {
        "centering_1.moving": (3,),
        "centering_2.moving": (4,),
    }
    assert_same_bits(made)


@PRINTINGS
def test_state_moves_as_the_layer_says(centered: Any, run: Any) -> None:
    made = centered()
    held, (x, y) = arrays(made.program), data(made)
    w1, b1, w2, b2 = (held.parameters[p.key] for p in made.program.parameters)
    does = run(made.program, held)
    first, second = np.full(3, 0.5), np.full(4, 0.5)
    for _ in range(3):
        h = np.tanh((x - x.mean(axis=0)) @ w1 + b1)
        first = 0.8 * first + 0.2 * x.mean(axis=0)
        second = 0.9 * second + 0.1 * h.mean(axis=0)
        does.gradients(x, y)
        agree(held.states["centering_1.moving"], first)
        agree(held.states["centering_2.moving"], second)
    kept = bits(*held.states.values())
    answer = (np.tanh((x - first) @ w1 + b1) - second) @ w2 + b2
    agree(does.answer(x), answer)
    agree(does.evaluate(x, y)[0], answer)
    assert bits(*held.states.values()) == kept


def embedding(dtype: str) -> Program:
    """Write a table of 5 rows of 3, two rows taken for each example, then a sum."""
    net = Net(dtype, training=True)
    x, y = (
        net.graph.input("x", ("N", 2), "int64"),
        net.graph.input("y", ("N", 2), dtype),
    )
    with net.layer(
        "table", Origin("layers[0]: table", ("layers", 0), "1"), trainable=True
    ):
        table = net.parameter("rows", (5, 3), Zeros(), symbol="E")
        h = Reshape(("N", 6))(Gather()(table, x)).named("h")
    with net.layer("sum", Origin("layers[1]: sum", ("layers", 1), "2"), trainable=True):
        z = (h @ net.parameter("kernel", (6, 2), Zeros(), symbol="W")).named("z")
    with net.graph.at(Origin("loss: mean squared error", ("loss",))):
        loss = MeanSquaredError()(z, y, None)
    network = Network(net, x, y, None, z, z, loss)
    return Program(network, network, update_of(Sgd(momentum=0.9), 27, dtype))


def update_of(optimizer: Optimizer, size: int, dtype: str) -> Update:
    memory = Memory(dtype)
    w, g = (memory.graph.input(name, (size,), dtype) for name in "wg")
    rate, t = (memory.graph.input(name, (), "number") for name in ("rate", "t"))
    new = optimizer.update(w, g, rate, t, memory)
    return Update(memory, w, g, rate, t, new)


PLACES = np.array([[0, 2], [2, 2], [4, 0], [1, 2]])
TARGETS = normal("embedded", 4, 2)


@PRINTINGS
def test_rows_of_a_table_are_taken_and_learned(run: Any) -> None:
    program = embedding("float64")
    held = arrays(program)
    table, kernel = (held.parameters[p.key].copy() for p in program.parameters)
    loss = run(program, held).gradients(PLACES, TARGETS)
    h = table[PLACES].reshape(4, 6)
    error = h @ kernel - TARGETS
    agree(loss, (error**2).mean())
    d_z = error / 4
    d_table = np.zeros((5, 3))
    for d, place in zip((d_z @ kernel.T).reshape(8, 3), PLACES.ravel(), strict=True):
        d_table[place] += d
    found = slopes(program, held)
    agree(found["table.rows"], d_table)
    assert not found["table.rows"][3].any()
    agree(found["sum.kernel"], h.T @ d_z)


@BOTH
def test_a_table_gives_the_same_bits_in_both_printings(dtype: str) -> None:
    program, seen = embedding(dtype), []
    for run in (PlannedSteps, TextbookSteps):
        held = arrays(program)
        does = run(program, held)
        found = []
        for t in range(20):
            count = 4 - t % 3
            given = PLACES[:count], TARGETS[:count].astype(dtype)
            found += bits(does.gradients(*given), held.g)
            does.apply(0.05, t + 1)
            found += bits(held.w, does.answer(given[0]))
        seen.append(found)
    assert seen[0] == seen[1]


# Notes: which line comes from which key.

XOR_NOTES = [
    (3, "z1", ("layers", 0)),
    (4, "h1", ("layers", 0, "activation")),
    (6, "z2", ("layers", 1)),
    (7, "h2", ("layers", 1, "activation")),
    (17, "d_h2", ("loss",)),
    (19, "d_z2", ("layers", 1, "activation")),
    (20, "d_W2", ("layers", 1)),
    (21, "d_b2", ("layers", 1)),
    (22, "d_h1", ("layers", 1)),
    (24, "d_z1", ("layers", 0, "activation")),
    (25, "d_W1", ("layers", 0)),
    (26, "d_b1", ("layers", 0)),
]


def test_notes_of_xor() -> None:
    notes = Textbook(xor().program).printed.notes
    found = [(line, note.name, note.path) for line, note in notes.items()]
    assert sorted(found) == XOR_NOTES


def assignments(text: str) -> dict[int, str]:
    """Give the name that each computing line assigns to."""
    found: dict[int, str] = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign | ast.AugAssign):
            target = node.target if isinstance(node, ast.AugAssign) else node.targets[0]
            found[node.lineno] = ast.unparse(target).strip("()")
    return found


def headings(lines: Iterable[str]) -> Iterator[str]:
    """Give for each line the heading that it stands under."""
    heading = ""
    for line in lines:
        if line.startswith("def "):
            heading = ""
        elif line.startswith("    # "):
            heading = line.removeprefix("    # ")
        yield heading


def headed(heading: str) -> tuple[Any, ...]:
    """Give the place in the spec that a heading speaks of."""
    part, _, _ = heading.partition(":")
    if part == "learning rate":
        return ("optimizer", "learning_rate")
    layer = re.fullmatch(r"layers\[(\d+)\]", part)
    return ("layers", int(layer[1])) if layer else (part,)


FIELDS = {(), ("activation",)} | {
    (f"{part}_{kind}",)
    for part in (
        *("kernel", "bias", "transform_kernel", "transform_bias", "activity"),
        *("gamma", "beta", "alpha", "centers", "embeddings", "recurrent"),
    )
    for kind in ("regularizer", "constraint")
}


@EVERY
def test_every_line_knows_its_place_in_the_spec(name: str) -> None:
    printed = book(name).printed
    assert {i: n.name for i, n in printed.notes.items()} == assignments(printed.text)
    above = dict(enumerate(headings(printed.text.splitlines()), 1))
    for i, note in printed.notes.items():
        place = headed(above[i])
        assert note.path[: len(place)] == place
        assert note.path[len(place) :] in FIELDS
        assert is_a_path(model(name).spec, note.path)


def is_a_path(form: Any, path: Sequence[str | int]) -> bool:
    for step in path:
        form = form[step] if isinstance(step, int) else getattr(form, step, None)
    return form is not None


# Notes of lines whose key is not plain from their heading.


@pytest.mark.parametrize(
    ("name", "line", "path"),
    [
        ("hidden gelu", "c1 = normal_cdf(z1)", ("layers", 0, "activation")),
        ("hidden softmax", "h1 = softmax(z1)", ("layers", 0, "activation")),
        ("layer tanh", "h3 = np.tanh(z2)", ("layers", 2, "activation")),
        ("dropout", "keep2 = u2 >= 0.5", ("layers", 1)),
        ("skip", "h3 = h1 + h2 + x", ("layers", 2)),
        ("flatten", "h1 = x.reshape(-1, 6)", ("layers", 0)),
        ("one column", "x1 = x[..., 1:2].copy()", ("layers", 0)),
    ],
)
def test_notes_of_forward_lines(name: str, line: str, path: tuple[Any, ...]) -> None:
    printed = book(name).printed
    lines = [text.partition("  #")[0].strip() for text in printed.text.splitlines()]
    assert printed.notes[lines.index(line) + 1].path == path


# What does not fit together.


def test_softmax_is_told_where_it_stands() -> None:
    with pytest.raises(SpecError) as caught:
        compiled(spec([dense(2), activation({"type": "softmax", "axis": 0}), dense(2)]))
    [problem] = caught.value.problems
    assert problem.path == ("layers", 1, "activation", "axis")


# Units that follow from the data.

BLOBS = {"type": "blobs", "samples": 12}
UNITS = ["dense", "rbf", {"type": "maxout", "pieces": 3}]


def sized(layers: list[Any], loss: Any = "mse", **more: Any) -> Any:
    """Give how many units the last layer has."""
    layer: Any = compile_spec(spec_model.load(spec(layers, loss, **more))).spec.layers[
        -1
    ]
    return layer.units


@pytest.mark.parametrize("last", UNITS, ids=str)
def test_the_last_layer_has_a_unit_for_each_output(last: Any) -> None:
    assert sized([last]) == 2
    assert sized([dense(3, "tanh"), last]) == 2
    assert sized([last], "bce", targets="index") == 1
    assert sized([last], targets="numbers", weights=True) == 2


@pytest.mark.parametrize("last", UNITS, ids=str)
def test_it_is_the_network_with_the_units_written(last: Any) -> None:
    said = {"type": last} if isinstance(last, str) else last
    found, stated = (
        compile_spec(spec_model.load(spec([layer], dataset=BLOBS)))
        for layer in (last, said | {"units": 3})
    )
    assert found.source == stated.source
    assert found.spec.written() == stated.spec.written()
    assert sized([said | {"units": 2}]) == 2


def test_the_last_layer_has_a_unit_for_each_class() -> None:
    loss = "sparse_categorical_crossentropy"
    blobs = BLOBS | {"centers": 4, "labels": "index"}
    last = {"type": "dense", "activation": "softmax"}
    assert sized([last], loss, dataset=blobs) == 4
    one_class = {
        "type": "inline",
        "inputs": ["a"],
        "outputs": ["k"],
        "rows": [[1, 0], [2, 0]],
    }
    assert sized([last], loss, dataset=one_class) == 2
    assert sized([last], "categorical_crossentropy", dataset=BLOBS) == 3


def test_classes_of_a_table_have_a_unit_each(tmp_path: Path) -> None:
    columns = {"x": range(8), "y": [*"aabbccdd"]}
    last = {"type": "dense", "activation": "softmax"}
    for loss in ("categorical_crossentropy", "sparse_categorical_crossentropy"):
        asked = loaded(tmp_path, columns, loss=loss, layers=[last])
        assert compile_spec(asked).program.inference.output.shape == ("N", 4)
    assert compile_spec(
        loaded(tmp_path, columns, loss=loss, layers=[last])
    ).answers == (
        "y=a",
        "y=b",
        "y=c",
        "y=d",
    )


def test_classes_that_are_too_many_to_count_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    loss, softmax = "sparse_categorical_crossentropy", {"activation": "softmax"}
    last = {"type": "dense", **softmax}
    monkeypatch.setattr("engine.data.targets.MOST_READ", 5)
    with pytest.raises(SpecError, match="too many rows to count classes") as caught:
        sized([last], loss, dataset=BLOBS | {"labels": "index"})
    assert caught.value.problems[0].path == ("layers", 0)
    columns = {"x": range(8), "y": [*"aabbccdd"]}
    asked = loaded(tmp_path, columns, loss=loss, layers=[last])
    assert compile_spec(asked).program.inference.output.shape == ("N", 4)


@pytest.mark.parametrize("hidden", UNITS, ids=str)
def test_a_hidden_layer_says_how_many_units_it_has(hidden: Any) -> None:
    tag = hidden if isinstance(hidden, str) else hidden["type"]
    with pytest.raises(SpecError) as caught:
        spec_model.load(spec([dense(2), hidden, dense(2)]))
    [problem] = caught.value.problems
    assert problem.path == ("layers", 1)
    assert problem.message == f"{tag} needs 'units', as it is not the last layer"
    with pytest.raises(SpecError):
        spec_model.load(spec([hidden, activation("softmax")]))
