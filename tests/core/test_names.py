"""Names: unique, valid, and never one that means something else."""

import keyword

import pytest

from engine.core.graph import Graph
from engine.core.names import TAKEN as RESERVED
from engine.core.names import Names
from engine.core.running import runtime
from engine.core.running.load import TAKEN
from engine.core.types import Origin

WISHES = ["x", "lambda", "sum", "np", "sigmoid", "x", "z1", "z1", "z1_2", "z1", "empty"]


def values(*wishes):
    graph = Graph()
    return [graph.input(name, ("N",), "float64") for name in wishes]


def test_names_are_unique_and_free():
    names = Names(TAKEN)
    given = [names.of(value) for value in values(*WISHES)]
    assert len({*given}) == len(given)
    assert {*given}.isdisjoint(RESERVED | TAKEN)
    assert all(name.isidentifier() for name in given)
    assert given[0] == "x"


def test_the_next_free_number_is_taken():
    names = Names()
    given = [names.of(value) for value in values("z1", "z1_2", "z1", "z1")]
    assert given == ["z1", "z1_2", "z1_3", "z1_4"]


def test_a_value_keeps_its_name():
    names = Names()
    (value,) = values("h")
    assert names.of(value) == names.of(value, "other") == "h"


def test_a_nameless_value_is_called_after_its_layer():
    graph = Graph()
    x = graph.input("x", ("N", 2), "float64")
    with graph.at(Origin(number="3")):
        nameless, named = x + 1, (x - 1).named("h")
    names = Names()
    assert (names.of(nameless, "s"), names.of(named)) == ("s3", "h3")


def test_the_first_name_stays():
    graph = Graph()
    x = graph.input("x", ("N", 2), "float64")
    assert (x + 1).named("h").named("other").name == "h"


@pytest.mark.parametrize("word", ["np", "math", "len", "max", "sum", *keyword.kwlist])
def test_words_of_the_language_are_reserved(word):
    assert Names().fresh(word) == f"{word}_2"


def test_everything_that_a_program_may_call_is_taken():
    functions = {name for name, value in vars(runtime).items() if callable(value)}
    assert functions <= TAKEN
    assert {"np", "math", "exp", "empty", "copyto"} <= TAKEN
