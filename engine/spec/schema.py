"""The spec language as a JSON Schema, from which editors complete and check specs.

It is draft-07, the newest draft that VS Code knows in full; `enumDescriptions`,
`allowComments` and `allowTrailingCommas` are VS Code's own, others pass over them.
A word is a name or an object. The object's keys hang on its `type` by `if` and `then`:
so an editor offers the keys of that one word, and finds fault by them alone.
"""

import ast
from collections.abc import Iterator, Sequence
from functools import cache
from inspect import cleandoc, getsource
from itertools import pairwise
from textwrap import dedent
from typing import Any

from engine.spec.model import Spec
from engine.spec.writing import pretty
from engine.vocabulary.entry import Form, Word, form_in

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
REFERENCE = "#/definitions/{model}"


def schema() -> Schema:
    """Give the JSON Schema of specs, made from the classes that read them."""
    own = {"description": "The schema by which editors check this file."}
    return {
        "$schema": DRAFT,
        "title": "Longhand spec",
        "allowComments": True,
        "allowTrailingCommas": True,
        **_object(Spec, {"$schema": {**own, "type": "string"}}),
        "definitions": {form.__name__: _definition(form) for form in _forms()},
    }


def written() -> str:
    """Write the schema as `schema.json` holds it."""
    return pretty(schema()) + "\n"


def _forms() -> list[type[Form]]:
    """List what the spec's fields speak of, and what the fields of those speak of."""
    found = list(_spoken_of(Spec))
    for form in found:
        found += (inner for inner in _spoken_of(form) if inner not in found)
    return found


def _spoken_of(form: type[Form]) -> dict[type[Form], None]:
    kinds = form.words() if issubclass(form, Word) else [form]
    fields = (field for kind in kinds for field in kind.model_fields.values())
    return dict.fromkeys(filter(None, (form_in(f.annotation) for f in fields)))


def _definition(form: type[Form]) -> Schema:
    if not issubclass(form, Word):
        return _object(form)
    brief = [word for word in form.words() if not _required(word)]
    whole = _chosen_by_type(form.words())
    return {"anyOf": [_names(brief), whole]} if brief else whole


def _names(words: Sequence[type[Word]]) -> Schema:
    """Allow the names of words, each with what it means."""
    meanings = {name: _text(word) for word in words for name in _all_names(word)}
    return {"enum": list(meanings), "enumDescriptions": list(meanings.values())}


def _chosen_by_type(words: Sequence[type[Word]]) -> Schema:
    """Allow objects whose `type` says which other keys they have.

    VS Code takes an object for meant if it has a key that is allowed here, so all are.
    """
    return {
        "type": "object",
        "properties": {"type": _names(words)},
        "required": ["type"],
        "additionalProperties": {},
        "allOf": [_choice(word) for word in words],
        "defaultSnippets": [_snippet(word) for word in words if _required(word)],
    }


def _choice(word: type[Word]) -> Schema:
    known = {"type": {"enum": _all_names(word)}}
    fields = _object(word, {"type": True})
    del fields["description"]
    return {
        "if": {"type": "object", "properties": known, "required": ["type"]},
        "then": {"title": word.tag(), **fields},
    }


def _snippet(word: type[Word]) -> Schema:
    """Offer a word that has no short form, with places for what it needs."""
    places = {name: f"^${i}" for i, name in enumerate(_required(word), start=1)}
    body = {"type": word.tag(), **places}
    return {"label": word.tag(), "description": _text(word), "body": body}


def _object(form: type[Form], more: Schema | None = None) -> Schema:
    """Allow the fields of a form, and no keys but those and `more`."""
    return {
        "description": _text(form),
        "type": "object",
        "properties": {**(more or {}), **_properties(form)},
        "required": _required(form),
        "additionalProperties": False,
    }


def _properties(form: type[Form]) -> Schema:
    """Describe the fields: what pydantic knows of them, and the text below each."""
    made = form.model_json_schema(ref_template=REFERENCE)["properties"]
    texts = {k: v for cls in reversed(form.__mro__) for k, v in _texts(cls).items()}
    for name, field in form.model_fields.items():
        made[name] = {"description": texts.get(name, ""), **made[name]}
        made[name].pop("title", None)
        if isinstance(field.default, Form):
            made[name]["default"] = _default(field.default)
    return made


def _default(form: Form) -> Any:
    """Write a default as people do: a word by its name, if that says it all."""
    if isinstance(form, Word) and not form.model_fields_set:
        return form.tag()
    return form.written()


def _required(form: type[Form]) -> list[str]:
    return [name for name, field in form.model_fields.items() if field.is_required()]


def _all_names(word: type[Word]) -> list[str]:
    return [word.tag(), *word.aliases]


def _text(form: type[Form]) -> str:
    return _unwrapped(form.__doc__ or "")


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
                yield name, _unwrapped(text)
            case _:
                pass


def _unwrapped(text: str) -> str:
    paragraphs = cleandoc(text).split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
