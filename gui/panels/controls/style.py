"""How the buttons of the bar look."""

from gui.look.colours import Colours
from gui.look.plotting import mixed


def sheet(colours: Colours, height: int) -> str:
    """Write the style sheet for a font of a height."""
    bright = mixed(colours.accent, colours.text, 0.15).name()
    round_off, pad = height // 3, height // 4
    return f"""
QPushButton#run {{
    background: {colours.accent}; color: {colours.on_accent};
    border: 2px solid {colours.accent}; border-radius: {round_off}px;
    padding: {pad}px {2 * pad}px;
}}
QPushButton#run:hover {{ background: {bright}; border-color: {bright}; }}
QPushButton#run:focus {{ border-color: {colours.text}; }}
QPushButton#run:disabled {{
    background: {colours.line}; color: {colours.dim}; border-color: {colours.line};
}}
QToolButton {{
    color: {colours.text}; background: transparent;
    border: 1px solid transparent; border-radius: {round_off}px; padding: {pad}px;
}}
QToolButton:hover {{ background: {colours.raised}; border-color: {colours.line}; }}
QToolButton:pressed, QToolButton:checked {{ background: {colours.selection}; }}
QToolButton:focus {{ border-color: {colours.accent}; }}
QToolButton:disabled {{ color: {colours.dim}; }}
"""
