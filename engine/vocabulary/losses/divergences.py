"""Losses that compare distributions, rates and directions."""

from engine.core.graph import Value
from engine.core.ops.crossentropy import LOGARITHMS, y_log
from engine.core.ops.powers import norm, xlogy
from engine.core.ops.reductions import sum_last
from engine.vocabulary.losses import Floats, Loss, Truths, spared


class KlDivergence(Loss):
    """mean over the rows of sum(y log(y / p)).

    Behind a softmax it is computed from the logits, and nothing is clipped: a share
    of exactly 0 where y is not 0 has an infinite loss. 0 log 0 is 0.

    Use: when the targets of a row are shares themselves; with a softmax.
    Source: Kullback and Leibler (1951), On information and sufficiency.
    """

    aliases = ("kld", "kullback_leibler_divergence")
    one_hot = True
    expects = "shares"
    target_range = (0.0, 1.0)
    takes = "a share, of at least 0"

    def terms(self, prediction: Value, target: Value) -> Value:
        return sum_last(xlogy(target, target) - y_log(target, prediction))

    def spared(self, prediction: Value, weight: Value) -> Value:
        return spared(prediction, weight, *LOGARITHMS)

    def unfit(self, y: Floats) -> Truths:
        return y < 0


class Poisson(Loss):
    """mean(p - y log p), targets y counted, predictions p the rates expected.

    Behind an exponential it is computed from what went into it, and nothing is added
    to p: a rate of exactly 0 for what was counted has an infinite loss. 0 log 0 is 0.

    Use: for counts; with an activation that gives numbers above 0.
    Source: McCullagh and Nelder (1989), Generalized linear models.
    """

    expects = "positive"
    target_range = (0.0, float("inf"))
    takes = "a count, of at least 0"

    def terms(self, prediction: Value, target: Value) -> Value:
        return prediction - y_log(target, prediction)

    def spared(self, prediction: Value, weight: Value) -> Value:
        return spared(prediction, weight, *LOGARITHMS)

    def unfit(self, y: Floats) -> Truths:
        return y < 0


class CosineSimilarity(Loss):
    """mean over the rows of -cos(angle between prediction and target), from -1 to 1.

    cos = sum(y * p) / (|y| |p|), and 0 where one of them is all zeros.

    Use: when the direction of the outputs matters and their size does not.
    Source: Salton, Wong and Yang (1975), A vector space model for automatic indexing.
    """

    def terms(self, prediction: Value, target: Value) -> Value:
        length = norm(prediction).named("length")
        direction = target / norm(target)
        return -(sum_last(direction * prediction) / length).named("cos")

    @property
    def per_row(self) -> bool:
        return True


WORDS = (
    KlDivergence,
    Poisson,
    CosineSimilarity,
)
