"""The tokens of JSON: gaps, strings, numbers and words, and what is wrong with them.

Comments are gaps here, because people comment out rows. NaN and Infinity are refused,
because no other JSON reader would take the file.
"""

import json
import math
import re
from typing import NoReturn

from engine.errors import Place, Problem, did_you_mean

MOST_DIGITS = 300
MOST_PROBLEMS = 50
_AS_MEMBER = 'a key and its value are written "key": value'

_INVISIBLE = r"\u200b-\u200f\u2060\ufeff"
_QUOTES = "'`\u2018\u2019\u201c\u201d"
_ANY_QUOTE = f'"{_QUOTES}'
_HEX = "[0-9a-fA-F]"
_SPACE = r"[ \t\r\n]*+"
_TEXT = r'"[^"\\\x00-\x1f]*+"'
_SHORT = r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?"
_PLAIN = rf"(?:{_SHORT}|{_TEXT}|true|false|null)"
_BARE = rf"(?:[^\s{_INVISIBLE},:;=\[\]{{}}\"'`#/]|/(?![/*]))++"

PLAIN_ITEM = re.compile(_PLAIN)
PLAIN_LIST = re.compile(rf"\[{_SPACE}{_PLAIN}(?:{_SPACE},{_SPACE}{_PLAIN})*+{_SPACE}\]")
_GAP = re.compile(r"(?:[ \t\r\n]++|//[^\r\n]*+|/\*(?s:.*?)\*/)*+")
_ODD_GAP = re.compile(rf"[#/][^\r\n]*|[^\S \t\r\n]|[{_INVISIBLE}]")
_USUAL = {"", *map(chr, range(ord("!"), ord("~")))} - {"#", "/"}
_WORD = re.compile(_BARE)
_WORDS = re.compile(rf"{_BARE}(?:[ \t]+{_BARE})*")
_USUAL_STRING = re.compile(_TEXT)
_STRING = re.compile(r'"(?:[^"\\\r\n]|\\[^\r\n])*+"')
_MISQUOTED = re.compile(rf"[{_QUOTES}](?:[^{_QUOTES}\\\r\n]|\\[^\r\n])*+[{_QUOTES}]")
_PIECE = re.compile(
    rf"\\u[dD][89abAB]{_HEX}{{2}}\\u[dD][c-fC-F]{_HEX}{{2}}"
    rf"|(?P<half>\\u[dD][89a-fA-F]{_HEX}{{2}})"
    rf'|\\(?:["\\/bfnrt]|u{_HEX}{{4}})|(?P<escape>\\.)|(?P<control>[\x00-\x1f])'
)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_NEARLY = re.compile(r"\+?(-?)(?=\.?[0-9])0*([0-9]*)(?:\.([0-9]*))?(e[+-]?[0-9]+)?")
_HEXADECIMAL = re.compile(rf"0x({_HEX}{{1,15}})")
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity)")
_LINE = re.compile(r"[^\r\n]*")
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

_LITERALS = {"true": True, "false": False, "null": None}
_FOREIGN = {"none": "null", "nil": "null", "undefined": "null"}
_FLAWS = {
    "half": ("this is half of a character", "write the character itself"),
    "escape": ("JSON has no such escape", r"a backslash is written \\"),
    "control": ("a control character may not stand in a string", "write it as {}"),
}


