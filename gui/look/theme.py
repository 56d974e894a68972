"""Light and dark: the palette and style sheet of the whole application."""

from typing import Literal

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from gui.look.colours import DARK, LIGHT, Colours
from gui.look.fonts import text_font

Mode = Literal["system", "light", "dark"]
Role = QPalette.ColorRole

STYLE = """
QToolTip {{ color: {text}; background: {raised}; border: 1px solid {line};
    padding: 4px; }}
QMainWindow::separator {{ background: {line}; width: 1px; height: 1px; }}
QSplitter::handle {{ background: {line}; }}
QDockWidget {{ color: {dim}; titlebar-close-icon: none; }}
QDockWidget::title {{ background: {window}; padding: 5px 8px; text-align: left; }}
QTabBar::tab {{ color: {dim}; background: {window}; border: none;
    padding: 5px 12px; border-top: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {text}; background: {panel};
    border-top: 2px solid {accent}; }}
QTabBar::tab:hover {{ color: {text}; }}
QTabBar::tab:focus {{ color: {accent}; }}
QToolBar {{ background: {window}; border: none; border-bottom: 1px solid {line};
    spacing: 4px; padding: 2px 6px; }}
QToolBarExtension {{ background: {dim}; border-radius: 4px; }}
QMenuBar {{ background: {window}; padding: 2px; }}
QMenuBar::item {{ padding: 4px 9px; background: transparent; border-radius: 4px; }}
QMenuBar::item:selected {{ background: {selection}; color: {text}; }}
QMenu {{ background: {raised}; border: 1px solid {line}; padding: 4px; }}
QMenu::item {{ padding: 5px 26px 5px 22px; border-radius: 4px; }}
QMenu::item:selected {{ background: {selection}; color: {text}; }}
QMenu::item:disabled {{ color: {dim}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QStatusBar {{ background: {window}; border-top: 1px solid {line}; color: {dim}; }}
QStatusBar::item {{ border: none; }}
QHeaderView::section {{ background: {panel}; color: {dim}; border: none;
    border-bottom: 1px solid {line}; padding: 4px 8px; }}
QTableView {{ background: {panel}; gridline-color: {line}; border: none;
    selection-background-color: {selection}; selection-color: {text}; }}
QPlainTextEdit, QTextBrowser, QListView {{ background: {panel}; border: none;
    selection-background-color: {selection}; selection-color: {text}; }}
QScrollBar:vertical {{ background: transparent; width: 11px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 11px; margin: 0; }}
QScrollBar::handle {{ background: {line}; border-radius: 4px; margin: 2px;
    min-height: 24px; min-width: 24px; }}
QScrollBar::handle:hover {{ background: {dim}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


class Theme(QObject):
    """Follows the system until a person chooses; remembers what was chosen.

    Signals
    -------
    changed : the colours that hold from now on
    """

    changed = Signal(object)

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self.apply)

    @property
    def mode(self) -> str:
        return str(self._settings.value("look/mode", "system"))

    @property
    def colours(self) -> Colours:
        scheme = QGuiApplication.styleHints().colorScheme()
        is_dark = scheme == Qt.ColorScheme.Dark
        return {"light": LIGHT, "dark": DARK}.get(self.mode, DARK if is_dark else LIGHT)

    def choose(self, mode: Mode) -> None:
        """Use light, dark, or the system's colours."""
        self._settings.setValue("look/mode", mode)
        self.apply()

    def apply(self) -> None:
        """Colour the application, and notify the panels."""
        colours = self.colours
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setStyle("Fusion")
            app.setFont(text_font())
            app.setPalette(palette(colours))
            app.setStyleSheet(STYLE.format(**vars(colours)))
        self.changed.emit(colours)


def palette(colours: Colours) -> QPalette:
    """Return Qt's palette for these colours."""
    made = QPalette()
    roles = {
        Role.Window: colours.window,
        Role.WindowText: colours.text,
        Role.Base: colours.panel,
        Role.AlternateBase: colours.current_line,
        Role.Text: colours.text,
        Role.PlaceholderText: colours.dim,
        Role.Button: colours.raised,
        Role.ButtonText: colours.text,
        Role.BrightText: colours.error,
        Role.Highlight: colours.selection,
        Role.HighlightedText: colours.text,
        Role.ToolTipBase: colours.raised,
        Role.ToolTipText: colours.text,
        Role.Link: colours.accent,
        Role.Accent: colours.accent,
        Role.Light: colours.raised,
        Role.Mid: colours.line,
        Role.Dark: colours.line,
        Role.Shadow: colours.line,
    }
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (Role.WindowText, Role.Text, Role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.dim))
    return made
