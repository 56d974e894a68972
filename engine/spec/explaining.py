"""What a word of the spec language means and takes, told from the class that reads it.

Formulas, uses and sources stand in the docstrings, the texts of the keys below them.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from engine.errors import listed
from engine.spec.forms import (
    brief,
    field_texts,
    labelled,
    name_of,
    sections,
    text_of,
    word_classes,
)
from engine.vocabulary.entry import NAME, Form, Word


@dataclass(frozen=True)
class Key:
    """A key of a word or a section: what it takes, and what it is if left out."""

    name: str
    takes: str
    limits: tuple[str, ...]
    required: bool
    default: Any
    text: str

    @property
    def usual(self) -> str:
        """Whether the key may be left out, and what stands for it then."""
        if self.required:
            return "required"
        return f"default {self.written}" if self.default is not None else "optional"

    @property
    def written(self) -> str:
        """The default as a spec writes it."""
        return json.dumps(self.default)


@dataclass(frozen=True)
class Explanation:
    """All that is said of a word, of a section, or of a whole class of words.

    `words` are those of the class, if it is one.
    """

    name: str
    kind: str
    aliases: tuple[str, ...]
    text: str
    shapes: str
    use: str
    source: str
    keys: tuple[Key, ...]
    words: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The first line of the text."""
        return self.text.partition("\n\n")[0]


def explained(name: str) -> list[Explanation]:
    """Explain everything that has a name: sections, classes, words; none, if none."""
    named = [_section(form) for form in sections() if name_of(form) == name]
    for base in word_classes():
        named += [class_explained(base)] if name_of(base) == name else []
        named += [_word(w, base) for w in base.words() if name in _names(w)]
    return named


def class_explained(base: type[Word]) -> Explanation:
    """Explain a class of words, with the keys that all of them have."""
    words = tuple(word.tag() for word in base.words())
    return _explanation(base, "a class of words", base, words)


def words_explained(base: type[Word]) -> list[Explanation]:
    """Explain all words of a class."""
    return [_word(word, base) for word in base.words()]


@cache
def explanation_of(form: type[Form]) -> Explanation:
    """Explain a word or a section, known by its class."""
    bases = (base for base in word_classes() if issubclass(form, base))
    base = next(bases, None)
    if base is None:
        return _section(form)
    return class_explained(base) if form is base else _explanation(form, "", base)


def known_names() -> list[str]:
    """List all that can be explained."""
    names = [name_of(form) for form in sections()]
    for base in word_classes():
        names += [name_of(base), *(name for w in base.words() for name in _names(w))]
    return list(dict.fromkeys(names))


def _word(word: type[Word], base: type[Word]) -> Explanation:
    return _explanation(word, _one(name_of(base)), base)


def _section(form: type[Form]) -> Explanation:
    return _explanation(form, "a section of the spec", form)


def _explanation(
    form: type[Form], kind: str, base: type[Form], words: tuple[str, ...] = ()
) -> Explanation:
    common, keys = list(_keys(base)), list(_keys(form))
    own = [key for key in keys if key not in common]
    bases = (cls for cls in form.__mro__ if issubclass(cls, Form))
    return Explanation(
        name_of(form),
        kind,
        form.aliases if issubclass(form, Word) else (),
        text_of(form),
        next(filter(None, (labelled(cls, "Shapes") for cls in bases)), ""),
        labelled(form, "Use"),
        labelled(form, "Source"),
        (*own, *(key for key in keys if key in common)),
        words,
    )


def _keys(form: type[Form]) -> Iterator[Key]:
    texts = field_texts(form)
    for name, field in form.model_fields.items():
        required = field.is_required()
        default = None if required else field.default
        yield Key(
            name,
            _taken_by(field),
            tuple(_limits(field.metadata, of=_measured_in(field.annotation))),
            required,
            brief(default) if isinstance(default, Form) else default,
            texts.get(name, ""),
        )


def _names(word: type[Word]) -> tuple[str, ...]:
    return (word.tag(), *word.aliases)


def taken(annotation: Any, *, many: bool = False) -> str:
    """Say what a key takes: "a number or a schedule"."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return ", ".join([taken(inner[0], many=many), *_limits(inner[1:])])
    if origin is Literal:
        return listed([json.dumps(choice) for choice in inner])
    if origin is list:
        return f"{'lists' if many else 'a list'} of {taken(inner[0], many=True)}"
    if origin is dict:
        return f"{'objects' if many else 'an object'} of {taken(inner[1], many=True)}"
    return _either(inner, many=many) if inner else _plain(annotation, many=many)


def _taken_by(field: FieldInfo) -> str:
    """Say what a key takes; null goes without saying where it is the default."""
    kinds = get_args(field.annotation)
    if field.default is None and NoneType in kinds:
        return _either(kind for kind in kinds if kind is not NoneType)
    return taken(field.annotation)


def _either(kinds: Iterable[Any], *, many: bool = False) -> str:
    return listed(list(dict.fromkeys(taken(kind, many=many) for kind in kinds)))


def _plain(annotation: Any, *, many: bool) -> str:
    if not (isinstance(annotation, type) and issubclass(annotation, Form)):
        one, several = _PLAIN[annotation]
        return several if many else one
    if not issubclass(annotation, Word):
        return annotation.called.partition(",")[0]
    name = name_of(annotation).replace("_", " ")
    return f"{name}{'es' if name.endswith('s') else 's'}" if many else _one(name)


def _one(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _measured_in(annotation: Any) -> str:
    """Say what the length of a value counts."""
    return "characters" if str in (annotation, *get_args(annotation)) else "of them"


def _limits(metadata: Iterable[Any], of: str = "of them") -> Iterator[str]:
    """Say the limits that a field, or what a list holds, is under."""
    for limit in metadata:
        if isinstance(limit, FieldInfo):
            yield from _limits(limit.metadata, of)
        for name, text in _LIMITS.items():
            bound = getattr(limit, name, None)
            if bound is not None:
                one = of.removesuffix("s") if bound == 1 else of
                yield _SPECIAL.get((name, bound), text.format(bound, of=one))


_PLAIN: dict[Any, tuple[str, str]] = {
    int: ("a whole number", "whole numbers"),
    float: ("a number", "numbers"),
    bool: ("true or false", "true or false"),
    str: ("a text", "texts"),
    NoneType: ("null", "null"),
    Any: ("any value", "any values"),
}
_LIMITS = {
    "gt": "greater than {}",
    "ge": "at least {}",
    "lt": "less than {}",
    "le": "at most {}",
    "min_length": "at least {} {of}",
    "max_length": "at most {} {of}",
    "pattern": "matching {}",
}
_SPECIAL = {
    ("min_length", 1): "not empty",
    ("pattern", NAME): "of a-z, 0-9, _ and -, at most 64",
}
