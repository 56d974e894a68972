"""The main window: it puts the panels together, connects them, and decides nothing."""

from gui.window.main import MainWindow as MainWindow
