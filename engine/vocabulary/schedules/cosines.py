"""Rates that rise and fall along half a wave of the cosine."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from engine.core.builder import Memory
from engine.core.graph import Value
from engine.core.ops.reductions import scalar_max
from engine.core.ops.scalars import choice, cos_pi, floor, log_of_number, scalar_min
from engine.errors import Problem
from engine.vocabulary.schedules import Schedule


class CosineDecay(Schedule):
    """initial_learning_rate * (1 + cos(pi * step / decay_steps)) / 2.

    With alpha it falls to this share of the rate, not to 0; after decay_steps it stays
    there. With a warm-up it first rises from initial_learning_rate to warmup_target, in
    a straight line, and falls from there.

    Use: a training whose length is known: slow at both ends, fast between. The warm-up
    spares a network of random weights steps that are too long.
    Source: Loshchilov and Hutter (2017), SGDR: stochastic gradient descent with warm
    restarts; Goyal and others (2017), Accurate, large minibatch SGD, for the warm-up.
    """

    initial_learning_rate: float = Field(ge=0)
    """The rate of the first step."""
    decay_steps: int = Field(gt=0)
    """How many steps the fall takes."""
    alpha: float = Field(default=0.0, ge=0, le=1)
    """The share of the rate that is left at the end."""
    warmup_target: float | None = Field(default=None, ge=0)
    """The rate at the end of the warm-up."""
    warmup_steps: int = Field(default=0, ge=0)
    """How many steps the warm-up takes."""

    def problems(self) -> Iterator[Problem]:
        if self.warmup_steps and self.warmup_target is None:
            hint = 'add "warmup_target": ..., the rate at its end'
            yield Problem("a warm-up needs a target", ("warmup_steps",), hint)
        if self.warmup_target is not None and not self.warmup_steps:
            hint = 'add "warmup_steps": ..., how long it takes'
            yield Problem("a warm-up needs steps", ("warmup_target",), hint)

    def __call__(self, step: Value, memory: Memory) -> Value:
        top = self.warmup_target
        start = memory.number(self.initial_learning_rate)
        if top is None:
            return start * self._decay(scalar_min(step, self.decay_steps), memory)
        after = scalar_min(scalar_max(step - self.warmup_steps, 0), self.decay_steps)
        decay = (top * self._decay(after, memory)).named("decay")
        warmup = self._warmup(start, memory.number(top), step).named("warmup")
        return choice(step < self.warmup_steps, warmup, decay)

    def _warmup(self, start: Value, top: Value, step: Value) -> Value:
        """Write the way up."""
        if not self.initial_learning_rate:
            return top * step / self.warmup_steps
        return start + (top - start) * step / self.warmup_steps

    def _decay(self, step: Value, memory: Memory) -> Value:
        """Write the share of the rate that is left after some of the decay_steps."""
        done = (step / self.decay_steps).named("done")
        return _between(self.alpha, _fall(done).named("cosine"), memory)


class CosineDecayRestarts(Schedule):
    """cosine_decay again and again: each fall t_mul times as long as the one before.

    The n-th restart begins at m_mul**n times the first rate.

    Use: long trainings: a jump of the rate may lead out of a poor minimum, and at the
    end of each fall the network can be judged.
    Source: Loshchilov and Hutter (2017), SGDR: stochastic gradient descent with warm
    restarts.
    """

    initial_learning_rate: float = Field(gt=0)
    """The rate of the first step."""
    first_decay_steps: int = Field(gt=0)
    """How many steps the first fall takes."""
    t_mul: float = Field(default=2.0, ge=1)
    """The factor by which each fall is longer than the one before."""
    m_mul: float = Field(default=1.0, gt=0)
    """The factor by which each fall begins lower, or higher."""
    alpha: float = Field(default=0.0, ge=0, le=1)
    """The share of the first rate below which none falls."""

    def __call__(self, step: Value, memory: Memory) -> Value:
        falls = self._alike(step) if self.t_mul == 1 else self._growing(step, memory)
        restarts, done = falls
        height = _fall(done.named("done")).named("cosine")
        if self.m_mul != 1:
            height = self.m_mul**restarts * height
        return self.initial_learning_rate * _between(self.alpha, height, memory)

    def _alike(self, step: Value) -> tuple[Value, Value]:
        """Write how many falls are over, and the share of this one that is done."""
        restarts = (step // self.first_decay_steps).named("restarts")
        return restarts, step / self.first_decay_steps - restarts

    def _growing(self, step: Value, memory: Memory) -> tuple[Value, Value]:
        """Write the same for falls that grow: their lengths are a geometric series."""
        first, factor = self.first_decay_steps, memory.number(self.t_mul)
        grown = log_of_number(1 + (factor - 1) * step / first)
        falls = (grown / log_of_number(factor)).named("falls")
        # A logarithm that is rounded down must not put off a restart.
        restarts = floor(falls + 1e-9).named("restarts")
        length = (first * factor**restarts).named("length")
        start = ((length - first) / (factor - 1)).named("start")
        return restarts, (step - start) / length


class OneCycle(Schedule):
    """Up to max_learning_rate, then down to far below the first rate, once.

    It starts at max_learning_rate / div_factor, is at its top after pct_start of all
    steps, and ends at the first rate / final_div_factor. With three_phase it first
    falls as long as it rose, back to the first rate.

    Use: short trainings whose length is known, with a top rate near the largest that
    is stable.
    Source: Smith and Topin (2018), Super-convergence: very fast training of neural
    networks using large learning rates; PyTorch's `OneCycleLR`.
    """

    max_learning_rate: float = Field(gt=0)
    """The rate at the top."""
    total_steps: int = Field(gt=1)
    """How many steps the cycle takes; the rate stays where it then is."""
    pct_start: float = Field(default=0.3, gt=0, lt=1)
    """The share of the steps in which the rate rises."""
    anneal_strategy: Literal["cos", "linear"] = "cos"
    """Along half a wave of the cosine, or in straight lines."""
    div_factor: float = Field(default=25.0, gt=0)
    """How many times lower than the top the rate starts."""
    final_div_factor: float = Field(default=10000.0, gt=0)
    """How many times lower than at the start the rate ends."""
    three_phase: bool = False
    """Fall to the first rate as long as it rose, then to the last."""

    def problems(self) -> Iterator[Problem]:
        rise = self.pct_start * self.total_steps
        if rise <= 1:
            message = f"{rise:g} steps are too few to rise in"
            hint = "pct_start * total_steps must be above 1"
            yield Problem(message, ("pct_start",), hint)
        if self.three_phase and self.pct_start > 0.5:
            message = f"expected at most 0.5 with three_phase, not {self.pct_start:g}"
            hint = "the first fall takes as long as the rise"
            yield Problem(message, ("pct_start",), hint)

    def __call__(self, step: Value, memory: Memory) -> Value:
        top = memory.number(self.max_learning_rate)
        low = (top / self.div_factor).named("low")
        end = (low / self.final_div_factor).named("end")
        summit, last = self.pct_start * self.total_steps - 1, self.total_steps - 1
        up = (low + self._rise(step, summit) * (top - low)).named("up")
        until_last = scalar_min(step, last)
        if self.three_phase:
            foot = 2 * self.pct_start * self.total_steps - 2
            down = low + self._fall(step, summit, foot) * (top - low)
            out = end + self._fall(until_last, foot, last) * (low - end)
            later = choice(step <= _briefly(foot), down.named("down"), out.named("out"))
        else:
            down = end + self._fall(until_last, summit, last) * (top - end)
            later = down.named("down")
        return choice(step <= _briefly(summit), up, later)

    def _rise(self, step: Value, stop: float) -> Value:
        """Write a rise from 0 to 1."""
        done = step / _briefly(stop)
        if self.anneal_strategy == "linear":
            return done
        return (0.5 * (1 - cos_pi(done.named("risen")))).named("rise")

    def _fall(self, step: Value, start: float, stop: float) -> Value:
        """Write a fall from 1 to 0 between two steps."""
        done = (step - _briefly(start)) / _briefly(stop - start)
        if self.anneal_strategy == "linear":
            return 1 - done
        return _fall(done.named("fallen")).named("fall")


def _fall(done: Value) -> Value:
    """Write a fall from 1 to 0 that is slow at both ends."""
    return 0.5 * (1 + cos_pi(done))


def _between(alpha: float, share: Value, memory: Memory) -> Value:
    """Write a share of what is above alpha, and alpha."""
    if not alpha:
        return share
    least = memory.number(alpha)
    return least + (1 - least) * share


def _briefly(number: float) -> float:
    """Write 29 for 29.0, as people count steps."""
    return int(number) if number == int(number) else number


WORDS = (
    CosineDecay,
    CosineDecayRestarts,
    OneCycle,
)
