"""What pydantic found wrong, said in the words of the spec language."""

import json
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import Any

from engine.errors import Path, Problem, did_you_mean, listed

_EXPECTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "string_type": "a text in quotes",
    "string_pattern_mismatch": "a name of a-z, 0-9, _ and -, at most 64 of them",
    "list_type": "a list",
    "dict_type": "an object in braces",
    "greater_than": "a number greater than {gt}",
    "greater_than_equal": "a number of at least {ge}",
    "less_than": "a number less than {lt}",
    "less_than_equal": "a number of at most {le}",
    "literal_error": "{expected}",
    "too_short": "a list of at least {min_length}",
    "too_long": "a list of at most {max_length}",
    "string_too_short": "a text of at least {min_length} characters",
    "string_too_long": "a text of at most {max_length} characters",
    "none_required": "null",
    "is_instance_of": "an object in braces",
    "model_type": "an object in braces",
}


def told(
    errors: Iterable[Mapping[str, Any]], word: str, path: Path, failed: set[str]
) -> Iterator[Problem]:
    """Say pydantic's findings, one for each value, except where it is known already.

    `word` is the tag of a word, `path` where the form stands, `failed` its fields that
    are known to be wrong. Where an item of a list is wrong, it is no news that the list
    is not a number.
    """
    found: dict[Path, list[Mapping[str, Any]]] = {}
    for each in errors:
        found.setdefault(_place(each["loc"]), []).append(each)
    for loc, ones in found.items():
        inner = any(loc == other[: len(loc)] for other in found if other != loc)
        if inner or not failed.isdisjoint(map(str, loc)):
            continue
        if ones[0]["type"] == "missing":
            name = word or (str(path[-1]) if path else "a spec")
            yield Problem(f"{name} needs {str(loc[0])!r}", path, f'add "{loc[0]}": ...')
        else:
            message, hint = explained(ones)
            yield Problem(message, (*path, *loc), hint)


def explained(errors: Iterable[Mapping[str, Any]]) -> tuple[str, str]:
    """Say in one message, and a hint, what is wrong with one value.

    There are several `errors` where the value might have been of several kinds.
    """
    found = list(errors)
    value = found[0]["input"]
    wishes = dict.fromkeys(map(_expected, found))
    closest = [wish for error, wish in zip(found, wishes, strict=False) if _near(error)]
    message = f"expected {listed(closest or list(wishes))}, not {shown(value)}"
    return message, _hint(value, found)


def shown(value: object) -> str:
    """Write a value as it stood in the JSON, shortened."""
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _place(loc: tuple[int | str, ...]) -> Path:
    """Keep of pydantic's location what is a place in the JSON, not a kind tried."""
    return (*loc[:1], *(step for step in loc[1:] if isinstance(step, int)))


def _expected(error: Mapping[str, Any]) -> str:
    template = _EXPECTED.get(error["type"])
    if template is None:
        return str(error["msg"])
    return template.format(**error.get("ctx", {}))


def _near(error: Mapping[str, Any]) -> bool:
    """Tell whether the kind was right and only the size was wrong."""
    return "than" in error["type"]


def _hint(value: object, errors: Iterable[Mapping[str, Any]]) -> str:
    kinds = {error["type"] for error in errors}
    if not isinstance(value, str):
        return ""
    allowed = [e["ctx"]["expected"] for e in errors if e["type"] == "literal_error"]
    is_truth = value.lower() in {"true", "false"} and "bool_type" in kinds
    wants_number = kinds & {"int_type", "float_type"} or value in allowed
    if is_truth or (wants_number and is_number(value)):
        return "write it without the quotes"
    names = [name.strip("' ") for name in _split(allowed[0])] if allowed else []
    return did_you_mean(value, names)


def is_number(value: object) -> bool:
    """Tell whether a text holds a number."""
    try:
        return isinstance(value, str) and isfinite(float(value))
    except ValueError:
        return False


def _split(expected: str) -> list[str]:
    return expected.replace(" or ", ", ").split(", ")
