"""The generated program, to read."""

from gui.panels.source.panel import SourcePanel as SourcePanel
