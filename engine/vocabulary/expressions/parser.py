"""Precedence climbing: from tokens to what is computed, in order."""

from collections.abc import Callable, Collection
from math import isinf

from engine.errors import did_you_mean
from engine.vocabulary.expressions import (
    MAX_DEPTH,
    MAX_LENGTH,
    Expression,
    ExpressionError,
    Function,
    Grammar,
    Step,
)
from engine.vocabulary.expressions.tokens import END, Token, tokenizer


def parser(grammar: Grammar) -> Callable[..., Expression]:
    """Make the function that reads expressions of a grammar."""
    tokens = tokenizer(grammar)

    def parse(text: str, names: Collection[str] | None = None) -> Expression:
        """Read an expression, or raise an `ExpressionError`.

        `names` are those that there is a value for; any name will do if left out.
        """
        if len(text) > MAX_LENGTH:
            message, hint = f"{len(text):,} characters", f"{MAX_LENGTH:,} are allowed"
            raise ExpressionError(message, MAX_LENGTH, len(text) - MAX_LENGTH, hint)
        if not (found := tokens(text)):
            hint = f"write something such as {grammar.wording.example}"
            raise ExpressionError("the expression is empty", 0, max(1, len(text)), hint)
        steps = _Parser(grammar, found, names).everything()
        return Expression(tuple(steps), grammar.dtype)

    return parse


class _Parser:
    """Each operator is written down behind its operands."""

    def __init__(
        self, grammar: Grammar, tokens: list[Token], names: Collection[str] | None
    ) -> None:
        self.grammar, self.names = grammar, names
        self.prefix, self.infix = grammar.prefix, grammar.infix
        self.functions = grammar.called
        self.rest = iter(tokens)
        self.steps: list[Step] = []
        self.before, self.found = END, next(self.rest)

    def take(self) -> Token:
        self.before, self.found = self.found, next(self.rest, END)
        return self.before

    def everything(self) -> list[Step]:
        self.chain(depth=0)
        if self.found.text == ")":
            raise self.found.error("this ')' closes nothing", "remove it, or add a (")
        if self.found is not END:
            raise self.missing_operator()
        return self.steps

    def chain(self, depth: int, loosest: int = 0) -> None:
        """Read operands joined by operators at least as tight as `loosest`."""
        if depth > MAX_DEPTH:
            hint = f"a chain such as {self.grammar.wording.chain} needs no parentheses"
            raise self.before.error(f"nested more than {MAX_DEPTH} deep", hint)
        self.operand(depth)
        while (infix := self.infix.get(self.found.word)) and infix.tightness >= loosest:
            self.take()
            self.chain(depth + 1, infix.tightness + (not infix.right_associative))
            self.steps.append(infix)

    def operand(self, depth: int) -> None:
        word = self.found.word
        if word not in self.prefix and word in {"", ")", ",", *self.infix}:
            raise self.missing_operand()
        token = self.take()
        if token.text == "(":
            self.chain(depth + 1)
            self.close(token)
        elif prefix := self.prefix.get(token.word):
            self.chain(depth + 1, prefix.tightness)
            self.steps.append(prefix)
        elif function := self.functions.get(token.word):
            self.call(token, function, depth)
        else:
            self.steps.append(self.leaf(token))

    def call(self, name: Token, function: Function, depth: int) -> None:
        """Read what stands in the parentheses behind a function's name."""
        example = f"{name.text}({', '.join(['x', '2'][: function.operands])})"
        opening = self.take()
        if opening.text != "(":
            message = f"{name.text!r} needs parentheses behind it"
            raise name.error(message, f"write it like {example}")
        self.chain(depth + 1)
        count = 1
        while self.found.text == ",":
            self.take()
            self.chain(depth + 1)
            count += 1
        self.close(opening)
        if count != function.operands:
            there_are = f"{function.operands} operand{'s' * (function.operands > 1)}"
            message = f"{name.text!r} takes {there_are}, not {count}"
            raise name.error(message, f"write it like {example}")
        self.steps.append(function)

    def leaf(self, token: Token) -> Step:
        """Tell what a token stands for that is neither operator nor function."""
        is_free = self.names is not None and token.text in self.names
        if token.word in self.grammar.constants and not is_free:
            return self.grammar.constants[token.word]
        if token.text[0] in "0123456789.":
            if isinf(number := float(token.text)):
                hint = "the largest such number is about 1.8e308"
                raise token.error(f"{token.text!r} is too large", hint)
            return number
        if self.names is not None and not is_free:
            raise self.unknown(token, self.names)
        return token.text

    def close(self, opening: Token) -> None:
        if self.found is END:
            raise opening.error("this '(' is never closed", "add a ) where it ends")
        if self.found.text != ")":
            raise self.missing_operator()
        self.take()

    def unknown(self, token: Token, names: Collection[str]) -> ExpressionError:
        usual = [function.spellings[0] for function in self.grammar.functions]
        known = [*names, *self.grammar.constants, *usual]
        near = did_you_mean(token.text, [*known, *self.functions])
        hint = near or f"there are {', '.join(known)}"
        return token.error(f"there is no {token.text!r}", hint)

    def missing_operand(self) -> ExpressionError:
        at_end = self.found is END
        side, token = ("after", self.before) if at_end else ("before", self.found)
        hint = f"write {self.grammar.wording.operand} there"
        return token.error(f"an operand is missing {side} '{token.text}'", hint)

    def missing_operator(self) -> ExpressionError:
        if self.found.text == ",":
            hint = "it stands between the operands of a function: min(x, 2)"
            return self.found.error("this ',' separates nothing", hint)
        between = f"between '{self.before.text}' and '{self.found.text}'"
        words = filter(
            str.isalpha, () if self.found.word in self.prefix else self.infix
        )
        hint = did_you_mean(self.found.text, words) or self.grammar.wording.operator
        return self.found.error(f"an operator is missing {between}", hint)
