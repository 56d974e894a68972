"""Every word says what it is, when to use it, and where it comes from."""

from typing import Annotated, Any, ClassVar, Literal

import pytest
from pydantic import Field

from engine.spec.explaining import (
    Explanation,
    class_explained,
    explained,
    known_names,
    taken,
    words_explained,
)
from engine.spec.forms import LABELS, name_of, sections, unwrapped, word_classes
from engine.vocabulary.activations import Activation
from engine.vocabulary.entry import Word, snake_case
from engine.vocabulary.optimizers import Optimizer
from engine.vocabulary.schedules import Schedule

LONGEST = 88
BASES = word_classes()


def every() -> list[Explanation]:
    words = [one for base in BASES for one in words_explained(base)]
    classes = [class_explained(base) for base in BASES]
    return [
        *classes,
        *words,
        *(one for f in sections() for one in explained(name_of(f))),
    ]


def lacking(base: type[Word]) -> list[str]:
    """Name what the words of a class do not say."""
    return [
        f"{one.name}: {label}"
        for one in words_explained(base)
        for label in LABELS
        if not vars(one)[label.lower()]
    ]


@pytest.mark.parametrize("base", BASES, ids=name_of)
def test_every_word_says_its_shapes_its_use_and_its_source(base: type[Word]) -> None:
    found = lacking(base)
    assert found == []


def a_class_with(docstring: str) -> type[Word]:
    """Make a class of a single word with that docstring."""

    class Shaped(Word):
        """A base.

        Shapes: as it came.
        """

    class Told(Shaped):
        aliases: ClassVar[tuple[str, ...]] = ("said",)

    Told.__doc__ = docstring
    Shaped.words = classmethod(lambda cls: [Told])
    return Shaped


def test_what_a_word_does_not_say_is_noticed() -> None:
    assert lacking(a_class_with("Doubles x.")) == ["told: Use", "told: Source"]
    assert lacking(a_class_with("Doubles x.\n\nUse: often.\nSource: us.")) == []


def test_labels_are_told_apart_from_the_text() -> None:
    docstring = """Doubles x.

        More of
        it.

        Use: when x is
        too small.
        Source: Author and
        Author (1999), A title.
        """
    [one] = words_explained(a_class_with(docstring))
    assert (one.name, one.kind, one.aliases) == ("told", "a shaped", ("said",))
    assert one.text == "Doubles x.\n\nMore of it."
    assert one.summary == "Doubles x."
    assert one.shapes == "as it came."
    assert one.use == "when x is too small."
    assert one.source == "Author and Author (1999), A title."


def test_a_words_own_shapes_come_first() -> None:
    [one] = words_explained(a_class_with("x.\n\nShapes: (N, 1) only.\nUse: u.\n"))
    assert (one.shapes, one.use) == ("(N, 1) only.", "u.")


def test_a_label_begins_a_paragraph_wherever_it_stands() -> None:
    assert unwrapped("a\n    b.\n    Use: c\n    d.") == "a b.\n\nUse: c d."
    assert unwrapped("Use cases: none.") == "Use cases: none."


# The form of docstrings


@pytest.mark.parametrize("base", BASES, ids=name_of)
def test_first_lines_are_short_sentences(base: type[Word]) -> None:
    for word in base.words():
        first, *_ = (word.__doc__ or "").splitlines()
        assert len(first) + len('    """') <= LONGEST
        assert first.endswith(".")


def test_everything_has_a_text_and_so_has_each_of_its_keys() -> None:
    for one in every():
        assert one.text.endswith("."), one.name
        for key in one.keys:
            assert key.text.endswith("."), f"{one.name}.{key.name}"


# What is found


def test_a_name_of_several_classes_tells_all() -> None:
    kinds = {one.kind for one in explained("mean_squared_error")}
    assert kinds == {"a loss", "a metric"}
    kinds = [one.kind for one in explained("activation")]
    assert kinds == ["a layer", "a class of words"]


