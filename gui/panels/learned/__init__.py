"""What the network has learned, in the view that suits its task."""

from gui.panels.learned.panel import LearnedPanel as LearnedPanel
