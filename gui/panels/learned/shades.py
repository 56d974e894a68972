"""Colours and symbols of a plane: by class, by one of two targets, or by a scale."""

import math
from functools import cache
from typing import Any

from PySide6.QtGui import QColor, QPainterPath

from engine.views import Surface
from gui.look.colours import Colours
from gui.look.plotting import mixed, pg

SYMBOLS = ("o", "s", "t", "d", "star", "p", "h")
SIGNS = ("●", "■", "▼", "◆", "★", "⬟", "⬢")
LEVELS = 16
"""How many shades a class has, by how sure the network is of it."""
STEPS = 7
"""How many shades the targets of a scale have."""


def targets(surface: Surface) -> list[float]:
    """List the targets that have a colour: classes, two numbers, or a scale's steps."""
    if surface.classes:
        return [float(i) for i in range(len(surface.classes))]
    found = sorted({float(t) for t in surface.targets.tolist() if not math.isnan(t)})
    if len(found) <= 2:
        return found
    wide = (surface.high - surface.low) / (STEPS - 1)
    return [surface.low + wide * i for i in range(STEPS)]


def is_scale(surface: Surface) -> bool:
    """Return whether targets lie on a scale, and are no classes."""
    return not surface.classes and len(targets(surface)) > 2


def choose_near(surface: Surface, kind: int) -> Any:
    """Choose the examples of a target, or those nearest to a step of a scale."""
    if not is_scale(surface):
        return surface.targets == targets(surface)[kind]
    wide = (surface.high - surface.low) / (STEPS - 1) or 1.0
    steps = ((surface.targets - surface.low) / wide).round().clip(0, STEPS - 1)
    return steps == kind


def symbol(surface: Surface, kind: int) -> str:
    """Return the symbol of a target; those of a scale are all circles."""
    return "o" if is_scale(surface) else SYMBOLS[kind % len(SYMBOLS)]


def colour(surface: Surface, kind: int, colours: Colours) -> QColor:
    """Return the colour of a target."""
    if is_scale(surface):
        return on_scale(kind / (STEPS - 1), colours)
    if len(surface.classes) > 2:
        return QColor(colours.series[kind % len(colours.series)])
    found = targets(surface)
    is_high = kind % 2 == 1 if len(found) > 1 else found[0] >= _middle(surface)
    return QColor(colours.high if is_high else colours.low)


def on_scale(share: float, colours: Colours) -> QColor:
    """Mix low, middle and high."""
    if share < 0.5:
        return mixed(colours.low, colours.middle, share * 2)
    return mixed(colours.middle, colours.high, share * 2 - 1)


def table(surface: Surface, colours: Colours) -> Any:
    """Make the table in which the heat map finds its colours."""
    if not surface.classes:
        shades = [on_scale(i / 255, colours) for i in range(256)]
    else:
        shades = [
            mixed(
                colours.panel,
                colour(surface, kind, colours).name(),
                0.15 + 0.6 * i / LEVELS,
            )
            for kind in range(len(surface.classes))
            for i in range(LEVELS)
        ]
    places = [i / (len(shades) - 1) for i in range(len(shades))]
    return pg.ColorMap(places, shades).getLookupTable(nPts=len(shades))


def shades(surface: Surface) -> Any:
    """Return what the heat map looks up."""
    if surface.shares is None:
        return surface.values
    return surface.values * LEVELS + (surface.shares * (LEVELS - 1)).round()


def levels(surface: Surface) -> tuple[float, float]:
    """Return what stands for the ends of the table."""
    if surface.classes:
        return 0, len(surface.classes) * LEVELS
    return surface.low, surface.high


def legend(surface: Surface, colours: Colours) -> str:
    """Name the symbols."""
    if is_scale(surface):
        return "● examples, in the colour of their targets"
    names = surface.classes or [f"{kind:.4g}" for kind in targets(surface)]
    spans = [
        f'<span style="color:{colour(surface, i, colours).name()}">'
        f"{SIGNS[i % len(SIGNS)]}</span>&nbsp;{name}"
        for i, name in enumerate(names)
    ]
    if not surface.right.all():
        spans.append("✗&nbsp;wrong")
    before = "" if surface.classes else f"target {surface.output}:&nbsp; "
    return before + "&nbsp;&nbsp; ".join(spans)


@cache
def crossed_ring() -> QPainterPath:
    """Make the symbol around an example that is wrong."""
    path = QPainterPath()
    path.addEllipse(-0.5, -0.5, 1.0, 1.0)
    for x, y in ((-0.36, -0.36), (-0.36, 0.36)):
        path.moveTo(x, y)
        path.lineTo(-x, -y)
    return path


def _middle(surface: Surface) -> float:
    return (surface.low + surface.high) / 2
