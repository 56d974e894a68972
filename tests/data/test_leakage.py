"""Nothing of the rows that are kept from training gets into the weights.

The words of columns, and the words that these take, are found by themselves: a new
one has its case without anybody's doing, or is asked for.
"""

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args, get_origin

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.compile import Model, compile_spec
from engine.data.table_data import Opened
from engine.errors import LonghandError, SpecError
from engine.runs import digest
from engine.training.trainer import Trainer, train
from engine.vocabulary.columns import Column
from engine.vocabulary.entry import Form, Word, form_in, read
from tests.data.tabling import loaded
from tests.writing import Entry, dense

PARTS = [*["train"] * 12, *["validation"] * 3, *["test"] * 4]
SLOWLY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
HELD = PARTS.count("validation") + PARTS.count("test")

POOLS: dict[str, list[Any]] = {
    "number": [1.5, -2, 30, 4, 5.25, 0.125],
    "date": ["2020-01-31", "2021-07-04", "2019-12-24 17:30", "2020-02-29"],
    "binary": ["yes", "no"],
    "text": ["the cat sat", "a dog and a cat", "it rains", "the dog sat here"],
    "category": ["red", "green", "blue", "7"],
}
"""Values of each type of column, to train on."""

NEEDED: dict[str, Entry] = {"constant": {"value": 3}, "log1p": {}}
"""What words must say that have required keys."""

FILLED = {"missing": "most_frequent"}
JUNK = [
    *("junk", "yes", "maybe", "red", "violet", "the sun shines", "2031-05-06", "1e300"),
    *("-1e9", "7", "0", "12/31/1999", "é", "nan", "x" * 40),
]

values = st.sampled_from([None, *JUNK, *(v for pool in POOLS.values() for v in pool)])
rows = st.lists(values, min_size=HELD, max_size=HELD)
numbers = st.lists(
    st.sampled_from([-1e6, -1.0, 0.0, 2.5, 1e6]), min_size=HELD, max_size=HELD
)


class Case(NamedTuple):
    """A column as a spec writes it, and the words that it is made of."""

    written: Any
    pool: str
    words: frozenset[str] = frozenset()
    is_output: bool = False
    has_gaps: bool = False


def variants(form: type[Form], depth: int = 2) -> Iterator[tuple[Entry, set[str]]]:
    """Write a word with each choice for one key, and give the words that it has."""
    tag = form.tag() if issubclass(form, Word) else ""
    least = {"type": tag, **NEEDED.get(tag, {})}
    yield least, {tag}
    for name, field in form.model_fields.items():
        for choice, words in choices(field.annotation, depth):
            yield {**least, name: choice}, {tag, *words}


def choices(annotation: Any, depth: int) -> Iterator[tuple[Any, set[str]]]:
    """Give what a key may say, with the words in it."""
    kinds, inner = [annotation, *get_args(annotation)], form_in(annotation)
    if inner is not None and issubclass(inner, Word) and depth:
        for word in inner.words():
            yield from variants(word, depth - 1)
    if bool in kinds:
        yield from ((truth, set[str]()) for truth in (True, False))
    for kind in kinds:
        if get_origin(kind) is Literal:
            yield from ((choice, set[str]()) for choice in get_args(kind))
        elif get_origin(kind) is list:
            yield from (
                ([choice], words) for choice, words in choices(*get_args(kind), 0)
            )


def cases() -> Iterator[Case]:
    """Give all columns that can be, with values missing where that is borne."""
    for word in Column.words():
        tag = word.tag()
        yield Case(None, tag)
        for written, words in variants(word):
            for whole in (written, {**FILLED, **written}):
                for is_output in (False, True):
                    case = Case(whole, tag, frozenset(words), is_output)
                    yield case
                    if "missing" in whole:
                        yield case._replace(has_gaps=True)


def with_rows(case: Case) -> st.SearchStrategy[tuple[Case, list[Any]]]:
    """Draw rows that are kept from training: of the column's kind, or any."""
    kind = st.sampled_from(POOLS[case.pool])
    own = st.lists(kind, min_size=HELD, max_size=HELD)
    return st.tuples(st.just(case), own | rows)


def is_valid(case: Case) -> bool:
    """Tell whether a network can be trained with it."""
    if case.written is not None:
        problems: list[Any] = []
        if read(Column, case.written, (), problems) is None:
            return False
    try:
        compiled(case, [trained(case)[0]] * HELD, [0.0] * HELD)
    except LonghandError:
        return False
    return True


def trained(case: Case) -> list[Any]:
    """Give the values to train on."""
    pool = POOLS[case.pool]
    found = [pool[i % len(pool)] for i in range(PARTS.count("train"))]
    return [*found[:-2], None, found[-1]] if case.has_gaps else found


