"""The spec's JSON text, to write."""

from gui.panels.editor.editor import SpecEditor as SpecEditor