def test_aliases_find_their_words() -> None:
    assert [one.name for one in explained("swish")] == ["silu"]


@pytest.mark.parametrize("name", ["spec", "training", "early_stopping", "split"])
def test_sections_are_explained(name: str) -> None:
    [one] = explained(name)
    assert one.kind == "a section of the spec"
    assert one.keys


def test_classes_name_their_words() -> None:
    [one] = explained("optimizer")
    assert one.words == tuple(word.tag() for word in Optimizer.words())
    assert class_explained(Optimizer) == one


def test_what_there_is_not_is_not_found() -> None:
    assert explained("adamant") == []


def test_every_known_name_is_found() -> None:
    names = known_names()
    assert len(names) == len({*names})
    assert all(map(explained, names))


# Keys


def key(word: str, name: str) -> Any:
    [found] = [k for one in explained(word) for k in one.keys if k.name == name]
    return found


def test_a_key_says_what_it_takes() -> None:
    units = key("dense", "units")
    assert (units.takes, units.limits) == ("a whole number", ("greater than 0",))
    assert (units.required, units.usual) == (False, "optional")
    assert units.text.startswith("How many outputs the layer has; ")
    rate = key("dropout", "rate")
    assert (rate.required, rate.usual) == (True, "required")
    assert key("date", "format").limits == ("at least 2 characters",)
    assert key("csv", "delimiter").limits == ("not empty", "at most 1 character")
    assert (
        key("csv", "inputs").takes == "a list of texts or an object of columns or null"
    )
    rate = key("adam", "learning_rate")
    assert (rate.takes, rate.usual) == ("a number or a schedule", "default 0.001")
    assert key("dense", "activation").usual == 'default "linear"'
    assert key("dense", "activation").takes == "an activation"
    assert key("early_stopping", "mode").takes == '"auto", "min" or "max"'
    assert key("training", "early_stopping").takes == "early stopping"


def test_null_goes_without_saying_only_where_it_is_the_default() -> None:
    penalty = key("dense", "kernel_regularizer")
    assert (penalty.takes, penalty.usual) == ("a regularizer", "optional")
    assert key("inline", "rows").takes == "a list of lists of numbers or null"


def test_own_keys_come_before_those_of_the_class() -> None:
    names = [k.name for one in explained("dense") for k in one.keys]
    assert names.index("units") < names.index("name")


@pytest.mark.parametrize(
    ("annotation", "said"),
    [
        (int | None, "a whole number or null"),
        (list[str], "a list of texts"),
        (str | dict[str, str], "a text or an object of texts"),
        (list[list[float]], "a list of lists of numbers"),
        (list[Annotated[int, Field(gt=0)]], "a list of whole numbers, greater than 0"),
        (list[dict[str, float]], "a list of objects of numbers"),
        (Literal[1, "a"], '1 or "a"'),
        (list[Activation], "a list of activations"),
        (bool, "true or false"),
        (Any, "any value"),
        (Schedule, "a schedule"),
    ],
)
def test_types_are_said_in_peoples_words(annotation: Any, said: str) -> None:
    assert taken(annotation) == said


def test_limits_are_said_in_peoples_words() -> None:
    assert key("split", "test").limits == ("at least 0", "less than 1")
    assert key("inline", "rows").limits == ("not empty",)
    assert key("spec", "name").limits == ("of a-z, 0-9, _ and -, at most 64",)


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("Dense", "dense"),
        ("L1L2", "l1_l2"),
        ("Friedman1", "friedman1"),
        ("SCurve", "s_curve"),
        ("SparseTopKCategoricalAccuracy", "sparse_top_k_categorical_accuracy"),
        ("EarlyStopping", "early_stopping"),
    ],
)
def test_a_tag_is_the_name_of_the_class(name: str, tag: str) -> None:
    assert snake_case(name) == tag
