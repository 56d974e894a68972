import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QSpinBox, QToolButton

from gui.look.colours import DARK, LIGHT
from gui.panels.controls import RunControls

WORDS = {
    "run": "&Run",
    "step": "Step",
    "steps": "Make steps",
    "epoch": "Epoch",
    "to_epoch": "Run to epoch",
    "reset": "Reset",
    "seed": "New seed",
}


@pytest.fixture
def actions(qapp):
    return {key: QAction(word) for key, word in WORDS.items()}


@pytest.fixture
def bar(qtbot, actions):
    bar = RunControls()
    qtbot.addWidget(bar)
    bar.set_colours(LIGHT)
    bar.bind(actions)
    bar.resize(1500, bar.sizeHint().height())
    bar.show()
    qtbot.waitExposed(bar)
    return bar


def named(bar, kind, name):
    (found,) = (w for w in bar.findChildren(kind) if w.accessibleName() == name)
    return found


def run_button(bar):
    return bar.findChild(QPushButton, "run")


def shown_texts(bar):
    return [w.text() for w in bar.findChildren(QLabel) if w.isVisible()]


@pytest.mark.parametrize("key", [key for key in WORDS if key != "run"])
def test_a_button_triggers_its_action(qtbot, bar, actions, key):
    button = named(bar, QToolButton, WORDS[key])
    with qtbot.waitSignal(actions[key].triggered, timeout=1000):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_big_button_triggers_run(qtbot, bar, actions):
    with qtbot.waitSignal(actions["run"].triggered, timeout=1000):
        qtbot.mouseClick(run_button(bar), Qt.MouseButton.LeftButton)


def test_buttons_follow_their_actions(bar, actions):
    step = named(bar, QToolButton, "Step")
    actions["step"].setEnabled(False)
    actions["step"].setToolTip("Make one step (F6)")
    actions["run"].setEnabled(False)
    assert not step.isEnabled()
    assert step.toolTip() == "Make one step (F6)"
    assert not run_button(bar).isEnabled()
    actions["step"].setEnabled(True)
    assert step.isEnabled()


def test_nothing_can_be_pressed_before_there_are_actions(qtbot):
    bar = RunControls()
    qtbot.addWidget(bar)
    assert not any(button.isEnabled() for button in bar.findChildren(QToolButton))
    assert not run_button(bar).isEnabled()


@pytest.mark.parametrize(
    ("state", "word", "said"),
    [
        ("empty", "Run", "no network"),
        ("ready", "Run", "ready"),
        ("running", "Pause", ""),
        ("paused", "Resume", "paused"),
        ("finished", "Run again", "finished"),
        ("diverged", "Run again", "diverged"),
    ],
)
def test_the_state_is_said_in_words(bar, state, word, said):
    width = run_button(bar).width()
    bar.set_state(state)
    assert run_button(bar).text() == word
    assert run_button(bar).accessibleName() == word
    assert shown_texts(bar)[-1] == said
    assert run_button(bar).sizeHint().width() <= width == run_button(bar).width()


def test_progress_is_told_in_figures(bar):
    bar.set_state("running")
    bar.set_progress(3200, 10_000, 0.000412, 48_213.0, 4.2)
    assert shown_texts(bar) == [
        "epoch 3,200 of 10,000",
        "loss 0.0004120",
        "48,200 steps/s",
        "4 s left",
    ]


@pytest.mark.parametrize(
    ("loss", "text"),
    [
        (0.0, "loss 0"),
        (12.3456, "loss 12.35"),
        (1234.5, "loss 1234"),
        (1.234e-7, "loss 1.234e-7"),
        (float("nan"), "loss nan"),
        (None, ""),
    ],
)
def test_losses_of_every_size_are_readable(bar, loss, text):
    bar.set_progress(1, 10, loss, None, None)
    assert shown_texts(bar)[1] == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "0 s left"), (59.9, "1 min left"), (90, "2 min left"), (7300, "2 h left")],
)
def test_times_are_told_in_their_largest_unit(bar, seconds, text):
    bar.set_state("running")
    bar.set_progress(1, 10, None, None, seconds)
    assert shown_texts(bar)[3] == text


def test_figures_never_shift_what_is_beside_them(qtbot, bar):
    bar.set_state("running")
    bar.set_progress(1, 10_000, 0.5, 7.0, 1.0)
    qtbot.wait(0)
    before = [w.geometry() for w in bar.findChildren(QLabel)]
    bar.set_progress(9_999, 10_000, 1.234e-7, 999_499.0, 3540.0)
    qtbot.wait(0)
    assert [w.geometry() for w in bar.findChildren(QLabel)] == before


