"""Where Python's garbage is collected while a window is open."""

import gc
import threading

from PySide6.QtCore import QObject, Qt


class Cyclic(QObject):
    """Refers to itself; tells in which thread it is destroyed."""

    def __init__(self, told):
        super().__init__()
        self.itself = self
        self.destroyed.connect(
            lambda: told.append(threading.current_thread().name),
            Qt.ConnectionType.DirectConnection,
        )


def test_garbage_is_collected_in_the_thread_of_the_window(window, person):
    told = []
    Cyclic(told)
    made = person.ask(lambda _: [[] for _ in range(200_000)])
    assert len(made) == 200_000
    person.wait(lambda: told == [threading.main_thread().name])


def test_a_closed_window_leaves_garbage_to_python(window):
    assert not gc.isenabled()
    window.close()
    assert gc.isenabled()
