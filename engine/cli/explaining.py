"""The verb that tells what words mean."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from textwrap import fill

from rich.text import Text

from engine.cli.output import Output
from engine.errors import LonghandError, did_you_mean, printable
from engine.spec.explaining import (
    Explanation,
    Key,
    explained,
    known_names,
    words_explained,
)
from engine.spec.forms import name_of, word_classes


def run_explain(asked: Namespace, output: Output) -> int:
    """Explain words; list all of them if none is named."""
    found = _explained(asked.words)
    if asked.json:
        output.document({"words": [*map(asdict, found or _all())]})
    elif found:
        for i, one in enumerate(found):
            output.show(*([""] if i else []))
            _show(one, output)
    else:
        _list(output)
    return 0


def _explained(words: Sequence[str]) -> list[Explanation]:
    found = {word: explained(word) for word in words}
    unknown = [word for word, all_of_it in found.items() if not all_of_it]
    if unknown:
        raise LonghandError("\n\n".join(map(_unknown, unknown)))
    return [one for all_of_it in found.values() for one in all_of_it]


def _unknown(word: str) -> str:
    near = did_you_mean(word, known_names())
    hint = near or "without a word, explain lists all that there are"
    return f"there is no word {printable(word)!r}\nhint: {hint}"


def _all() -> list[Explanation]:
    return [one for base in word_classes() for one in words_explained(base)]


def _list(output: Output) -> None:
    """Print a line for each word, for people and for grep."""
    for base in word_classes():
        lines = [Text(f"\n{name_of(base)}", style="bold")]
        told = words_explained(base)
        lines += [Text(f"  {_called(one):<34}  {one.summary}") for one in told]
        output.console.print(Text("\n").join(lines), soft_wrap=True)


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
