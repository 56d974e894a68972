"""Rows divided by shares, by classes, by date, by group and into folds."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.compile import compile_spec
from engine.core.running.rng import stream
from engine.data.examples import Parts, parts
from engine.data.splitting import examples as home
from engine.data.splitting.examples import PARTS, by_date, by_group, counts, divided
from engine.errors import SpecError
from engine.spec.model import load
from engine.spec.sections import Split
from tests.data.test_examples import entry, inline, numbered, rows
from tests.writing import Entry, dense

Array = Any
SLOWLY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def split(**fields: Any) -> Split:
    return Split(**fields)


def in_each(found: Any, count: int) -> Array:
    """Check that no row is in two parts; tell the part of each, -1 for none."""
    where = np.full(count, -1)
    for i, name in enumerate(PARTS):
        part = found.get(name, np.zeros(0, int))
        assert part.tolist() == sorted(set(part.tolist()))
        assert (where[part] == -1).all()
        where[part] = i
    assert all(len(part) for part in found.values())
    return where


shares = st.fixed_dictionaries(
    {}, optional={"validation": st.floats(0.01, 0.45), "test": st.floats(0.01, 0.45)}
)
folded = st.integers(2, 6).flatmap(
    lambda folds: st.fixed_dictionaries(
        {"folds": st.just(folds), "fold": st.integers(1, folds)},
        optional={"validation": st.floats(0.01, 0.6)},
    )
)
classes = st.lists(st.integers(0, 5), min_size=12, max_size=80)

# At random.


def test_parts_keep_their_size_where_classes_are_shared_out() -> None:
    rows, sizes = np.array([5, 5, 5, 5]), np.array([10, 5, 5])
    shared = home._shared(rows, sizes)
    assert shared.sum(axis=0).tolist() == sizes.tolist()
    assert shared.sum(axis=1).tolist() == rows.tolist()
    assert (np.abs(shared - np.outer(rows, sizes) / 20) < 1).all()


def test_the_random_split_is_the_one_it_always_was() -> None:
    """First those to watch, then those to judge by, then the others."""
    order = stream(7, "split").permutation(20)
    found = divided(split(validation=0.2, test=0.3), 7, 20)
    assert found["validation"].tolist() == sorted(order[:4].tolist())
    assert found["test"].tolist() == sorted(order[4:10].tolist())
    assert found["train"].tolist() == sorted(order[10:].tolist())
    assert found["validation"].tolist() == [5, 8, 9, 17]


@SLOWLY
@given(shares | folded, st.integers(6, 60), st.integers(0, 5))
def test_every_row_is_in_one_part_of_the_size_that_was_told(
    fields: Entry, count: int, seed: int
) -> None:
    found = divided(split(**fields), seed, count)
    sizes = counts(split(**fields), count)
    if sizes["train"] <= 0:
        assert found == {}
        return
    assert (in_each(found, count) >= 0).all()
    assert {name: len(part) for name, part in found.items()} == {
        name: size for name, size in sizes.items() if size
    }


@SLOWLY
@given(st.integers(2, 7), st.integers(7, 40), st.none() | classes)
def test_each_row_is_judged_by_in_one_fold(folds: int, count: int, kinds: Any) -> None:
    count = len(kinds) if kinds else count
    found = [
        divided(split(folds=folds, fold=i + 1), 3, count, kinds and np.array(kinds))
        for i in range(folds)
    ]
    judged = np.concatenate([each["test"] for each in found])
    assert sorted(judged.tolist()) == [*range(count)]
    sizes = [len(each["test"]) for each in found]
    assert max(sizes) - min(sizes) <= 1


def test_without_a_fold_none_is_judged_by() -> None:
    found = divided(split(folds=5, validation=0.2), 0, 10)
    assert {name: len(part) for name, part in found.items()} == {
        "train": 8,
        "validation": 2,
    }


def test_the_share_to_watch_is_one_of_what_a_fold_leaves() -> None:
    found = divided(split(folds=5, fold=2, validation=0.25), 0, 100)
    assert {name: len(part) for name, part in found.items()} == {
        "train": 60,
        "validation": 20,
        "test": 20,
    }


# By classes.


@settings(SLOWLY, max_examples=300)
@given(shares | folded, classes, st.integers(0, 5))
def test_each_part_gets_its_share_of_each_class(
    fields: Entry, kinds: list[int], seed: int
) -> None:
    kinds_of, asked = np.array(kinds), split(**fields)
    found = divided(asked, seed, len(kinds), kinds_of)
    assert (in_each(found, len(kinds)) >= 0).all()
    sizes = counts(asked, len(kinds))
    left = np.ones(len(kinds), bool)
    if asked.fold is not None:
        left[found["test"]] = False
        each = np.bincount(kinds_of) / (asked.folds or 1)
        assert np.abs(share_of(kinds_of, found, "test", each)).max() <= 1
    for name in PARTS if asked.fold is None else PARTS[:2]:
        exact = np.bincount(kinds_of[left], minlength=kinds_of.max() + 1)
        exact = exact * sizes[name] / left.sum()
        assert np.abs(share_of(kinds_of, found, name, exact)).max() <= 1


def share_of(kinds: Array, found: Any, name: str, exact: Array) -> Array:
    """Give how far the rows of each class in a part are from their share."""
    chosen = kinds[found.get(name, np.zeros(0, int))]
    return np.bincount(chosen, minlength=kinds.max() + 1)[: len(exact)] - exact


def test_rare_classes_do_not_crowd_out_a_common_one() -> None:
    kinds = np.array([0] * 80 + [k for k in range(1, 11) for _ in range(2)])
    found = divided(split(validation=0.1, test=0.1), 0, 100, kinds)
    assert [np.sum(kinds[found[name]] == 0) for name in PARTS] == [64, 8, 8]
    assert set(kinds[found["train"]]) == set(range(11))


def test_rows_of_a_class_are_chosen_at_random() -> None:
    kinds = np.arange(40) % 2
    first, other = (divided(split(test=0.5), seed, 40, kinds) for seed in (1, 2))
    assert first["test"].tolist() != other["test"].tolist()
    assert first["test"].tolist() != [*range(20)]


# By group, by date.

groups = st.lists(st.integers(0, 9), min_size=10, max_size=60)


@SLOWLY
@given(shares | folded, groups)
def test_a_group_is_never_divided(fields: Entry, kinds: list[int]) -> None:
    where = in_each(by_group(split(**fields), 0, np.array(kinds)), len(kinds))
    assert (where >= 0).all()
    for kind in set(kinds):
        assert len(set(where[np.array(kinds) == kind])) == 1


def test_groups_come_near_to_the_share() -> None:
    kinds = np.repeat(np.arange(50), 4)
    found = by_group(split(validation=0.2, test=0.3), 1, kinds)
    assert [len(found[name]) for name in PARTS] == [100, 40, 60]


def test_the_random_groups_are_those_they_always_were() -> None:
    order = stream(7, "split").permutation(20)
    found = by_group(split(test=0.2), 7, np.arange(20))
    assert found["test"].tolist() == sorted(order[:4].tolist())


def test_a_group_that_is_too_large_is_passed_over() -> None:
    kinds = np.array([0] * 90 + [1] * 5 + [2] * 5)
    for seed in range(5):
        found = by_group(split(test=0.1), seed, kinds)
        assert (kinds[found["test"]] > 0).all()
        assert len(found["test"]) == 10


def test_a_part_gets_the_smallest_group_where_all_are_too_large() -> None:
    kinds = np.array([0] * 30 + [1] * 20 + [2] * 30)
    assert set(kinds[by_group(split(test=0.1), 0, kinds)["test"]]) == {1}


def test_folds_of_groups_are_about_as_large() -> None:
    kinds = np.repeat(np.arange(6), [50, 10, 10, 10, 10, 10])
    judged = [by_group(split(folds=2, fold=fold), 0, kinds)["test"] for fold in (1, 2)]
    assert sorted(np.concatenate(judged).tolist()) == [*range(100)]
    assert [len(rows) for rows in judged] == [50, 50]


@SLOWLY
@given(st.lists(st.integers(0, 99), min_size=5, max_size=40))
def test_the_last_are_to_judge_by(dates: list[int]) -> None:
    days = np.array(dates)
    found = by_date(split(validation=0.2, test=0.2), days)
    assert (in_each(found, len(days)) >= 0).all()
    assert days[found["train"]].max() <= days[found["validation"]].min()
    assert days[found["validation"]].max() <= days[found["test"]].min()
    assert len(found["test"]) == max(1, round(0.2 * len(days)))


# In specs with typed and made examples.


def made(dataset: Any, **share: Any) -> Parts:
    return parts(load(entry(dataset, split=share)))


CHOICES = inline([[i, int(i % 3 == 0)] for i in range(30)], 1, 1)


def test_typed_examples_are_shared_out_by_class() -> None:
    for seed in range(5):
        written = entry(CHOICES, seed=seed, split={"test": 0.2, "stratify": True})
        found = parts(load(written))
        assert found.test is not None
        assert found.test.y.sum() == 2
        assert found.train.y.sum() == 8


def test_made_examples_are_shared_out_by_class() -> None:
    blobs = {"type": "blobs", "samples": 90}
    written = entry(blobs, "categorical_crossentropy", layers=[dense(3, "softmax")])
    found = parts(load(written | {"split": {"test": 0.1, "stratify": True}}))
    assert found.test is not None
    assert found.test.y.sum(axis=0).tolist() == [3, 3, 3]


def test_rows_that_do_not_count_are_no_class() -> None:
    dataset = {**CHOICES, "rows": [*CHOICES["rows"], [30, None]]}
    found = made(dataset, test=0.2, stratify=True)
    assert len(found.train) + len(found.test or ()) == 31


def test_a_class_of_one_row_is_told_with_the_row() -> None:
    dataset = {**CHOICES, "rows": [*CHOICES["rows"], [30, 7]]}
    problem = refused(dataset, test=0.2, stratify=True)
    assert problem.path == ("split", "stratify")
    assert problem.message == "row 31 is the only one of its class, [7.0]"
    assert len(made(dataset, test=0.2).train) == 25


def test_folds_of_typed_examples() -> None:
    judged = [made(numbered(10), folds=3, fold=fold).test for fold in (1, 2, 3)]
    assert sorted(row for part in judged for row in rows(part)) == [*range(10)]


def refused(dataset: Any, loss: Any = "mse", **share: Any) -> Any:
    spec = load(entry(dataset, loss, split=share))
    with pytest.raises(SpecError) as caught:
        parts(compile_spec(spec).spec)
    [problem] = caught.value.problems
    return problem


def test_more_folds_than_rows_are_refused() -> None:
    problem = refused(numbered(4), folds=5)
    assert problem.path == ("split", "folds")
    assert problem.message == "there are 4 rows for 5 folds"
    assert refused(numbered(4), folds=5, fold=5).path == ("split", "folds")


@pytest.mark.parametrize("key", ["column", "date", "group"])
@pytest.mark.parametrize(
    "dataset",
    [numbered(9), "moons", {"type": "npz", "path": "a.npz"}],
    ids=["typed", "made", "arrays"],
)
def test_only_tables_are_divided_by_a_column(key: str, dataset: Any) -> None:
    share = {} if key == "column" else {"test": 0.2}
    with pytest.raises(SpecError, match="no column that could say it") as caught:
        load(entry(dataset, split={key: "x0", **share}))
    [problem] = caught.value.problems
    assert problem.path == ("split", key)
    assert "only tables in files" in problem.hint


REFUSED = {
    "two ways": ({"date": "a", "group": "b", "test": 0.1}, "group"),
    "a way and classes": ({"group": "b", "stratify": True, "test": 0.1}, "stratify"),
    "folds and a column": ({"folds": 3, "column": "a"}, "folds"),
    "folds and a date": ({"folds": 3, "date": "a"}, "folds"),
    "folds and a share": ({"folds": 3, "test": 0.1}, "test"),
    "a column and a share": ({"column": "a", "test": 0.1}, "test"),
    "a fold that is not there": ({"folds": 3, "fold": 4}, "fold"),
    "a fold of none": ({"fold": 1}, "fold"),
    "a date for nothing": ({"date": "a"}, "date"),
    "a group for nothing": ({"group": "a"}, "group"),
    "classes for nothing": ({"stratify": True}, "stratify"),
    "all of them": ({"validation": 0.5, "test": 0.5}, ""),
}


@pytest.mark.parametrize(("fields", "key"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_had_together_is_refused(fields: Entry, key: str) -> None:
    [problem] = split(**fields).problems()
    assert problem.path == ((key,) if key else ())
    assert problem.hint


def test_a_split_in_two_places_is_told() -> None:
    training = {"epochs": 1, "validation_split": 0.2}
    with pytest.raises(SpecError, match="the spec has a 'split' as well") as caught:
        load(entry(numbered(9), split={"folds": 3}, training=training))
    [problem] = caught.value.problems
    assert problem.path == ("training", "validation_split")


def test_what_is_watched_needs_a_share_beside_the_folds() -> None:
    training = {"epochs": 1, "early_stopping": {"monitor": "val_loss"}}
    with pytest.raises(SpecError) as caught:
        load(entry(numbered(9), split={"folds": 3}, training=training))
    [problem] = caught.value.problems
    assert problem.path == ("training", "early_stopping", "monitor")
    assert problem.hint.startswith('add "validation": 0.2 to the split')
    fields = {"folds": 3, "validation": 0.2}
    load(entry(numbered(9), split=fields, training=training))
