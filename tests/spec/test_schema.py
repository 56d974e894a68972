"""The committed schema is current, says all there is to say, and judges as we do."""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from hypothesis import given, settings
from jsonschema import Draft7Validator

from engine.errors import SpecError
from engine.spec.model import Spec, build, load
from engine.spec.reading import read_file
from engine.spec.schema import schema, written
from engine.spec.writing import resolved
from engine.vocabulary.datasets import Dataset
from engine.vocabulary.entry import Form, Section, Word
from engine.vocabulary.layers import Layer
from engine.vocabulary.layers.basic import Dense
from engine.vocabulary.optimizers.basic import Adam, Sgd
from tests.spec.test_model import GOOD, PAIRS, SPECS, WAYS, WORDS, mutants, spec_with

COMMITTED = Path(__file__).resolve().parents[2] / "specs" / "schema.json"
SCHEMA = schema()
JUDGE = Draft7Validator(SCHEMA)
LIMITS = {
    "gt": "exclusiveMinimum",
    "ge": "minimum",
    "lt": "exclusiveMaximum",
    "le": "maximum",
    "min_length": ("minItems", "minLength", "minProperties"),
    "max_length": ("maxItems", "maxLength"),
    "pattern": "pattern",
}

FILE = {"type": "csv", "path": "a.csv", "outputs": ["y"]}
BAD: dict[str, dict[str, Any]] = {
    "unknown key": {"sead": 1},
    "wrong type": {"seed": "1"},
    "out of range": {"seed": -1},
    "version of another day": {"spec_version": 2},
    "unknown choice": {"dtype": "float16"},
    "name with a space": {"name": "a b"},
    "no layers": {"layers": []},
    "one layer, not in a list": {"layers": {"type": "dense", "units": 1}},
    "unknown layer": {"layers": ["danse"]},
    "layer without what it needs": {"layers": ["dropout"]},
    "layer object without what it needs": {"layers": [{"type": "dropout"}]},
    "unknown key of a layer": {"layers": [{"type": "flatten", "units": 1}]},
    "number in quotes": {"layers": [{"type": "dense", "units": "1"}]},
    "layer without a type": {"layers": [{"units": 1}]},
    "layer that is null": {"layers": [None]},
    "word of another class": {"loss": "sgd"},
    "unknown type": {"loss": {"type": "sgd"}},
    "two words": {"loss": ["mse", "mae"]},
    "rate in quotes": {"optimizer": {"type": "sgd", "learning_rate": "0.1"}},
    "schedule without what it needs": {
        "optimizer": {"type": "sgd", "learning_rate": {"type": "exponential_decay"}}
    },
    "row of texts": {
        "dataset": {
            "type": "inline",
            "inputs": ["a"],
            "outputs": ["b"],
            "rows": [["1"]],
        }
    },
    "unknown type of a column": {"dataset": {**FILE, "inputs": {"a": "nmber"}}},
    "unknown key of a column": {
        "dataset": {**FILE, "inputs": {"a": {"type": "number", "scale": "robust"}}}
    },
    "unknown scaler": {
        "dataset": {**FILE, "inputs": {"a": {"type": "number", "scaling": "robus"}}}
    },
    "no outputs": {"dataset": {"type": "csv", "path": "a.csv", "outputs": {}}},
    "number for a column": {"dataset": {**FILE, "inputs": {"a": 1}}},
    "null where there is always a word": {"optimizer": None},
    "text for a section": {"training": "long"},
    "unknown key of a section": {"training": {"epochs": 1, "epoch": 1}},
    "section without what it needs": {"training": {}},
    "unknown key of an inner section": {
        "training": {"epochs": 1, "early_stopping": {"patients": 1}}
    },
}


def good() -> dict[str, Any]:
    return json.loads(GOOD)


BASES = list(WORDS)
OWNERS = {word: base for base in BASES for word in base.words()}
SECTIONS = [c for c in Section.__subclasses__() if c.__module__.startswith("engine.")]
FORMS: list[type[Form]] = [*SECTIONS, *OWNERS]


def named(form):
    return f"{form.__module__}.{form.__name__}"


def part(form: type[Form]) -> dict[str, Any]:
    """Find what the schema says of a section, or of a word as an object."""
    if form is Spec:
        return SCHEMA
    if not issubclass(form, Word):
        return SCHEMA["definitions"][form.__name__]
    branches = [branch["then"] for branch in as_object(OWNERS[form])["allOf"]]
    [found] = [branch for branch in branches if branch["title"] == form.tag()]
    return found


def as_object(base: type[Word]) -> dict[str, Any]:
    definition = SCHEMA["definitions"][base.__name__]
    return definition["anyOf"][1] if "anyOf" in definition else definition


