"""Memory is counted before it is taken, and the key that takes the most is named."""

import json
import time

import pytest

from engine import budget, memory
from engine.budget import check_budget
from engine.compile import compile_spec
from engine.errors import SpecError
from engine.spec.model import load, loads
from engine.training import evaluation
from engine.vocabulary.datasets.truth_tables import TruthTable
from tests.building import compiled
from tests.writing import dense, spec

GB = 2**30
TABLE = {"type": "embedding", "input_dim": 5, "output_dim": 2}


def written(layers, **more):
    return spec(layers, **more)


def points(samples, *layers, batch_size=None):
    """Write a set that is made by a rule, of any number of examples."""
    entry = written([*layers, dense(1)])
    how = {"epochs": 1, "batch_size": batch_size}
    return entry | {
        "dataset": {"type": "spirals", "samples": samples},
        "training": how,
    }


def refusal(entry, limit=GB):
    """Give the one problem for which a spec is refused."""
    with pytest.raises(SpecError) as caught:
        check_budget(compiled(entry), limit)
    (problem,) = caught.value.problems
    return problem


def need(entry):
    """Find the least budget that is enough, to a hundredth."""
    made = compiled(entry)
    low, high = 1, 2**80
    while high > 1.01 * low:
        middle = round((low * high) ** 0.5)
        try:
            check_budget(made, middle)
        except SpecError:
            low = middle
        else:
            high = middle
    return high


def test_what_will_never_be_kept_does_not_count():
    method = {"type": "lbfgs", "history_size": 10**12}
    check_budget(compiled(written([dense(4), dense(2)], optimizer=method)), 10**5)


def test_small_networks_pass():
    check_budget(compiled(written([dense(4), dense(2)])))
    check_budget(compiled(written([dense(4), dense(2)])), 10**5)


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        (written([dense(10**12), dense(2)]), ("layers", 0, "units")),
        (
            written([dense(4), dense(10**12), dense(2)]),
            ("layers", 1, "units"),
        ),
        (
            written([dense(4), dense(10**12, "tanh"), dense(2)], optimizer="adam"),
            ("layers", 1, "units"),
        ),
        (
            written([TABLE | {"input_dim": 10**12}, "flatten", dense(2)], places=5),
            ("layers", 0, "input_dim"),
        ),
        (
            written(
                [dense(10**4), dense(2)],
                optimizer={"type": "lbfgs", "history_size": 10**6},
                training={"epochs": 10**5},
            ),
            ("optimizer",),
        ),
        (points(2**40, batch_size=10), ("dataset",)),
        (points(2**62, batch_size=1), ("dataset",)),
    ],
)
def test_the_key_that_takes_the_most_is_named(entry, path):
    problem = refusal(entry)
    assert problem.path == path
    assert "this would need" in problem.message
    assert "1 GB" in problem.hint


@pytest.mark.parametrize("inputs", [40, 64, 5000])
def test_a_table_of_all_cases_is_the_datas_fault(inputs, monkeypatch):
    """Nothing is made, and nothing takes long, before it is refused."""
    monkeypatch.setattr(TruthTable, "arrays", None)
    names = [f"x{i}" for i in range(inputs)]
    table = {"type": "truth_table", "expression": " ^ ".join(names[:1000])}
    entry = written([dense(1)]) | {"dataset": {**table, "inputs": names}}
    began = time.perf_counter()
    problem = refusal(entry)
    assert time.perf_counter() - began < 5
    assert problem.path == ("dataset",)
    assert "this would need" in problem.message


@pytest.mark.parametrize("activation", ["linear", "tanh"])
def test_many_rows_of_a_wide_layer_are_the_layers_fault(activation):
    problem = refusal(points(10**6, dense(10**6, activation)))
    assert problem.path[:2] == ("layers", 0)


def test_numbers_without_any_measure_are_refused_as_well():
    entry = written([dense(10**200), dense(10**200), dense(2)])
    assert refusal(entry).path == ("layers", 1, "units")


def test_the_message_says_how_much():
    problem = refusal(written([dense(10**9), dense(2)]))
    words = problem.message.split()
    total, most = float(words[3]), float(words[-3].strip("("))
    assert words[4] == "GB"
    assert most == pytest.approx(4 * 8 * 3e9 / GB, rel=0.01)
    assert total > most
    assert problem.hint == "a run may take 1 GB; choose smaller numbers"


def test_the_place_in_the_file_is_shown():
    text = json.dumps(written([dense(10**12), dense(2)]), indent=1)
    with pytest.raises(SpecError, match=r"net.json:\d+:\d+: layers\[0\].units"):
        check_budget(compile_spec(loads(text, "net.json")))


def test_weights_count_with_their_gradient_and_slots():
    plain, adam = (
        need(written([dense(10**6), dense(2)], optimizer=name, dtype=dtype))
        for name, dtype in (("sgd", "float64"), ("adam", "float64"))
    )
    weights = 8 * (3 * 10**6 + 10**6 + 2 * 10**6)
    assert plain >= 2 * weights
    assert adam - plain == pytest.approx(2 * weights, rel=0.1)
    single = need(written([dense(10**6), dense(2)], optimizer="sgd", dtype="float32"))
    assert single == pytest.approx(plain / 2, rel=0.05)


def test_small_batches_need_less():
    whole, portion = (
        need(points(10**5, dense(1000), batch_size=size)) for size in (None, 100)
    )
    assert whole > 8 * 10**5 * 1000
    assert portion < whole / 10


def test_evaluation_counts_in_its_own_chunks():
    """Small portions are trained on, and many rows are judged at once."""
    assert budget.CHUNK == evaluation.CHUNK
    wide = dense(1000)
    few, many, more = (
        need(points(n, wide, batch_size=1)) for n in (2, 4096, 10 * 4096)
    )
    assert many > few + 8 * 4000 * 1000
    assert more < many + 8 * 1000 * 1000 * 10
    whole = points(10 * 4096, wide, batch_size=1) | {"loss": "dice"}
    assert need(whole) > 8 * 10 * 4096 * 1000


def test_data_count_with_all_their_axes():
    names = [f"x{i}" for i in range(100)]
    flat = {"type": "inline", "outputs": ["y"], "rows": [[0] * 101] * 1000}
    flat |= {"inputs": names}
    entry = written(["flatten", dense(1)])
    shaped, plain = (
        need(entry | {"dataset": flat | more})
        for more in ({"input_shape": [20, 5]}, {})
    )
    assert shaped > 0.9 * plain


def test_more_of_anything_needs_more():
    entry = points(1000, dense(50), dense(50))
    for more in (
        points(2000, dense(50), dense(50)),
        points(1000, dense(60), dense(50)),
        points(1000, dense(50), dense(50), dense(50)),
    ):
        assert need(more) > 1.05 * need(entry)


def test_without_a_number_it_is_a_share_of_the_machine(monkeypatch):
    made = compiled(points(10**6, dense(100)))
    monkeypatch.setattr(memory, "_memory", lambda: 2**50)
    check_budget(made)
    monkeypatch.setattr(memory, "_memory", lambda: 2**28)
    with pytest.raises(SpecError, match="a run may take 128 MB"):
        check_budget(made)


def test_loading_and_compiling_take_no_memory_of_that_size():
    made = compile_spec(load(written([dense(10**15), dense(10**15), dense(2)])))
    assert made.program.parameters[2].size == 10**30
