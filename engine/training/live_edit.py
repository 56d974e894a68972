"""A trainer for a spec that is edited while it trains.

What an edit touches decides how much goes on: nothing is lost that still fits.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from numpy.typing import NDArray

from engine.compile import Model
from engine.core.builder import Adapted
from engine.spec.writing import resolved
from engine.training.callbacks import EarlyStopping, ReduceLROnPlateau
from engine.training.evaluator import Report
from engine.training.leakage import has_moved_rows, is_same_data
from engine.training.loop import Callback
from engine.training.run_state import Edited, RunState, memory_of
from engine.training.spec_diff import comparable, describe_differences, without_names
from engine.training.trainer import Trainer

Array = NDArray[Any]
Kind = Literal["start", "none", "run", "data", "structure", "begin"]

EVERYTHING = ("seed", "dtype", "numerics")
DATA = ("dataset", "split")

SAME = "this changes nothing in the run"
REREAD = "the data were read again and are the same"
MOVED = "started over, because rows moved between training, validation and test"


@dataclass(frozen=True)
class Change:
    """What became of a run: layers that `kept` their weights, `fresh` ones, a text."""

    kind: Kind
    kept: tuple[str, ...]
    fresh: tuple[str, ...]
    text: str


class WeightMemory:
    """Trained weights of the runs so far, by their names and shapes.

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
            found = learned_arrays(trainer)
            self.arrays |= {(k, a.shape): a.copy() for k, a in found.items()}
            self.life = edits_of(trainer), trainer.lived + trainer.steps_done

    def forget(self) -> None:
        """Begin anew."""
        self.__init__()


def apply_edit(
    trainer: Trainer | None, model: Model, memory: WeightMemory
) -> tuple[Trainer, Change]:
    """Return the trainer that goes on with an edited spec, and what became of the run.

    Raises
    ------
    LonghandError
        If the spec cannot be trained; nothing has changed then.
    """
    if trainer is None:
        return Trainer(model), Change("start", (), _layers(model), "ready")
    old, new = comparable(trainer.model), comparable(model)
    found = describe_differences(without_names(old), without_names(new))
    if not found:
        trainer.model = replace(trainer.model, spec=model.spec)
        return trainer, Change("none", _layers(model), (), SAME)
    made, text = Trainer(model), ", ".join(found)
    if is_same_data(trainer, made, old, new):
        trainer.model = replace(trainer.model, spec=model.spec)
        return trainer, Change("none", _layers(model), (), REREAD)
    if why := _why_begun(
        trainer, made, memory, any(old[k] != new[k] for k in EVERYTHING)
    ):
        memory.forget()
        return made, Change("begin", (), _layers(model), f"{why}: {text}")
    is_same = old["layers"] == new["layers"] and _fits(trainer, made)
    if not is_same or not trainer.steps_done:
        return made, _rebuilt(trainer, made, memory, text)
    is_data = any(old[key] != new[key] for key in DATA)
    _go_on(trainer, made, old, new)
    step = f"{made.lived + made.steps_done:,}"
    said = f"{text} from step {step} on"
    return made, Change("data" if is_data else "run", _layers(model), (), said)


def _why_begun(
    trainer: Trainer, made: Trainer, memory: WeightMemory, is_all: bool
) -> str:
    """Return why the run must begin anew, if it must; rows may have moved."""
    if is_all:
        return "started over"
    is_trained = bool(memory.arrays or trainer.lived or trainer.steps_done)
    return MOVED if is_trained and has_moved_rows(trainer, made) else ""


def _fits(trainer: Trainer, made: Trainer) -> bool:
    return _shapes(learned_arrays(trainer)) == _shapes(learned_arrays(made))


def _shapes(arrays: Mapping[str, Array]) -> dict[str, tuple[int, ...]]:
    return {key: array.shape for key, array in arrays.items()}


def _layers(model: Model) -> tuple[str, ...]:
    """Name the layers that have parameters or states."""
    kept = [*model.program.parameters, *model.program.states]
    return tuple(dict.fromkeys(_layer(array.key) for array in kept))


def _layer(key: str) -> str:
    return key.rpartition(".")[0]


def _rebuilt(
    trainer: Trainer, made: Trainer, memory: WeightMemory, text: str
) -> Change:
    """Begin a new run, from the weights that still fit."""
    life, lived = edits_of(trainer), trainer.lived + trainer.steps_done
    memory.remember(trainer)
    if not lived:
        life, lived = memory.life
    found = dict(memory.arrays)
    if trainer.lived or trainer.steps_done:
        found |= {(k, a.shape): a for k, a in learned_arrays(trainer).items()}
    places = learned_arrays(made)
    keys = [key for key, array in places.items() if (key, array.shape) in found]
    for key in keys:
        places[key][...] = found[key, places[key].shape]
    if not keys:
        return Change(
            "structure", (), _layers(made.model), f"built from scratch: {text}"
        )
    made.lived, made.edits = lived, life
    _enter(made)
    new = [key for key in places if key not in keys]
    kept, fresh = _named(keys, new), _named(new, keys)
    return Change("structure", kept, fresh, _said(kept, fresh))