def fields(form: type[Form]) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Give each field beside what the schema says of it."""
    properties = part(form)["properties"]
    assert set(properties) - {"type", "$schema"} == set(form.model_fields)
    for name, field in form.model_fields.items():
        yield field, properties[name]


def literals(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        yield from chain.from_iterable(map(literals, get_args(annotation)))


def flat(value: Any) -> Iterator[Any]:
    """Give every key with its value, and every item, however deep."""
    if isinstance(value, dict):
        yield from value.items()
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        yield from value if isinstance(value, list) else ()
        yield from chain.from_iterable(map(flat, inner))


def is_sentence(text: str) -> bool:
    return text.endswith(".") and not any("\n" in p for p in text.split("\n\n"))


# The file


def test_the_committed_schema_is_current():
    text = COMMITTED.read_text("utf-8") if COMMITTED.exists() else ""
    hint = "specs/schema.json is old; run: python -m tests.pages"
    assert text == written(), hint


def test_the_schema_is_one():
    Draft7Validator.check_schema(SCHEMA)
    assert json.loads(written()) == SCHEMA


# Its judgement


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_shipped_specs_are_valid(path: Path):
    JUDGE.validate(read_file(path).data)
    JUDGE.validate(resolved(load(path)))


@pytest.mark.parametrize(("base", "tag"), PAIRS)
def test_every_word_is_valid(base: type[Word], tag: str):
    spec = spec_with(base, tag)
    JUDGE.validate(spec)
    JUDGE.validate(resolved(build(spec, None)))


@pytest.mark.parametrize("base", BASES)
def test_names_stand_for_words_that_need_nothing(base: type[Word]):
    judge = Draft7Validator(
        {**SCHEMA["definitions"][base.__name__], "definitions": SCHEMA["definitions"]}
    )
    for word in base.words():
        needs_more = any(f.is_required() for f in word.model_fields.values())
        for name in (word.tag(), *word.aliases):
            assert judge.is_valid(name) == (not needs_more)
            assert judge.is_valid({"type": name}) == (not needs_more)


@pytest.mark.parametrize("change", BAD.values(), ids=BAD)
def test_bad_specs_are_invalid(change: dict[str, Any]):
    assert JUDGE.is_valid(good())
    assert not JUDGE.is_valid(good() | change)
    with pytest.raises(SpecError):
        build(good() | change, None)


@pytest.mark.parametrize("key", ["dataset", "layers", "loss", "optimizer", "training"])
def test_what_is_missing_makes_a_spec_invalid(key: str):
    assert not JUDGE.is_valid({k: v for k, v in good().items() if k != key})


@settings(max_examples=200, derandomize=True, deadline=None)
@given(mutants())
def test_what_we_accept_is_valid(data: Any):
    try:
        build(data, None)
    except SpecError:
        return
    JUDGE.validate(data)


# What it tells


@pytest.mark.parametrize("form", FORMS, ids=named)
def test_every_form_and_field_is_described(form: type[Form]):
    for _, told in fields(form):
        assert is_sentence(told["description"])
    if not issubclass(form, Word):
        assert is_sentence(part(form)["description"])


@pytest.mark.parametrize("base", BASES)
def test_every_name_is_described(base: type[Word]):
    told = as_object(base)["properties"]["type"]
    names = [name for word in base.words() for name in (word.tag(), *word.aliases)]
    assert told["enum"] == names
    assert len(told["enumDescriptions"]) == len(names)
    assert all(map(is_sentence, told["enumDescriptions"]))


@pytest.mark.parametrize("base", BASES)
def test_names_are_unique_within_a_class(base: type[Word]):
    names = [name for word in base.words() for name in (word.tag(), *word.aliases)]
    assert len(set(names)) == len(names)


def test_words_that_need_something_are_offered_with_places_for_it():
    [first, *_] = as_object(Layer)["defaultSnippets"]
    assert first["label"] == "dense"
    assert first["body"] == {"type": "dense", "units": "^$1"}


@pytest.mark.parametrize("form", FORMS, ids=named)
def test_every_limit_and_choice_appears(form: type[Form]):
    for field, told in fields(form):
        found = list(flat(told))
        for limit in field.metadata:
            for name, keyword in LIMITS.items():
                if (bound := getattr(limit, name, None)) is not None:
                    keywords = keyword if isinstance(keyword, tuple) else (keyword,)
                    assert any((each, bound) in found for each in keywords)
        for choice in literals(field.annotation):
            assert choice in found or ("const", choice) in found


@pytest.mark.parametrize("form", FORMS, ids=named)
def test_every_default_appears_and_is_valid(form: type[Form]):
    required = [n for n, field in form.model_fields.items() if field.is_required()]
    assert part(form)["required"] == required
    for field, told in fields(form):
        assert ("default" in told) == (not field.is_required())
        if "default" in told:
            judge = Draft7Validator({**told, "definitions": SCHEMA["definitions"]})
            judge.validate(told["default"])


def test_defaults_are_written_as_people_do():
    dense = part(Dense)["properties"]
    assert dense["activation"]["default"] == "linear"
    assert dense["kernel_initializer"]["default"] == "glorot_uniform"
    assert dense["kernel_regularizer"]["default"] is None
    split = SCHEMA["properties"]["split"]["default"]
    assert split == {"validation": 0.0, "test": 0.0} | WAYS


def test_inherited_fields_keep_their_texts():
    adam = part(Adam)["properties"]
    sgd = part(Sgd)["properties"]
    assert adam["weight_decay"] == sgd["weight_decay"]
    assert adam["learning_rate"]["default"] == 0.001
    assert sgd["learning_rate"]["default"] == 0.01


def test_a_rate_is_a_number_or_a_schedule():
    sgd = part(Sgd)["properties"]
    kinds = [{"type": "number"}, {"$ref": "#/definitions/Schedule"}]
    assert sgd["learning_rate"]["anyOf"] == kinds


def test_editors_may_be_told_where_the_schema_is():
    assert JUDGE.is_valid({"$schema": "schema.json", **good()})
    assert not JUDGE.is_valid({"$schema": 1, **good()})


def test_descriptions_are_unwrapped():
    told = as_object(Dataset)["properties"]["type"]
    spirals = told["enumDescriptions"][told["enum"].index("spirals")]
    assert spirals.count("\n") == 4
