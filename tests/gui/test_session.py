"""A session: what is typed takes effect, and a run goes on undisturbed."""

import json

import pytest

from engine import Trainer
from engine.compile import compile_spec
from engine.editing import shipped
from engine.runs import digest, open_run
from engine.spec.model import loads
from gui.state.runner import Goal
from gui.state.session import Session

XOR = next(e.text for e in shipped() if e.name == "xor")
SPIRALS = next(e.text for e in shipped() if e.name == "spirals")


def changed(text, **training):
    data = json.loads(text)
    data["training"] |= training
    return json.dumps(data)


@pytest.fixture
def session(qtbot):
    made = Session()
    made.told = []
    made.failures = []
    made.drafts = []
    made.frames = []
    made.loaded.connect(lambda loaded: made.told.append(loaded.change))
    made.failed.connect(lambda *what: made.failures.append(what))
    made.checked.connect(made.drafts.append)
    made.framed.connect(made.frames.append)
    yield made
    assert made.close()


def load(session, qtbot, text):
    with qtbot.waitSignal(session.loaded):
        session.set_text(text, "test.json")
    qtbot.waitUntil(lambda: session.state != "empty")


def run(session, qtbot, goal=None, until="finished"):
    session.run(goal)
    qtbot.waitUntil(lambda: session.state == until)


