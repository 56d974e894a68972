"""Texts: in which encoding a file is written, and that it is one at all."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.data.tables.finding import readable, refusal
from engine.errors import SpecError
from engine.memory import Scratch

BLOCK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KINDS = (
    (b"\x89PNG", "it is a picture"),
    (b"\xff\xd8\xff", "it is a picture"),
    (b"PK\x03\x04", 'a workbook is read by {"type": "excel"}; unpack other archives'),
    (b"\xd0\xcf\x11\xe0", 'a workbook is read by {"type": "excel"}'),
    (b"\x1f\x8b", "it is packed: unpack it"),
    (b"PAR1", 'it is read by {"type": "parquet"}'),
)
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1f]")
_UTF_8 = ("utf-8", "utf8", "utf-8-sig")


@dataclass(frozen=True)
class Text:
    """A text in UTF-8: a file that is given, or a copy of it.

    Attributes
    ----------
    path : where it is read from
    called : what messages call it
    is_quoted : whether there is a `"` in it
    encoding : in which encoding it was given
    notes : what a person may want to hear of that
    scratch : where the copy is
    """

    path: Path
    called: str
    is_quoted: bool
    encoding: str
    notes: tuple[str, ...] = ()
    scratch: Scratch | None = None

    @property
    def head(self) -> str:
        """Give the first lines of the text, all of them whole."""
        with self.path.open("rb") as file:
            raw = file.read(BLOCK // 8)
            raw += file.readline()
        return codecs.getincrementaldecoder("utf-8-sig")().decode(raw)


def text_in(path: Path, encoding: str | None = None, *, has_mark: bool = True) -> Text:
    """Read a file as a text; its encoding is found out if it is None.

    `has_mark` says whether a mark of UTF-8 may be left at its beginning.

    Raises
    ------
    SpecError
        If the file is no text, or none in that encoding.
    """
    with readable(path):
        with path.open("rb") as file:
            start = file.read(8)
        if not start:
            raise refusal(f"{path}: it is empty")
        found = next((name for mark, name in _MARKS if start.startswith(mark)), None)
        chosen = (encoding or found or "utf-8").lower().replace("_", "-")
        if not has_mark and start.startswith(codecs.BOM_UTF8):
            chosen = "utf-8-sig"
        elif chosen in _UTF_8:
            return _surveyed(path, start, is_certain=encoding is not None)
        return _copied(path, chosen)


def _surveyed(path: Path, start: bytes, *, is_certain: bool) -> Text:
    """Look through a file in UTF-8, once."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, is_quoted, is_ascii = 1, False, True
    for block in _blocks(path):
        if b"\0" in block:
            raise _not_text(
                path, start, line + block[: block.index(b"\0")].count(b"\n")
            )
        is_quoted, is_ascii = is_quoted or b'"' in block, is_ascii and block.isascii()
        try:
            if not is_ascii:
                decoder.decode(block)
        except UnicodeDecodeError as error:
            line += error.object[: error.start].count(b"\n")
            byte = error.object[error.start]
            return _other(path, start, (line, byte), is_certain=is_certain)
        line += block.count(b"\n")
    if decoder.getstate()[0]:
        return _other(
            path, start, (line, decoder.getstate()[0][0]), is_certain=is_certain
        )
    return Text(path, str(path), is_quoted, "utf-8")


def _other(path: Path, start: bytes, at: tuple[int, int], *, is_certain: bool) -> Text:
    """Take a text that is not UTF-8 for one of western Europe, if it is one."""
    line, byte = at
    wrong = f"the byte 0x{byte:02X} in line {line} is not UTF-8"
    if is_certain:
        raise refusal(
            f"{path}: {wrong}", "say another one, or leave it out", "encoding"
        )
    if any(b"\0" in block or _CONTROLS.search(block) for block in _blocks(path)):
        raise _not_text(path, start, line)
    try:
        copy = _copied(path, "cp1252")
    except SpecError:
        copy = _copied(path, "latin-1")
    note = f"{path}: {wrong}, so all was read as {copy.encoding}"
    return Text(copy.path, *_told(copy), (note,), copy.scratch)


def _told(copy: Text) -> tuple[str, bool, str]:
    return copy.called, copy.is_quoted, copy.encoding


def _copied(path: Path, encoding: str) -> Text:
    """Write a text again, in UTF-8."""
    scratch, line, is_quoted = Scratch(), 1, False
    target = scratch.file("text")
    with (
        path.open(encoding=encoding, newline="") as source,
        target.open("w", encoding="utf-8", newline="") as copy,
    ):
        try:
            while block := source.read(BLOCK):
                if "\0" in block:
                    line += block[: block.index("\0")].count("\n")
                    raise _not_text(path, b"", line)
                is_quoted = is_quoted or '"' in block
                line += copy.write(block) and block.count("\n")
        except UnicodeError as error:
            msg = f"{path}: it is not {encoding}, from line {line} on ({error})"
            raise refusal(msg, "say another one, or leave it out", "encoding") from None
    return Text(target, str(path), is_quoted, encoding, (), scratch)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _not_text(path: Path, start: bytes, line: int) -> SpecError:
    hints = (hint for mark, hint in _KINDS if start.startswith(mark))
    hint = next(hints, 'save it as UTF-8; for UTF-16 without a mark say "encoding"')
    return refusal(
        f"{path}: this is not a text: a NUL or the like in line {line}", hint
    )
