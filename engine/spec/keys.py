"""What a key of the spec language means and takes, wherever it may stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_origin

from engine.spec.explaining import Key, explanation_of
from engine.spec.forms import name_of, sections, word_classes
from engine.spec.model import Spec
from engine.vocabulary.entry import Form, Word, form_in

MOST = 3
"""So many places of a class of words are listed; they can be within each other."""


@dataclass(frozen=True)
class PlacedKey:
    """A key, and where it stands: at `places` of a spec, in the words of a class.

    `words` are those that have it, none for a section; `everywhere` tells that no word
    of the class is without it, `more` how many places there are beside those listed.
    """

    key: Key
    places: tuple[str, ...]
    kind: str
    words: tuple[str, ...] = ()
    everywhere: bool = False
    more: int = 0


TYPE = Key(
    "type",
    "the name of a word, in quotes",
    (),
    True,
    None,
    "Which word of its class it is; the name alone will do where no key is required.",
)


def keys_explained(name: str) -> list[PlacedKey]:
    """Explain a key wherever it stands; nothing, if it stands nowhere.

    Words of a class that say the same of it are told of together.
    """
    found = [_in_section(form, key) for form in sections() for key in _keys(form, name)]
    for base in word_classes():
        found += _in_words(base, name)
    return [*found, *([_of_all_words()] if name == TYPE.name else [])]


def known_keys() -> list[str]:
    """List all keys that can be explained."""
    forms: list[type[Form]] = [*sections()]
    for base in word_classes():
        forms += base.words()
    names = [name for form in forms for name in form.model_fields]
    return [*dict.fromkeys([*names, TYPE.name])]


def _of_all_words() -> PlacedKey:
    """Explain the key that chooses a word, which is no field of any."""
    places = (_joined(places_of(base)[0], TYPE.name) for base in word_classes())
    return PlacedKey(TYPE, tuple(places), "word", ("word",), everywhere=True)


def _keys(form: type[Form], name: str) -> list[Key]:
    return [key for key in explanation_of(form).keys if key.name == name]


def _in_section(form: type[Form], key: Key) -> PlacedKey:
    places = tuple(_joined(place, key.name) for place in places_of(form))
    return PlacedKey(key, places, name_of(form))


def _in_words(base: type[Word], name: str) -> Iterator[PlacedKey]:
    told: list[tuple[Key, list[str]]] = []
    for word in base.words():
        for key in _keys(word, name):
            alike = next((words for other, words in told if other == key), None)
            if alike is None:
                told.append((key, alike := []))
            alike.append(word.tag())
    places = [_joined(place, name) for place in places_of(base)]
    first, more = tuple(places[:MOST]), max(0, len(places) - MOST)
    for key, words in told:
        is_all = len(words) == len(base.words())
        yield PlacedKey(key, first, name_of(base), tuple(words), is_all, more)


def _joined(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


@cache
def places_of(form: type[Form]) -> tuple[str, ...]:
    """Say where in a spec a form may stand, those near its root first.

    `[]` is any item of a list, `NAME` a name of one's own. What stands within its own
    kind is left out.
    """
    found: list[str] = []
    level: list[tuple[str, type[Form], tuple[type[Form], ...]]] = [("", Spec, ())]
    while level:
        found += [place for place, here, _ in level if here is form]
        level = [
            (_joined(place, step), inner, (*above, here))
            for place, here, above in level
            for step, inner in _steps(here)
            if inner is not here and inner not in above
        ]
    return tuple(dict.fromkeys(found))


def _steps(form: type[Form]) -> list[tuple[str, type[Form]]]:
    """Give the keys of a form, or of the words of a class, that hold other forms."""
    kinds = form.words() if issubclass(form, Word) else [form]
    found: dict[tuple[str, type[Form]], None] = {}
    for kind in kinds:
        for name, field in kind.model_fields.items():
            if inner := form_in(field.annotation):
                found[name + _suffix(field.annotation), inner] = None
    return list(found)


def _suffix(annotation: Any) -> str:
    """Say how a value is found in what holds it."""
    origins = [get_origin(kind) for kind in (annotation, *get_args(annotation))]
    holds = [*map(form_in, (annotation, *get_args(annotation)))]
    if any(o is dict and h for o, h in zip(origins, holds, strict=True)):
        return ".NAME"
    is_list = any(o is list and h for o, h in zip(origins, holds, strict=True))
    return "[]" if is_list else ""
