"""Colours for the words of a Python program."""

import re

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from gui.look.colours import LIGHT, Colours
from gui.widgets.code_text import inks

_KEYWORDS = (
    "and as assert break class continue def del elif else except False finally for"
    " from global if import in is lambda None not or pass raise return True try while"
    " with yield"
)
_TOKENS = re.compile(
    r"(?P<comment>#.*)"
    r"|(?P<open>[rbf]?(?:\"\"\"|'''))"
    r"|(?P<text>[rbf]?(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'))"
    r"|(?<=\bdef )(?P<def>\w+)"
    rf"|\b(?P<key>{_KEYWORDS.replace(' ', '|')})\b"
    r"|\b(?P<np>np)\b"
    r"|(?<![\w.])(?P<number>\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?)"
)
_QUOTES = ("", '"""', "'''")


class PythonHighlighter(QSyntaxHighlighter):
    """Keywords, names that are defined, numbers, strings, comments, and `np`."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats = _formats(LIGHT)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._formats = _formats(colours)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        self.setCurrentBlockState(0)
        at, quote = 0, max(0, self.previousBlockState())
        if quote:
            at = self._long_text(text, 0, 0, quote)
        while at < len(text) and (found := _TOKENS.search(text, at)):
            at = self._paint(text, found)

    def _paint(self, text: str, found: "re.Match[str]") -> int:
        kind = found.lastgroup or ""
        if kind == "open":
            quote = _QUOTES.index(found.group()[-3:])
            return self._long_text(text, found.start(), found.end(), quote)
        length = found.end() - found.start()
        self.setFormat(found.start(), length, self._formats[kind])
        return found.end()

    def _long_text(self, text: str, start: int, inside: int, quote: int) -> int:
        end = text.find(_QUOTES[quote], inside)
        end = len(text) if end < 0 else end + 3
        if end == len(text) and not text[inside:].endswith(_QUOTES[quote]):
            self.setCurrentBlockState(quote)
        self.setFormat(start, end - start, self._formats["text"])
        return end


def _formats(colours: Colours) -> dict[str, QTextCharFormat]:
    pairs = {
        "comment": colours.syntax_comment,
        "text": colours.syntax_text,
        "def": colours.accent,
        "key": colours.syntax_word,
        "np": colours.syntax_key,
        "number": colours.syntax_number,
    }
    return inks(pairs)
