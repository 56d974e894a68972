"""`python -m tests.benchmarks.window`: what the window costs, and how smooth it stays.

Lag is how late a precise timer of one millisecond comes. The share is the training
speed in the window over that of a plain loop; both run in turn, and the timer rests.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from engine import Trainer
from engine.compile import compile_spec
from engine.spec.model import loads
from gui.app import open_window
from gui.window import MainWindow

ROOT = Path(__file__).resolve().parents[2]
SECONDS_OF_LAG = 10.0
TURNS, TURN = 7, 2.0
STARTS = 5
ENDLESS = 10**9
START = (
    "import sys; from PySide6.QtWidgets import QApplication; a = QApplication([]);"
    " from PySide6.QtCore import QSettings; from gui.app import open_window;"
    " w = open_window(None, QSettings(sys.argv[1], QSettings.Format.IniFormat));"
    " a.processEvents(); w.grab(); print('painted', flush=True);"
    " w.editor.set_saved(); w.close()"
)


def main() -> None:
    """Print the table."""
    app = QApplication([])
    app.setApplicationName("longhand-benchmark")
    with tempfile.TemporaryDirectory() as folder:
        place = str(Path(folder) / "settings.ini")
        settings = QSettings(place, QSettings.Format.IniFormat)
        window = open_window(None, settings)
        for name, text in (("xor", xor()), ("784-512-512-10", large())):
            load(window, text)
            print(f"{name}: {lag(window)}; {share(window, text)}", flush=True)
        load(window, xor())
        print(memory(window), flush=True)
        window.editor.set_saved()
        window.close()
        print(start(place))


def xor() -> str:
    data = json.loads((ROOT / "specs" / "xor.json").read_text())
    data["training"] = {"epochs": ENDLESS}
    return json.dumps(data, indent=2)


def large() -> str:
    """Give a network as for small pictures, on points that are made up."""
    dense = {"type": "dense", "activation": "relu"}
    return json.dumps(
        {
            "dtype": "float32",
            "dataset": {
                "type": "gaussian_quantiles",
                "samples": 2560,
                "features": 784,
                "classes": 10,
            },
            "layers": [
                {**dense, "units": 512},
                {**dense, "units": 512},
                {"type": "dense", "units": 10, "activation": "softmax"},
            ],
            "loss": "categorical_crossentropy",
            "optimizer": {"type": "sgd", "learning_rate": 0.001},
            "training": {"epochs": ENDLESS, "batch_size": 128},
        },
        indent=2,
    )


def load(window: MainWindow, text: str) -> None:
    window.session.forget()
    window.editor.set_text(text)
    window.editor.flush()
    spin(1.5)


def spin(seconds: float) -> None:
    """Let the event loop run, as `exec` would."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def lag(window: MainWindow) -> str:
    window.session.run()
    spin(1.0)
    late: list[float] = []
    timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=1)
    expected = perf_counter() + 0.001

    def tick() -> None:
        nonlocal expected
        now = perf_counter()
        late.append(max(now - expected, 0.0))
        expected = now + 0.001

    timer.timeout.connect(tick)
    timer.start()
    spin(SECONDS_OF_LAG)
    timer.stop()
    window.session.pause()
    spin(0.3)
    late.sort()
    p50, p99 = (1000 * late[int(len(late) * q)] for q in (0.5, 0.99))
    worst = 1000 * late[-1]
    return f"lag p50 {p50:.1f}, p99 {p99:.1f} (at most 8), max {worst:.1f} ms (30)"


def share(window: MainWindow, text: str) -> str:
    """Compare speeds in turn."""
    trainer = Trainer(compile_spec(loads(text)))
    pairs = [(in_window(window), alone(trainer)) for _ in range(TURNS + 1)][1:]
    ratios = sorted(ours / theirs for ours, theirs in pairs)
    speed = median(ours for ours, _ in pairs)
    return (
        f"{speed:,.0f} steps/s, {median(ratios):.2f} of headless (at least 0.92;"
        f" {ratios[0]:.2f} to {ratios[-1]:.2f}, {TURNS} turns)"
    )


def in_window(window: MainWindow) -> float:
    window.session.run()
    spin(0.5)
    before, start = steps(window), perf_counter()
    spin(TURN)
    done = steps(window) - before
    speed = done / (perf_counter() - start)
    window.session.pause()
    spin(0.3)
    return speed


def steps(window: MainWindow) -> int:
    found: list[int] = []
    window.session.ask(lambda trainer: trainer.steps_done, found.append)
    while not found:
        spin(0.002)
    return found[0]


def alone(trainer: Trainer) -> float:
    portion = 1 if trainer.arrays.w.size > 10_000 else 200
    start, before = perf_counter(), trainer.steps_done
    while perf_counter() - start < TURN:
        trainer.step(portion)
    return (trainer.steps_done - before) / (perf_counter() - start)


def memory(window: MainWindow) -> str:
    """Measure after the first seconds, and after many more epochs."""
    window.session.run()
    sizes: list[str] = []
    for seconds in (10, 20, 30):
        spin(seconds)
        done = steps(window)
        sizes.append(f"{resident():.0f} MB after {done:,} epochs")
    window.session.pause()
    spin(0.3)
    return f"memory: {', '.join(sizes)}"


def resident() -> float:
    statm = Path("/proc/self/statm")
    if statm.exists():
        pages = int(statm.read_text().split()[1])
        return pages * resource.getpagesize() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def start(settings: str) -> str:
    times = sorted(starts(settings))
    return (
        f"from start to a painted window: median {median(times):.2f} s"
        f" ({times[0]:.2f} to {times[-1]:.2f}, {STARTS} starts)"
    )


def starts(settings: str) -> Iterator[float]:
    for _ in range(STARTS + 1):
        begin = perf_counter()
        command = [sys.executable, "-c", START, settings]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
            assert process.stdout is not None
            process.stdout.readline()
            took = perf_counter() - begin
        sleep(0.2)
        yield took


if __name__ == "__main__":
    main()
