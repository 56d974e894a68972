"""`python -m tests.pages` writes what is made from the code: schema and pages.

They are specs/schema.json, docs/vocabulary.md and docs/gallery.md. `--check` writes
nothing, and exits with 1 if one of them is old. The gallery shows the specs that git
keeps: people edit the files in specs/.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from engine.compile import compile_spec
from engine.spec import schema
from engine.spec.explaining import (
    Explanation,
    Key,
    class_explained,
    explained,
    words_explained,
)
from engine.spec.forms import name_of, sections, word_classes
from engine.spec.model import loads
from tests.seeds import ROOT, SHIPPED, pristine

VOCABULARY = """\
# The words of the spec language

Everything that a spec may say, made from the texts in the code. `python -m engine
explain adam` prints the same in the terminal, and `specs/schema.json` tells it to
editors. Where a word has no required key, its name alone stands for it: `"adam"` is
`{"type": "adam"}`. The names behind "Also" are accepted as well.

Written by `python -m tests.pages`.
"""
GALLERY = """\
# The shipped specs as programs

The program that a person would have written for each spec in `specs/`, as
`python -m engine source` prints it; for L-BFGS that prints the method as well. [What
each of them shows](specs.md), measured.

Written by `python -m tests.pages`.
"""


def vocabulary() -> str:
    """Write docs/vocabulary.md."""
    parts = [*_sections(), *(part for base in word_classes() for part in _class(base))]
    seen: Counter[str] = Counter()
    titles = [part for part in parts if part.startswith("#")]
    anchors = [_anchor(title, seen) for title in titles]
    return "\n\n".join([VOCABULARY + "\n" + _contents(titles, anchors), *parts]) + "\n"


def gallery() -> str:
    """Write docs/gallery.md."""
    return "\n".join([GALLERY, *(_program(path.stem) for path in SHIPPED)])


PAGES: dict[str, Callable[[], str]] = {
    "specs/schema.json": schema.written,
    "docs/vocabulary.md": vocabulary,
    "docs/gallery.md": gallery,
}


def old_pages() -> list[str]:
    """Name the pages that are not what would be written now."""
    return [name for name, write in PAGES.items() if _read(ROOT / name) != write()]


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _program(name: str) -> str:
    spec = loads(pristine(name), name, ROOT / "specs")
    link = f"[{name}](../specs/{name}.json)"
    program = compile_spec(spec).source
    about = _escaped(spec.description)
    return f"## {name}\n\n{link}: {about}\n\n```python\n{program}```\n"


def _contents(titles: list[str], anchors: list[str]) -> str:
    """Link the sections and classes, a line each, and behind them their words."""
    lines: list[str] = []
    for title, anchor in zip(titles, anchors, strict=True):
        link = f"[{title.lstrip('# ')}](#{anchor})"
        if title.startswith("## "):
            lines.append(f"- {link}")
        else:
            lines[-1] += f"{': ' if lines[-1].count('](') == 1 else ', '}{link}"
    return "\n".join(lines)


def _anchor(title: str, seen: Counter[str]) -> str:
    """Give what GitHub calls a heading; equal ones are numbered."""
    name = title.lstrip("# ").lower().replace(" ", "-")
    seen[name] += 1
    return name if seen[name] == 1 else f"{name}-{seen[name] - 1}"


def _sections() -> Iterator[str]:
    yield "## sections"
    for form in sections():
        for one in explained(name_of(form)):
            yield f"### {one.name}"
            yield _escaped(one.text)
            yield from _keys(one.keys)


def _class(base: type) -> Iterator[str]:
    told = class_explained(base)
    yield f"## {told.name}"
    yield _escaped(told.text)
    yield from _labelled(told, "shapes")
    if told.keys:
        yield "All of them have:"
        yield from _keys(told.keys)
    for one in words_explained(base):
        yield f"### {one.name}"
        yield _escaped(one.text)
        yield from _keys([key for key in one.keys if key not in told.keys])
        labels = ("use", "source")
        own = labels if one.shapes == told.shapes else ("shapes", *labels)
        yield from _labelled(one, *own)


def _labelled(one: Explanation, *labels: str) -> Iterator[str]:
    texts = {label.capitalize(): str(vars(one)[label]) for label in labels}
    texts |= {"Also": ", ".join(f"`{alias}`" for alias in one.aliases)}
    lines = [f"{label}: {_escaped(text)}" for label, text in texts.items() if text]
    if lines:
        yield "  \n".join(lines)


def _keys(keys: list[Key] | tuple[Key, ...]) -> Iterator[str]:
    if keys:
        yield "\n".join(map(_key, keys))


def _key(key: Key) -> str:
    usual = key.usual.replace(key.written, f"`{key.written}`")
    takes = ", ".join([key.takes, *key.limits])
    return f"- `{key.name}` ({_escaped(takes)}; {usual}): {_joined(key.text)}"


def _joined(text: str) -> str:
    """Keep the paragraphs of a key's text inside of its item."""
    return _escaped(text).replace("\n\n", "\n\n  ")


MARKS = re.compile(r"(?<! )\*|\*(?! )|(?<!\w)_|_(?!\w)|<(?=[\w/!])|\\")
"""What Markdown would take for its own; what stands apart it does not."""


def _escaped(text: str) -> str:
    """Keep formulas from being taken for marks; what stands in backquotes is code."""
    parts = text.split("`")
    parts[::2] = [MARKS.sub(r"\\\g<0>", part) for part in parts[::2]]
    return "`".join(parts)


def main() -> int:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.pages")
    parser.add_argument("--check", action="store_true", help="write nothing")
    checks = parser.parse_args().check
    old = old_pages()
    for name in old:
        if not checks:
            (ROOT / name).write_text(PAGES[name](), "utf-8")
        sys.stdout.write(f"{name}: {'old' if checks else 'written'}\n")
    return 1 if checks and old else 0


if __name__ == "__main__":
    sys.exit(main())
