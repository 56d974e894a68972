"""A virtual X display, and the real window on it, driven by keyboard and mouse."""

import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

TREE = Path(__file__).parents[2]
TOOLS = ("Xvfb", "xdotool", "openbox", "import", "convert")
SIZE = (1920, 1080)
PATIENCE = 60


def needed():
    """Skip without the tools; fail where a window has to be tested."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if not missing:
        return
    reason = f"no window on a display was tested: {', '.join(missing)} missing"
    if os.environ.get("LONGHAND_NEEDS_WINDOW"):
        pytest.fail(reason)
    pytest.skip(reason)


def soon(holds, seconds):
    """Wait until something holds, but not longer; give what was found last."""
    until = time.monotonic() + seconds
    while not (found := holds()) and time.monotonic() < until:
        time.sleep(0.05)
    return found


def wait(what, holds):
    """Wait until something holds; give it."""
    found = soon(holds, PATIENCE)
    assert found, f"in {PATIENCE} s there was no {what}"
    return found


def end(process):
    """End a process of our own."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)


@contextmanager
def closing_on_failure(opened):
    """Leave nothing running of what could not be opened."""
    try:
        yield
    except BaseException:
        opened.close()
        raise


class Display:
    """Xvfb on a free number, with a window manager."""

    def __init__(self, log):
        self._path, self._log = log, log.open("wb")
        reading, writing = os.pipe()
        width, height = SIZE
        self._x = self._start(
            # When its last client leaves, a server that resets refuses the next one.
            f"Xvfb -displayfd {writing} -nolisten tcp -noreset"
            f" -screen 0 {width}x{height}x24".split(),
            pass_fds=[writing],
        )
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        assert number, "Xvfb did not start"
        self.environment = {**os.environ, "DISPLAY": f":{number}"}
        self.environment.pop("WAYLAND_DISPLAY", None)
        self._manager = self._start(["openbox"], env=self.environment)
        with closing_on_failure(self):
            wait("window manager", self._is_managed)

    def close(self):
        end(self._manager)
        end(self._x)
        self._log.close()

    def xdotool(self, *arguments, check=True):
        return self._tool("xdotool", *map(str, arguments), check=check)

    def picture(self, path):
        """Take a screenshot; give how many colours it has."""
        self._tool("import", "-window", "root", str(path))
        return int(self._tool("convert", str(path), "-format", "%k", "info:"))

    def _tool(self, *command, check=True):
        done = subprocess.run(
            command,
            check=False,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0 or not check, done.stderr
        return done.stdout.strip()

    def _start(self, command, **more):
        return subprocess.Popen(command, stdout=self._log, stderr=self._log, **more)

    def _is_managed(self):
        assert self._manager.poll() is None, self._path.read_text()
        # Without a manager there are 0 desktops, or none that are known.
        return self.xdotool("get_num_desktops", check=False) not in ("", "0")


class Window:
    """One `python -m gui`, as the person in front of it sees it."""

    def __init__(self, display, folder, *arguments):
        self.display, self.folder = display, folder
        self._errors = folder / "errors.txt"
        homes = {"HOME": folder, "XDG_RUNTIME_DIR": folder}
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            homes[f"XDG_{name}_HOME"] = folder / name.lower()
        environment = {
            **display.environment,
            **{name: str(path) for name, path in homes.items()},
            "QT_QPA_PLATFORM": "xcb",
            "PYTHONPATH": str(TREE),
        }
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gui", *arguments],
                cwd=folder,
                env=environment,
                stdout=errors,
                stderr=errors,
            )
        with closing_on_failure(self):
            self.id = wait("window", self._found)
            self.activate()

    def activate(self):
        wait("active window", self._is_active)

    def key(self, *keys):
        self.display.xdotool("key", "--delay", 20, *keys)

    def type(self, text):
        self.display.xdotool("type", "--delay", 15, text)

    def click(self, x, y, *, times=1):
        """Click at a place, given from the window's left upper corner."""
        self.display.xdotool(
            *("mousemove", "--sync", "--window", self.id, int(x), int(y)),
            *("click", "--repeat", times, "--delay", 60, 1),
        )

    def titles(self):
        """The titles of all windows that are shown."""
        return [self.display.xdotool("getwindowname", i) for i in self._ids()]

    def title(self):
        return self.display.xdotool("getwindowname", self.id)

    def size(self):
        told = self.display.xdotool("getwindowgeometry", "--shell", self.id)
        found = dict(re.findall(r"(\w+)=(\d+)", told))
        return int(found["WIDTH"]), int(found["HEIGHT"])

    def errors(self):
        return self._errors.read_text()

    def dialog(self):
        """Wait for a second window; give its id."""
        return wait("dialog", lambda: next(iter(self._others()), ""))

    def has_no_dialog(self):
        return not self._others()

    def ended(self):
        """Wait for its end; give the exit code."""
        return self.process.wait(PATIENCE)

    def close(self):
        if self.process.poll() is None:
            end(self.process)

    def _is_active(self):
        self.display.xdotool("windowactivate", self.id, check=False)
        return self.display.xdotool("getactivewindow", check=False) == self.id

    def _others(self):
        return [i for i in self._ids() if i != self.id]

    def _ids(self):
        pid = self.process.pid
        found = self.display.xdotool(
            *("search", "--all", "--onlyvisible", "--pid", pid, "--name", "."),
            check=False,
        )
        return [i for i in found.split() if self._is_big(i)]

    def _is_big(self, one):
        told = self.display.xdotool("getwindowgeometry", "--shell", one, check=False)
        found = dict(re.findall(r"(\w+)=(\d+)", told))
        return int(found.get("WIDTH", 0)) > 100

    def _found(self):
        assert self.process.poll() is None, self.errors()
        return next(iter(self._ids()), "")
