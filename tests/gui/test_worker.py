import threading

import pytest

from gui.state import worker as workers
from gui.state.worker import Worker


class Office:
    """A worker, and the calls that it delivers."""

    def __init__(self):
        self.results = []
        self.idle = lambda: False
        self.calls = []
        self.failures = []
        self.arrived = threading.Condition()
        self.worker = Worker("tested", self.deliver, lambda: self.idle(), self.fail)

    def deliver(self, call):
        with self.arrived:
            self.calls.append(call)
            self.arrived.notify_all()

    def ask(self, work):
        self.worker.ask(work, self.results.append, self.fail)

    def fail(self, error, trace):
        self.failures.append((error, trace))

    def wait(self, count):
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.calls) >= count, 5)
        calls, self.calls = self.calls, []
        for call in calls:
            call()


@pytest.fixture
def office():
    made = Office()
    yield made
    assert made.worker.close()


def test_tasks_are_done_in_order_on_another_thread(office):
    office.ask(lambda: threading.current_thread().name)
    office.ask(lambda: 2)
    office.wait(2)
    assert office.results == ["tested", 2]


def test_an_exception_reaches_who_asked_and_the_worker_goes_on(office):
    office.ask(lambda: 1 / 0)
    office.wait(1)
    office.ask(lambda: 3)
    office.wait(1)
    [(error, trace)] = office.failures
    assert isinstance(error, ZeroDivisionError)
    assert "test_worker.py" in trace
    assert office.results == [3]


def test_idle_is_called_until_it_says_no(office):
    counted = []

    def idle():
        counted.append(1)
        return len(counted) < 5

    office.idle = idle
    office.ask(lambda: 0)
    office.wait(1)
    office.ask(lambda: len(counted))
    office.wait(1)
    assert len(counted) >= 5


def test_a_crash_while_idle_is_reported(office):
    office.idle = lambda: 1 / 0
    office.ask(lambda: 0)
    office.wait(2)
    assert isinstance(office.failures[0][0], ZeroDivisionError)


def test_a_parked_worker_waits_until_it_is_released(office, monkeypatch):
    monkeypatch.setattr(workers, "LONGEST_PARKED", 60)
    office.ask(office.worker.park)
    office.wait(1)
    office.ask(lambda: "done")
    assert office.calls == []
    office.worker.release()
    office.wait(1)
    assert office.results == [None, "done"]


def test_a_parked_worker_can_be_closed(monkeypatch):
    monkeypatch.setattr(workers, "LONGEST_PARKED", 60)
    office = Office()
    office.ask(office.worker.park)
    office.wait(1)
    assert office.worker.close(5)


def test_after_closing_nothing_is_delivered():
    office = Office()
    office.worker.close()
    office.ask(lambda: 1)
    assert office.calls == []
