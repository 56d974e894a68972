"""Which form, field or class of words stands at a path of a half-typed text."""

from typing import get_args, get_origin

from pydantic.fields import FieldInfo

from engine.editing.outline import Outline
from engine.errors import Path
from engine.spec.model import Spec
from engine.vocabulary.entry import Form, Word, form_in, word_named


def form_at(known: Outline, path: Path) -> type[Form] | None:
    """Find the form that an object at a path is read as."""
    return _walked(known, path)[0]


def _walked(known: Outline, path: Path) -> tuple[type[Form] | None, FieldInfo | None]:
    """Find the form at a path, and the field that it belongs to.

    An object whose keys are names is no form, but what stands under each of them is.
    """
    form: type[Form] | None = Spec
    field: FieldInfo | None = None
    under_name = False
    for i, step in enumerate(path):
        if isinstance(step, int):
            continue
        if form is None and not under_name:
            return None, None
        if not under_name:
            field = form.model_fields.get(step) if form else None
        under_name = not under_name and has_names(field)
        inner = form_in(field.annotation) if field else None
        form = None if under_name else _chosen(known, inner, _item(path, i))
    return form, field


def _item(path: Path, i: int) -> Path:
    """Give the path up to a step, and to the item if it leads to a list."""
    is_list = i + 1 < len(path) and isinstance(path[i + 1], int)
    return path[: i + 2] if is_list else path[: i + 1]


def has_names(field: FieldInfo | None) -> bool:
    """Tell whether words may stand under names of one's own in a field."""
    if field is None or form_in(field.annotation) is None:
        return False
    kinds = (field.annotation, *get_args(field.annotation))
    return any(get_origin(kind) is dict for kind in kinds)


def _chosen(known: Outline, form: type[Form] | None, path: Path) -> type[Form] | None:
    if form is None or not issubclass(form, Word):
        return form
    return word_named(form, known.value((*path, "type"))) or form


def field_at(known: Outline, path: Path) -> FieldInfo | None:
    """Find the field that a value belongs to, be it in a list of it."""
    return _walked(known, path)[1]


def base_at(known: Outline, path: Path) -> type[Word] | None:
    """Find the class of words that a value is one of."""
    path = path[:-1] if path[-1] == "type" else path
    form, field = _walked(known, path)
    base = form_in(field.annotation) if form and field else None
    return base if base and issubclass(base, Word) else None
