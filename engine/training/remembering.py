"""What a sitting remembers of weights that were trained, and of their life."""

from typing import Any

from numpy.typing import NDArray

from engine.core.builder import Measured
from engine.spec.writing import resolved
from engine.training.run_state import Edited
from engine.training.trainer import Trainer

Array = NDArray[Any]


class Memory:
    """What a sitting remembers of trained weights, by their names and shapes.

    Attributes
    ----------
    life : the edits of the run that was remembered last, and all its steps
    """

    def __init__(self) -> None:
        self.arrays: dict[tuple[str, tuple[int, ...]], Array] = {}
        self.life: tuple[tuple[Edited, ...], int] = ((), 0)

    def remember(self, trainer: Trainer) -> None:
        """Copy the weights and states of a run, if it has made a step."""
        if trainer.steps_done:
            found = learned(trainer)
            self.arrays |= {(k, a.shape): a.copy() for k, a in found.items()}
            self.life = life_of(trainer), trainer.lived + trainer.steps_done

    def forget(self) -> None:
        """Begin anew."""
        self.__init__()


def learned(trainer: Trainer) -> dict[str, Array]:
    """Give parameters and states, but for what is measured of the data."""
    states = trainer.model.program.states
    measured = {s.key for s in states if isinstance(s.start, Measured)}
    found = {**trainer.arrays.parameters, **trainer.arrays.states}
    return {key: array for key, array in found.items() if key not in measured}


def life_of(trainer: Trainer) -> tuple[Edited, ...]:
    """List the specs so far, the first one included."""
    return trainer.edits or (Edited(0, 0, resolved(trainer.model.spec)),)
