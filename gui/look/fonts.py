"""The bundled fonts, so that the window looks the same everywhere."""

from importlib.resources import as_file, files

from PySide6.QtGui import QFont, QFontDatabase

POINTS = 10
_FILES = ("Inter-Regular.ttf", "Inter-SemiBold.ttf", "JetBrainsMono-Regular.ttf")


def load_fonts() -> None:
    """Make the bundled fonts known to Qt; without them, it takes the system's."""
    for name in _FILES:
        with as_file(files("gui.look").joinpath("fonts", name)) as path:
            QFontDatabase.addApplicationFont(str(path))


def text_font() -> QFont:
    """Return the font of labels and menus; its figures are all of one width."""
    font = QFont("Inter", POINTS)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def title_font() -> QFont:
    """Return the font of the panels' titles."""
    font = text_font()
    font.setWeight(QFont.Weight.DemiBold)
    return font


def code_font() -> QFont:
    """Return the font of texts and tables in which columns must align."""
    font = QFont("JetBrains Mono", POINTS)
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font
