"""From offsets to paths and back, and from a draft to what is wrong with it."""

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Literal

from engine.budget import check_budget
from engine.compile import compile_spec
from engine.data.cache import file_of, reopened
from engine.editing.outline import outline
from engine.editing.types import Draft, Mark
from engine.errors import LonghandError, Path, Problem, SpecError
from engine.lint import lint
from engine.spec.model import loads

_LINE_END = re.compile(r"\r\n|\r|\n")


def check(text: str, name: str, folder: FilePath | None = None) -> Draft:
    """Read a text as a spec; say what is wrong, or what is most likely not meant.

    `folder` is where its data files are.
    """
    data = None
    try:
        spec = loads(text, name, folder)
        data = file_of(spec)
        model = compile_spec(reopened(spec))
        check_budget(model)
        return Draft(text, model, _marks(text, name, lint(model)), data)
    except SpecError as error:
        problems = [_shortened(each, folder) for each in error.problems]
        return Draft(text, None, _marks(text, name, problems), data)
    except LonghandError as error:
        message, _, hint = str(error).partition("\nhint: ")
        told = Problem(message, ("dataset", "type") if data else (), hint)
        return Draft(text, None, _marks(text, name, [told]), data)


def path_at(text: str, offset: int) -> Path:
    """Give the path of the innermost value, or its key, at an offset."""
    found = outline(text).innermost(offset)
    return found.path if found else ()


def span_of(
    text: str, path: Path, at: Literal["key", "value"] = "value"
) -> tuple[int, int] | None:
    """Find a value, or its key; None if nothing is at the path."""
    item = outline(text).at(path)
    if item is None:
        return None
    return item.key if at == "key" else (item.start, item.end)


def _marks(text: str, name: str, problems: Sequence[Problem]) -> tuple[Mark, ...]:
    starts = _line_starts(text)
    return tuple(
        Mark(_elsewhere(each), *_of_data(text, each))
        if each.place and each.place.file != name
        else Mark(each, *_span(text, starts, each))
        for each in problems
    )


def _shortened(problem: Problem, folder: FilePath | None) -> Problem:
    """Call files as the spec does, from its folder."""
    above = f"{folder}{os.sep}"
    place = problem.place and replace(
        problem.place, file=problem.place.file.removeprefix(above)
    )
    message = problem.message.replace(above, "")
    return replace(problem, message=message, place=place)


def _elsewhere(problem: Problem) -> Problem:
    """Say first where in another file a problem is."""
    place, message = problem.place, problem.message
    if place is None or message.startswith(place.file):
        return problem
    told = f"{place.file}, line {place.line}: {message}"
    return replace(problem, message=told)


def _of_data(text: str, problem: Problem) -> tuple[int, int]:
    """Find what in the text is about the place in another file."""
    paths = [problem.path, ("dataset", "path"), ("dataset",)]
    spans = (span_of(text, path, problem.at) for path in paths if path != ("dataset",))
    return next(filter(None, spans), None) or _span(text, [0], Problem("", paths[-1]))


def _span(text: str, starts: list[int], problem: Problem) -> tuple[int, int]:
    place = problem.place
    if place is None:
        return span_of(text, problem.path) or (0, min(len(text), 1))
    line = starts[min(place.line, len(starts)) - 1]
    # The reader does not count a mark of the byte order at the beginning.
    start = line + place.column - 1 + (place.line == 1 and text[:1] == "\ufeff")
    start = max(0, min(start, len(text) - 1))
    return start, min(start + max(place.length, 1), len(text))


def _line_starts(text: str) -> list[int]:
    """Find where lines begin; LF, CRLF and a lone CR each end one."""
    return [0, *(end.end() for end in _LINE_END.finditer(text))]
