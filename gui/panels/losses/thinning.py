"""Curves as a plot draws them: few points, spikes kept, no value without place."""

from typing import Any

from engine.views import Curve

MOST = 512
"""Points of a curve that suffice while all of it is seen."""

_LARGEST = 1e300


def thin(curve: Curve, most: int, is_log_x: bool, is_log_y: bool) -> tuple[Any, Any]:
    """Return x and y; a point for several epochs has their minimum and maximum."""
    epochs, low, high = _thinned(curve, most)
    if not bool((low < high).any()):
        x, y = epochs.astype(float), low.astype(float)
    else:
        x, y = epochs.repeat(2).astype(float), low.repeat(2).astype(float)
        y[1::2] = high
    known = (abs(y) < _LARGEST) & ((y > 0) | (not is_log_y))
    if not bool(known.any()):  # pyqtgraph's points must have a place
        return x[:0], y[:0]
    y[~known] = float("nan")
    return (x.clip(0.5) if is_log_x else x), y


def extent(curve: Curve, is_log: bool) -> tuple[float, float] | None:
    """Return the least and greatest value that can be shown."""
    low = curve.low[(abs(curve.low) < _LARGEST) & ((curve.low > 0) | (not is_log))]
    high = curve.high[(abs(curve.high) < _LARGEST) & ((curve.high > 0) | (not is_log))]
    if not len(low) or not len(high):
        return None
    return min(float(low.min()), float(high.min())), float(high.max())


def _thinned(curve: Curve, most: int) -> tuple[Any, Any, Any]:
    """Join neighbours until at most `most` points are left, the last one a rest."""
    count = len(curve.epochs)
    width = -(-count // most)
    if width <= 1:
        return curve.epochs, curve.low, curve.high
    ends = curve.epochs[width - 1 :: width]
    whole = len(ends)
    epochs = curve.epochs[: -(-count // width)].copy()
    low, high = curve.low[: len(epochs)].copy(), curve.high[: len(epochs)].copy()
    epochs[:whole] = ends
    low[:whole] = curve.low[: whole * width].reshape(-1, width).min(axis=1)
    high[:whole] = curve.high[: whole * width].reshape(-1, width).max(axis=1)
    if whole < len(epochs):
        epochs[whole] = curve.epochs[-1]
        low[whole] = curve.low[whole * width :].min()
        high[whole] = curve.high[whole * width :].max()
    return epochs, low, high
