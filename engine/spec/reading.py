"""A spec read from a file or a text, every value of it with the place where it stands.

The standard library's reader stops at the first mistake and keeps no positions.
"""

import codecs
import json
import pathlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import islice
from typing import Literal, NamedTuple, NoReturn, TypeAlias

from engine.errors import Path, Place, Problem, SpecError, listed
from engine.spec.scanning import PLAIN_ITEM, PLAIN_LIST, GiveUpError, Scanner, Source

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Span: TypeAlias = tuple[int, int]

DEEPEST = 100
MOST_BYTES = 64 * 2**20
_ENDS = {"]", "}", ":", ""}
_NOT_TEXT = re.compile("[\0\ud800-\udfff]")
_DECODER = json.JSONDecoder()
_OTHER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


class Node(NamedTuple):
    """A value, its span, and its parts by key or index with the spans of the keys.

    A list of nothing but plain values keeps no parts: a file may hold millions.
    """

    value: Json
    start: int
    end: int
    parts: Mapping[str | int, "Node"] = {}
    keys: Mapping[str | int, Span] = {}


@dataclass(frozen=True, eq=False)
class Document:
    """What a text says (`data`), and where it says it."""

    name: str
    text: str
    data: Json
    root: Node
    source: Source

    def span(self, path: Path, at: Literal["key", "value"] = "value") -> Span | None:
        """Find the offsets of a value or its key; None if nothing is at `path`."""
        node, key = self.root, None
        for step in path:
            key, part = node.keys.get(step), self._part(node, step)
            if part is None:
                return None
            node = part
        return key if key and at == "key" else (node.start, node.end)

    def place(self, path: Path, at: Literal["key", "value"] = "value") -> Place:
        """Find the place of a value or its key.

        What is missing is missing from the nearest object or value around it.
        """
        if span := self.span(path, at):
            return self.source.place(*span)
        spans = (self.span(path[:length]) for length in reversed(range(len(path))))
        start, end = next(filter(None, spans))
        return self.source.place(start, 0 if self.text[start] == "{" else end)

    def located(self, problem: Problem) -> Problem:
        """Add the place of a problem's path to it, unless it has one."""
        place, span = problem.place, self.span(problem.path, problem.at)
        if problem.part and span and "\\" not in self.text[slice(*span)]:
            start = span[0] + 1 + problem.part[0]
            place = place or self.source.place(start, start + problem.part[1])
        place = place or self.place(problem.path, problem.at)
        return replace(problem, place=place)

    def _part(self, node: Node, step: str | int) -> Node | None:
        value = node.value
        if node.parts or not (isinstance(value, list) and isinstance(step, int)):
            return node.parts.get(step)
        if not 0 <= step < len(value):
            return None
        items = PLAIN_ITEM.finditer(self.text, node.start, node.end)
        return Node(value[step], *next(islice(items, step, None)).span())


def read_text(text: str, name: str) -> Document:
    """Read a JSON text; raise a `SpecError` with every mistake found in it."""
    source = Source(name, text.removeprefix("\ufeff"))
    if odd := _NOT_TEXT.search(source.text):
        message = f"U+{ord(odd[0]):04X} does not belong in a text"
        raise _refusal(message, "save it as UTF-8", source.place(odd.start()))
    parser = _Parser(source)
    root = parser.document()
    if parser.problems:
        raise SpecError(parser.problems)
    if root is None:
        raise _refusal(f"{name}: it is empty", "copy specs/xor.json and change it")
    return Document(name, source.text, root.value, root, source)


def read_file(path: pathlib.Path | str) -> Document:
    """Read a JSON file; raise a `SpecError` with every mistake found in it."""
    name, raw = str(path), _contents(pathlib.Path(path), str(path))
    if raw.startswith(_OTHER_MARKS):
        raise _refusal(f"{name}: this is UTF-16 or UTF-32", "save it as UTF-8")
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return read_text(raw.decode(), name)
    except UnicodeDecodeError as error:
        source = Source(name, raw.decode(errors="replace"))
        place = source.place(len(raw[: error.start].decode()))
        message = f"the byte 0x{raw[error.start]:02X} is not UTF-8"
        raise _refusal(message, "save the file as UTF-8", place) from None


