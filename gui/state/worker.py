"""A thread that does one task after the other, so that the window never waits."""

from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Thread
from traceback import format_exc
from typing import Any, TypeVar

T = TypeVar("T")
Deliver = Callable[[Callable[[], None]], None]
Failed = Callable[[Exception, str], None]

LONGEST_PARKED = 0.25
"""Seconds after which a parked worker goes on, whatever became of the window."""


@dataclass(frozen=True)
class _Task:
    work: Callable[[], Any]
    then: Callable[[Any], None]
    failed: Failed


class Worker:
    """Does what it is asked, in order, on a thread of its own.

    `deliver` brings a call to the thread of the window. While nothing is asked, `idle`
    is called again and again as long as it returns True; `on_crash` gets what it
    raises, and the traceback. A worker that is parked after a task waits until it is
    released, so that the window paints undisturbed.
    """

    def __init__(
        self,
        name: str,
        deliver: Deliver,
        idle: Callable[[], bool] = lambda: False,
        on_crash: Failed = lambda _error, _trace: None,
    ) -> None:
        self._deliver, self._idle, self._on_crash = deliver, idle, on_crash
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._released = Event()
        self._released.set()
        self._closing = False
        self._thread = Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def ask(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Failed,
    ) -> None:
        """Have `work` done; in the window's thread `then` gets what it returned.

        `failed` gets the exception and its traceback, where there is one.
        """
        self._tasks.put(_Task(work, then, failed))

    def park(self) -> None:
        """Wait after this task until released; called by the task itself."""
        self._released.clear()

    def release(self) -> None:
        """Let a parked worker continue."""
        self._released.set()

    def close(self, timeout: float = 10.0) -> bool:
        """End the thread after the task at hand; return whether it has ended."""
        self._closing = True
        self.release()
        self._tasks.put(None)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        is_busy = False
        while not self._closing:
            try:
                task = self._tasks.get(block=not is_busy)
            except Empty:
                is_busy = self._go_on()
                continue
            if task:
                self._do(task)
                is_busy = True

    def _go_on(self) -> bool:
        try:
            return self._idle()
        except Exception as error:  # noqa: BLE001 - the window shows it
            self._report(self._on_crash, error)
            return False

    def _do(self, task: _Task) -> None:
        try:
            result = task.work()
        except Exception as error:  # noqa: BLE001 - the window shows it
            self._report(task.failed, error)
            return
        if not self._closing:
            self._deliver(lambda: task.then(result))
        self._released.wait(LONGEST_PARKED)

    def _report(self, to: Failed, error: Exception) -> None:
        trace = format_exc()
        if not self._closing:
            self._deliver(lambda: to(error, trace))
