"""Pieces of a page of HTML; whatever is given as text is escaped."""

import math
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from engine.errors import printable

Cell = str | float | None
MOST_WRITTEN = 1e12
DASH, MINUS = "\N{EN DASH}", "\N{MINUS SIGN}"


def page(title: str, lines: Iterable[str]) -> str:
    """Write a whole page that loads nothing and runs nothing."""
    style = Path(__file__).with_name("report.css").read_text("utf-8")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = [
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{text(title)}</title>",
        f"<style>\n{style}</style>",
    ]
    top = '<!doctype html>\n<html lang="en">\n<head>'
    return "\n".join([top, *head, "</head>\n<body>", *lines, "</body>\n</html>\n"])


def text(content: str) -> str:
    """Escape a text, and show characters that would do something else."""
    return escape(printable(content))


def element(tag: str, content: str, kind: str = "") -> str:
    """Write an element that holds text."""
    named = f' class="{kind}"' if kind else ""
    return f"<{tag}{named}>{text(content)}</{tag}>"


def section(title: str, *parts: str) -> str:
    """Write a heading and what belongs to it."""
    inside = "\n".join([element("h2", title), *filter(None, parts)])
    return f"<section>\n{inside}\n</section>"


def folded(title: str, *parts: str) -> str:
    """Write what is seen only if it is opened."""
    head = element("summary", title)
    return "\n".join(["<details>", head, *filter(None, parts), "</details>"])


def figures(*pictures: tuple[str, str], kind: str = "figures") -> str:
    """Put pictures beside each other, each with its caption below it."""
    parts = [
        f"<figure>\n{drawn}\n{element('figcaption', caption)}\n</figure>"
        for drawn, caption in pictures
    ]
    return "\n".join([f'<div class="{kind}">', *parts, "</div>"])


def beside(*parts: str, kind: str = "pair") -> str:
    """Put things beside each other, where there is room."""
    return "\n".join([f'<div class="{kind}">', *filter(None, parts), "</div>"])


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Write a table; the first cell of a row is its name."""
    cells = [*rows]
    kinds = [*map(_kind, cells[0])] if cells else ["text"] * len(head)
    lines = [
        f'<div class="scroll" role="region" aria-label="{text(caption)}" tabindex="0">',
        "<table>",
        element("caption", caption),
        f"<thead><tr>{''.join(map(_head, head, kinds))}</tr></thead>",
        "<tbody>",
        *map(_row, cells),
        "</tbody>\n</table>\n</div>",
    ]
    return "\n".join(lines)


def _kind(cell: Cell) -> str:
    return "text" if isinstance(cell, str) else "number"


def _head(name: str, kind: str) -> str:
    return f'<th scope="col" class="{kind}">{text(name)}</th>'


def _row(cells: Sequence[Cell]) -> str:
    first, *others = cells
    rest = "".join(f'<td class="{_kind(cell)}">{_told(cell)}</td>' for cell in others)
    return f'<tr><th scope="row">{_told(first)}</th>{rest}</tr>'


def _told(cell: Cell) -> str:
    return text(cell) if isinstance(cell, str) else number(cell)


def number(value: float | None) -> str:
    """Write a number; a dash where there is none."""
    if value is None or math.isnan(value):
        return DASH
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    is_count = not value % 1 and abs(value) < MOST_WRITTEN
    return (f"{value:.0f}" if is_count else f"{value:.4g}").replace("-", MINUS)
