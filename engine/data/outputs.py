"""Whether what the last layer gives goes with the targets."""

from collections.abc import Iterator
from dataclasses import replace

from engine.core.types import Shape
from engine.data.examples import Parts
from engine.data.signatures import Signature
from engine.errors import Problem, SpecError
from engine.spec.model import Spec
from engine.vocabulary.activations import Activation
from engine.vocabulary.layers import Units


def misfits(spec: Spec, known: Signature, given: Shape) -> Iterator[Problem]:
    """Find what is wrong with the shape that the last layer gives."""
    if spec.loss.sparse:
        yield from _too_few(spec, known, given)
    elif given != ("N", len(known.outputs)):
        yield _misfit(spec, known, given)
    else:
        for problem in spec.loss.misfit(len(known.outputs)):
            yield replace(problem, path=("loss", *problem.path))


def sized(spec: Spec, known: Signature) -> Spec:
    """Let the last layer have as many units as the data ask for, if it does not say."""
    *others, last = spec.layers
    if not isinstance(last, Units) or last.units is not None:
        return spec
    if spec.loss.sparse and not known.classes:
        message = (
            f"{last.tag()} needs 'units': there are too many rows to count classes"
        )
        problem = Problem(message, ("layers", len(others)), 'add "units": ...')
        raise spec.refused(SpecError([problem]))
    return spec.model_copy(update={"layers": [*others, last.sized(known.width)]})


def check_classes(spec: Spec, known: Signature, given: Shape, made: Parts) -> None:
    """Refuse rows of a class that has no output, once all rows are made.

    Raises
    ------
    SpecError
        With how many outputs there must be.
    """
    if not spec.loss.sparse:
        return
    highest = max(int(part.y.max()) for _, part in made.items())
    problems = [*_too_few(spec, replace(known, classes=highest + 1), given)]
    if problems:
        raise spec.refused(SpecError(problems))


def _too_few(spec: Spec, known: Signature, given: Shape) -> Iterator[Problem]:
    """Find that there is no output for a class that rows have."""
    last, classes = len(spec.layers) - 1, max(known.classes, 2)
    if len(given) == 2 and int(given[1]) >= classes:
        return
    message = (
        f"gives rows of {list(given[1:])}, but {known.outputs[0]!r} goes from class 0 "
        f"to {classes - 1}"
    )
    yield Problem(message, ("layers", last), f'"units": {classes}, one for each class')


def _misfit(spec: Spec, known: Signature, given: Shape) -> Problem:
    last = len(spec.layers) - 1
    width = len(known.outputs)
    there_are = f"{width} output{'s' * (width > 1)}: {', '.join(known.outputs)}"
    verb = "is" if width == 1 else "are"
    message = f"gives rows of {list(given[1:])}, but there {verb} {there_are}"
    hint = f'"units": {width}'
    if width == 1 and len(given) == 2 and _chooses(spec):
        hint = (
            "for classes by number, the loss 'sparse_categorical_crossentropy'; or"
            " \"units\": 1, 'sigmoid' and 'binary_crossentropy' for a yes or no"
        )
    return Problem(message, ("layers", last), hint)


def _chooses(spec: Spec) -> bool:
    """Tell whether the outputs of a row are one choice, by the loss or the network."""
    last = dict(spec.layers[-1]).get("activation")
    return spec.loss.one_hot or (isinstance(last, Activation) and last.shares)
