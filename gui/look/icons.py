"""The icons, drawn in one line style and recoloured for light and for dark."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gui.look.colours import Colours

_SIZES = (16, 20, 24, 32, 48, 64)
_SOLID = frozenset({"run", "pause"})

# Lines on a ground of 24 by 24, as the attribute `d` of an SVG path.
_DRAWN = {
    "run": "M7 4.5 L19 12 L7 19.5 Z",
    "pause": "M7.5 5 V19 M16.5 5 V19",
    "step": "M6 5 L15 12 L6 19 Z M19 5 V19",
    "steps": "M3.5 5 L10 12 L3.5 19 M10.5 5 L17 12 L10.5 19 M20.5 5 V19",
    "epoch": "M19 8 A8 8 0 1 0 20 12 M19.5 3 V8 H14.5",
    "to_epoch": "M3 12 H15 M10.5 7.5 L15 12 L10.5 16.5 M20 5 V19",
    "reset": "M5 8 A8 8 0 1 1 4 12 M4.5 3 V8 H9.5",
    "seed": "M5 4 H19 Q20 4 20 5 V19 Q20 20 19 20 H5 Q4 20 4 19 V5 Q4 4 5 4 Z"
    " M8.5 8.5 h0.01 M15.5 8.5 h0.01 M12 12 h0.01 M8.5 15.5 h0.01 M15.5 15.5 h0.01",
    "open": "M3 18 V6 Q3 5 4 5 H9 L11.5 8 H18 Q19 8 19 9 V11"
    " M3 18.5 L6 11 H21.5 L18.5 19 H3.5",
    "table": "M4 5 H20 V19 H4 Z M4 10 H20 M4 14.5 H20 M10 5 V19",
    "save": "M5 4 H16 L20 8 V19 Q20 20 19 20 H5 Q4 20 4 19 V5 Q4 4 5 4 Z"
    " M8 4 V8.5 H14.5 V4 M7.5 20 V13.5 H16.5 V20",
    "examples": "M4 4 H10 V10 H4 Z M14 4 H20 V10 H14 Z M4 14 H10 V20 H4 Z"
    " M14 14 H20 V20 H14 Z",
    "new": "M6 3 H14 L19 8 V21 H6 Z M12.5 11 V17 M9.5 14 H15.5",
    "find": "M10.5 4 A6.5 6.5 0 1 0 10.5 17 A6.5 6.5 0 1 0 10.5 4"
    " M15.5 15.5 L20.5 20.5",
    "export": "M12 15 V3.5 M7.5 8 L12 3.5 L16.5 8 M4 14 V20 H20 V14",
    "light": "M12 8 A4 4 0 1 0 12 16 A4 4 0 1 0 12 8 M12 2.5 V4 M12 20 V21.5"
    " M2.5 12 H4 M20 12 H21.5 M5.3 5.3 L6.3 6.3 M17.7 17.7 L18.7 18.7"
    " M18.7 5.3 L17.7 6.3 M6.3 17.7 L5.3 18.7",
    "dark": "M20 14 A8.5 8.5 0 1 1 10 4 A7 7 0 0 0 20 14 Z",
    "eye": "M2.5 12 Q7 5.5 12 5.5 Q17 5.5 21.5 12 Q17 18.5 12 18.5 Q7 18.5 2.5 12 Z"
    " M12 9.3 A2.7 2.7 0 1 0 12 14.7 A2.7 2.7 0 1 0 12 9.3",
    "eye_off": "M2.5 12 Q7 5.5 12 5.5 Q17 5.5 21.5 12 Q17 18.5 12 18.5"
    " Q7 18.5 2.5 12 Z M4 20 L20 4",
    "add_row": "M4 4 H20 V11 H4 Z M12 14.5 V21 M8.75 17.75 H15.25",
    "remove_row": "M4 4 H20 V11 H4 Z M8.5 17.5 H15.5",
    "add_column": "M4 4 H11 V20 H4 Z M14.5 12 H21 M17.75 8.75 V15.25",
    "remove_column": "M4 4 H11 V20 H4 Z M14.5 12 H21",
    "fit": "M4 9 V4 H9 M15 4 H20 V9 M20 15 V20 H15 M9 20 H4 V15",
    "copy": "M9 9 H20 V20 H9 Z M15 9 V4 H4 V15 H9",
    "warning": "M12 4 L21.5 20 H2.5 Z M12 10 V14 M12 17 h0.01",
    "error": "M8 3 H16 L21 8 V16 L16 21 H8 L3 16 V8 Z M12 7.5 V12.5 M12 16.3 h0.01",
    "info": "M12 3 A9 9 0 1 0 12 21 A9 9 0 1 0 12 3 M12 11 V16.5 M12 7.6 h0.01",
    "check": "M4.5 12.5 L9.5 17.5 L19.5 6.5",
    "close": "M6 6 L18 18 M18 6 L6 18",
    "menu": "M4 6.5 H20 M4 12 H20 M4 17.5 H20",
}
NAMES = tuple(_DRAWN)


def icon(name: str, colours: Colours) -> QIcon:
    """Draw an icon in the colour of text, and paler for what cannot be used."""
    return tinted(name, colours.text, colours.dim)


def tinted(name: str, normal: str, disabled: str) -> QIcon:
    """Draw an icon in two colours of one's choice."""
    drawn = QIcon()
    modes = ((QIcon.Mode.Normal, normal), (QIcon.Mode.Disabled, disabled))
    for mode, colour in modes:
        for size in _SIZES:
            drawn.addPixmap(QPixmap.fromImage(_image(name, colour, size)), mode)
    return drawn


@cache
def _image(name: str, colour: str, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer = QSvgRenderer(QByteArray(_svg(name, colour).encode()))
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def _svg(name: str, colour: str) -> str:
    fill = colour if name in _SOLID else "none"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
        f'<path d="{_DRAWN[name]}" fill="{fill}" stroke="{colour}" stroke-width="2"'
        ' stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
