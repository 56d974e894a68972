"""The pages made from the code are current, and readable as what they are."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from engine.spec.forms import word_classes
from tests import pages
from tests.pages import PAGES, _anchor, _escaped, gallery, old_pages, vocabulary
from tests.seeds import ROOT, SHIPPED, pristine

TEXT = vocabulary()


def headings(text: str) -> list[str]:
    return re.findall(r"^##+ .+$", text, re.MULTILINE)


def test_the_pages_are_current() -> None:
    assert old_pages() == [], "run: python -m tests.pages"


@pytest.mark.parametrize("name", PAGES)
def test_an_old_page_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PAGES, name, lambda: "something else\n")
    assert old_pages() == [name]


def test_it_writes_and_checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr(pages, "ROOT", tmp_path)
    monkeypatch.setattr(pages, "PAGES", {"docs/a.md": lambda: "text\n"})
    answers = []
    for words in (["--check"], [], ["--check"]):
        monkeypatch.setattr("sys.argv", ["pages", *words])
        answers.append((pages.main(), capsys.readouterr().out))
    assert answers == [(1, "docs/a.md: old\n"), (0, "docs/a.md: written\n"), (0, "")]
    assert (tmp_path / "docs" / "a.md").read_text("utf-8") == "text\n"


# Vocabulary


def test_every_word_has_its_heading_below_its_class() -> None:
    wanted = [
        title
        for base in word_classes()
        for title in (f"## {base.tag()}", *(f"### {w.tag()}" for w in base.words()))
    ]
    assert headings(TEXT)[-len(wanted) :] == wanted


def test_every_link_of_the_contents_leads_to_its_heading() -> None:
    links = re.findall(r"\[(\w+)\]\(#([\w-]+)\)", TEXT)
    names = [line.lstrip("# ") for line in headings(TEXT)]
    assert [name for name, _ in links] == names
    assert len({anchor for _, anchor in links}) == len(links)
    assert ("mean_squared_error", "mean_squared_error-1") in links


def test_keys_of_the_class_are_told_once() -> None:
    assert TEXT.count("- `global_clipnorm`") == 1
    assert TEXT.count("- `ema_momentum`") == 1
    assert "- `beta_1` (a number, at least 0, less than 1; default `0.9`): " in TEXT


@pytest.mark.parametrize(
    "told",
    [
        "`strict` and `fast` are not built yet, and are refused.",
        "Only an improvement that is better than this, too, begins the wait anew.",
        "lbfgs takes only `learning_rate`, and that as a number;",
    ],
)
def test_what_is_refused_or_odd_is_told(told: str) -> None:
    assert told in TEXT


def test_formulas_are_not_taken_for_marks() -> None:
    told = "a * b_1**2 < `x_1*y` [c] _ and <d>"
    assert _escaped(told) == r"a * b_1\*\*2 < `x_1*y` [c] \_ and \<d>"
    assert r"moving means of g and g\*\*2" in TEXT


def test_equal_headings_are_numbered() -> None:
    seen: Counter[str] = Counter()
    found = [_anchor(title, seen) for title in ("## a b", "### c", "### a b", "# c")]
    assert found == ["a-b", "c", "a-b-1", "c-1"]


# Gallery


def test_every_shipped_spec_is_shown_as_its_program() -> None:
    text = gallery()
    names = [path.stem for path in SHIPPED]
    assert headings(text) == [f"## {name}" for name in names]
    blocks = re.findall(r"```python\n(.*?)```\n", text, re.DOTALL)
    assert len(blocks) == len(names)
    for block in blocks:
        functions = [node.name for node in ast.parse(block).body]
        assert functions[:1] == ["forward"]
        assert "update" in functions
    for name in names:
        assert (ROOT / "specs" / f"{name}.json").exists()


def test_what_people_edit_does_not_change_the_gallery(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout")
    before = pristine("xor")
    pristine.cache_clear()
    monkeypatch.setattr(Path, "read_text", lambda *_: "{}")
    assert pristine("xor") == before
