"""What all words of the spec language have in common: forms that are read and written.

A `Word` is chosen by its tag (`{"type": "dense", ...}`, or `"dense"` alone where no
field is required); a `Section` is a part of the spec that has only one form.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import NoneType
from typing import Any, ClassVar, TypeVar, cast, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from engine.errors import Path, Problem, did_you_mean, listed
from engine.vocabulary.messages import is_number, shown, told

NAME = r"^[a-z0-9_-]{1,64}$"
"""What people may call things: layers, metrics, the spec itself."""

F = TypeVar("F", bound="Form")


class Form(BaseModel):
    """Frozen fields; unknown keys are mistakes, and so is a number in quotes."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        defer_build=True,
        allow_inf_nan=False,
    )
    called: ClassVar[str] = "an object in braces"
    """What messages call one of these: "an activation"."""

    def problems(self) -> Iterator[Problem]:
        """Find what is wrong between fields; paths begin at this form."""
        return iter(())

    def written(self) -> Any:
        """Write the form as JSON, with every default."""
        return {name: _written(getattr(self, name)) for name in type(self).model_fields}


class Section(Form):
    """A part of the spec that has only one form."""


class Word(Form):
    """One of the words of its class; its tag is its name in snake_case.

    Each word class names the modules of its words in `families`, from simple to hard;
    each of those lists its own in `WORDS`, and is imported when it is first needed.
    """

    families: ClassVar[tuple[str, ...]] = ()
    aliases: ClassVar[tuple[str, ...]] = ()
    offered: ClassVar[tuple[str, ...]] = ()
    """Keys that are seldom left out: editors offer them with those that are needed."""

    @classmethod
    def words(cls) -> list[type["Word"]]:
        """List all words of the class, from simple to hard."""
        return [word for family in cls.families for word in _words_in(family)]

    @classmethod
    def tag(cls) -> str:
        """Give the name by which a spec calls the word."""
        return snake_case(cls.__name__)

    def written(self) -> Any:
        """Write the word as JSON; its tag alone if it has no fields."""
        fields = super().written()
        return {"type": self.tag(), **fields} if fields else self.tag()


def read(form: type[F], raw: Any, path: Path, problems: list[Problem]) -> F | None:
    """Build a form from JSON; None, and entries in `problems`, where that fails."""
    before = len(problems)
    chosen = _chosen(form, raw, path, problems)
    if chosen is None:
        return None
    cls, given = chosen
    fields, failed = _fields(cls, given, path, problems)
    try:
        built = cls.model_validate(fields)
    except ValidationError as error:
        name = cls.tag() if issubclass(cls, Word) else ""
        problems.extend(told(error.errors(), name, path, failed))
        return None
    if len(problems) == before:
        problems.extend(problem.under(*path) for problem in built.problems())
    return built if len(problems) == before else None


def word_named(base: type[Word], name: str) -> type[Word] | None:
    """Find a word of a class by its tag or an alias."""
    words = (word for family in base.families for word in _words_in(family))
    return next((word for word in words if name in (word.tag(), *word.aliases)), None)


@cache
def snake_case(name: str) -> str:
    """Write a class's name as a spec does: TopKAccuracy is top_k_accuracy."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def form_in(annotation: Any) -> type[Form] | None:
    """Find the form that a field's annotation speaks of, however it is wrapped."""
    if isinstance(annotation, type) and issubclass(annotation, Form):
        return annotation
    return next(filter(None, map(form_in, get_args(annotation))), None)


def _words_in(family: str) -> tuple[type[Word], ...]:
    return import_module(family).WORDS


def _written(value: Any) -> Any:
    if isinstance(value, Form):
        return value.written()
    if isinstance(value, list):
        return [_briefly(_written(item)) for item in cast("list[Any]", value)]
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value).items()
        return {key: _written(item) for key, item in items}
    return value


def _briefly(item: Any) -> Any:
    """Write 1 for 1.0, as people do in tables."""
    is_whole = isinstance(item, float) and item.is_integer() and abs(item) < 1e15
    return int(item) if is_whole else item