def _named(keys: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """Name layers, or single weights of those that also have some of the others."""
    mixed = {_layer(key) for key in others}
    names = (key if _layer(key) in mixed else _layer(key) for key in keys)
    return tuple(dict.fromkeys(names))


def _said(kept: tuple[str, ...], fresh: tuple[str, ...]) -> str:
    parts = [("kept", kept), ("fresh", fresh)]
    said = [f"{word} {', '.join(names)}" for word, names in parts if names]
    return f"rebuilt: {'; '.join(said)}"


def _enter(made: Trainer) -> None:
    """Record the spec that the run goes on with; of one step only the last counts."""
    now = Edited(made.lived + made.steps_done, made.epoch, resolved(made.model.spec))
    made.edits = (*(e for e in made.edits if e.step < now.step or not e.step), now)


def _go_on(
    trainer: Trainer, made: Trainer, old: Mapping[str, Any], new: Mapping[str, Any]
) -> None:
    """Put the state of a run into a trainer whose layers are the same."""
    state, fresh = trainer.unfinished(), made.unfinished()
    _reconcile(state, fresh, trainer, made)
    loop = state.loop
    is_same = all(old[key] == new[key] for key in ("loss", "metrics", *DATA))
    if _slowing(old) != _slowing(new):
        loop.rate = None
    state.callbacks = list(_memories(trainer, made, state.callbacks, is_same=is_same))
    if any(old[key] != new[key] for key in DATA):
        loop.start, loop.running = 0, 0.0
    is_stuck = loop.stopped == "early_stopping" and is_same
    is_stuck &= old["training"]["early_stopping"] == new["training"]["early_stopping"]
    loop.stopped = "early_stopping" if is_stuck else ""
    state.edits, state.lived = edits_of(trainer), trainer.lived
    state.is_by_hand, state.seconds = trainer.is_by_hand, trainer.seconds
    state.reports = [_renamed(r, made.evaluator.names) for r in state.reports]
    made.restore(state)
    _enter(made)
    _end(made)


def _renamed(report: Report, names: Sequence[str]) -> Report:
    """Give all reports of a run the same metrics; those not known are NaN."""
    figures = {name: report.metrics.get(name, math.nan) for name in names}
    return Report(report.epoch, figures)


def _slowing(spec: Mapping[str, Any]) -> Any:
    return spec["optimizer"].get("learning_rate")


def _reconcile(
    state: RunState, fresh: RunState, trainer: Trainer, made: Trainer
) -> None:
    """Keep the optimizer's slots if it still has the same, or begin with none."""
    arrays, begun = state.arrays, fresh.arrays
    kinds = [type(each.model.spec.optimizer) for each in (trainer, made)]
    slots = [_shapes(each.arrays.slots) for each in (trainer, made)]
    if kinds[0] is not kinds[1] or slots[0] != slots[1]:
        state.loop.updates = 0
        arrays = {k: a for k, a in arrays.items() if not k.startswith("slot ")}
    shapes = _shapes(begun)
    fitting = {k: a for k, a in arrays.items() if shapes.get(k) == a.shape}
    measured = {f"state {k}" for k in made.arrays.states} - {
        f"state {k}" for k in learned_arrays(made)
    }
    kept = {k: a for k, a in fitting.items() if k not in measured}
    state.arrays = begun | kept


def _memories(
    trainer: Trainer, made: Trainer, memories: list[dict[str, Any]], *, is_same: bool
) -> Iterator[dict[str, Any]]:
    """Let a callback remember what one of its kind does, if it still holds."""
    before, after = trainer.loop.hooks.callbacks, made.loop.hooks.callbacks
    known = {
        type(callback): (_monitored(callback), kept)
        for callback, kept in zip(before, memories, strict=True)
    }
    for callback in after:
        monitored, kept = known.get(type(callback), (None, {}))
        holds = is_same and monitored == _monitored(callback)
        yield kept if holds and kept else memory_of(callback)


def _monitored(callback: Callback) -> tuple[str, str] | None:
    """Return what a callback decides by; L-BFGS keeps all when its limits change."""
    if isinstance(callback, EarlyStopping | ReduceLROnPlateau):
        return callback.monitor, callback.mode
    return None


def _end(made: Trainer) -> None:
    """End a run that has come as far as it should."""
    loop = made.loop.state
    target = made.loop.settings.target_loss
    is_over = made.epoch >= made.epochs
    if not loop.stopped and is_over:
        loop.stopped = "epochs"
    elif not loop.stopped and target is not None and loop.loss <= target:
        is_known = made.history.count > 0 and math.isfinite(loop.loss)
        loop.stopped = "target_loss" if is_known else ""
    made.step(0)


def learned_arrays(trainer: Trainer) -> dict[str, Array]:
    """Return parameters and states, except those measured from the data."""
    states = trainer.model.program.states
    measured = {s.key for s in states if isinstance(s.start, Adapted)}
    found = {**trainer.arrays.parameters, **trainer.arrays.states}
    return {key: array for key, array in found.items() if key not in measured}


def edits_of(trainer: Trainer) -> tuple[Edited, ...]:
    """List the specs so far, the first one included."""
    return trainer.edits or (Edited(0, 0, resolved(trainer.model.spec)),)
