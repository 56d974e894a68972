"""Offsets of Python, which count characters, and of Qt, which count UTF-16 units."""

import re
from bisect import bisect_left

_WIDE = re.compile("[\U00010000-\U0010ffff]")


class Offsets:
    """Converts offsets of one text; only characters such as emoji make a difference."""

    def __init__(self, text: str) -> None:
        wide = () if text.isascii() else _WIDE.finditer(text)
        self._wide = [found.start() for found in wide]
        self._in_qt = [place + n for n, place in enumerate(self._wide)]

    def to_qt(self, offset: int) -> int:
        """Return Qt's offset of a character."""
        return offset + bisect_left(self._wide, offset)

    def to_characters(self, place: int) -> int:
        """Return the character at Qt's offset."""
        return place - bisect_left(self._in_qt, place)


def units(text: str) -> int:
    """Count the UTF-16 units of a text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
