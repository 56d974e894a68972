"""Losses for numbers."""

from pydantic import Field

from engine.core import ops
from engine.core.graph import Value
from engine.vocabulary.losses import Floats, Loss, Truths


class MeanSquaredError(Loss):
    """mean((prediction - target)**2).

    Use: the usual choice for numbers; large errors weigh heavily.
    Source: Legendre (1805), Nouvelles méthodes pour la détermination des orbites des
    comètes.
    """

    aliases = ("mse",)

    def terms(self, prediction: Value, target: Value) -> Value:
        return ops.square(prediction - target)


class MeanAbsoluteError(Loss):
    """mean(|prediction - target|).

    Use: for numbers with outliers, which pull no harder than other errors.
    Source: Laplace (1774), Mémoire sur la probabilité des causes.
    """

    aliases = ("mae",)

    def terms(self, prediction: Value, target: Value) -> Value:
        return ops.absolute(prediction - target)


class Huber(Loss):
    """Half the squared error up to delta, delta * (|error| - delta/2) beyond.

    Use: for numbers with outliers, smooth where errors are small.
    Source: Huber (1964), Robust estimation of a location parameter.
    """

    delta: float = Field(default=1.0, gt=0)
    """Where the square turns into a straight line."""

    def terms(self, prediction: Value, target: Value) -> Value:
        return ops.Huber(self.delta)(prediction - target)


class LogCosh(Loss):
    """mean(log(cosh(prediction - target))).

    About half the square of small errors, and |error| - log(2) of large ones.

    Use: as huber, without a bend and without a field to choose.
    Source: Green (1990), Bayesian reconstructions from emission tomography data.
    """

    aliases = ("logcosh",)

    def terms(self, prediction: Value, target: Value) -> Value:
        return ops.log_cosh(prediction - target)


class MeanAbsolutePercentageError(Loss):
    """100 mean(|prediction - target| / |target|).

    A target of 0 is refused, where frameworks divide by a tiny number instead.

    Use: for numbers of very different sizes, when relative errors matter.
    Source: Makridakis (1993), Accuracy measures.
    """

    aliases = ("mape",)
    filler = 1.0
    takes = "anything but 0, by which an error would be divided"

    def terms(self, prediction: Value, target: Value) -> Value:
        return 100 * ops.absolute((prediction - target) / target)

    def unfit(self, y: Floats) -> Truths:
        return y == 0


class MeanSquaredLogarithmicError(Loss):
    """mean((log(1 + prediction) - log(1 + target))**2), negative predictions as 0.

    A negative prediction has no slope, so the last layer should not give any.

    Use: for counts and sizes that grow by factors; errors are relative.
    Source: Keras's `mean_squared_logarithmic_error`.
    """

    aliases = ("msle",)
    expects = "positive"
    target_range = (0.0, float("inf"))
    takes = "a number of at least 0"

    def terms(self, prediction: Value, target: Value) -> Value:
        p = ops.maximum(prediction, 0).named("p")
        return ops.square(ops.log1p(p) - ops.log1p(target))

    def unfit(self, y: Floats) -> Truths:
        return y < 0


WORDS = (
    MeanSquaredError,
    MeanAbsoluteError,
    Huber,
    LogCosh,
    MeanAbsolutePercentageError,
    MeanSquaredLogarithmicError,
)
