"""The text for a place or an example of a plane under the pointer."""

import math

from engine.views import Surface


def at_place(surface: Surface, x: float, y: float) -> str:
    """Describe the prediction at the computed place nearest to this one."""
    side = len(surface.values)
    place: list[int] = []
    for value, (low, high) in zip((x, y), surface.ranges, strict=True):
        if not low <= value <= high:
            return ""
        place.append(round((value - low) / (high - low) * (side - 1)))
    near = [
        low + (high - low) * i / max(side - 1, 1)
        for i, (low, high) in zip(place, surface.ranges, strict=True)
    ]
    return f"{_inputs(surface, near)}: {_predicted(surface, place[0], place[1])}"


def of_example(surface: Surface, row: int) -> str:
    """Describe an example: its place, its target, whether it is predicted right."""
    x, y = surface.points[row].tolist()
    there = at_place(surface, x, y)
    where = there or _inputs(surface, [x, y])
    return f"{where} · example: target {_target(surface, row)}{_verdict(surface, row)}"


def _inputs(surface: Surface, place: list[float]) -> str:
    pairs = zip(surface.names, place, strict=True)
    return ", ".join(f"{name} {value:.4g}" for name, value in pairs)


def _predicted(surface: Surface, i: int, j: int) -> str:
    value = surface.values[i][j].item()
    if surface.classes:
        share = surface.shares[i][j].item() if surface.shares is not None else None
        sure = "" if share is None else f", {share:.1%}"
        return f"{surface.classes[int(value)]}{sure}"
    return f"{surface.output} {value:.6g}"


def _target(surface: Surface, row: int) -> str:
    target = surface.targets[row].item()
    if math.isnan(target) or (target < 0 and surface.classes):
        return "any"
    return surface.classes[int(target)] if surface.classes else f"{target:.6g}"


def _verdict(surface: Surface, row: int) -> str:
    return "" if surface.right[row] else ", ✗ wrong"
