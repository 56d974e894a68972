"""The colours and styles of curves: what tells runs apart, and figures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle

from PySide6.QtCore import Qt

from gui.look.colours import Colours
from gui.panels.losses.run_curves import is_loss

Style = Qt.PenStyle
_METRICS = (
    Style.DotLine,
    Style.DashDotLine,
    Style.DashDotDotLine,
    Style.DashLine,
    Style.SolidLine,
)


def run_colour(colours: Colours, number: int) -> str:
    """Return the colour of a run by its number, so that it stays when others go."""
    return colours.series[(number - 1) % len(colours.series)]


@dataclass(frozen=True)
class Pens:
    """How each curve is drawn: in the colour of its run, in the style of its figure.

    Where only one run is shown, its loss keeps the colour of the run, and the other
    figures have colours of their own.
    """

    figures: tuple[str, ...] = ()
    only: int | None = None
    styles: dict[str, Style] = field(default_factory=dict[str, Style])

    def colour(self, colours: Colours, number: int, figure: str) -> str:
        """Return the colour of a figure of a run."""
        place = self._place(figure) if number == self.only else 0
        return run_colour(colours, number + place)

    def style(self, figure: str) -> Style:
        """Return the style of a figure."""
        return self.styles.get(figure, Style.SolidLine)

    def sample(self, colours: Colours, figure: str) -> str:
        """Return the colour of a figure where it stands for all runs."""
        if self.only is None:
            return colours.text
        return self.colour(colours, self.only, figure)

    def _place(self, figure: str) -> int:
        return self.figures.index(figure) if figure in self.figures else 0


def inks_of(figures: Sequence[str], shown: Sequence[int] = ()) -> Pens:
    """Draw the loss solid, the validation loss dashed, each metric in its own style."""
    losses = {"loss": Style.SolidLine, "val_loss": Style.DashLine}
    metrics = [name for name in figures if not is_loss(name)]
    styles = losses | dict(zip(metrics, cycle(_METRICS), strict=False))
    return Pens(tuple(figures), shown[0] if len(shown) == 1 else None, styles)