def compiled(case: Case, held: list[Any], others: list[float]) -> Model:
    """Open a table with such rows that are kept from training."""
    spread = [0.5, -1, 2, 0.25, 1, -0.5, 0, 1, 3, -2, 1, 0]
    tried, other = [*trained(case), *held], [*spread, *others]
    x, y = (other, tried) if case.is_output else (tried, other)
    columns = {"x": x, "y": y, "part": PARTS}
    name, key = ("y", "outputs") if case.is_output else ("x", "inputs")
    with tempfile.TemporaryDirectory() as folder:
        asked = loaded(
            Path(folder),
            columns,
            **{key: {name: case.written}},
            layers=[dense(2, "tanh"), "dense"],
            optimizer={"type": "sgd", "learning_rate": 0.01},
            split={"column": "part"},
            training={"epochs": 2},
        )
        return compile_spec(asked)


def learned(case: Case, held: list[Any], others: list[float]) -> Any:
    """Train; give the weights, the types, and what was learned of the columns.

    If the rows are refused, give the error.
    """
    try:
        model = compiled(case, held, others)
    except SpecError as error:
        return error
    trainer = Trainer(model)
    for _ in train(trainer):
        pass
    dataset = model.spec.dataset
    assert isinstance(dataset, Opened)
    codes = dataset.codes
    sides = (codes.inputs.written(), codes.answers.coding.written())
    return digest(trainer), dataset.written(), sides


@cache
def found() -> list[Case]:
    """Give one case for each way to write a column that is different."""
    seen = {repr(case): case for case in cases()}
    return [case for case in seen.values() if is_valid(case)]


def words_of(base: type[Word], *, known: frozenset[Any] = frozenset()) -> set[str]:
    """Name the words of a class, and of all classes that these take."""
    names: set[str] = set()
    for word in base.words():
        names.add(word.tag())
        for field in word.model_fields.values():
            inner = form_in(field.annotation)
            is_new = inner is not None and inner not in {*known, base}
            if is_new and issubclass(inner, Word):
                names |= words_of(inner, known=known | {base})
    return names


def test_every_word_of_columns_is_tried() -> None:
    tried = set[str]().union(*(case.words for case in found()))
    assert words_of(Column) - tried == set(), "give POOLS or NEEDED what they need"
    assert {"number", "standardize", "one_hot", "mean", "drop_row"} <= tried
    assert any(case.has_gaps for case in found())
    assert any(case.is_output for case in found())


@cache
def before(case: str) -> Any:
    """Learn where what is kept is like the first row."""
    [known] = [each for each in found() if repr(each) == case]
    return learned(known, [trained(known)[0]] * HELD, [0.0] * HELD)


def test_what_is_kept_from_training_changes_nothing_that_is_learned() -> None:
    outcomes = {"same": 0, "refused": 0}

    @settings(SLOWLY, max_examples=250, derandomize=True, database=None)
    @given(st.sampled_from(found()).flatmap(with_rows), numbers)
    def compare(known: tuple[Case, list[Any]], others: list[float]) -> None:
        case, held = known
        after = learned(case, held, others)
        is_refused = isinstance(after, SpecError)
        assert is_of_kept_rows(after) if is_refused else after == before(repr(case))
        outcomes["refused" if is_refused else "same"] += 1

    compare()
    assert outcomes["same"] > 50
    assert outcomes["refused"] > 10


@pytest.mark.parametrize("tag", [word.tag() for word in Column.words()])
def test_values_of_its_kind_change_nothing_either(tag: str) -> None:
    """With other values of the type itself, hardly any row is refused."""
    for case in found():
        if case.pool == tag:
            pool = [*reversed(POOLS[tag])]
            held = [pool[i % len(pool)] for i in range(HELD)]
            assert learned(case, held, [1e6] * HELD) == before(repr(case))


def is_of_kept_rows(error: SpecError) -> bool:
    """Tell whether only rows are refused that are not to train on."""
    text = str(error)
    return "is left out" in text or any(
        f"row {row + 1}, column" in text
        for row, part in enumerate(PARTS)
        if part != "train"
    )


@pytest.mark.parametrize("tag", [word.tag() for word in Column.words()])
@pytest.mark.parametrize("junk", JUNK)
def test_junk_in_a_kept_row_never_changes_a_type(junk: str, tag: str) -> None:
    case = Case(None, tag)
    held = [*[trained(case)[0]] * (HELD - 1), junk]
    after = learned(case, held, [0.0] * HELD)
    if isinstance(after, SpecError):
        assert f"row {len(PARTS)}, column 'x'" in str(after)
    else:
        assert after == before(repr(case))
