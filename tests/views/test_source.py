"""Lines of a printed program belong to what was written in the spec."""

import pytest

from engine.cli import main
from engine.views import lines_of, source
from tests.seeds import ROOT
from tests.views.making import NAMES, model

BOTH = pytest.mark.parametrize("planned", [False, True])
EVERY = pytest.mark.parametrize("name", NAMES)


@EVERY
@BOTH
def test_it_is_what_the_command_line_prints(name, planned, capsys):
    words = ["--planned"] if planned else []
    path = ROOT / "specs" / f"{name}.json"
    assert main(["source", str(path), *words]) == 0
    assert capsys.readouterr().out == source(model(name), planned=planned).text


@EVERY
@BOTH
def test_every_noted_line_is_one_that_computes(name, planned):
    made = source(model(name), planned=planned)
    texts = made.text.splitlines()
    for number, line in made.lines.items():
        text = texts[number - 1].strip()
        if line.name:
            assert "def " not in text
            assert planned or text.startswith(line.name)
        elif text.startswith("#"):
            assert text == f"# {line.title}"


@EVERY
@BOTH
def test_every_layer_has_lines(name, planned):
    written = model(name)
    made = source(written, planned=planned)
    for i in range(len(written.spec.layers)):
        found = lines_of(made, ("layers", i))
        assert found
        assert all(made.lines[n].path[:2] == ("layers", i) for n in found)
    assert lines_of(made, ("loss",))
    assert lines_of(made, ("optimizer",))


def test_lines_say_name_shape_and_layer():
    made = source(model("xor"))
    first = next(n for n, line in made.lines.items() if line.name == "h1")
    line = made.lines[first]
    assert (line.shape, line.title) == ("(N, 4)", "layers[0]: dense, 4 units, sigmoid")
    assert line.path[:2] == ("layers", 0)
    heading = made.lines[min(lines_of(made, ("layers", 0)))]
    assert (heading.name, heading.shape) == ("", "")
    texts = made.text.splitlines()
    headings = [n for n, text in enumerate(texts, 1) if "# layers[0]" in text]
    assert len(headings) == 2
    assert {made.lines[n].path for n in headings} == {("layers", 0)}


def test_the_planned_one_names_what_its_statements_compute():
    made = source(model("xor"), planned=True)
    texts = made.text.splitlines()
    named = {line.name for line in made.lines.values()}
    assert {"z1", "h1", "z2"} <= named
    outs = [n for n, line in made.lines.items() if line.name == "h1"]
    assert any("h1" in texts[n - 1] for n in outs)


def test_a_function_of_one_part_belongs_to_it_as_a_whole():
    made = source(model("xor"))
    texts = made.text.splitlines()
    found = [texts[n - 1] for n in lines_of(made, ("optimizer",))]
    assert found == ["def update(w, g, rate):", "    return w - rate * g"]
    first = lines_of(made, ("loss",))[0]
    assert texts[first - 1].startswith("def loss(")


def test_a_path_that_is_not_there_has_no_lines():
    assert lines_of(source(model("xor")), ("layers", 7)) == ()


def test_the_method_of_lbfgs_is_part_of_the_text():
    assert "class" in source(model("circles_lbfgs")).text
    assert "class" not in source(model("circles_sgd")).text
