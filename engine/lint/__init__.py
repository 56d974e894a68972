"""What will not learn, and why: warnings about specs in which nothing is wrong."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from engine.compile import Model
from engine.errors import Problem, SpecError
from engine.lint import layers, learning, outputs, planes, starts, targets
from engine.lint.facts import Facts

Rule = Callable[[Facts], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    outputs.shares_of_one,
    outputs.choices_of_one,
    outputs.shares_taken_apart,
    outputs.bounded_logits,
    outputs.unfit_predictions,
    outputs.signs_never_given,
    planes.layers_that_are_one,
    layers.batches_of_one,
    layers.rows_of_one,
    layers.penalties_of_nothing,
    starts.units_that_begin_equal,
    learning.rates_far_from_usual,
    learning.batches_larger_than_all,
    learning.batches_that_mislead,
    learning.slopes_that_are_lent,
    learning.updates_that_never_come,
    learning.patience_without_end,
)

RULES_OF_EXAMPLES: tuple[Rule, ...] = (
    targets.none_that_count,
    targets.all_alike,
    targets.cases_that_contradict,
    targets.out_of_range,
    targets.out_of_reach,
    targets.far_from_one,
    targets.no_shares,
    targets.classes_taken_apart,
    planes.tables_that_no_plane_divides,
)
"""These look at the examples, unless they are very many."""


def lint(model: Model) -> list[Problem]:
    """Find what will most likely not learn, each with its place in the file.

    Raises
    ------
    SpecError
        Where the examples cannot be made.
    """
    facts = Facts(model)
    rules = (*RULES, *(RULES_OF_EXAMPLES if facts.is_small else ()))
    found = (problem for rule in rules for problem in rule(facts))
    doubts = model.spec.dataset.doubts
    warnings = (replace(problem, is_warning=True) for problem in (*doubts, *found))
    return list(model.spec.refused(SpecError(warnings)).problems)