def trained(session, qtbot, ask):
    found = []
    session.ask(ask, found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def epoch(session, qtbot):
    return trained(session, qtbot, lambda trainer: trainer.epoch)


def test_a_run_gives_the_bits_of_the_command_line(session, qtbot):
    text = changed(XOR, epochs=777)
    load(session, qtbot, text)
    assert session.state == "ready"
    run(session, qtbot)
    alone = Trainer(compile_spec(loads(text)))
    alone.step(10_000)
    assert trained(session, qtbot, digest) == digest(alone)
    assert trained(session, qtbot, lambda t: t.is_edited) is False


def test_steps_and_epochs(session, qtbot):
    load(session, qtbot, SPIRALS)
    run(session, qtbot, Goal(steps=3), "paused")
    assert trained(session, qtbot, lambda t: t.steps_done) == 3
    session.go_on(Goal(epochs=1))
    qtbot.waitUntil(lambda: epoch(session, qtbot) == 1 and session.state == "paused")
    session.run_to(3)
    qtbot.waitUntil(lambda: epoch(session, qtbot) == 3 and session.state == "paused")


def test_running_and_pausing(session, qtbot):
    load(session, qtbot, changed(XOR, epochs=10**8))
    session.toggle()
    qtbot.waitUntil(lambda: session.state == "running")
    qtbot.waitUntil(lambda: len(session.frames) > 3)
    session.toggle()
    qtbot.waitUntil(lambda: session.state == "paused")
    before = epoch(session, qtbot)
    assert before > 0
    assert epoch(session, qtbot) == before


def test_mistakes_do_not_disturb_a_run(session, qtbot):
    load(session, qtbot, changed(XOR, epochs=10**8))
    session.run()
    qtbot.waitUntil(lambda: session.state == "running")
    with qtbot.waitSignal(session.checked):
        session.set_text(XOR + "}", "test.json")
    assert session.drafts[-1].model is None
    assert session.state == "running"
    assert len(session.told) == 1


def test_the_rate_changes_while_it_trains(session, qtbot):
    text = changed(XOR, epochs=10**8)
    load(session, qtbot, text)
    session.run()
    qtbot.waitUntil(lambda: session.state == "running")
    load(session, qtbot, text.replace('"learning_rate": 2.0', '"learning_rate": 0.5'))
    assert session.told[-1].kind == "run"
    assert "0.5" in session.told[-1].text
    assert session.state == "running"
    assert trained(session, qtbot, lambda t: t.rate) == 0.5
    assert trained(session, qtbot, lambda t: len(t.edits)) == 2
    assert len(list(session.runs)) == 1


def test_a_new_structure_keeps_what_fits_and_remembers_the_rest(session, qtbot):
    load(session, qtbot, XOR)
    run(session, qtbot, Goal(steps=50), "paused")

    def kernel(trainer):
        return trainer.arrays.parameters["dense_1.kernel"].copy()

    before = trained(session, qtbot, kernel)
    load(session, qtbot, XOR.replace('"units": 4', '"units": 1', 1))
    load(session, qtbot, XOR)
    after = trained(session, qtbot, kernel)
    assert session.told[-1].kind == "structure"
    assert (before == after).all()


def test_a_reset_gives_the_initial_weights(session, qtbot):
    load(session, qtbot, XOR)
    first = trained(session, qtbot, lambda t: t.arrays.w.copy())
    run(session, qtbot, Goal(steps=50), "paused")
    session.reset()
    qtbot.waitUntil(lambda: session.state == "ready")
    assert (trained(session, qtbot, lambda t: t.arrays.w.copy()) == first).all()
    names = [run.differs for run in session.runs]
    assert names == ["", "the same spec"]


def test_a_finished_run_begins_again(session, qtbot):
    load(session, qtbot, changed(XOR, epochs=20))
    run(session, qtbot)
    session.run()
    qtbot.waitUntil(lambda: len(list(session.runs)) == 2)
    qtbot.waitUntil(lambda: session.state == "finished")


def test_runs_are_told_apart_by_what_differs(session, qtbot):
    load(session, qtbot, XOR)
    run(session, qtbot, Goal(steps=50), "paused")
    load(session, qtbot, XOR.replace('"seed": 1', '"seed": 5'))
    assert [run.differs for run in session.runs] == ["", "seed 1 → 5"]


def test_a_run_that_diverged_is_told(session, qtbot):
    text = XOR.replace('"learning_rate": 2.0', '"learning_rate": 1e300')
    load(session, qtbot, text.replace("sigmoid", "linear"))
    run(session, qtbot, until="diverged")


def test_a_crash_is_told_and_the_session_goes_on(session, qtbot, capsys):
    load(session, qtbot, changed(XOR, epochs=10**8))

    def broken(steps, epoch):
        raise RuntimeError("wires are loose")

    def unplug(trainer):
        trainer.advance = broken

    session.ask(unplug, lambda _: None)
    with qtbot.waitSignal(session.failed):
        session.run()
    assert "wires are loose" in session.failures[0][0]
    assert "reset" in session.failures[0][1]
    assert "wires are loose" in capsys.readouterr().err
    session.reset()
    run(session, qtbot, Goal(steps=2), "paused")


def test_a_run_is_saved_as_it_stands_and_goes_on(session, qtbot, tmp_path):
    load(session, qtbot, XOR)
    run(session, qtbot, Goal(steps=50), "paused")
    saved = []
    session.save_run(tmp_path, saved.append)
    qtbot.waitUntil(lambda: bool(saved))
    kept = open_run(saved[0])
    assert (kept.arrays.w == trained(session, qtbot, lambda t: t.arrays.w)).all()
    assert epoch(session, qtbot) == 50
    session.run(Goal(steps=1))
    qtbot.waitUntil(lambda: epoch(session, qtbot) == 51)


def test_a_run_that_cannot_be_saved_is_told(session, qtbot, tmp_path):
    load(session, qtbot, XOR)
    place = tmp_path / "file"
    place.write_text("")
    with qtbot.waitSignal(session.failed):
        session.save_run(place, lambda _: None)
    assert "could not be saved" in session.failures[0][0]


def test_the_speed_is_limited(session, qtbot):
    load(session, qtbot, changed(XOR, epochs=10**8))
    session.set_speed(100)
    session.run()
    qtbot.waitUntil(lambda: epoch(session, qtbot) >= 10)
    session.pause()
    assert epoch(session, qtbot) < 200


def test_it_can_be_closed_while_it_trains(qtbot):
    session = Session()
    load(session, qtbot, changed(XOR, epochs=10**8))
    session.run()
    qtbot.waitUntil(lambda: session.state == "running")
    assert session.close()


def test_running_at_once_after_raising_the_epochs_goes_on(session, qtbot):
    load(session, qtbot, changed(XOR, epochs=20))
    run(session, qtbot)
    with qtbot.waitSignal(session.loaded):
        session.set_text(changed(XOR, epochs=30), "test.json")
        session.loaded.connect(lambda _: session.run())
        assert session.state == "finished"
    qtbot.waitUntil(lambda: session.state == "finished" and not session._runner.goal)
    qtbot.waitUntil(lambda: epoch(session, qtbot) == 30)
    assert "begin" not in [change.kind for change in session.told]
    assert [len(run.lines) > 0 for run in session.runs] == [True]


def test_another_file_leaves_the_runs_before_it_in_the_list(session, qtbot):
    load(session, qtbot, changed(XOR, epochs=20))
    run(session, qtbot)
    qtbot.waitUntil(lambda: bool(session.runs.current.lines))
    session.forget()
    with qtbot.waitSignal(session.loaded):
        session.set_text(SPIRALS, "other.json")
    first, second = session.runs
    assert first.lines
    assert (first.name, first.number, second.number) == ("xor", 1, 2)
    assert second.name != "xor"
    assert second.differs
