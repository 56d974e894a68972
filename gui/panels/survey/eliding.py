"""Words that are too long for any line, made shorter."""

import re

MOST = 60
"""Letters of a word; no line breaks within one."""

_LONG = re.compile(rf"\S{{{MOST + 1},}}")


def elided(text: str) -> str:
    """Leave out the middle of words that would make a window wider than the screen."""
    return _LONG.sub(lambda word: f"{word[0][: MOST - 20]}…{word[0][-19:]}", text)
