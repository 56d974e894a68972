"""The spec language as a JSON Schema, from which editors complete and check specs.

It is draft-07, the newest draft that VS Code knows in full; `enumDescriptions`,
`allowComments` and `allowTrailingCommas` are VS Code's own, others pass over them.
A word is a name or an object. The object's keys hang on its `type` by `if` and `then`:
so an editor offers the keys of that one word, and finds fault by them alone.
"""

from collections.abc import Sequence
from typing import Any

from engine.spec.forms import brief, field_texts, forms, paragraphs
from engine.spec.model import Spec
from engine.spec.writing import pretty
from engine.vocabulary.entry import Form, Word

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
        "definitions": {form.__name__: _definition(form) for form in forms()},
    }


def written() -> str:
    """Write the schema as `schema.json` holds it."""
    return pretty(schema()) + "\n"


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
        "defaultSnippets": [_snippet(word) for word in words if _offered(word)],
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
    """Offer a word as an object, with places for what is seldom left out."""
    places = {name: f"^${i}" for i, name in enumerate(_offered(word), start=1)}
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
    texts = field_texts(form)
    for name, field in form.model_fields.items():
        made[name] = {"description": texts.get(name, ""), **made[name]}
        made[name].pop("title", None)
        _bound_kinds(made[name], field.metadata)
        if isinstance(field.default, Form):
            made[name]["default"] = brief(field.default)
    return made


def _bound_kinds(made: Schema, limits: Sequence[Any]) -> None:
    """Say the least length of each kind; pydantic does so only for a single one."""
    lengths = (getattr(limit, "min_length", None) for limit in limits)
    least = next(filter(None, lengths), None)
    for kind in made.get("anyOf", []):
        keyword = _LEAST.get(kind.get("type"))
        if keyword and least:
            kind.setdefault(keyword, least)


_LEAST = {"array": "minItems", "object": "minProperties", "string": "minLength"}


def _offered(word: type[Word]) -> list[str]:
    return [*_required(word), *word.offered]


def _required(form: type[Form]) -> list[str]:
    return [name for name, field in form.model_fields.items() if field.is_required()]


def _all_names(word: type[Word]) -> list[str]:
    return [word.tag(), *word.aliases]


def _text(form: type[Form]) -> str:
    return "\n\n".join(paragraphs(form))
