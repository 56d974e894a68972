"""Random actions on the whole window: no exception, no hang, no thread left behind.

`LONGHAND_RANDOM_ACTIONS=5000 LONGHAND_RANDOM_SEED=2` looks further.
"""

import os
import random
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from engine.editing import shipped
from gui.state.runner import Goal

SEED = int(os.environ.get("LONGHAND_RANDOM_SEED", "1"))
COUNT = int(os.environ.get("LONGHAND_RANDOM_ACTIONS", "300"))
LONGEST = 60.0
"""Seconds that one action may take in the window's thread."""

PATIENCE = 300.0
"""Seconds after which a machine is not slow: something hangs."""

TEXTS = [example.text for example in shipped()]
KEYS = 'ABCNETR0123456789{}[]",: .-'
Button = QMessageBox.StandardButton


class Hands:
    """Does something at random."""

    def __init__(self, desktop, seed):
        self.desktop, self.random = desktop, random.Random(seed)
        self.window = desktop.open()
        self.actions = [
            getattr(self, name)
            for name in sorted(vars(Hands))
            if name.startswith("do_")
        ]

    def act(self):
        self.desktop.answer = self.random.choice(
            [Button.Save, Button.Discard, Button.Cancel]
        )
        name = self.random.choice(["", "a.json", "b.json", "no/c.json"])
        self.desktop.file = self.desktop.folder / name if name else ""
        act = self.random.choice(self.actions)
        start = time.perf_counter()
        act()
        QApplication.processEvents()
        assert time.perf_counter() - start < LONGEST, act.__name__

    def do_load_spec(self):
        self.window.editor.replace_text(self.random.choice(TEXTS))

    def do_load_broken_spec(self):
        text = self.random.choice(TEXTS)
        at = self.random.randrange(len(text))
        self.window.editor.set_text(
            text[:at] + self.random.choice(KEYS) + text[at + 2 :]
        )
        self.window.editor.flush()

    def do_edit(self):
        text = self.window.editor.text()
        at = self.random.randrange(len(text) + 1)
        self.window.editor.replace_text(
            text[:at] + self.random.choice(KEYS) + text[at + self.random.randrange(3) :]
        )
        if self.random.random() < 0.5:
            self.window.editor.flush()

    def do_undo(self):
        for _ in range(self.random.randrange(8)):
            self.window.editor.undo()

    def do_redo(self):
        self.window.editor.redo()

    def do_toggle_cell(self):
        table = self.window.data.table
        model = self.window.data._model
        if model.rowCount():
            row = self.random.randrange(model.rowCount())
            column = self.random.randrange(model.columnCount())
            table.toggle(model.index(row, column))

    def do_change_table(self):
        table, model = self.window.data.table, self.window.data._model
        if model.rowCount():
            row = self.random.randrange(model.rowCount())
            table.setCurrentIndex(model.index(row, 0))
        keys = ["row", "above", "rows", "input", "output", "column", "copy", "paste"]
        self.window.data._do(self.random.choice(keys))

    def do_expand(self):
        self.window.data.expand_wanted.emit()

    def do_trigger(self):
        modal = {"open", "recent", "export", "save_run", "quit", "keys", "about"}
        keys = sorted(set(self.window.actions_.by_key) - modal)
        self.window.actions_[self.random.choice(keys)].trigger()

    def do_run(self):
        self.window.session.run(Goal(steps=self.random.choice([1, 10, 10**9])))

    def do_pause(self):
        self.window.session.pause()

    def do_speed(self):
        self.window.controls._speed.setCurrentIndex(self.random.randrange(5))

    def do_run_to(self):
        self.window.commands.run_to(self.random.choice([0, 1, 50, 20_000]))

    def do_resize(self):
        self.window.resize(
            self.random.randrange(300, 1600), self.random.randrange(200, 1000)
        )

    def do_open_example(self):
        self.window.document.open_example(self.random.choice(shipped()).name)

    def do_open_file(self):
        self.window.document.open(self.desktop.folder / "a.json")

    def do_other_program(self):
        path = self.desktop.folder / self.random.choice(["a.json", "b.json"])
        if self.random.random() < 0.3:
            path.unlink(missing_ok=True)
        else:
            path.write_text(self.random.choice(TEXTS), encoding="utf-8")

    def do_notice(self):
        for notice in list(self.window.notices._shown)[:1]:
            words = notice.findChildren(QPushButton)
            self.random.choice(words).click() if words else notice.closed.emit()

    def do_choose(self):
        text = self.window.source.text
        text._put_caret(self.random.randrange(1, text.blockCount() + 1))
        self.window.network.layer_chosen.emit(("layers", self.random.randrange(4)))

    def do_hide_panel(self):
        self.random.choice(self.window.docks.toggles()).trigger()

    def do_remove_run(self):
        runs = list(self.window.session.runs)
        if runs:
            run = self.random.choice(runs)
            self.window.loss.run_renamed.emit(run.number, "renamed")
            self.window.loss.run_removed.emit(run.number)

    def do_key(self):
        widget = QApplication.focusWidget() or self.window
        keys = [Qt.Key.Key_Space, Qt.Key.Key_N, Qt.Key.Key_F8, Qt.Key.Key_Delete]
        self.desktop.qtbot.keyClick(widget, self.random.choice(keys))

    def do_reopen(self):
        if self.random.random() < 0.1 and self.window.close():
            self.desktop.windows.remove(self.window)
            self.window.deleteLater()
            self.window = self.desktop.open()

    def do_wait(self):
        self.desktop.qtbot.wait(self.random.randrange(30))


@pytest.mark.parametrize("seed", [SEED])
def test_nothing_goes_wrong_whatever_is_done(desktop, seed, capfd):
    hands = Hands(desktop, seed)
    told = []
    end = time.perf_counter() + PATIENCE
    for done in range(COUNT):
        assert time.perf_counter() < end, f"only {done} of {COUNT} actions were done"
        hands.act()
        told += [n.accessibleName() for n in hands.window.notices._shown]
    assert [t for t in told if "something went wrong" in t] == []
    asked = []
    hands.window.session._worker.ask(lambda: 1, asked.append, print)
    desktop.qtbot.waitUntil(lambda: asked == [1])
