"""Where a caret stands in a half-typed text."""

from engine.editing.outline import Outline
from engine.errors import Path


def start_of(text: str, offset: int) -> int:
    """Find where the word at an offset begins, its quote included."""
    start = offset
    while start and text[start - 1] not in ' \t\r\n{}[],:"':
        start -= 1
    return start - 1 if start and text[start - 1] == '"' else start


def end_of(text: str, offset: int) -> int:
    """Find where the word at an offset ends, its quote included."""
    end = offset
    while end < len(text) and text[end] not in ' \t\r\n{}[],:"':
        end += 1
    return end + 1 if text[end : end + 1] == '"' else end


def around(known: Outline, offset: int) -> tuple[Path | None, Path | None]:
    """Find the object around an offset, and the path of the value if one goes there."""
    containers = [
        item
        for item in known.items
        if item.is_container and item.start < offset <= item.end
    ]
    if not containers:
        return None, None
    inner = max(containers, key=lambda item: item.start)
    if not inner.is_object:
        before = [m for m in known.members(inner.path) if m.end <= offset]
        return inner.path, (*inner.path, len(before))
    for item in known.members(inner.path):
        if item.key and item.key[1] <= offset <= item.end:
            colon = known.text[item.key[1] : offset]
            if ":" in colon:
                return inner.path, item.path
    return inner.path, None
