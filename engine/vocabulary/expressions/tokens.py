"""The first step of reading an expression: from characters to tokens."""

import re
from collections.abc import Callable
from typing import NamedTuple

from engine.vocabulary.expressions import ExpressionError, Grammar

NUMBER = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
NAME = "[A-Za-z_][A-Za-z0-9_]*"


class Token(NamedTuple):
    """A piece of the text, and where it begins."""

    text: str
    offset: int

    @property
    def word(self) -> str:
        """The text in lower case, as words are looked up."""
        return self.text.lower()

    def error(self, message: str, hint: str) -> ExpressionError:
        """Point at the token."""
        return ExpressionError(message, self.offset, len(self.text), hint)


END = Token("", -1)


def tokenizer(grammar: Grammar) -> Callable[[str], list[Token]]:
    """Make the function that cuts texts of a grammar into tokens."""
    words = {*grammar.prefix, *grammar.infix, *grammar.constants}
    meaningful = {*words, *("()," if grammar.functions else "()")}
    longest_first = sorted(map(re.escape, meaningful), key=len, reverse=True)
    pattern = re.compile("|".join([grammar.atom, *longest_first, r"\S"]))
    known = re.compile(f"{NAME}|{NUMBER}" if grammar.has_numbers else NAME)

    def tokens(text: str) -> list[Token]:
        found = [Token(part[0], part.start()) for part in pattern.finditer(text)]
        for token in found:
            if not (token.text in meaningful or known.fullmatch(token.text)):
                message = f"{token.text!r} has no meaning in an expression"
                wording = grammar.wording
                hint = wording.instead.get(token.text, wording.tokens)
                raise token.error(message, hint)
        return found

    return tokens
