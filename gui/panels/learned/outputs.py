"""The choice of an output, where a network has several."""

from PySide6.QtWidgets import QComboBox, QWidget


class Outputs(QComboBox):
    """A list of names that never makes its panel wider."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Output")
        self.setToolTip("Which output is shown")
        self.setMinimumContentsLength(6)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.setSizeAdjustPolicy(policy)
        self.hide()

    def names(self) -> tuple[str, ...]:
        """List what is offered."""
        return tuple(self.itemText(i) for i in range(self.count()))

    def fill(self, names: tuple[str, ...]) -> None:
        """Offer these; the first is chosen."""
        self.clear()
        self.addItems(list(names))

    def place(self) -> int:
        """Return which one is chosen."""
        return max(self.currentIndex(), 0)
