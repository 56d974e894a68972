"""Everything that can be done, in one table: menus, buttons and shortcuts follow it."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from gui.look.colours import Colours
from gui.look.icons import icon


class Entry(NamedTuple):
    """An action: its key, where it stands, what it says, and how it is reached."""

    key: str
    menu: str
    text: str
    shortcuts: str
    tip: str
    icon: str = ""


ENTRIES = (
    Entry(
        "new", "File", "&New", "Ctrl+N", "Start a new spec from a copy of xor", "new"
    ),
    Entry("open", "File", "&Open...", "Ctrl+O", "Open a spec", "open"),
    Entry(
        *("open_data", "File", "Open &Data...", "Ctrl+Shift+O"),
        *("Train on a table: CSV, Parquet, Excel or JSON lines", "table"),
    ),
    Entry("recent", "File", "Open &Recent", "", "Specs that were opened last"),
    Entry("save", "File", "&Save", "Ctrl+S", "Save the spec", "save"),
    Entry(
        "save_as",
        "File",
        "Save &As...",
        "Ctrl+Shift+S",
        "Save the spec in another file",
    ),
    Entry("", "File", "", "", ""),
    Entry("save_run", "File", "Save R&un", "Ctrl+U", "Save the run in runs/", "export"),
    Entry("export", "File", "&Export Loss Plot...", "", "As PNG, SVG or CSV", "export"),
    Entry("", "File", "", "", ""),
    Entry("quit", "File", "&Quit", "Ctrl+Q", "Close Longhand"),
    Entry("undo", "Edit", "&Undo", "Ctrl+Z", "Undo the last change"),
    Entry("redo", "Edit", "&Redo", "Ctrl+Shift+Z", "Redo the last change"),
    Entry("", "Edit", "", "", ""),
    Entry("find", "Edit", "&Find...", "Ctrl+F", "Find in the spec", "find"),
    Entry("replace", "Edit", "R&eplace...", "Ctrl+H", "Find and replace"),
    Entry("run", "Run", "&Run", "Space; F5", "Train, or pause", "run"),
    Entry("step", "Run", "One &Step", "N; F10", "Make one step", "step"),
    Entry(
        "steps",
        "Run",
        "Se&veral Steps",
        "Shift+N",
        "Make as many steps as the field says",
        "steps",
    ),
    Entry("epoch", "Run", "One &Epoch", "E", "Train for one epoch", "epoch"),
    Entry("to_epoch", "Run", "Run &to Epoch", "T", "Train to an epoch", "to_epoch"),
    Entry("", "Run", "", "", ""),
    Entry(
        "reset",
        "Run",
        "&Reset",
        "R",
        "Start again from the same initial weights",
        "reset",
    ),
    Entry(
        "seed",
        "Run",
        "Ne&w Seed",
        "Shift+R",
        "Start again from other initial weights",
        "seed",
    ),
    Entry("", "Run", "", "", ""),
    Entry(
        "report", "Run", "E&valuate", "Ctrl+R", "Evaluate the network on held-out rows"
    ),
    Entry("light", "View", "&Light", "", "Light colours", "light"),
    Entry("dark", "View", "&Dark", "", "Dark colours", "dark"),
    Entry("system", "View", "As the &System", "", "Follow the system's colours"),
    Entry("", "View", "", "", ""),
    Entry(
        "arrange", "View", "&Reset Layout", "", "Put all panels back where they belong"
    ),
    Entry("keys", "Help", "&Keys", "F1", "List all shortcuts"),
    Entry("about", "Help", "&About Longhand", "", "What Longhand is"),
)


class Actions(QObject):
    """The actions by their keys."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.by_key: dict[str, QAction] = {}
        for entry in ENTRIES:
            if entry.key:
                self.by_key[entry.key] = self._make_action(entry)
        group = QActionGroup(self)
        for key in ("light", "dark", "system"):
            self[key].setCheckable(True)
            group.addAction(self[key])

    def __getitem__(self, key: str) -> QAction:
        return self.by_key[key]

    def bind(self, calls: Mapping[str, Callable[[], object]]) -> None:
        """Connect each action with what it does."""
        for key, call in calls.items():
            self[key].triggered.connect(_without_state(call))

    def fill(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Put the menus into a bar; return them by name."""
        menus: dict[str, QMenu] = {}
        for entry in ENTRIES:
            if entry.menu not in menus:
                menus[entry.menu] = bar.addMenu(f"&{entry.menu}")
            if entry.key:
                menus[entry.menu].addAction(self[entry.key])
            else:
                menus[entry.menu].addSeparator()
        return menus

    def set_colours(self, colours: Colours) -> None:
        """Draw the icons in the colours of the window."""
        for entry in ENTRIES:
            if entry.icon:
                self[entry.key].setIcon(icon(entry.icon, colours))

    def shortcuts(self) -> list[tuple[str, str]]:
        """List what is reached by keys."""
        return [
            (entry.text.replace("&", "").rstrip("."), entry.shortcuts.replace(";", ","))
            for entry in ENTRIES
            if entry.shortcuts
        ]

    def _make_action(self, entry: Entry) -> QAction:
        action = QAction(entry.text, self)
        action.setShortcuts(
            [QKeySequence(part) for part in entry.shortcuts.split("; ") if part]
        )
        keys = f" ({entry.shortcuts.replace(';', ' or')})" if entry.shortcuts else ""
        action.setToolTip(f"{entry.tip}{keys}")
        action.setStatusTip(entry.tip)
        action.setObjectName(entry.key)
        return action


def _without_state(call: Callable[[], object]) -> Callable[[bool], None]:
    """Leave out whether the action is checked."""

    def triggered(_: bool = False) -> None:
        call()

    return triggered