def clipped(bar):
    labels = [w for w in bar.findChildren(QLabel) if w.isVisible()]
    buttons = [w for w in bar.findChildren(QToolButton) if w.isVisible()]
    return [
        w.text()
        for w in (*labels, *buttons)
        if w.width() < w.sizeHint().width() or w.geometry().right() > bar.width()
    ]


@pytest.mark.parametrize("width", [1500, 1200, 1000, 900])
def test_no_text_is_clipped_where_there_is_little_room(qtbot, bar, width):
    bar.set_state("running")
    bar.set_progress(9_999, 10_000, 0.000412, 48_213.0, 2400.0)
    bar.resize(width, bar.height())
    qtbot.wait(0)
    assert bar.width() == width
    assert clipped(bar) == []
    epoch = "epoch 9,999" if width == 900 else "epoch 9,999 of 10,000"
    assert shown_texts(bar)[:2] == [epoch, "loss 0.0004120"]


def test_what_matters_less_hides_first_and_comes_back(qtbot, bar):
    bar.set_state("running")
    bar.set_progress(5, 10, 0.5, 7.0, 1.0)
    bar.resize(900, bar.height())
    qtbot.wait(0)
    assert "7 steps/s" not in shown_texts(bar)
    step = named(bar, QToolButton, "Step")
    assert step.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    bar.resize(1500, bar.height())
    qtbot.wait(0)
    assert len(shown_texts(bar)) == 4
    assert step.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon


@pytest.mark.parametrize("width", [1500, 1000, 900, 700])
@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("empty", "no network"),
        ("ready", "ready"),
        ("paused", "paused"),
        ("running", "40 min left"),
    ],
)
def test_how_things_stand_is_always_said(qtbot, bar, state, word, width):
    bar.set_state(state)
    bar.set_progress(9_999, 10_000, 0.000412, 48_213.0, 2400.0)
    bar.resize(max(width, bar.minimumSizeHint().width()), bar.height())
    qtbot.wait(0)
    assert shown_texts(bar)[-1] == word
    label = next(w for w in bar.findChildren(QLabel) if w.text() == word)
    wide = label.fontMetrics().horizontalAdvance(word)
    assert label.contentsRect().width() >= wide
    assert clipped(bar) == []


def test_enter_in_the_fields_does_what_their_buttons_do(qtbot, bar, actions):
    target = named(bar, QSpinBox, "Epoch to run to")
    target.selectAll()
    qtbot.keyClicks(target, "2500")
    with qtbot.waitSignal(bar.target_entered, timeout=1000) as entered:
        qtbot.keyClick(target, Qt.Key.Key_Return)
    assert entered.args == [2500]
    assert bar.target_epoch() == 2500
    steps = named(bar, QSpinBox, "Number of steps")
    steps.selectAll()
    qtbot.keyClicks(steps, "7")
    with qtbot.waitSignal(actions["steps"].triggered, timeout=1000):
        qtbot.keyClick(steps, Qt.Key.Key_Return)
    assert bar.steps() == 7


def test_a_target_can_be_proposed(bar):
    bar.set_target_epoch(400)
    assert bar.target_epoch() == 400


def test_the_speed_is_chosen_by_keyboard(qtbot, bar):
    box = bar.findChild(QComboBox)
    told = []
    bar.speed_changed.connect(told.append)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_End)
    qtbot.keyClick(box, Qt.Key.Key_Home)
    assert told == [1000.0, 1.0, None]
    assert bar.speed() is None


def test_both_themes_are_painted(qtbot, bar):
    bar.set_state("running")
    bar.set_progress(5, 10, 0.5, 7.0, 1.0)
    for colours in (LIGHT, DARK):
        bar.set_colours(colours)
        image = bar.grab().toImage()
        bottom = image.height() - 1
        assert image.pixelColor(10, bottom).name() == colours.accent
        assert image.pixelColor(bar.width() - 10, bottom).name() == colours.line


def bright(colour):
    """Relative luminance, as the Web Content Accessibility Guidelines define it."""
    parts = colour.redF(), colour.greenF(), colour.blueF()
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    low, high = sorted((bright(QColor(first)), bright(QColor(second))))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_a_number_field_has_an_edge_that_is_seen(bar, colours):
    bar.set_colours(colours)
    for name in ("Number of steps", "Epoch to run to"):
        field = named(bar, QSpinBox, name)
        middle = field.height() // 2
        edge = field.grab().toImage().pixelColor(0, middle)
        for ground in (colours.window, colours.panel, colours.raised):
            assert contrast(edge, ground) >= 3, (name, ground)
