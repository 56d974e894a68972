"""The engine gives the frameworks' numbers, for each word and each of its fields."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from engine.vocabulary.entry import Word, read
from tests.building import words_in
from tests.golden.classes import CLASSES
from tests.golden.row import Row, stored

CLOSE = 1e-9
CLOSED = [name for name, module in CLASSES.items() if module.BASE]
OTHERS = [module for module in CLASSES.values() if not module.BASE]
ROWS = [
    pytest.param(name, row, id=f"{name}: {row.title}")
    for name, module in CLASSES.items()
    for row in module.ROWS
]


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_a_row(name: str, row: Row) -> None:
    module = CLASSES[name]
    compare = getattr(module, "compare", agree)
    compare(module.ours(row), stored(name)[row.title])


def agree(found: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    assert set(found) == set(expected)
    for key, value in expected.items():
        np.testing.assert_allclose(found[key], value, CLOSE, CLOSE, err_msg=key)
    assert any(np.any(value) for value in expected.values())


@pytest.mark.parametrize("name", CLASSES)
def test_the_values_are_those_of_the_rows(name: str) -> None:
    titles = [row.title for row in CLASSES[name].ROWS]
    assert list(stored(name)) == titles
    assert len(titles) == len({*titles})


def tried(module: ModuleType) -> tuple[set[type[Word]], set[tuple[type[Word], str]]]:
    """Give the words of a module's rows, and their fields with unusual values."""
    base: type[Word] = module.BASE
    built = [read(base, row.word, (), []) for row in module.ROWS]
    built += [read(m.FORM, row.word, (), []) for m in OTHERS for row in m.ROWS]
    words = [w for one in built for w in words_in(one) if isinstance(w, base)]
    return {type(word) for word in words}, {
        (type(word), name)
        for word in words
        for name, field in type(word).model_fields.items()
        if field.is_required() or getattr(word, name) != field.default
    }


def missing(module: ModuleType) -> set[str]:
    """Name the words and fields of a class without a row."""
    words, fields = tried(module)
    elsewhere: dict[str, Any] = getattr(module, "ELSEWHERE", {})
    base: type[Word] = module.BASE
    wanted = [word for word in base.words() if word.tag() not in elsewhere]
    lacking = {word.tag() for word in {*wanted} ^ words}
    return lacking | {
        f"{word.tag()}.{field}"
        for word in wanted
        for field in word.model_fields
        if (word, field) not in fields
        and not {field, f"{word.tag()}.{field}"} & {*elsewhere}
    }


@pytest.mark.parametrize("name", CLOSED)
def test_every_word_and_every_field_has_a_row(name: str) -> None:
    assert missing(CLASSES[name]) == set()


def test_a_lost_row_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    module = CLASSES["activations"]
    rows = [row for row in module.ROWS if "gelu" not in row.title]
    monkeypatch.setattr(module, "ROWS", rows)
    assert missing(module) == {"gelu", "gelu.approximate"}
