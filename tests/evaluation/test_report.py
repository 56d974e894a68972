"""The report: one page, whole, escaped, and the same each time."""

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser

import numpy as np
import pytest

from engine.errors import LonghandError
from engine.evaluation import drawing, plots
from engine.evaluation.course import Course, folds_of
from engine.evaluation.evaluating import evaluate
from engine.evaluation.findings import MOST_CLASSES
from engine.evaluation.page import number
from engine.evaluation.report import report
from engine.evaluation.telling import compared
from engine.training.stop_reasons import BestEpoch
from engine.training.trainer import Trainer
from tests.evaluation.making import echo
from tests.views.making import drawn, made, shipped

VOID = {"meta", "br"}
SPLIT = {"validation": 0.2, "test": 0.3}
NASTY = "<script>&\"'$x$"


class Page(HTMLParser):
    """Reads a page, and holds on to what a test may ask for."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.texts = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def headings(self):
        return [text for text in self.texts if text.strip()]

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def page_of(trainer):
    page = Page(report(trainer))
    assert page.open == []
    return page


def numbers(**more):
    return made(drawn(20, 3), ["a", "b"], ["y"], split=SPLIT, **more)


def yes_or_no(rows=40):
    x = drawn(rows, 2)
    typed = [[*row, float(sum(row) > 0)] for row in x]
    how = {"loss": "binary_crossentropy", "last": "sigmoid", "split": SPLIT}
    return made(typed, ["a", "b"], ["y"], **how)


def choice(classes=3, rows=30):
    shares = np.random.default_rng(1).dirichlet(np.ones(classes), rows)
    y = np.arange(rows)[:, None] % classes
    trained = np.arange(classes)[:, None]
    return echo(shares, y, loss="sparse_categorical_crossentropy", trained=trained)


def labels():
    p = np.random.default_rng(2).uniform(size=(20, 3)).round(2)
    return echo(p, p.round(), loss="binary_crossentropy")


ALWAYS = ["Data", "Figures", "What matters", "Network", "Spec"]
TASKS = {
    "numbers": (numbers, ["Errors", "Training"]),
    "yes or no": (
        yes_or_no,
        ["Classes", "Confusion", "ROC and precision-recall", "Calibration", "Training"],
    ),
    "choice": (
        choice,
        ["Classes", "Confusion", "ROC and precision-recall", "Calibration"],
    ),
    "labels": (labels, ["Outputs", "ROC and precision-recall"]),
    "one row": (lambda: echo([[1.0]], [[2.0]], loss="mse"), ["Errors"]),
    "no number": (lambda: echo([[np.nan]], [[1]], loss="binary_crossentropy"), []),
    "many classes": (lambda: choice(MOST_CLASSES + 5, 80), ["Mistakes"]),
    "many outputs": (lambda: echo(drawn(5, 9), drawn(5, 9), loss="mse"), ["Errors"]),
}


@pytest.mark.parametrize("name", TASKS)
def test_a_report_has_the_sections_of_its_task(name):
    make, sections = TASKS[name]
    trainer = make()
    page = page_of(trainer)
    assert {*ALWAYS, *sections} <= {*page.texts}
    evaluation = evaluate(trainer)
    told = " ".join(page.texts)
    for figure in evaluation.figures:
        assert number(figure.value) in told
    for warning in evaluation.warnings:
        if "does not beat" not in warning:
            assert f"Warning: {warning}." in told
    for figure in evaluation.main[:3]:
        assert compared(figure) in told
    assert ("It beats" in told) == evaluation.beats_baseline
    assert ("does not beat" in told) != evaluation.beats_baseline
    for named in ("nan", "None", "inf"):
        assert named not in page.texts


@pytest.mark.parametrize("name", ["numbers", "yes or no", "choice"])
def test_it_is_the_same_each_time(name):
    make, _ = TASKS[name]
    trainer = make()
    assert report(trainer) == report(trainer)


def test_it_loads_nothing_and_runs_nothing():
    page = page_of(yes_or_no())
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "link", "img", "iframe", "image", "object"}
    links = [a.get("href", "#") for _, a in page.tags]
    assert all(link.startswith("#") for link in links)
    assert not any(key.startswith("on") for _, a in page.tags for key in a)
    policy = page.all("meta")[1]
    assert policy["content"].startswith("default-src 'none'")


def test_no_identifier_stands_twice_and_all_are_there():
    text = report(TASKS["yes or no"][0]())
    ids = re.findall(r' id="([^"]*)"', text)
    used = re.findall(r'(?:href="|url\()#([^")]*)', text)
    assert sorted(ids) == sorted(set(ids))
    assert set(used) <= set(ids)


def test_pictures_are_described_and_take_the_colours_of_the_page():
    text = report(choice())
    page = Page(text)
    pictures = page.all("svg")
    assert len(pictures) == 5
    assert all(a["role"] == "img" and len(a["aria-label"]) > 10 for a in pictures)
    style, _, rest = text.partition("</style>")
    assert "var(--ink)" in rest
    names = set(re.findall(r"var\((--\w+)\)", rest))
    assert all(f"{name}:" in style for name in names)
    assert not re.findall(r"#0000[01][0-9a-f]", rest)


def test_tables_have_heads_and_captions():
    page = page_of(choice())
    assert len(page.all("table")) == len(page.all("caption"))
    assert {a["scope"] for a in page.all("th")} == {"col", "row"}


def nasty(**more):
    names = {"inputs": [f"{NASTY}a", f"{NASTY}b"], "outputs": [f"{NASTY}y"]}
    return made(drawn(20, 3), names["inputs"], names["outputs"], split=SPLIT, **more)


def test_few_rows_are_told_and_so_is_a_validation_part_as_the_judge():
    few, told = "They are few", "There is no test part"
    assert few in report(yes_or_no(40))
    assert few not in report(choice(3, 30))
    watched = made(drawn(20, 3), ["a", "b"], ["y"], split={"validation": 0.2})
    assert told in report(watched)
    assert told not in report(numbers())


def test_names_of_the_user_are_escaped():
    trainer = nasty(description=f"{NASTY}d\u202e")
    text = report(trainer)
    assert "<script" not in text
    page = Page(text)
    assert page.open == []
    told = " ".join(page.texts)
    for letter in "aby":
        assert f"{NASTY}{letter}" in told
    assert f"{NASTY}d\ufffd" in told
    assert "\u202e" not in text


def test_letters_that_the_font_lacks_do_no_harm():
    trainer = made(drawn(20, 3), ["入力", "😀"], ["出力"], split=SPLIT)
    assert "出力" in report(trainer)


def test_a_run_that_was_not_trained_has_no_curve():
    trainer = numbers()
    assert "Loss by epoch" in report(trainer)
    assert "Loss by epoch" not in report(Trainer(trainer.model))
    assert "Loss by epoch" not in report(trainer, Course())


def test_the_curves_that_are_given_are_drawn():
    curve = np.arange(3), np.array([9.0, np.nan, 0.125])
    told = report(numbers(), Course({"loss": curve}))
    assert "training ends at 0.125" in told


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.123456, "0.1235"),
        (-2.5, "\N{MINUS SIGN}2.5"),
        (-3.0, "\N{MINUS SIGN}3"),
        (12345, "12345"),
        (float("nan"), "\N{EN DASH}"),
        (None, "\N{EN DASH}"),
        (float("inf"), "∞"),
        (-float("inf"), "\N{MINUS SIGN}∞"),
        (1e300, "1e+300"),
        (1e-7, "1e\N{MINUS SIGN}07"),
        (0.0, "0"),
    ],
)
def test_numbers_are_short(value, text):
    assert number(value) == text


def test_without_matplotlib_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(drawing, "find_spec", lambda _: None)
    with pytest.raises(LonghandError, match=r"reports need matplotlib.*\nhint: pip"):
        report(numbers())


def test_what_draws_is_loaded_only_to_draw():
    script = (
        "import sys, engine.cli.verbs, engine.cli.training, engine.runs\n"
        "print([m for m in ('matplotlib', 'polars') if m in sys.modules])"
    )
    command = [sys.executable, "-c", script]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_it_leaves_the_settings_of_matplotlib_alone():
    from matplotlib import rcParams

    names = [name for name in rcParams if name != "backend"]
    before = [rcParams[name] for name in names]
    report(numbers())
    assert [rcParams[name] for name in names] == before


@pytest.mark.parametrize("middle", [0.0, 1e-300, 1.0, -3e8])
def test_errors_that_are_all_alike_have_a_picture(middle):
    found = np.nextafter(middle, [np.inf, -np.inf, middle])
    edges = plots._edges(found)
    assert (np.diff(edges) > 0).all()
    assert np.histogram(found, edges)[0].sum() == 3


STOPPED = BestEpoch("val_loss", 70, 0.25, is_kept=True)


def course_to(best):
    epochs = np.arange(91)
    watched = np.array([0, 20, 40, 60, 80, 90])
    curves = {"loss": (epochs, 1 / (1 + epochs)), "val_loss": (watched, watched * 1.0)}
    return Course(curves, "early_stopping", 90, best)


def test_the_report_says_which_epoch_is_kept():
    text = report(numbers(), course_to(STOPPED))
    told = "Stopped early after 90 epochs; the weights are those of epoch 70, where"
    assert told in text
    assert "epoch 70, kept" in text
    assert "Trained for 1 epoch." in report(numbers(), Course({}, "epochs", 1))
    assert "epoch 70, kept" not in report(numbers(), course_to(None))


def test_a_line_is_drawn_at_the_epoch_that_is_kept(monkeypatch):
    from matplotlib.axes import Axes

    places = []
    monkeypatch.setattr(Axes, "axvline", lambda _, x, **how: places.append(x))
    plots.losses(course_to(STOPPED))
    plots.losses(course_to(None))
    assert places == [70]


def test_validation_is_marked_where_it_was_evaluated():
    text = report(numbers(), course_to(STOPPED))
    assert "Validation: the loss after 7 of the epochs, which have a dot." in text
    assert "after 6 of the epochs" in report(numbers(), course_to(None))
    epochs, values = course_to(STOPPED).drawn["val_loss"]
    assert epochs.tolist() == [0, 20, 40, 60, 70, 80, 90]
    assert values.tolist() == [0, 20, 40, 60, 0.25, 80, 90]


def dots(text):
    """Count the marks of the second curve, which are drawn by reference."""
    return len(re.findall(r"<use [^>]*fill: var\(--line1\)", text))


def test_the_dots_are_drawn():
    few = dots(report(numbers(), course_to(STOPPED)))
    assert few == dots(report(numbers(), course_to(None))) + 1 == 8
    many = np.arange(200), np.arange(200.0)
    known = {"loss": many, "val_loss": many}
    text = report(numbers(), Course(known, "epochs", 199))
    assert dots(text) == 0
    assert "have a dot" not in text


FOLD = {"fold": 1, "rows": {"test": 7}, "stopped": "epochs"}
FOLDED = {
    "folds": [
        {**FOLD, "metrics": {"test": {"loss": 0.5}}},
        {**FOLD, "fold": 2, "metrics": {"test": {"loss": 0.25}}},
        {**FOLD, "fold": 3, "stopped": "diverged", "metrics": {"test": {"loss": None}}},
    ],
    "cross_validation": {
        "folds": 3,
        "diverged": 1,
        "mean": {"loss": 0.375},
        "deviation": {"loss": 0.125},
    },
}


def test_folds_are_the_judges_of_a_network_that_learned_all():
    trainer = made(drawn(20, 3), ["a", "b"], ["y"])
    page = Page(report(trainer, Course(folds=FOLDED)))
    told = " ".join(page.texts)
    assert "Cross-validation by 2 folds: loss 0.375 ± 0.125. The network that" in told
    assert "says nothing about new ones" in told
    assert "Warning" not in told
    assert {"fold 1", "fold 2", "mean", "deviation"} <= {*page.texts}
    assert "fold 3" not in page.texts
    assert "Cross-validation" not in report(trainer, Course())


def test_folds_that_all_diverged_tell_nothing():
    whole = {"folds": 2, "diverged": 2, "mean": {}, "deviation": {}}
    told = {"folds": FOLDED["folds"][2:], "cross_validation": whole}
    text = report(made(drawn(20, 3), ["a", "b"], ["y"]), Course(folds=told))
    assert "Cross-validation tells nothing, as all folds diverged." in text


@pytest.mark.parametrize("left", [["folds"], ["cross_validation"], []])
def test_of_folds_all_is_told_or_nothing(left):
    assert folds_of({key: FOLDED[key] for key in left}) == {}
    assert folds_of(FOLDED | {"name": "x"}) == FOLDED


def test_what_was_trained_on_is_not_marked_as_good():
    marks = [
        {a.get("class") for a in page_of(trainer).all("p")}
        for trainer in (made([[0, 0], [1, 1]], ["a"], ["y"]), yes_or_no())
    ]
    assert "verdict plain" in marks[0]
    assert not {"verdict plain"} & marks[1]


def rare():
    y = (np.arange(100) % 20 == 0) * 1.0
    p = np.where(y == 1, 0.9, np.where(np.arange(100) % 7 == 0, 0.6, 0.1))
    return echo(p[:, None], y[:, None], loss="binary_crossentropy")


def test_it_says_what_speaks_for_a_network_that_is_less_accurate():
    text = report(rare())
    assert "does not beat" in text
    assert "Accuracy favours the most frequent class. Better are: balanced" in text
    assert "Accuracy favours" not in report(choice())


def test_the_accuracy_has_an_interval():
    assert "its 95% interval is 0.779 to 0.915 (Wilson, 1927)" in report(rare())


def test_of_many_typed_rows_the_spec_shows_the_first():
    text = report(made(drawn(200, 3), ["a", "b"], ["y"]))
    assert "... and 180 more" in text
    assert "more&quot;" not in report(numbers())


def chromium():
    return next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)


@pytest.mark.skipif(not chromium(), reason="there is no browser to print with")
def test_thirty_inputs_are_printed_on_few_pages(tmp_path):
    page, printed = tmp_path / "x.html", tmp_path / "x.pdf"
    page.write_text(report(shipped("breast_cancer", 300)), "utf-8")
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command = [chromium(), *quiet, f"--print-to-pdf={printed}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert len(re.findall(rb"/Type /Page\b", printed.read_bytes())) <= 6
