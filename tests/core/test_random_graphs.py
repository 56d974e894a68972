"""On random graphs both printings mean what the operations mean, to the last bit."""

import ast
import builtins
import keyword
import re

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.core.check import check
from engine.core.running import runtime
from engine.core.running.load import load
from engine.core.types import at_rows
from tests.core.networks import functions
from tests.core.printings import (
    Planned,
    bits,
    copies,
    inputs_of,
    printed_textbook,
    textbook,
)
from tests.reference import evaluate

CLOSE = {"float64": 1e-9, "float32": 2e-3}
SHAPE = re.compile(r"  # (\(.*\))$")


def on_random_functions(examples):
    """Run a test on functions, and numbers of rows, that hypothesis thinks of."""
    quietly = settings(
        deadline=None,
        derandomize=True,
        max_examples=examples,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    of_functions = given(functions(), st.sampled_from([2, 3, 8]))
    return lambda test: quietly(of_functions(test))


def graph_of(function):
    return function.results[0].graph


def close(result, expected, dtype):
    scale = 1 + np.max(np.abs(expected))
    return np.max(np.abs(result - expected)) <= CLOSE[dtype] * scale


@on_random_functions(80)
def test_texts_and_meaning_agree(drawn, rows):
    function, parameters, dtype = drawn
    check(graph_of(function), dtype)
    run = textbook(function)
    for count in (rows, 1):
        inputs = inputs_of(graph_of(function), count)
        read = run(inputs)
        exact = {v: np.float64(a) if is_float(v) else a for v, a in inputs.items()}
        meant = evaluate(function, exact)
        for value, result in zip(function.results, read, strict=True):
            assert close(result, meant[value], dtype), value
            assert result.dtype.name == dtype, value
            assert result.shape == at_rows(value.shape, count), value
            assert not isinstance(result, np.ndarray) or result.flags.c_contiguous
        for held in ([], parameters, [*parameters, *arrays_among(function.results)]):
            planned = Planned(function, count, held)
            assert bits(planned(inputs)) == bits(read), planned.printed.text


def is_float(value):
    return value.type.dtype.startswith("float")


def arrays_among(values):
    return [v for v in values if v.type.is_array and is_computed(v)]


def is_computed(value):
    made = value.graph.equation_of(value)
    return made is not None and type(made.op).__name__ != "Reshape"


@on_random_functions(40)
def test_a_plan_keeps_nothing_from_call_to_call(drawn, rows):
    function, parameters, _ = drawn
    planned = Planned(function, rows, parameters)
    one, other = (inputs_of(graph_of(function), rows, seed) for seed in (0, 1))
    first = copies(planned(one))
    again = planned(one)
    assert bits(again) == bits(first)
    between = planned(other)
    assert bits(between) == bits(textbook(function)(other))
    assert bits(planned(one)) == bits(first)
    for result in between:
        assert not isinstance(result, np.ndarray) or result.flags.c_contiguous
    untouched = inputs_of(graph_of(function), rows)
    assert bits(one.values()) == bits(untouched.values())


@on_random_functions(40)
def test_names_comments_and_notes_are_true(drawn, rows):
    function, parameters, dtype = drawn
    printed = printed_textbook(function)
    planned = Planned(function, rows, parameters).printed
    check_names(printed)
    check_names(planned)
    assert len({note.name for note in printed.notes.values()}) == len(printed.notes)
    check_lines(function, printed, rows, dtype)
    check_notes_of_plan(function, planned)


def check_names(printed):
    for name in assigned_names(ast.parse(printed.text)):
        assert name.isidentifier(), name
        assert name not in {*keyword.kwlist, *dir(builtins), "np"}, name
        assert name not in vars(runtime), name


def assigned_names(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg


def check_lines(function, printed, rows, dtype):
    """Compare each line's note and comment with what it computes."""
    inputs = inputs_of(graph_of(function), rows)
    seen = traced(function, printed, inputs)
    exact = {v: np.float64(a) if is_float(v) else a for v, a in inputs.items()}
    meant = evaluate(function, exact)
    lines = printed.text.splitlines()
    computing = [i for i, line in enumerate(lines, 1) if re.match(r" {4}\w+ = ", line)]
    assert [*printed.notes] == computing == [*seen]
    for place, result in seen.items():
        note, comment = printed.notes[place], SHAPE.search(lines[place - 1])
        assert note.shape == (comment[1] if comment else "")
        said = eval(comment[1], {"N": rows}) if comment else ()
        assert np.shape(result) == said == np.shape(meant[note.value])
        assert lines[place - 1].strip().startswith(f"{note.name} = ")
        assert note.path == note.value.origin.path
        assert close(np.float64(result), np.float64(meant[note.value]), dtype)


def traced(function, printed, inputs):
    """Run the text with a line after each that computes, which tells its value."""
    seen = {}
    lines = printed.text.splitlines()
    for place in reversed(printed.notes):
        name = printed.notes[place].name
        lines.insert(place, f"    _saw({place}, {name})")
    names = load("\n".join(lines), "traced", {"_saw": seen.__setitem__})
    names[function.name](*(inputs[v] for v in function.args))
    return seen


def check_notes_of_plan(function, printed):
    lines = printed.text.splitlines()
    inner = next(i for i, line in enumerate(lines) if line.startswith("    def "))
    begin = next(i for i in range(inner, len(lines)) if lines[i].endswith("):")) + 1
    end = next(i for i, line in enumerate(lines) if line.startswith("        return"))
    body = range(begin + 1, end + 1)
    assert [*printed.notes] == [
        i for i in body if not lines[i - 1].lstrip().startswith("#")
    ]
    for note in printed.notes.values():
        assert note.value in {equation.out for equation in function.equations}
    last = {note.name: lines[place - 1] for place, note in printed.notes.items()}
    for name, line in last.items():
        assert re.search(rf"\b{name}\b", line), line
