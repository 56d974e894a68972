"""Problems stand at exact places; paths and offsets belong together."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.editing import check, complete, explain_at, path_at, shipped, span_of

FOLDER = shipped()[0].folder
TEXTS = {example.name: example.text for example in shipped()}
XOR = TEXTS["xor"]


@pytest.mark.parametrize("name", TEXTS)
def test_shipped_specs_are_without_mistakes(name):
    draft = check(TEXTS[name], name, FOLDER)
    assert draft.model is not None
    assert draft.marks == ()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_mark_covers_what_is_wrong(end):
    text = XOR.replace('"sigmoid"', '"sigmiod"', 1).replace("\n", end)
    draft = check(text, "xor.json")
    [mark] = draft.marks
    assert draft.model is None
    assert text[mark.start : mark.end] == '"sigmiod"'
    assert "did you mean 'sigmoid'" in mark.problem.hint


def test_a_warning_leaves_the_model():
    text = XOR.replace("2.0}", "2000.0}")
    draft = check(text, "xor.json")
    assert draft.model is not None
    [mark] = draft.marks
    assert mark.problem.is_warning
    assert text[mark.start : mark.end] == "2000.0"


def test_a_mark_of_the_byte_order_moves_nothing():
    text = '\ufeff{"name": 3}'
    places = {text[m.start : m.end] for m in check(text, "t").marks}
    assert "3" in places


@given(st.text(max_size=30), st.integers(0, 40))
def test_no_text_makes_it_fail(text, offset):
    for mark in check(text, "t").marks:
        assert 0 <= mark.start <= mark.end <= len(text)
    at = min(offset, len(text))
    path_at(text, at)
    complete(text, at)
    explain_at(text, at)


@settings(max_examples=150)
@given(st.sampled_from(sorted(TEXTS)), st.integers(0, 2**32))
def test_no_mutation_of_a_spec_makes_it_fail(name, seed):
    rng = random.Random(seed)
    text = TEXTS[name]
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(text))
        wide = rng.choice([0, 1, 1, 3, 40])
        text = (
            text[:at]
            + rng.choice(['"', "{", "]", ",", "", "x", "1"])
            + text[at + wide :]
        )
    for mark in check(text, "t").marks:
        assert 0 <= mark.start <= mark.end <= len(text)
    at = rng.randrange(len(text))
    path_at(text, at)
    complete(text, at)
    explain_at(text, at)


def test_paths_and_spans_belong_together():
    for path in [("layers", 1, "units"), ("dataset", "rows", 2, 3), ("loss",)]:
        start, end = span_of(XOR, path)
        assert path_at(XOR, start) == path
        assert path_at(XOR, end) == path
    assert XOR[slice(*span_of(XOR, ("loss",), "key"))] == '"loss"'
    assert span_of(XOR, ("nothing",)) is None


def test_keys_belong_to_their_path():
    at = XOR.index('"learning_rate"') + 3
    assert path_at(XOR, at) == ("optimizer", "learning_rate")


def inputs(text):
    return f'{{"dataset": {{"type": "csv", "inputs": {text}}}}}'


def typed(text):
    """Complete at the | in a text."""
    at = text.index("|")
    whole = text.replace("|", "")
    found = complete(whole, at)
    return found, whole, [item.label for item in found.items]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ('{"layers": [{"type": "dense", "uni|', "units"),
        ('{"layers": [{"type": "dense", "uni|"}]}', "units"),
        ('{"layers": [{"type": "dense", "activation": "sig|', "sigmoid"),
        ('{"layers": [{"type": "dense", "activation": sig|}]}', "sigmoid"),
        ('{"layers": [{"type": "dense", "activation": |}]}', "linear"),
        ('{"optimizer": "ad|"}', "adam"),
        ('{"optimizer": {"type": "ad|"}}', "adam"),
        ('{"optimizer": {"type": "adam", "|"}}', "learning_rate"),
        ('{"los|', "loss"),
        ('{"dtype": |}', '"float64"'),
        ('{"training": {"shuffle": t|}}', "true"),
        ('{"metrics": ["acc|"]}', "accuracy"),
        ('{"training": {"early_stopping": {"monitor": "|"}}}', "loss"),
        (
            '{"layers": [{"type": "dense", "name": "first"}, {"inputs": ["f|"]}]}',
            "first",
        ),
        (inputs('{"age": "cat|"}'), "category"),
        (inputs('{"age": |}'), "number"),
        (inputs('{"age": {"|"}}'), "type"),
        (inputs('{"age": {"type": "da|"}}'), "date"),
        (inputs('{"a": "text", "b": {"type": "category", "enc|"}}'), "encoding"),
        (inputs('{"age": {"type": "category", "unseen": |}}'), '"zeros"'),
        (inputs('{"age": {"type": "category", "encoding": "ord|"}}'), "ordinal"),
        (inputs('{"age": {"type": "date", "parts": ["we|"]}}'), '"week"'),
        (
            inputs(
                '{"age": {"scaling": {"type": "log1p", "then": "r|"}, "type":"number"}}'
            ),
            "robust",
        ),
        (
            inputs('{"age": {"missing": {"type": "constant", "|"}, "type": "number"}}'),
            "value",
        ),
        (
            inputs(
                '{"age": null}}, "layers": [{"type": "dense", "inputs": "input.|"}]'
            ),
            "input.age",
        ),
    ],
)
def test_completions(text, first):
    _, _, labels = typed(text)
    assert labels[:1] == [first]


@pytest.mark.parametrize(
    "text",
    [
        inputs('["da|"]'),
        inputs('{"|"}'),
        inputs('{"number": {"type": "number"}, "|"}'),
        inputs('{"age": {"no": {"|"}}}'),
    ],
)
def test_nothing_is_offered_for_names_of_ones_own(text):
    _, _, labels = typed(text)
    assert labels == []


def test_what_is_there_is_not_offered():
    _, _, labels = typed('{"seed": 1, "|", "loss": "mse"}')
    assert "seed" not in labels
    assert "loss" not in labels
    assert "layers" in labels


def test_a_completion_makes_a_valid_text():
    found, whole, labels = typed('{"layers": [{"type": "dense", "un|", "name": "a"}]}')
    item = found.items[labels.index("units")]
    after = whole[: found.start] + item.insert + whole[found.end :]
    assert after == '{"layers": [{"type": "dense", "units": , "name": "a"}]}'
    assert after[found.start + item.caret :].startswith(",")


def test_documentation_stands_with_completions():
    found, _, labels = typed('{"optimizer": "ada|"}')
    adam = found.items[labels.index("adam")]
    assert "Kingma" in adam.text
    assert adam.detail


def test_hovering_explains_words_and_keys():
    word = explain_at(XOR, XOR.index('"sgd"') + 2)
    assert word.title == "sgd"
    assert "learning_rate" in word.text
    key = explain_at(XOR, XOR.index('"learning_rate"') + 2)
    assert key.title == "learning_rate"
    assert "default" in key.text
    assert explain_at(XOR, 0) is None
    text = inputs('{"number": "date", "b": {"type": "number", "scaling": "robust"}}')
    assert explain_at(text, text.index('"number"') + 2) is None
    assert explain_at(text, text.index('"date"') + 2).title == "date"
    assert explain_at(text, text.index('"scaling"') + 2).title == "scaling"
    assert explain_at(text, text.index('"robust"') + 2).title == "robust"
