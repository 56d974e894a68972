"""Buttons side by side, one of which is chosen: by mouse, Tab and arrow keys."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from engine.views import Kind
from gui.look.colours import Colours

TITLES: dict[Kind, str] = {
    "surface": "Plane",
    "fit": "Curve",
    "confusion": "Confusion",
    "scatter": "Predicted / actual",
    "answers": "Table",
}
STYLE = """
QToolButton {{ color: {dim}; border: 1px solid transparent; border-radius: 4px;
    padding: 3px 7px; background: transparent; }}
QToolButton:hover {{ color: {text}; }}
QToolButton:checked {{ color: {text}; background: {selection}; }}
QToolButton:focus {{ border: 1px solid {accent}; }}
"""


class Switch(QWidget):
    """A choice of views.

    Signals
    -------
    chosen : a person chose another view
    """

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("View")
        self.group, self._style = QButtonGroup(self), ""
        self._kinds: tuple[Kind, ...] = ()
        self.group.idClicked.connect(self._tell)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self.setStyleSheet(STYLE.format(**vars(colours)))

    def fill(self, kinds: tuple[Kind, ...]) -> None:
        """Offer these; the first is chosen. One alone needs no button."""
        self._kinds = kinds
        for button in self.group.buttons():
            self.group.removeButton(button)
            button.hide()
            button.deleteLater()
        for place, title in enumerate(TITLES[kind] for kind in kinds):
            button = QToolButton(self)
            button.setText(title)
            button.setCheckable(True)
            button.setToolTip(f"Show: {title} (arrow keys change the view)")
            button.setAccessibleName(title)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.group.addButton(button, place)
            self._row.addWidget(button)
            button.show()
        if kinds:
            self.group.button(0).setChecked(True)
        self.setVisible(len(kinds) > 1)

    def _tell(self, _: int) -> None:
        self.chosen.emit()

    def kind(self) -> Kind:
        """Tell which one is chosen."""
        return self._kinds[max(self.group.checkedId(), 0)]
