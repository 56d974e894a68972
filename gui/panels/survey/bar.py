"""What can be done with the chosen columns: other roles, another type."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from gui.look.colours import Colours
from gui.panels.survey.choices import ROLES

_ROLES = {
    "input": ("&Input", "Use the chosen columns as inputs (I)"),
    "output": ("&Output", "Predict the chosen columns (O)"),
    "unused": ("&Not used", "Leave the chosen columns out (N)"),
}


class Bar(QWidget):
    """Buttons for roles, and a list of types.

    Signals
    -------
    role_wanted, type_wanted : for the chosen columns
    """

    role_wanted = Signal(str)
    type_wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.roles = {role: self._button(role) for role in ROLES}
        self.types = QComboBox(self)
        self.types.setAccessibleName("Type of the chosen columns")
        self.types.setToolTip("What the chosen columns hold")
        self.types.activated.connect(self._choose)
        label = QLabel("&Type", self)
        label.setBuddy(self.types)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(QLabel("Chosen columns:", self))
        for button in self.roles.values():
            layout.addWidget(button)
        layout.addSpacing(self.fontMetrics().averageCharWidth() * 2)
        layout.addWidget(label)
        layout.addWidget(self.types)
        layout.addStretch()

    def set_colours(self, colours: Colours) -> None:
        """Highlight the role of the chosen columns."""
        self.setStyleSheet(
            f"QPushButton:checked {{ background: {colours.selection};"
            f" color: {colours.text}; border: 1px solid {colours.accent};"
            " border-radius: 4px; padding: 3px 4px }"
        )

    def set_types(self, types: Sequence[tuple[str, str]]) -> None:
        """Offer types, each with a line about it."""
        self.types.clear()
        for place, (name, about) in enumerate(types):
            self.types.addItem(name)
            self.types.setItemData(place, about, Qt.ItemDataRole.ToolTipRole)

    def show_choice(self, roles: set[str], types: set[str]) -> None:
        """Show what the chosen columns are; nothing where they differ."""
        for role, button in self.roles.items():
            button.setChecked(roles == {role})
            button.setEnabled(bool(roles))
        self.types.setEnabled(bool(types))
        self.types.setCurrentText(next(iter(types)) if len(types) == 1 else "")
        if len(types) != 1:
            self.types.setCurrentIndex(-1)

    def _button(self, role: str) -> QPushButton:
        text, tip = _ROLES[role]
        button = QPushButton(text, self)
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.setToolTip(tip)
        button.clicked.connect(lambda: self.role_wanted.emit(role))
        return button

    def _choose(self, place: int) -> None:
        self.type_wanted.emit(self.types.itemText(place))
