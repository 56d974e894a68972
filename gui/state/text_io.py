"""Text files, read and written whole."""

from pathlib import Path

from PySide6.QtCore import QSaveFile

from engine import LonghandError

MOST_BYTES = 64 * 2**20


def read(path: Path) -> str:
    """Read a text file whose lines may end in any way."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        msg = f"{path}: it cannot be read ({error.strerror})"
        raise LonghandError(msg) from None
    if len(raw) > MOST_BYTES:
        msg = f"{path}: more than {MOST_BYTES >> 20} MB is too large for a spec"
        raise LonghandError(msg)
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        msg = f"{path}: this is not UTF-8\nhint: save it as UTF-8 in your editor"
        raise LonghandError(msg) from None


def write(path: Path, text: str) -> None:
    """Write a text file, whole or not at all."""
    file = QSaveFile(str(path))
    is_open = file.open(QSaveFile.OpenModeFlag.WriteOnly)
    content = text.encode()
    if not is_open or file.write(content) != len(content) or not file.commit():
        msg = f"{path}: it could not be saved ({file.errorString()})"
        raise LonghandError(f"{msg}\nhint: save it under another name, or elsewhere")
