"""Kin of adam: steps by the mean and the size of the gradients so far."""

from pydantic import Field

from engine.core.builder import Memory
from engine.core.graph import Value
from engine.core.ops.elementwise import absolute, maximum, sqrt, where
from engine.core.ops.reductions import scalar_max
from engine.vocabulary.optimizers.basic import Moments


class Adamax(Moments):
    """rate * m / (u + epsilon): adam with the largest gradient in place of the spread.

    m is a moving mean of g, corrected for its start at 0; u = max(beta_2 * u, |g|).

    Use: as adam, where single gradients are much larger than the others.
    Source: Kingma and Ba (2014), Adam: a method for stochastic optimization, section 7.
    """

    beta_2: float = Field(default=0.999, ge=0, lt=1)
    """How slowly a large gradient is forgotten."""

    def __call__(
        self, w: Value, g: Value, rate: Value, t: Value, memory: Memory
    ) -> Value:
        m, u = self.mean(g, memory), memory.state("u", w.shape)
        new_u = memory.keep(u, maximum(self.beta_2 * u, absolute(g)))
        alpha = (rate / (1 - memory.number(self.beta_1) ** t)).named("alpha")
        return w - alpha * m / (new_u + self.epsilon)


class Nadam(Moments):
    """rate * m / (sqrt(v) + epsilon): adam that looks ahead, as nesterov does.

    m and v are moving means of g and g**2, corrected for their start at 0; the step
    takes the m to come, by a share that grows: mu = beta_1 * (1 - 0.96**t / 2).

    Use: as adam; it is often a little faster at the same rate.
    Source: Dozat (2016), Incorporating Nesterov momentum into Adam.
    """

    def __call__(
        self, w: Value, g: Value, rate: Value, t: Value, memory: Memory
    ) -> Value:
        beta_1, beta_2 = memory.number(self.beta_1), memory.number(self.beta_2)
        product = memory.state("mu_product", (1,), 1.0)
        mu = (beta_1 * (1 - 0.5 * memory.number(0.96) ** t)).named("mu")
        ahead = (beta_1 * (1 - 0.5 * memory.number(0.96) ** (t + 1))).named("next_mu")
        so_far = memory.keep(product, product * mu)
        m, v = self.mean(g, memory), self.spread(g, memory)
        now = ((1 - mu) * g / (1 - so_far)).named("now")
        later = (ahead * m / (1 - so_far * ahead)).named("later")
        v_hat = (v / (1 - beta_2**t)).named("v_hat")
        return w - rate * (now + later) / (sqrt(v_hat) + self.epsilon)


KNOWN = 5
"""So many gradients, as radam counts them, tell enough of their spread."""


class Radam(Moments):
    """r * rate * m / (sqrt(v) + epsilon), and rate * m while little is known of v.

    m and v are moving means of g and g**2, corrected for their start at 0. rho is how
    many gradients v speaks of; r grows with it to 1, and is used where rho is above 5.
    The defaults are those of PyTorch.

    Use: as adam, where its first steps do harm; a warm-up of the rate is not needed.
    Source: Liu, Jiang, He, Chen, Liu, Gao and Han (2020), On the variance of the
    adaptive learning rate and beyond.
    """

    epsilon: float = Field(default=1e-8, gt=0)

    def __call__(
        self, w: Value, g: Value, rate: Value, t: Value, memory: Memory
    ) -> Value:
        m, scale = self.mean(g, memory), self._scale(g, t, memory)
        alpha = (rate / (1 - memory.number(self.beta_1) ** t)).named("alpha")
        return w - alpha * m * scale if scale else w - alpha * m

    def _scale(self, g: Value, t: Value, memory: Memory) -> Value | None:
        """Write the factor that v gives: 1 while rho is too small, as it may stay."""
        if 2 / (1 - self.beta_2) - 1 <= KNOWN:
            return None
        beta_2, v = memory.number(self.beta_2), self.spread(g, memory)
        most = (2 / (1 - beta_2) - 1).named("rho_max")
        missing = (2 * t * beta_2**t / (1 - beta_2**t)).named("missing")
        rho = scalar_max(most - missing, 4).named("rho")
        share, whole = ((x - 4) * (x - 2) / x for x in (rho, most))
        part = share.named("known") / whole.named("known_max")
        r = (part * (1 - beta_2**t)) ** 0.5
        scale = r.named("r") / (sqrt(v) + self.epsilon)
        return where(rho > KNOWN, scale, 1).named("scale")


WORDS = (
    Adamax,
    Nadam,
    Radam,
)
