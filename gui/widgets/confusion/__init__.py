"""Which class was taken for which: cells that are painted, read and pointed at."""

from gui.widgets.confusion.matrix import Matrix as Matrix
from gui.widgets.confusion.view import ConfusionView as ConfusionView
