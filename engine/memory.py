"""How much memory there is, and how sizes are told."""

import os
import re

from engine.errors import LonghandError

SHARE = 0.5
"""How much of the machine's memory a run may take."""

UNKNOWN = 8 * 2**30
"""What is taken for the machine's memory where the system does not tell."""

UNITS = ("bytes", "KB", "MB", "GB", "TB", "PB", "EB")


def allowed(said: int | None = None) -> int:
    """Tell how many bytes a run may take: so many as were said, or a share of all."""
    return said or int(SHARE * _memory())


def told(size: int) -> str:
    """Write a number of bytes as people do: `1.5 GB`."""
    power = min((max(size, 1).bit_length() - 1) // 10, len(UNITS) - 1)
    if size >> 10 * power >= 10_000:
        return "more than any machine has"
    return f"{size / 1024**power:.3g} {UNITS[power]}"


def size_of(text: str) -> int:
    """Read a number of bytes as people write it: `500 MB`, `2GB`.

    Raises
    ------
    LonghandError
        If it is no size, or less than a megabyte.
    """
    found = re.fullmatch(r"(\d+\.?\d*) ?([KMGT])i?B?", text.strip(), re.IGNORECASE)
    power = 1 + "KMGT".index(found[2].upper()) if found else 0
    size = int(float(found[1]) * 1024**power) if found else 0
    if size < 1 << 20:
        what = "is less than 1 MB" if found else "is not a size"
        msg = f"{text!r} {what}\nhint: write it like 500MB or 2GB"
        raise LonghandError(msg)
    return size


def _memory() -> int:
    if not hasattr(os, "sysconf"):
        return UNKNOWN
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
