"""Which class was taken for which: cells that are painted, read and pointed at."""

from gui.look.confusion.matrix import Matrix as Matrix
from gui.look.confusion.view import ConfusionView as ConfusionView
