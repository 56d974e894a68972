"""The panel of what was learned, light and dark, and what is painted in it."""

import pytest

from gui.look.colours import DARK, LIGHT
from gui.panels.learned import LearnedPanel


def colours_in(widget):
    picture = widget.grab().toImage()
    return {
        picture.pixel(x, y)
        for x in range(0, picture.width(), 3)
        for y in range(0, picture.height(), 3)
    }


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def panel(qtbot, request):
    made = LearnedPanel()
    qtbot.addWidget(made)
    made.set_colours(request.param)
    made.resize(420, 640)
    made.show()
    qtbot.waitExposed(made)
    return made
