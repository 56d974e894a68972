"""Which class was predicted as which, as a matrix of counts."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from engine.views import Confusion
from gui.look.colours import LIGHT, Colours
from gui.look.fonts import title_font
from gui.widgets.confusion.matrix import Matrix, count_text
from gui.widgets.labels import wrapped

HINT = "Point at a cell, or use the arrow keys."


class ConfusionView(QWidget):
    """The matrix, how many are right above it, and the cell pointed at below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = LIGHT
        self.headline, self.reading = wrapped(), wrapped()
        self.headline.setFont(title_font())
        self.reading.setText(HINT)
        self.reading.setMinimumHeight(round(self.fontMetrics().lineSpacing() * 2.4))
        self.matrix = Matrix()
        self.matrix.pointed.connect(self._read)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.headline)
        layout.addWidget(self._scrolled(), 1)
        layout.addWidget(self.reading)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        self.matrix.set_colours(colours)
        self.reading.setStyleSheet(f"color: {colours.dim}")
        self._colour_headline()

    def show_confusion(self, found: Confusion) -> None:
        """Show a matrix."""
        self.matrix.set_confusion(found)
        text = _headline(found)
        if text != self.headline.text():
            self.headline.setText(text)
            self.matrix.setAccessibleDescription(text)
            self._colour_headline()
        self._read()

    def natural_height(self) -> int:
        """Return how high it is where its cells have room to be read."""
        head = 0 if self.headline.isHidden() else self.headline.sizeHint().height()
        return head + self.matrix.natural_height() + self.reading.minimumHeight()

    def _scrolled(self) -> QScrollArea:
        """Make many classes scroll, with cells large enough to be read."""
        self.area = QScrollArea()
        self.area.setWidget(self.matrix)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        high = self.fontMetrics().height()
        self.area.setMinimumSize(high * 10, high * 10)
        for bar in (self.area.horizontalScrollBar(), self.area.verticalScrollBar()):
            bar.valueChanged.connect(self.matrix.update)  # names stay where they are
        self.matrix.moved_to.connect(self._show)
        return self.area

    def _show(self, cell: QRect) -> None:
        """Scroll to a cell, beyond the names that lie over the matrix."""
        corner = self.matrix.grid().cells.topLeft().toPoint()
        start = cell.topLeft() - corner
        self.area.ensureVisible(start.x(), start.y(), 0, 0)
        self.area.ensureVisible(cell.right(), cell.bottom(), 4, 4)

    def _read(self) -> None:
        cell = self.matrix.cell
        text = self.matrix.describe(cell) if cell else HINT
        if text != self.reading.text():
            self.reading.setText(text)

    def _colour_headline(self) -> None:
        signs = {"✓": self._colours.good, "✗": self._colours.error}
        colour = signs.get(self.headline.text()[:1], self._colours.text)
        self.headline.setStyleSheet(f"color: {colour}")


def _headline(found: Confusion) -> str:
    counts: list[list[float]] = found.counts.tolist()
    right = sum(row[i] for i, row in enumerate(counts))
    total = sum(map(sum, counts))
    if not total:
        return "No example has a class"
    sign = "✓" if right == total else "✗"
    part = "" if found.part == "train" else f" ({found.part})"
    rights = f"{count_text(right)} of {count_text(total)}"
    return f"{sign} {right / total:.1%} right: {rights}{part}"
