"""Ranges of axes that change in jumps, so that curves move inside still axes."""

import math

Range = tuple[float, float]
_FIRST_EPOCH = math.log10(0.5)  # where a logarithmic axis shows epoch 0


def epochs_held(last: int, is_log: bool) -> Range:
    """Return room for epochs up to the next power of two."""
    return epochs_fitted(1 << max(3, last.bit_length()), is_log)


def epochs_fitted(last: int, is_log: bool) -> Range:
    """Return room for exactly these epochs."""
    end = max(last, 1)
    return (_FIRST_EPOCH, math.log10(end) + 0.02) if is_log else (0.0, end * 1.01)


def values_held(low: float, high: float, before: Range | None, is_log: bool) -> Range:
    """Keep a range while values lie in it and fill enough of it."""
    if is_log:
        return _decades(low, high)
    if before and _fits(low, high, before):
        return before
    return _nice(low, high)


def values_fitted(low: float, high: float, is_log: bool) -> Range:
    """Return room for exactly these values, with a small margin."""
    if is_log:
        low, high = math.log10(low), math.log10(high)
    margin = (high - low) * 0.04 or abs(high) * 0.1 or 0.5
    return low - margin, high + margin


def _decades(low: float, high: float) -> Range:
    bottom, top = math.floor(math.log10(low)), math.ceil(math.log10(high))
    return float(bottom), float(max(top, bottom + 1))


def _fits(low: float, high: float, before: Range) -> bool:
    bottom, top = before
    return bottom <= low and high <= top and high - low > 0.4 * (top - bottom)


def _nice(low: float, high: float) -> Range:
    span = high - low or abs(high) or 1.0
    step = _nice_step(span / 4)
    bottom = math.floor((low - 0.02 * span) / step) * step
    if low >= 0:
        bottom = max(bottom, 0.0)
    return bottom, math.ceil((high + 0.02 * span) / step) * step


def _nice_step(least: float) -> float:
    power = 10.0 ** math.floor(math.log10(least))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= least * (1 - 1e-9))
