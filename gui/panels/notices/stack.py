"""The messages that are shown now, the newest at the top."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.look.colours import LIGHT, Colours
from gui.panels.notices.notice import Kind, Notice
from gui.widgets.panel import Panel

Actions = Sequence[tuple[str, Callable[[], None]]]
MOST = 3


class Notices(Panel):
    """Stacks at most three messages; the newest is at the top."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Messages")
        self._colours = LIGHT
        self._shown: list[Notice] = []
        self._fitted = -1
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(1)
        self._layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self.hide()

    def show_notice(
        self,
        text: str,
        hint: str = "",
        kind: Kind = "info",
        actions: Actions = (),
        key: str = "",
    ) -> None:
        """Show a message, in the place of one of the same key."""
        if key:
            self.clear(key)
        notice = Notice((text, hint), kind, key, self)
        for word, call in actions:
            notice.add_action(word, call)
        notice.set_colours(self._colours)
        notice.closed.connect(lambda: self._remove(notice))
        self._shown.insert(0, notice)
        self._layout.insertWidget(0, notice)
        notice.show()
        for old in self._shown[MOST:]:
            self._remove(old)
        self._settle()

    def clear(self, key: str) -> None:
        """Remove the message of a key, if there is one."""
        for notice in [notice for notice in self._shown if notice.key == key]:
            self._remove(notice)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        for notice in self._shown:
            notice.set_colours(colours)
        self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the texts are at this width."""
        super().resizeEvent(event)
        # A tool bar answers a new height with another event of the old width.
        if self.width() != self._fitted:
            self._settle()

    def _settle(self) -> None:
        self._fitted = self.width()
        for notice in self._shown:
            notice.adapt(self.width())
        self._layout.invalidate()
        self.setVisible(bool(self._shown))
        self.setFixedHeight(max(self._layout.heightForWidth(self.width()), 0))

    def _remove(self, notice: Notice) -> None:
        if notice in self._shown:
            self._shown.remove(notice)
            self._layout.removeWidget(notice)
            notice.hide()
            notice.deleteLater()
        self._settle()
