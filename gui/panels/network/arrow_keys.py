"""What the arrow keys mean."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_STEPS = {
    Qt.Key.Key_Left.value: (-1, 0),
    Qt.Key.Key_Right.value: (1, 0),
    Qt.Key.Key_Up.value: (0, -1),
    Qt.Key.Key_Down.value: (0, 1),
}


def step_of(event: QKeyEvent) -> tuple[int, int]:
    """Return how far a key goes across and down; (0, 0) for all but arrows."""
    return _STEPS.get(event.key(), (0, 0))
