"""What the network has learned, in the view that fits its task."""

from gui.panels.learned.panel import LearnedPanel as LearnedPanel
