"""What all views of the panel have: a headline, a body, and a line of read-out."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPointF
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from gui.look.colours import LIGHT, Colours
from gui.look.fonts import text_font, title_font
from gui.look.plotting import plot_widget, set_plot_colours


class View(QWidget):
    """A headline above, what is shown, and below it what lies under the cursor."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.colours = LIGHT
        self._is_right: bool | None = None
        self.headline = _label(title_font())
        self.headline.hide()
        self.read_out = _label(text_font())
        self.read_out.setMinimumHeight(self.read_out.fontMetrics().lineSpacing() * 2)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.addWidget(self.headline)
        self.rows.addWidget(self.read_out)

    def add_body(self, body: QWidget) -> None:
        """Put the picture between headline and read-out."""
        self.rows.insertWidget(self.rows.count() - 1, body, 1)

    def set_headline(self, text: str, is_right: bool | None = None) -> None:
        """Say the result in a few words, in the colour of right or wrong."""
        if text == self.headline.text() and is_right == self._is_right:
            return
        self._is_right = is_right
        self.headline.setText(text)
        self.headline.setVisible(bool(text))
        self._colour_headline()

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self.colours = colours
        self._colour_headline()
        _colour(self.read_out, colours.dim)

    def _colour_headline(self) -> None:
        c = self.colours
        colours = {True: c.good, False: c.error, None: c.text}
        _colour(self.headline, colours[self._is_right])


class PlotView(View):
    """A view whose body is a plot that tells what lies under the cursor."""

    hint = "Point at the picture to read it."

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.plot: Any = plot_widget(name, self)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.getViewBox().disableAutoRange()
        self.plot.setMinimumHeight(self.fontMetrics().height() * 8)
        self.plot.scene().sigMouseMoved.connect(self._move)
        self.plot.installEventFilter(self)
        self.add_body(self.plot)
        self._cursor: QPointF | None = None
        self.read_out.setText(self.hint)

    def told(self, x: float, y: float) -> str:
        """Say what lies at a place of the plot; empty where there is nothing."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Say anew what lies under the cursor."""
        box = self.plot.getViewBox()
        text = ""
        if self._cursor is not None and box.sceneBoundingRect().contains(self._cursor):
            place = box.mapSceneToView(self._cursor)
            text = self.told(place.x(), place.y())
        if (text or self.hint) != self.read_out.text():
            self.read_out.setText(text or self.hint)

    def nearest(self, xs: Any, ys: Any, x: float, y: float) -> int | None:
        """Find the example under the cursor, if there is one."""
        if not len(xs):
            return None
        width, height = self.plot.getViewBox().viewPixelSize()
        squares = ((xs - x) / width) ** 2 + ((ys - y) / height) ** 2
        number = int(squares.argmin())
        return number if squares[number] <= self.fontMetrics().height() ** 2 / 3 else None

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        super().set_colours(colours)
        set_plot_colours(self.plot, colours)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Forget the cursor when it leaves the plot."""
        if watched is self.plot and event.type() == QEvent.Type.Leave:
            self._cursor = None
            self.refresh()
        return super().eventFilter(watched, event)

    def _move(self, place: QPointF) -> None:
        self._cursor = place
        self.refresh()


def _label(font: QFont) -> QLabel:
    label = QLabel()
    label.setFont(font)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def _colour(label: QLabel, colour: str) -> None:
    palette = label.palette()
    palette.setColor(QPalette.ColorRole.WindowText, colour)
    label.setPalette(palette)