def _chosen(
    form: type[F], raw: Any, path: Path, problems: list[Problem]
) -> tuple[type[F], Mapping[str, Any]] | None:
    """Find the class that is asked for, and the fields that are given."""
    if not issubclass(form, Word):
        if isinstance(raw, dict):
            return form, cast("dict[str, Any]", raw)
        problems.append(Problem(f"expected {form.called}, not {shown(raw)}", path))
        return None
    if isinstance(raw, str):
        tag, fields, at = raw, dict[str, Any](), path
    elif isinstance(raw, dict) and isinstance(
        cast("dict[str, Any]", raw).get("type"), str
    ):
        fields = dict(cast("dict[str, Any]", raw))
        tag, at = fields.pop("type"), (*path, "type")
    else:
        problems.append(_not_a_word(form, raw, path))
        return None
    word = word_named(form, tag)
    if word is None:
        problems.append(_unknown_word(form, tag, at))
        return None
    return cast("type[F]", word), fields


def _not_a_word(form: type[Word], raw: Any, path: Path) -> Problem:
    example = f'{{"type": "{form.words()[0].tag()}"}}'
    if isinstance(raw, dict):
        hint = f'say which: "type": {listed([w.tag() for w in form.words()])}'
        return Problem(f"{form.called} needs a 'type', a text in quotes", path, hint)
    hint = f"write its name in quotes, or {example} with more keys"
    return Problem(f"expected {form.called}, not {shown(raw)}", path, hint)


def _unknown_word(form: type[Word], tag: str, at: Path) -> Problem:
    names = [name for word in form.words() for name in (word.tag(), *word.aliases)]
    hint = _elsewhere(form, tag) or did_you_mean(tag, names)
    hint = hint or f"there are {', '.join(word.tag() for word in form.words())}"
    return Problem(f"{shown(tag)[1:-1]!r} is not {form.called}", at, hint)


def _elsewhere(form: type[Word], tag: str) -> str:
    """Say of what other class a word is, and how it is written if it may be here."""
    homes = [base for base in Word.__subclasses__() if word_named(base, tag)]
    keys = [snake_case(home.__name__) for home in homes]
    ways = [f': {{"type": "{k}", "{k}": "{tag}"}}' for k in keys if word_named(form, k)]
    called = listed(sorted(home.called for home in homes))
    return f"it is {called}{''.join(ways)}" if homes else ""


def _fields(
    cls: type[Form], given: Mapping[str, Any], path: Path, problems: list[Problem]
) -> tuple[dict[str, Any], set[str]]:
    """Build the forms among the fields; give all fields, and those that failed."""
    fields: dict[str, Any] = {}
    failed: set[str] = set()
    for key, raw in given.items():
        before = len(problems)
        if key in cls.model_fields:
            annotation = cls.model_fields[key].annotation
            fields[key] = _field(annotation, raw, (*path, key), problems)
        else:
            problems.append(_unknown_key(cls, key, path))
        if len(problems) > before:
            failed.add(key)
    return fields, failed


def _field(annotation: Any, raw: Any, path: Path, problems: list[Problem]) -> Any:
    form = form_in(annotation)
    kinds = get_args(annotation)
    if form is None or (raw is None and NoneType in kinds):
        return raw
    if any(get_origin(kind) is dict for kind in (annotation, *kinds)):
        return _by_name(form, raw, path, problems)
    if get_origin(annotation) is list:
        if not isinstance(raw, list):
            hint = "put it in brackets: [...]"
            problems.append(Problem(f"expected a list, not {shown(raw)}", path, hint))
            return None
        items = enumerate(cast("list[Any]", raw))
        return [read(form, item, (*path, i), problems) for i, item in items]
    if float in kinds and (isinstance(raw, int | float) or is_number(raw)):
        return raw
    return read(form, raw, path, problems)


def _by_name(form: type[Form], raw: Any, path: Path, problems: list[Problem]) -> Any:
    """Build the forms that stand under names of one's own; null stays what it is."""
    if not isinstance(raw, dict):
        return raw
    items = cast("dict[str, Any]", raw).items()
    return {
        name: None if item is None else read(form, item, (*path, name), problems)
        for name, item in items
    }


def _unknown_key(cls: type[Form], key: str, path: Path) -> Problem:
    known = list(cls.model_fields)
    name = cls.tag() if issubclass(cls, Word) else "the spec" if not path else path[-1]
    hint = did_you_mean(key, known) or (
        f"it has {', '.join(known)}" if known else f"{name} has no keys of its own"
    )
    return Problem(f"{key!r} is not a key of {name}", (*path, key), hint, at="key")
