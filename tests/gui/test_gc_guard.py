"""No thread but the window's may take away what Qt paints."""

import gc
import threading
import weakref

from gui.app import GcGuard


class Cycle:
    """Is reachable from itself, so that only a collection takes it away."""

    def __init__(self, taken):
        self.itself = self
        weakref.finalize(self, lambda: taken.append(threading.current_thread()))


def test_cycles_are_collected_in_the_thread_of_the_window(window, person, qtbot):
    taken = []
    for _ in range(3):
        Cycle(taken)
        person.ask(lambda trainer: len([[number] for number in range(20_000)]))
    kept = [[number] for number in range(2_000)]
    qtbot.waitUntil(lambda: len(taken) == 3)
    assert len(kept) == 2_000
    assert set(taken) == {threading.main_thread()}


def test_older_cycles_are_collected_too(qtbot):
    collector, taken = GcGuard(), []
    Cycle(taken)
    gc.collect(0)
    kept = [Cycle([]) for _ in range(5)]
    gc.collect(1)
    del kept
    for _ in range(200):
        made = [[number] for number in range(2_000)]
        collector.look()
        del made
    assert len(taken) == 1
    assert not gc.isenabled()
