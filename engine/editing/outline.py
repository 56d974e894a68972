"""What stands where in a text, even if it is only half typed."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from engine.errors import Path

Span = tuple[int, int]

_TOKEN = re.compile(
    r"(?P<gap>//[^\r\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?)"
    r"|(?P<mark>[{}\[\],:])"
    r'|(?P<plain>"(?:[^"\\\r\n]|\\.)*"?|[^\s{}\[\],:"/]+|/)'
)


@dataclass
class Item:
    """A value, the key before it, and the end of either where it is not typed yet."""

    path: Path
    key: Span | None
    start: int
    end: int
    is_container: bool = False
    is_object: bool = False

    @property
    def name(self) -> str:
        """The key, if it stands under one."""
        step = self.path[-1] if self.path else ""
        return step if isinstance(step, str) else ""


@dataclass
class _Frame:
    item: Item
    index: int = 0
    key: str | None = None
    key_span: Span | None = None
    after_colon: bool = False

    def path(self) -> Path:
        """Give the path of the value that comes next."""
        step = self.key if self.item.is_object else self.index
        return self.item.path if step is None else (*self.item.path, step)


@dataclass
class Outline:
    """All values that were found, in the order of the text."""

    text: str
    items: list[Item] = field(default_factory=list[Item])
    _by_path: dict[Path, Item] = field(default_factory=dict[Path, Item])
    _members: dict[Path, list[Item]] = field(default_factory=dict[Path, list[Item]])

    def add(self, item: Item) -> None:
        """Note a value."""
        self.items.append(item)
        self._by_path.setdefault(item.path, item)
        if item.path:
            self._members.setdefault(item.path[:-1], []).append(item)

    def at(self, path: Path) -> Item | None:
        """Find a value by its path."""
        return self._by_path.get(path)

    def members(self, path: Path) -> list[Item]:
        """Give what stands directly in a container."""
        return self._members.get(path, [])

    def innermost(self, offset: int) -> Item | None:
        """Find the innermost value, or key of one, at an offset."""
        found: Item | None = None
        for item in self.items:
            start = item.key[0] if item.key else item.start
            if start > offset:
                break
            if offset <= item.end and (found is None or start >= found.start):
                found = item
        return found

    def value(self, path: Path) -> str:
        """Give the text of a plain value without its quotes; nothing if none is."""
        item = self.at(path)
        found = self.text[item.start : item.end] if item else ""
        return found.strip('"')


@lru_cache(maxsize=4)
def outline(text: str) -> Outline:
    """Outline a text."""
    return _Walk(text).outline


class _Walk:
    """Goes through the tokens once, with a stack of what is open."""

    def __init__(self, text: str) -> None:
        self.outline = Outline(text)
        self.stack: list[_Frame] = []
        for token in _TOKEN.finditer(text):
            if token["mark"]:
                self._mark(token["mark"], token.start())
            elif token["plain"]:
                self._plain(token["plain"], token.span())
        for frame in self.stack:
            self._member_ends(frame, len(text))
            frame.item.end = len(text)

    def _mark(self, mark: str, at: int) -> None:
        top = self.stack[-1] if self.stack else None
        if mark in "{[":
            self._open(mark, at, top)
        elif top is None:
            return
        elif mark in "}]":
            self._member_ends(top, at)
            self.stack.pop().item.end = at + 1
        elif mark == ":":
            top.after_colon = True
        else:
            self._member_ends(top, at)
            top.index += 1

    def _open(self, mark: str, at: int, top: _Frame | None) -> None:
        path = top.path() if top else ()
        item = Item(path, top.key_span if top else None, at, at + 1, True, mark == "{")
        self._value_stands(top, item)
        self.stack.append(_Frame(item))

    def _plain(self, word: str, span: Span) -> None:
        top = self.stack[-1] if self.stack else None
        if top and top.item.is_object and not top.after_colon:
            self._member_ends(top, span[0])
            top.key, top.key_span = word.strip('"'), span
            return
        path, key = (top.path(), top.key_span) if top else ((), None)
        self._value_stands(top, Item(path, key, *span))

    def _value_stands(self, top: _Frame | None, item: Item) -> None:
        self.outline.add(item)
        if top:
            top.key_span = None

    def _member_ends(self, frame: _Frame, at: int) -> None:
        """Note a key that no value has followed."""
        if frame.item.is_object and frame.key_span:
            end = at if frame.after_colon else frame.key_span[1]
            self.outline.add(Item(frame.path(), frame.key_span, end, end))
        frame.key = frame.key_span = None
        frame.after_colon = False
