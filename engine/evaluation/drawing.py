"""Pictures as SVG that stands in a page: its colours follow the page, also in the dark.

What is drawn takes stand-ins for colours, which the page's own replace. Text stays
text, so that it can be read aloud and found.
"""

import re
import warnings
from collections.abc import Callable, Generator
from contextlib import contextmanager
from html import escape
from importlib import import_module
from importlib.util import find_spec
from io import StringIO
from logging import ERROR, getLogger
from typing import Any

from engine.errors import LonghandError, installing, printable

INK, FAINT, GRID, HEAT = "#000001", "#000002", "#000003", "#000004"
LINES = ("#000010", "#000011", "#000012", "#000013", "#000014", "#000015")
DASHES = ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)), (0, (1, 1)))

_VARIABLES = {
    INK: "--ink",
    FAINT: "--faint",
    GRID: "--grid",
    HEAT: "--heat",
    **{colour: f"--line{i}" for i, colour in enumerate(LINES)},
}
_STYLE: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": FAINT,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": "none",
    "font.size": 10.5,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "legend.labelcolor": INK,
    "lines.linewidth": 1.6,
    "svg.fonttype": "none",
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.color": FAINT,
    "ytick.labelcolor": INK,
}


def has_matplotlib() -> bool:
    """Tell whether pictures can be drawn, without loading what draws them."""
    return find_spec("matplotlib") is not None


def check_matplotlib() -> None:
    """Refuse to report without pictures.

    Raises
    ------
    LonghandError
        If matplotlib is not installed.
    """
    if not has_matplotlib():
        msg = "reports need matplotlib, which is not installed"
        raise LonghandError(f"{msg}\nhint: {installing('data')}")


def picture(
    draw: Callable[[Any], None], alt: str, size: tuple[float, float] = (5.0, 3.6)
) -> str:
    """Draw on a figure of so many inches; `alt` says what it shows."""
    text = StringIO()
    with _quiet():
        matplotlib: Any = import_module("matplotlib")
        canvas: Any = import_module("matplotlib.backends.backend_svg").FigureCanvasSVG
        defaults = matplotlib.rcParamsDefault.items()
        plain = {key: v for key, v in defaults if not key.startswith("backend")}
        with matplotlib.rc_context({**plain, **_STYLE, "svg.hashsalt": alt}):
            made = import_module("matplotlib.figure").Figure(size, layout="constrained")
            draw(made)
            canvas(made).print_svg(text, metadata={"Date": None})
    return _embedded(text.getvalue(), alt)


def label(text: str, most: int = 24) -> str:
    """Make a name of the user's fit for a picture."""
    safe = printable(text)
    return safe if len(safe) <= most else f"{safe[: most - 1]}…"


def whole(axis: Any) -> None:
    """Let an axis have marks at whole numbers only."""
    axis.get_major_locator().set_params(integer=True)


@contextmanager
def _quiet() -> Generator[None]:
    """Let nothing be said of fonts: the page has others than the pictures know."""
    logger = getLogger("matplotlib")
    before = logger.level
    logger.setLevel(ERROR)
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        logger.setLevel(before)


def _embedded(svg: str, alt: str) -> str:
    """Take from a file what may stand in a page, among other pictures."""
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.S)
    svg = re.sub(r'<g id="[^"]*">', "<g>", svg)
    svg = re.sub(r' (?:xmlns:xlink|version)="[^"]*"', "", svg, count=2)
    svg = svg.replace("xlink:href", "href")
    head = f'<svg role="img" aria-label="{escape(printable(alt))}"'
    _, view, rest = svg.partition(" viewBox=")
    named = re.sub("#0000[01][0-5]", lambda m: _named(m.group()), view + rest)
    return head + named.strip()


def _named(colour: str) -> str:
    name = _VARIABLES.get(colour)
    return f"var({name})" if name else colour
