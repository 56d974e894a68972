"""What may stand at a place of the text, and what the words there mean."""

import json
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any, Literal, get_args, get_origin

from engine.editing.carets import around, end_of, start_of
from engine.editing.columns import offered_columns
from engine.editing.outline import Outline, outline
from engine.editing.standing import base_at, field_at, form_at, has_names
from engine.editing.types import Completion, Completions, Hover
from engine.errors import Path
from engine.spec.explaining import Explanation, Key, explanation_of, known_names
from engine.vocabulary.entry import Form, Word, form_in, word_named

FIGURES = ("loss", "val_loss")


def explain_at(text: str, offset: int) -> Hover | None:
    """Explain the key or the word at an offset."""
    known = outline(text)
    item = known.innermost(offset)
    if item is None or not item.path:
        return None
    if item.key and item.key[0] <= offset <= item.key[1]:
        form = form_at(known, item.path[:-1])
        key = form and _keys(form).get(str(item.path[-1]))
        return key and Hover(*item.key, key.name, _told(key), item.path)
    if item.is_container:
        return None
    word = _word(known, item.path)
    if word is None:
        return None
    told = explanation_of(word)
    return Hover(item.start, item.end, told.name, _whole(told), item.path)


def complete(text: str, offset: int, folder: FilePath | None = None) -> Completions:
    """List the keys or values that may stand at an offset of a half-typed text.

    `folder` is where its data are.
    """
    start = start_of(text, offset)
    end = end_of(text, offset)
    typed = text[start:offset].strip('"').lower()
    # Without what is being typed, the outline tells where it stands.
    known = outline(text[:start] + text[end:])
    parent, key = around(known, start)
    if parent is None:
        return Completions(offset, offset)
    columns = offered_columns(known, parent, key, folder)
    if columns is not None:
        found = iter(columns)
    elif key is None:
        follows = text[end:].lstrip()[:1]
        found = _offered_keys(known, parent, follows)
    else:
        found = _offered_values(known, key)
    return Completions(start, end, tuple(_ranked(found, typed)))


def load_words() -> None:
    """Import every word, which takes long, before anybody waits for a completion."""
    known_names()


def _word(known: Outline, path: Path) -> type[Form] | None:
    base = base_at(known, path)
    return word_named(base, known.value(path)) if base else None


def _keys(form: type[Form]) -> dict[str, Key]:
    return {key.name: key for key in explanation_of(form).keys}


def _offered_keys(known: Outline, path: Path, follows: str) -> Iterator[Completion]:
    form = form_at(known, path)
    if form is None:
        return
    there = {str(item.path[-1]) for item in known.members(path)}
    comma = "," if follows == '"' else ""
    if issubclass(form, Word) and "type" not in there:
        yield Completion("type", f'"type": ""{comma}', 9, "key", "which one", "")
    if explanation_of(form).words:
        return
    for key in sorted(_keys(form).values(), key=lambda key: not key.required):
        if key.name not in there:
            value, inside = _beginning(form, key)
            head = f'"{key.name}": '
            insert = f"{head}{value}{comma}"
            at = len(head) + inside
            yield Completion(key.name, insert, at, "key", key.usual, _told(key))


def _beginning(form: type[Form], key: Key) -> tuple[str, int]:
    """Begin the value of a key: its brackets or quotes, and where typing goes on."""
    annotation = form.model_fields[key.name].annotation
    kinds = {annotation, *get_args(annotation)}
    if get_origin(annotation) is list or has_names(form.model_fields[key.name]):
        return "[]", 1
    if kinds & {bool, int, float}:
        return ("", 0) if key.required or key.default is None else _whole_of(key)
    inner = form_in(annotation)
    if inner and not issubclass(inner, Word):
        return "{}", 1
    return '""', 1


def _whole_of(key: Key) -> tuple[str, int]:
    return key.written, len(key.written)


def _offered_values(known: Outline, path: Path) -> Iterator[Completion]:
    base = base_at(known, path)
    if base is not None:
        yield from _offered_words(base, is_type=path[-1] == "type")
    field = field_at(known, path)
    if field is None:
        return
    for literal in _literals(field.annotation):
        written = json.dumps(literal)
        yield Completion(written, written, len(written), "value")
    for name in _names(known, path):
        yield Completion(name, f'"{name}"', len(name) + 2, "value")


def _offered_words(base: type[Word], *, is_type: bool) -> Iterator[Completion]:
    for word in base.words():
        told = explanation_of(word)
        required = [key.name for key in told.keys if key.required]
        places = [*required, *word.offered]
        whole = _whole(told)
        if is_type or not places:
            names = [word.tag(), *word.aliases]
        else:
            names = []
            keys = ", ".join(f'"{name}": ' for name in places)
            insert = f'{{"type": "{word.tag()}", {keys}}}'
            at = insert.index('": ', insert.index(f'"{places[0]}"')) + 3
            yield Completion(word.tag(), insert, at, "value", told.summary, whole)
        for name in names:
            also = f"alias of {word.tag()}: " if name != word.tag() else ""
            detail = f"{also}{told.summary}"
            yield Completion(name, f'"{name}"', len(name) + 2, "value", detail, whole)


def _literals(annotation: Any) -> list[Any]:
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    if annotation is bool:
        return [True, False]
    return [value for inner in get_args(annotation) for value in _literals(inner)]


def _names(known: Outline, path: Path) -> list[str]:
    """Name the layers or figures of this spec, where one of them is wanted."""
    steps = [step for step in path if isinstance(step, str)]
    if steps[-1] == "monitor":
        metrics = [known.value(m.path) for m in known.members(("metrics",))]
        return [*FIGURES, *metrics, *(f"val_{name}" for name in metrics)]
    if steps[:2] == ["layers", "inputs"]:
        own = int(path[1])
        named = (known.value(("layers", i, "name")) for i in range(own))
        members = known.members(("dataset", "inputs"))
        columns = [m.name or known.value(m.path) for m in members]
        return ["input", *filter(None, named), *(f"input.{name}" for name in columns)]
    return []


def _ranked(found: Iterator[Completion], typed: str) -> list[Completion]:
    fitting = [c for c in found if typed in c.label.lower().strip('"')]
    return sorted(
        fitting, key=lambda c: not c.label.lower().strip('"').startswith(typed)
    )


def _told(key: Key) -> str:
    limits = f", {', '.join(key.limits)}" if key.limits else ""
    return f"{key.takes}{limits}; {key.usual}\n\n{key.text}"


def _whole(told: Explanation) -> str:
    keys = [f"{key.name}: {key.takes}; {key.usual}" for key in told.keys]
    use = f"Use: {told.use}" if told.use else ""
    source = f"Source: {told.source}" if told.source else ""
    return "\n\n".join(filter(None, [told.text, "\n".join(keys), use, source]))
