"""Rules about layers that leave nothing, and penalties that add nothing."""

from collections.abc import Iterator
from math import prod

from engine.core.types import Shape
from engine.data.splitting.examples import training_rows
from engine.errors import Path, Problem
from engine.lint.facts import Facts
from engine.vocabulary.entry import Word


def batches_of_one(facts: Facts) -> Iterator[Problem]:
    """Find batches of a single row, which is its own mean."""
    rows = training_rows(facts.spec)
    batch = min(facts.spec.training.batch_size or rows, rows)
    layer = next((i for i in range(len(facts.spec.layers)) if _blanks(facts, i)), None)
    if layer is None or (batch > 1 and rows % batch != 1):
        return
    lost = "from which nothing before batch_normalization learns"
    path: Path = ("training", "batch_size")
    if rows == 1:
        message = f"the only row to train on is its own mean, {lost}"
        yield Problem(message, ("layers", layer), "'layer_normalization', or more rows")
    elif batch == 1:
        message = f"a batch of one row is its own mean, {lost}"
        yield Problem(message, path, "2 or more; 32 is usual; or 'layer_normalization'")
    else:
        message = f"the last batch of {rows} rows is one row, its own mean, {lost}"
        fitting = next(n for n in range(batch + 1, rows + 1) if rows % n != 1)
        yield Problem(message, path, f"another size, such as {fitting}")


def rows_of_one(facts: Facts) -> Iterator[Problem]:
    """Find normalizations of rows that are a single number, which is its own mean."""
    for i, layer in enumerate(facts.spec.layers):
        if layer.centers == "row" and _shape(facts, i)[-1:] == (1,):
            message = (
                "layer_normalization of one number gives the same for every input, so"
                " nothing before it learns"
            )
            hint = "remove it, or take 'batch_normalization'"
            yield Problem(message, ("layers", i), hint)


def penalties_of_nothing(facts: Facts) -> Iterator[Problem]:
    """Find penalties whose factors are both 0, as they are if they are not given."""
    for i, layer in enumerate(facts.spec.layers):
        own = [(("layers", i), layer), *((("layers", i, n), v) for n, v in layer)]
        for path, word in own:
            factors = dict(word) if isinstance(word, Word) else {}
            if factors.get("l1") == factors.get("l2") == 0:
                message = f"{word.tag()} adds nothing to the loss without factors"
                yield Problem(message, path, 'write "l1" or "l2", such as 0.01')


def _blanks(facts: Facts, i: int) -> bool:
    """Tell whether a layer leaves nothing of a batch of one row."""
    layer, shape = facts.spec.layers[i], _shape(facts, i)
    is_followed = layer.centers == "batch" and dict(layer)["trainable"]
    return is_followed and prod(map(int, shape[1:-1])) == 1


def _shape(facts: Facts, i: int) -> Shape:
    """Find the shape of what a normalization takes: its equations begin with that."""
    equations = facts.model.program.inference.net.graph.equations
    own = (e.values[0] for e in equations if e.origin.path == ("layers", i))
    return next((value.shape for value in own), ())