class Source:
    """A text, its name, and the place of each of its characters."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._lines: dict[int, str] = {}

    def position(self, offset: int) -> tuple[int, int]:
        """Give line and column; LF, CRLF and a lone CR each end a line."""
        feeds = self.text.count("\n", 0, offset) - self.text.count("\r\n", 0, offset)
        last = max(self.text.rfind(end, 0, offset) for end in "\r\n")
        return 1 + feeds + self.text.count("\r", 0, offset), offset - last

    def place(self, start: int, end: int = 0) -> Place:
        """Place a character, or a span as far as its first line goes."""
        line, column = self.position(start)
        source = self._line(start - column + 1)
        length = max(1, min(end - start, len(source) - column + 1))
        return Place(self.name, line, column, length, source)

    def _line(self, start: int) -> str:
        """Cut out a line, once for all its problems: it may be the whole file."""
        found = None if start in self._lines else _LINE.match(self.text, start)
        if found:
            self._lines[start] = _UNPRINTABLE.sub("\ufffd", found[0])
        return self._lines[start]


class GiveUpError(Exception):
    """What follows the last problem would be guesswork."""


class Scanner:
    """Reads the token at `at`; `path` says where in the document that is."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.at = 0
        self.token_end = 0
        self.path: list[str | int] = []
        self.problems: list[Problem] = []

    def note(self, at: int, message: str, hint: str, end: int = 0) -> None:
        """Note a mistake, unless one at the same place may have led to it."""
        place = self.source.place(at, end)
        if place not in [problem.place for problem in self.problems[-1:]]:
            self.problems.append(Problem(message, tuple(self.path), hint, place=place))
        if len(self.problems) >= MOST_PROBLEMS:
            raise GiveUpError

    def stop(self, at: int, message: str, hint: str, end: int = 0) -> NoReturn:
        """Note a mistake after which nothing can be trusted."""
        self.note(at, message, hint, end)
        raise GiveUpError

    def skip(self) -> str:
        """Pass over a gap; give the character after it, "" at the end of the text."""
        self.token_end = self.at
        while True:
            gap = _GAP.match(self.text, self.at)
            self.at = gap.end() if gap else self.at
            mark = self.text[self.at : self.at + 1]
            odd = None if mark in _USUAL else _ODD_GAP.match(self.text, self.at)
            if not odd:
                return mark
            self._odd_gap(odd)

    def step(self) -> str:
        """Pass over one character and the gap after it."""
        self.at += 1
        return self.skip()

    def _odd_gap(self, odd: re.Match[str]) -> None:
        start, self.at = odd.span()
        if odd[0].startswith("/*"):
            self.stop(start, "this comment is not closed", "end it with */", self.at)
        if odd[0][0] in "#/":
            self.note(start, "a comment begins with //", "write // here", self.at)
        else:
            message = f"U+{ord(odd[0]):04X} is not a space that JSON knows"
            self.note(start, message, "write an ordinary space, or remove it")

    def key(self) -> str:
        """Read a key; one without quotes is noted and taken for what it says."""
        start = self.at
        if self.text[start] in _ANY_QUOTE:
            return self._string()
        words = _WORDS.match(self.text, start)
        if not words:
            self.stop(start, f"expected a key, not '{self.text[start]}'", _AS_MEMBER)
        self.at, hint = words.end(), f"write {_quoted(words[0])}"
        self.note(start, "a key stands in double quotes", hint, self.at)
        return words[0]

    def colon(self) -> str:
        """Pass over the ':' after a key; give the character that comes then."""
        mark = self.skip()
        if mark != ":":
            self.note(self.token_end, "expected ':' after this key", _AS_MEMBER)
        return self.step() if mark in {":", "="} else mark

    def scalar(self) -> str | bool | int | float | None:
        """Read a value without parts; None also stands for one that is refused."""
        start = self.at
        if self.text[start] in _ANY_QUOTE:
            return self._string()
        word = _WORD.match(self.text, start)
        if not word:
            self.stop(start, f"expected a value, not '{self.text[start]}'", "")
        self.at = word.end()
        if word[0] in _LITERALS:
            return _LITERALS[word[0]]
        number = _NUMBER.fullmatch(word[0])
        return self._number(number, start) if number else self._unknown(word)

    def _string(self) -> str:
        start = self.at
        if usual := _USUAL_STRING.match(self.text, start):
            self.at = usual.end()
            return usual[0][1:-1]
        proper = self.text[start] == '"'
        whole = (_STRING if proper else _MISQUOTED).match(self.text, start)
        if not whole:
            hint = r'add the missing "; a line break in a string is written \n'
            self.stop(start, "this string is not closed", hint, len(self.text))
        self.at = whole.end()
        if proper:
            return self._unescaped(whole)
        inner = whole[0][1:-1].replace("\\'", "'")
        hint = f"write {_quoted(inner)}"
        self.note(start, "a string stands in double quotes", hint, self.at)
        return inner

    def _unescaped(self, whole: re.Match[str]) -> str:
        pieces = _PIECE.finditer(self.text, whole.start() + 1, whole.end() - 1)
        flaws = [piece for piece in pieces if piece.lastgroup]
        for flaw in flaws:
            message, hint = _FLAWS[flaw.lastgroup or ""]
            hint = hint.format(json.dumps(flaw[0])[1:-1])
            self.note(flaw.start(), message, hint, flaw.end())
        return whole[0][1:-1] if flaws else json.loads(whole[0])

    def _number(self, number: re.Match[str], start: int) -> int | float | None:
        if not number.lastindex and len(number[0].lstrip("-")) <= MOST_DIGITS:
            return int(number[0])
        if number.lastindex and math.isfinite(value := float(number[0])):
            return value
        most = "about 1.8e308" if number.lastindex else f"one of {MOST_DIGITS} digits"
        hint = f"the largest such number is {most}"
        self.note(start, f"{_shown(number[0])} is too large", hint, self.at)
        return None

    def _unknown(self, word: re.Match[str]) -> None:
        hint = _repair(word[0].lower())
        if not hint and (words := _WORDS.match(self.text, word.start())):
            word, hint = words, f"text stands in double quotes: {_quoted(words[0])}"
        start, self.at = word.span()
        self.note(start, f"{_shown(word[0])} is not a JSON value", hint, self.at)


def _repair(word: str) -> str:
    """Say what a word, in lower case, was probably meant to be."""
    if _NOT_FINITE.fullmatch(word):
        return "JSON has no such number; a value that is missing is written null"
    if near := did_you_mean(_FOREIGN.get(word, word), _LITERALS):
        return near.replace("'", "")
    if hexadecimal := _HEXADECIMAL.fullmatch(word):
        return f"write {int(hexadecimal[1], 16)}"
    nearly = _NEARLY.fullmatch(word.replace("_", ""))
    if not nearly:
        return ""
    sign, whole, fraction, exponent = nearly.groups("")
    point = f".{fraction or 0}" if "." in word else ""
    return f"write {sign}{whole or 0}{point}{exponent}"


def _shown(word: str) -> str:
    return f"'{_short(word)}'"


def _quoted(word: str) -> str:
    return json.dumps(_short(word), ensure_ascii=False)


def _short(word: str) -> str:
    word = _UNPRINTABLE.sub("\ufffd", word[:41])
    return word if len(word) <= 40 else f"{word[:37]}..."
