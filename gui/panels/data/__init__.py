"""The table of examples: shown, plotted, and edited where they are typed."""

from gui.panels.data.examples import Examples as Examples
from gui.panels.data.panel import DataPanel as DataPanel
