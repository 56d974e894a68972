"""Guards plot items: one that cannot be painted is reported, and the window goes on."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any
from weakref import WeakSet

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QPainterPath

_INSTEAD: dict[str, Callable[[], Any]] = {
    "boundingRect": QRectF,
    "shape": QPainterPath,
    "paint": lambda: None,
}

_reported: WeakSet[Any] = WeakSet()


def guard(*kinds: type) -> None:
    """Keep items of these kinds from raising while a plot is painted; they stay empty.

    PySide keeps such an exception until all items are painted, takes a reference too
    many from what is called meanwhile, and the process ends (6.11, and those before).
    """
    for kind in kinds:
        for name, instead in _INSTEAD.items():
            if name in vars(kind):
                setattr(kind, name, _guarded(vars(kind)[name], instead))
        guard(*kind.__subclasses__())


def _guarded(
    call: Callable[..., Any], instead: Callable[[], Any]
) -> Callable[..., Any]:
    @wraps(call)
    def guarded(item: Any, *given: Any) -> Any:
        try:
            return call(item, *given)
        except Exception as error:  # noqa: BLE001 - the window shows it
            _report(item, error)
            return instead()

    return guarded


def _report(item: Any, error: Exception) -> None:
    """Report each item once, and not while it is painted."""
    if item not in _reported:
        _reported.add(item)
        error_info = type(error), error, error.__traceback__
        QTimer.singleShot(0, lambda: sys.excepthook(*error_info))
