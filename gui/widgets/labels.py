"""Labels that stand above and below what is drawn."""

from PySide6.QtWidgets import QLabel, QSizePolicy


def wrapped() -> QLabel:
    """Make a label that wraps and never makes its panel wider."""
    label = QLabel()
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    pad = label.fontMetrics().averageCharWidth()
    label.setContentsMargins(pad, pad // 2, pad, pad // 2)
    return label
