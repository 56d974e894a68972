"""What a person can do with a run, and what that changes in the spec."""

import random

from engine import editing
from gui.panels.controls import RunControls
from gui.panels.editor import SpecEditor
from gui.state.runner import Goal
from gui.state.session import Session


class RunCommands:
    """Goes on by steps and epochs; begins again with another seed."""

    def __init__(
        self, session: Session, editor: SpecEditor, controls: RunControls
    ) -> None:
        self._session, self._editor, self._controls = session, editor, controls
        controls.speed_changed.connect(session.set_speed)
        controls.target_entered.connect(self.run_to)

    def step(self) -> None:
        """Make one step."""
        self._session.go_on(Goal(steps=1))

    def steps(self) -> None:
        """Make as many steps as the field beside the button says."""
        self._session.go_on(Goal(steps=self._controls.steps()))

    def epoch(self) -> None:
        """Train for one epoch."""
        self._session.go_on(Goal(epochs=1))

    def to_epoch(self) -> None:
        """Train to the epoch in the field beside the button."""
        self.run_to(self._controls.target_epoch())

    def run_to(self, epoch: int) -> None:
        """Train to an epoch; beyond the last one, the spec's `epochs` is raised."""
        model = self._session.model
        has_network = self._session.state != "empty"
        if model and has_network and epoch > model.spec.training.epochs:
            self.change(("training", "epochs"), epoch)
        self._session.run_to(epoch)

    def seed(self) -> None:
        """Write another seed into the spec."""
        self.change(("seed",), random.randrange(10_000))  # noqa: S311 - no secret

    def change(self, path: tuple[str, ...], value: object) -> None:
        """Change one value in the text of the spec."""
        edits = editing.set_value(self._editor.text(), path, value)
        self._editor.apply_edits(edits)
        self._editor.flush()
