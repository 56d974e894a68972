import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon

from gui.look.colours import DARK, LIGHT
from gui.look.icons import NAMES, icon

ASKED = [
    "run",
    "pause",
    "step",
    "steps",
    "epoch",
    "to_epoch",
    "reset",
    "seed",
    "open",
    "save",
    "examples",
    "new",
    "find",
    "export",
    "light",
    "dark",
    "eye",
    "eye_off",
    "add_row",
    "remove_row",
    "add_column",
    "remove_column",
    "fit",
    "copy",
    "warning",
    "error",
    "check",
    "close",
    "menu",
]


def inked(drawn, mode, size=24):
    """Give the colours of the points that are more than half covered."""
    image = drawn.pixmap(QSize(size, size), mode).toImage()
    points = [image.pixelColor(x, y) for x in range(size) for y in range(size)]
    return [p.name() for p in points if p.alpha() > 250]


def test_every_icon_that_the_window_needs_is_there():
    assert set(ASKED) <= set(NAMES)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_an_icon_is_drawn_in_the_colours_of_its_state(qapp, name, colours):
    drawn = icon(name, colours)
    for mode, colour in (
        (QIcon.Mode.Normal, colours.text),
        (QIcon.Mode.Disabled, colours.dim),
    ):
        ink = inked(drawn, mode)
        assert len(ink) >= 8
        assert QColor(colour).name() in ink


def test_no_two_icons_look_alike(qapp):
    pictures = [
        bytes(icon(name, LIGHT).pixmap(QSize(48, 48)).toImage().constBits())
        for name in NAMES
    ]
    assert len(set(pictures)) == len(NAMES)


def test_an_unknown_name_is_refused(qapp):
    with pytest.raises(KeyError):
        icon("elephant", LIGHT)
