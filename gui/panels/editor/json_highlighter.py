"""Colours for JSON with comments, line by line."""

import re
from collections.abc import Iterator, Sequence

from PySide6.QtGui import (
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextDocument,
)

from gui.look.colours import LIGHT, Colours
from gui.widgets.code_text import inks
from gui.widgets.offsets import units

IN_COMMENT = 1
_TOKENS = re.compile(
    r'(?P<key>"(?:\\.|[^"\\])*"(?=\s*:))'
    r'|(?P<text>"(?:\\.|[^"\\])*(?:"|$))'
    r"|(?P<comment>//.*|/\*(?:.*?\*/|.*$))"
    r"|(?P<number>-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)"
    r"|\b(?P<word>true|false|null)\b"
    r"|(?P<bracket>[{}\[\]])"
)
Token = tuple[str, int, int]
LONGEST = 20_000
"""Of a line that is longer, only so many characters are looked at."""


def tokens(text: str, is_in_comment: bool) -> Iterator[Token]:
    """Return kind, start and end of what stands in a line."""
    start = 0
    if is_in_comment:
        end = text.find("*/")
        start = len(text) if end < 0 else end + 2
        yield "comment", 0, start
    for found in _TOKENS.finditer(text, start):
        yield found.lastgroup or "", found.start(), found.end()


def is_open(text: str, is_in_comment: bool, found: Sequence[Token]) -> bool:
    """Return whether a comment goes on in the next line, knowing this one's tokens."""
    if is_in_comment and "*/" not in text:
        return True
    kind, start, _ = found[-1] if found else ("", 0, 0)
    is_new = start > 0 or not is_in_comment
    is_long = kind == "comment" and is_new and text.startswith("/*", start)
    return is_long and "*/" not in text[start + 2 :]


def block_tokens(block: QTextBlock) -> list[Token]:
    """Return the tokens of a line, knowing the comment before it."""
    before = block.previous().userState() == IN_COMMENT
    return list(tokens(block.text()[:LONGEST], before))


def kind_at(block: QTextBlock, column: int) -> str:
    """Return what a caret stands in: `key`, `text`, `comment`, or nothing of these."""
    line = block.text()
    for kind, start, end in block_tokens(block):
        if kind not in ("key", "text", "comment") or not start < column:
            continue
        is_line = kind == "comment" and line.startswith("//", start)
        is_unfinished = kind == "text" and not _is_closed(line[start:end])
        if column < end or (column == end and (is_line or is_unfinished)):
            return kind
    return ""


def _is_closed(text: str) -> bool:
    return re.fullmatch(r'"(?:\\.|[^"\\])*"', text) is not None


class JsonHighlighter(QSyntaxHighlighter):
    """Keys, strings, numbers, true, false, null, and comments."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats = _formats(LIGHT)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._formats = _formats(colours)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        before = self.previousBlockState() == IN_COMMENT
        text, is_plain = text[:LONGEST], text.isascii()
        found = list(tokens(text, before))
        for kind, start, end in found:
            if kind in self._formats:
                at = start if is_plain else units(text[:start])
                length = end - start if is_plain else units(text[start:end])
                self.setFormat(at, length, self._formats[kind])
        self.setCurrentBlockState(int(is_open(text, before, found)))


def _formats(colours: Colours) -> dict[str, QTextCharFormat]:
    pairs = {
        "key": colours.syntax_key,
        "text": colours.syntax_text,
        "number": colours.syntax_number,
        "word": colours.syntax_word,
        "comment": colours.syntax_comment,
    }
    return inks(pairs)
