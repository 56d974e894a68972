"""The line between classes: where the class of a cell changes to the next."""

from typing import Any

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter

from gui.look.plotting import pg


class ClassEdges(pg.GraphicsObject):
    """Draws the sides of cells at which two classes meet, in the image's own cells."""

    def __init__(self, image: Any) -> None:
        super().__init__()  # pyright: ignore[reportUnknownMemberType] - no types
        self.lines: list[QLineF] = []
        self._room = QRectF()
        self._pen: Any = None
        self.setParentItem(image)
        self.setZValue(5)

    def set_pen(self, pen: Any) -> None:
        """Draw with another pen."""
        self._pen = pen
        self.update()

    def set_classes(self, classes: Any) -> None:
        """Show where these classes of cells meet; None for no line."""
        self.prepareGeometryChange()
        self.lines, self._room = [], QRectF()
        if classes is not None:
            self.lines = [*_upright(classes), *_level(classes)]
            self._room = QRectF(0, 0, *classes.shape)
        self.update()

    def boundingRect(self) -> QRectF:
        """Cover the image."""
        return self._room

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw all lines at once."""
        if self._pen is not None:
            painter.setPen(self._pen)
            painter.drawLines(self.lines)


def _upright(classes: Any) -> list[QLineF]:
    """Return the sides between neighbours in x."""
    across, up = (classes[1:] != classes[:-1]).nonzero()
    pairs = zip(across.tolist(), up.tolist(), strict=True)
    return [QLineF(x + 1, y, x + 1, y + 1) for x, y in pairs]


def _level(classes: Any) -> list[QLineF]:
    """Return the sides between neighbours in y."""
    across, up = (classes[:, 1:] != classes[:, :-1]).nonzero()
    pairs = zip(across.tolist(), up.tolist(), strict=True)
    return [QLineF(x, y + 1, x + 1, y + 1) for x, y in pairs]