class _Parser(Scanner):
    """A recursive descent, no deeper than `DEEPEST`."""

    def document(self) -> Node | None:
        """Read the one value of a text, None if there is none."""
        try:
            root = self._value() if self.skip() else None
            if self.skip():
                self.note(self.at, "the document ends before this", "remove the rest")
        except GiveUpError:
            return None
        return root

    def _value(self) -> Node:
        start, mark = self.at, self.text[self.at]
        if mark == "{":
            return self._object(start)
        if mark == "[":
            return self._list(start)
        return Node(self.scalar(), start, self.at)

    def _list(self, start: int) -> Node:
        self._enter()
        if PLAIN_LIST.match(self.text, start):
            plain, self.at = _DECODER.raw_decode(self.text, start)
            return Node(plain, start, self.at)
        parts: dict[str | int, Node] = {}
        while self._has_more("[]", start, bool(parts)):
            self.path.append(len(parts))
            parts[len(parts)] = self._value()
            self.path.pop()
        return Node([part.value for part in parts.values()], start, self.at, parts)

    def _object(self, start: int) -> Node:
        self._enter()
        parts: dict[str | int, Node] = {}
        keys: dict[str | int, Span] = {}
        while self._has_more("{}", start, bool(parts)):
            begin, key = self.at, self.key()
            self.path.append(key)
            if key in keys:
                line, column = self.source.position(keys[key][0])
                message = f"this key already stands in line {line}, column {column}"
                self.note(begin, message, "remove one of the two", self.at)
            keys[key] = begin, self.at
            parts[key] = self._member()
            self.path.pop()
        value = {str(key): part.value for key, part in parts.items()}
        return Node(value, start, self.at, parts, keys)

    def _enter(self) -> None:
        if len(self.path) >= DEEPEST:
            self.path.clear()
            message = f"brackets are nested more than {DEEPEST} deep"
            self.stop(self.at, message, "is a closing bracket missing?")
        self.at += 1

    def _has_more(self, pair: str, start: int, later: bool) -> bool:
        """Go past the comma to the next item, or past the closing bracket."""
        mark = self.skip()
        if later and mark != "," and mark not in _ENDS:
            message = f"expected ',' or '{pair[1]}' after this value"
            self.note(self.token_end, message, "put a comma here")
        if later and mark in {",", ";", "="}:
            mark = self.step()
        while mark == ",":
            self.note(self.at, "nothing stands before this ','", "remove it")
            mark = self.step()
        if mark in _ENDS and mark != pair[1]:
            self._not_closed(mark, pair, start)
        self.at += mark == pair[1]
        return mark != pair[1]

    def _not_closed(self, mark: str, pair: str, start: int) -> NoReturn:
        if not mark:
            self.stop(start, f"this '{pair[0]}' is not closed", f"add a '{pair[1]}'")
        where = "here" if self.text[self.token_end - 1] in "[{," else "after this value"
        hint = f"the '{pair[0]}' in line {self.source.position(start)[0]} is still open"
        self.stop(self.token_end, f"expected ',' or '{pair[1]}' {where}", hint)

    def _member(self) -> Node:
        """Read the colon and the value after a key."""
        mark, end = self.colon(), self.token_end
        if mark == "," or mark in _ENDS:
            self.note(end, "expected a value here", "write it, or remove the key")
            return Node(None, end, end)
        return self._value()


def _contents(path: pathlib.Path, name: str) -> bytes:
    try:
        raw = _start(path)
    except (FileNotFoundError, ValueError):
        raise _refusal(f"{name}: there is no such file", _nearest(path)) from None
    except OSError as error:
        hint = "change its permissions" if isinstance(error, PermissionError) else ""
        raise _refusal(f"{name}: it cannot be read ({error.strerror})", hint) from None
    if raw is None:
        raise _refusal(f"{name}: this is a folder", "name one of the files in it")
    if len(raw) > MOST_BYTES:
        hint = "keep the rows in a data file, and name that in the dataset"
        raise _refusal(f"{name}: more than {MOST_BYTES >> 20} MB is too large", hint)
    return raw


def _start(path: pathlib.Path) -> bytes | None:
    """Read what is allowed and one byte more; None stands for a folder."""
    if path.is_dir():
        return None
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _nearest(path: pathlib.Path) -> str:
    """Suggest files of the same folder; the ending `.json` may have been left out."""
    try:
        names = [file.name for file in islice(path.parent.iterdir(), 1000)]
    except (OSError, ValueError):
        return f"there is no folder '{path.parent}' either"
    known = {name.lower().removesuffix(".json"): name for name in sorted(names)}
    close = get_close_matches(path.name.lower().removesuffix(".json"), known)
    found = [f"'{path.parent / known[name]}'" for name in close]
    return f"did you mean {listed(found)}?" if found else ""


def _refusal(message: str, hint: str, place: Place | None = None) -> SpecError:
    return SpecError([Problem(message, hint=hint, place=place)])
