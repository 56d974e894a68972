"""What every part of the window has in common."""

from PySide6.QtWidgets import QWidget

from gui.look.colours import Colours


class Panel(QWidget):
    """A part of the window: values come in by `set_*` methods, signals go out.

    A panel knows no other panel, no session and no engine internals.
    """

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        raise NotImplementedError
