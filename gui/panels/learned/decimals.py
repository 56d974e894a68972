"""How many decimals numbers are written with, so that columns stand still."""

import math

MOST = 9


def for_span(span: float) -> int:
    """Choose enough decimals to see a ten-thousandth of a span."""
    if not span or not math.isfinite(span):
        return 4
    return min(MOST, max(0, 4 - math.ceil(math.log10(span))))


def for_column(values: list[float]) -> int:
    """Choose as many as the numbers need, and no more than their span is worth."""
    known = [value for value in values if math.isfinite(value)]
    if not known:
        return 0
    most = min(4, for_span(max(known) - min(known)))
    needs = (_needed(value, most) for value in known)
    return max(needs, default=0)


def fixed(value: float, decimals: int) -> str:
    """Write a number with fixed decimals; one of many digits by its power of ten."""
    return f"{value:.{decimals}f}" if abs(value) < 1e7 else f"{value:.3e}"


def _needed(value: float, most: int) -> int:
    return len(f"{value:.{most}f}".rstrip("0").partition(".")[2]) if most else 0
