"""What starts, stops and paces a training, and how far it has come."""

from gui.panels.controls.bar import RunControls as RunControls
from gui.panels.controls.buttons import State as State
