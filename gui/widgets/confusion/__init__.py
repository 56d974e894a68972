"""The confusion matrix: which class was predicted as which."""

from gui.widgets.confusion.matrix import Matrix as Matrix
from gui.widgets.confusion.view import ConfusionView as ConfusionView
