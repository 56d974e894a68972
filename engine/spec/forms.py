"""The forms that a spec is made of, and the texts that stand with them in the code."""

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cache
from inspect import cleandoc, getsource
from itertools import pairwise
from textwrap import dedent
from typing import Any

from engine.spec.model import Spec
from engine.vocabulary.entry import Form, Word, form_in, snake_case

LABELS = ("Shapes", "Use", "Source")
"""What a paragraph of a docstring may begin with, a colon behind it."""

_LABEL = re.compile(rf"^(?=(?:{'|'.join(LABELS)}):)", re.MULTILINE)


@cache
def forms() -> tuple[type[Form], ...]:
    """List what the spec's fields speak of, and what the fields of those speak of."""
    found = list(_spoken_of(Spec))
    for form in found:
        found += (inner for inner in _spoken_of(form) if inner not in found)
    return tuple(found)


def word_classes() -> list[type[Word]]:
    """List the classes of words, in the order of the spec."""
    return [form for form in forms() if issubclass(form, Word)]


def sections() -> list[type[Form]]:
    """List what has only one form: the spec, and the sections in it."""
    return [Spec, *(form for form in forms() if not issubclass(form, Word))]


def name_of(form: type[Form]) -> str:
    """Name a form as people do: a word by its tag, others by their class."""
    return form.tag() if issubclass(form, Word) else snake_case(form.__name__)


def paragraphs(form: type[Form]) -> list[str]:
    """Give the docstring of a form; a label (`Use: ...`) begins a paragraph."""
    return unwrapped(form.__doc__ or "").split("\n\n")


def labelled(form: type[Form], label: str) -> str:
    """Find what the docstring of a form says behind a label."""
    found = (part for part in paragraphs(form) if part.startswith(f"{label}: "))
    return next(found, "").removeprefix(f"{label}: ")


def text_of(form: type[Form]) -> str:
    """Give the docstring of a form without what is labelled."""
    labels = tuple(f"{label}: " for label in LABELS)
    return "\n\n".join(p for p in paragraphs(form) if not p.startswith(labels))


def field_texts(form: type[Form]) -> dict[str, str]:
    """Find the text below each field, inherited ones included."""
    return {k: v for cls in reversed(form.__mro__) for k, v in _texts(cls).items()}


def brief(form: Form) -> Any:
    """Write a form as people do: a word by its name, if that says it all."""
    if isinstance(form, Word) and not form.model_fields_set:
        return form.tag()
    return form.written()


def unwrapped(text: str) -> str:
    """Give each paragraph a single line."""
    parts = re.split(r"\n{2,}", _LABEL.sub("\n\n", cleandoc(text)).strip())
    return "\n\n".join(" ".join(part.split()) for part in parts)


def _spoken_of(form: type[Form]) -> dict[type[Form], None]:
    kinds = form.words() if issubclass(form, Word) else [form]
    fields = (field for kind in kinds for field in kind.model_fields.values())
    return dict.fromkeys(filter(None, (form_in(f.annotation) for f in fields)))


@cache
def _texts(cls: type) -> dict[str, str]:
    """Find the texts below the fields of a class, which Python itself forgets."""
    if not issubclass(cls, Form):
        return {}
    [definition] = ast.parse(dedent(getsource(cls))).body
    return dict(_documented(getattr(definition, "body", [])))


def _documented(body: Sequence[ast.stmt]) -> Iterator[tuple[str, str]]:
    for pair in pairwise(body):
        match pair:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield name, unwrapped(text)
            case _:
                pass
