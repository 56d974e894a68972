"""Every key of the spec language is explained wherever it may stand."""

import pytest

from engine.spec.forms import name_of, sections, word_classes
from engine.spec.keys import MOST, PlacedKey, keys_explained, known_keys, places_of
from engine.vocabulary.columns import Column
from engine.vocabulary.initializers import Initializer
from engine.vocabulary.layers import Layer
from engine.vocabulary.scalers import Scaler


def one(name: str) -> PlacedKey:
    [found] = keys_explained(name)
    return found


def test_every_field_of_every_form_is_a_key() -> None:
    for form in sections():
        for name in form.model_fields:
            kinds = [each.kind for each in keys_explained(name)]
            assert name_of(form) in kinds, name
    for base in word_classes():
        for word in base.words():
            for name in word.model_fields:
                found = [each.words for each in keys_explained(name)]
                assert any(word.tag() in words for words in found), name


def test_all_keys_are_known_once() -> None:
    names = known_keys()
    assert len(names) == len({*names})
    assert {"outputs", "folds", "class_weight", "epochs", "monitor"} <= {*names}
    assert all(map(keys_explained, names))
    assert keys_explained("adam") == []


def test_a_key_says_where_it_stands() -> None:
    assert one("class_weight").places == ("training.class_weight",)
    assert one("folds").kind == "split"
    assert one("missing").places == (
        "dataset.inputs.NAME.missing",
        "dataset.outputs.NAME.missing",
    )
    stopping, plateau = keys_explained("monitor")
    assert stopping.places == ("training.early_stopping.monitor",)
    assert plateau.words == ("reduce_on_plateau",)


def test_what_chooses_a_word_is_a_key_of_all() -> None:
    assert one("type").everywhere
    found = one("type").places
    assert len(found) == len(word_classes())
    assert {"dataset.type", "layers[].type", "dataset.inputs.NAME.type"} <= {*found}


def test_words_that_say_the_same_are_told_of_together() -> None:
    missing = one("missing_values")
    assert missing.words == ("csv", "parquet", "excel", "json_lines", "sklearn")
    assert not missing.everywhere
    outputs = [each.words for each in keys_explained("outputs")]
    assert ("csv", "parquet", "excel", "json_lines") in outputs
    assert ("sklearn",) in outputs
    [layers] = [each for each in keys_explained("name") if each.kind == "layer"]
    assert layers.everywhere


@pytest.mark.parametrize(
    ("form", "first"),
    [
        (Layer, "layers[]"),
        (Column, "dataset.inputs.NAME"),
        (Scaler, "dataset.inputs.NAME.scaling"),
        (Initializer, "layers[].kernel_initializer"),
    ],
)
def test_places_of_forms(form: type, first: str) -> None:
    found = places_of(form)
    assert found[0] == first
    assert len(found) == len({*found})


def test_only_the_first_places_are_listed() -> None:
    [drawn] = [
        each for each in keys_explained("distribution") if each.kind == "initializer"
    ]
    assert len(drawn.places) == MOST
    assert drawn.more == len(places_of(Initializer)) - MOST
