"""The verb that tells what words and keys mean."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from textwrap import fill
from typing import Any

from rich.text import Text

from engine.cli.output import Output
from engine.errors import LonghandError, did_you_mean, listed, printable
from engine.spec.explaining import (
    Explanation,
    Key,
    explained,
    known_names,
    words_explained,
)
from engine.spec.forms import name_of, word_classes
from engine.spec.keys import PlacedKey, keys_explained, known_keys


def run_explain(asked: Namespace, output: Output) -> int:
    """Explain words and keys; list all words if none is named."""
    _check(asked.words)
    names = dict.fromkeys(asked.words)
    if asked.json:
        words = [one for name in names for one in explained(name)]
        keys = [_document(one) for name in names for one in keys_explained(name)]
        words = words if names else _all()
        output.document({"words": [*map(asdict, words)], "keys": keys})
        return 0
    for i, name in enumerate(names):
        output.show(*([""] if i else []))
        _show_all(name, output)
    if not names:
        _list(output)
    return 0


def _check(names: Sequence[str]) -> None:
    """Refuse what is neither a word nor a key, all of it at once."""
    known = {*known_names(), *known_keys()} if names else set[str]()
    if unknown := [name for name in dict.fromkeys(names) if name not in known]:
        raise LonghandError("\n\n".join(map(_unknown, unknown)))


def _unknown(name: str) -> str:
    near = did_you_mean(name, [*known_names(), *known_keys()])
    hint = near or "without a word, explain lists all that there are"
    return f"there is neither a word nor a key {printable(name)!r}\nhint: {hint}"


def _document(one: PlacedKey) -> dict[str, Any]:
    """Say as JSON data what is said of a key, and where it stands."""
    where = {"places": one.places, "of": one.kind, "words": one.words}
    return {**asdict(one.key), **where, "more_places": one.more}


def _all() -> list[Explanation]:
    return [one for base in word_classes() for one in words_explained(base)]


def _list(output: Output) -> None:
    """Print a line for each word, for people and for grep."""
    for base in word_classes():
        lines = [Text(f"\n{name_of(base)}", style="bold")]
        told = words_explained(base)
        lines += [Text(f"  {_called(one):<34}  {one.summary}") for one in told]
        output.console.print(Text("\n").join(lines), soft_wrap=True)


def _show_all(name: str, output: Output) -> None:
    """Tell what a word means, then what a key of that name does, wherever it stands."""
    words, keys = explained(name), keys_explained(name)
    for i, one in enumerate(words):
        output.show(*([""] if i else []))
        _show(one, output)
    if keys:
        title = Text().append(name, "bold").append(", a key")
        output.show(*([""] if words else []), title)
    for one in keys:
        where = Text(_filled(_where(one), output.console.width, 2, 4))
        output.show("", where, *_key(one.key, output.console.width))


def _where(one: PlacedKey) -> str:
    """Say at which places of a spec a key stands, and in which words there."""
    more = [f"{one.more} more places"] if one.more else []
    places = listed([*one.places, *more])
    if not one.words:
        return f"at {places}" + ", of the spec itself" * (one.kind == "spec")
    of = f"every {one.kind}" if one.everywhere else " and ".join(_last_two(one.words))
    return f"at {places}, of {of}"


def _last_two(names: Sequence[str]) -> list[str]:
    return [*filter(None, [", ".join(names[:-1])]), *names[-1:]]


def _show(one: Explanation, output: Output) -> None:
    output.show(Text().append(_called(one), "bold").append(f", {one.kind}"))
    for paragraph in one.text.split("\n\n"):
        output.show("", Text(_filled(paragraph, output.console.width)))
    for key in one.keys:
        output.show("", *_key(key, output.console.width))
    words = ", ".join(one.words)
    labelled = {
        "Shapes": one.shapes,
        "Use": one.use,
        "Source": one.source,
        "Words": words,
    }
    for label, text in labelled.items():
        if text:
            line = Text(_filled(f"{label}: {text}", output.console.width))
            line.stylize("bold", 0, len(label) + 1)
            output.show("", line)


def _key(key: Key, width: int) -> list[Text]:
    takes = ", ".join([key.takes, *key.limits])
    head = Text(_filled(f"{key.name}: {takes} ({key.usual})", width, 2, 6))
    head.stylize("bold", 2, 2 + len(key.name))
    return [head, Text(_filled(" ".join(key.text.split()), width, 6, 6))]


def _filled(text: str, width: int, first: int = 0, others: int = 0) -> str:
    """Break a text into lines, the first and the others indented."""
    return fill(
        text,
        max(width, 24),
        initial_indent=" " * first,
        subsequent_indent=" " * others,
        break_on_hyphens=False,
    )


def _called(one: Explanation) -> str:
    return f"{one.name} ({', '.join(one.aliases)})" if one.aliases else one.name
