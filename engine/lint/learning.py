"""Rules about training: rates, portions and patience that cannot be meant."""

from collections.abc import Iterator
from math import ceil

from engine.core.printing.emit import emit
from engine.core.running.load import load
from engine.data.splitting.examples import training_rows
from engine.errors import Problem
from engine.lint.facts import Facts
from engine.vocabulary.activations import Activation

FAR = 10
"""So many times beyond what people use is far."""
PROBES = 16
"""At so many steps of a run a schedule is looked at."""


def rates_far_from_usual(facts: Facts) -> Iterator[Problem]:
    """Find learning rates that are far outside of what the optimizer is used with."""
    optimizer, rate = facts.spec.optimizer, _highest_rate(facts)
    low, high = optimizer.usual
    path = ("optimizer", "learning_rate")
    hint = f"usual for {optimizer.tag()}: {low:g} to {high:g}"
    if rate > FAR * high:
        message = (
            f"a rate of {rate:g} is so large that training will most likely diverge"
        )
        yield Problem(message, path, hint)
    elif rate < low / FAR:
        what = "nothing" if rate == 0 else "next to nothing"
        yield Problem(f"with a rate of {rate:g}, {what} is learned", path, hint)


def batches_larger_than_all(facts: Facts) -> Iterator[Problem]:
    """Find batches that are larger than the set that is trained on."""
    batch, rows = facts.spec.training.batch_size, training_rows(facts.spec)
    if batch is not None and batch > rows:
        message = f"there {'is' if rows == 1 else 'are'} only {rows} to train on"
        hint = "leave it out: all examples are taken at once then"
        yield Problem(message, ("training", "batch_size"), hint)


def batches_that_mislead(facts: Facts) -> Iterator[Problem]:
    """Find batches where an optimizer takes a sign that turns by chance for a bend."""
    batch, rows = facts.spec.training.batch_size, training_rows(facts.spec)
    optimizer = facts.spec.optimizer
    if batch is not None and batch < rows and optimizer.misled_by_batches:
        message = (
            f"{optimizer.tag()} goes by the signs of gradients, which turn by chance"
            f" from {batch} of {rows} rows to the next"
        )
        yield Problem(message, ("training", "batch_size"), "leave it out; or 'adam'")


def slopes_that_are_lent(facts: Facts) -> Iterator[Problem]:
    """Find steps, whose slope is another's, under a search that trusts in slopes."""
    if not facts.spec.optimizer.needs_all:
        return
    name = facts.spec.optimizer.tag()
    for i, layer in enumerate(facts.spec.layers):
        activation = dict(layer).get("activation")
        if isinstance(activation, Activation) and "surrogate" in dict(activation):
            step = activation.tag()
            message = f"{step} has no slope of its own, so the search of {name} fails"
            hint = "the optimizer 'sgd'; or 'sigmoid' in place of step"
            yield Problem(message, ("layers", i, "activation"), hint)


def updates_that_never_come(facts: Facts) -> Iterator[Problem]:
    """Find gradients that are added up for longer than training lasts."""
    wanted, batches = facts.spec.optimizer.gradient_accumulation_steps, _batches(facts)
    if wanted is not None and 0 < batches < wanted:
        message = f"training is over after {batches} of them, so no weight ever changes"
        hint = f"{batches} at most; or more epochs, or smaller batches"
        yield Problem(message, ("optimizer", "gradient_accumulation_steps"), hint)


def patience_without_end(facts: Facts) -> Iterator[Problem]:
    """Find early stopping that never comes before the last epoch."""
    training, path = facts.spec.training, ("training", "early_stopping")
    stopping, epochs = training.early_stopping, facts.spec.training.epochs
    if stopping is None or not epochs:
        return
    hint = f"there are {epochs} epochs; a tenth of them is usual"
    if stopping.start_from_epoch >= epochs:
        message = "training is over before this epoch, so nothing is ever judged"
        yield Problem(message, (*path, "start_from_epoch"), hint)
    elif stopping.patience >= epochs and not stopping.restore_best_weights:
        message = "this patience outlasts the training, so it never stops early"
        yield Problem(message, (*path, "patience"), hint)


def _highest_rate(facts: Facts) -> float:
    """Give the rate, or the highest that a schedule comes to."""
    program, optimizer = facts.model.program, facts.spec.optimizer
    if optimizer.plateau is not None:
        return optimizer.plateau.initial_learning_rate
    schedule = program.functions.get("schedule")
    if schedule is None:
        rate = optimizer.learning_rate
        return rate if isinstance(rate, int | float) else 0.0
    names = program.names(schedule.results[0].graph)
    run = load(emit(schedule, names).text, "schedule")["schedule"]
    batches = _batches(facts)
    try:
        return max(run(i * batches // PROBES) for i in range(PROBES))
    except ArithmeticError:
        return run(0)


def _batches(facts: Facts) -> int:
    """Count the batches of the whole training."""
    training, rows = facts.spec.training, training_rows(facts.spec)
    return training.epochs * ceil(rows / (training.batch_size or rows))
