"""Metrics as functions that need nothing of ours."""

import math
import warnings

import numpy as np
import pytest

from engine.export.script.source_text import (
    drop_repeats,
    find_helpers,
    write_as_function,
)
from engine.vocabulary.entry import read
from engine.vocabulary.metrics import Metric, middle_of
from tests.golden import metrics as golden
from tests.golden.row import Row
from tests.vocabulary.test_metrics import WORDS, tables

ROWS = {row.title: row for row in golden.ROWS if "weight" in row.more}


def test_every_metric_is_printed() -> None:
    words = [read(Metric, row.word, (), []) for row in ROWS.values()]
    assert {word.tag() for word in words if word} == {*WORDS}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_printed_metric_computes_the_same(row: Row) -> None:
    word = read(Metric, row.word, (), [])
    assert word
    helpers = drop_repeats(find_helpers(word.__call__))
    text = "\n\n".join([*helpers, write_as_function("metric", word.__call__)])
    assert "self" not in text
    names = {"np": np, "math": math}
    with warnings.catch_warnings(action="error"):
        exec(compile(text, "metric", "exec"), names)
    for kind in ("0 and 1", "one of seven"):
        y, p, weight = tables(kind)
        given = y, p, weight, kind == "one of seven", middle_of(y)
        assert names["metric"](*given) == word(*given)
