"""No key waits until words are imported: that is done on another thread."""

import subprocess
import sys
import textwrap

SCRIPT = textwrap.dedent(
    """
    import sys, threading, time
    from PySide6.QtCore import QSettings, QStandardPaths
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    QStandardPaths.setTestModeEnabled(True)
    app = QApplication([])
    from gui.app import open_window
    from gui.state.completer import Completer

    Completer.warm_up = lambda self: None  # the first key finds nothing imported
    found = []

    def wait(what):
        end = time.monotonic() + 60
        while not what() and time.monotonic() < end:
            QTest.qWait(5)
        assert what()

    class Watch:
        def find_spec(self, name, path=None, target=None):
            if name.startswith("engine.vocabulary"):
                found.append((name, threading.current_thread().name))

    settings = QSettings(sys.argv[1], QSettings.Format.IniFormat)
    window = open_window(None, settings)
    wait(lambda: window.session.model is not None)
    QTest.qWait(200)
    at = window.editor.text().index('"loss": "') + len('"loss": "')
    window.editor.select_span(at, at)
    sys.meta_path.insert(0, Watch())
    QTest.keyClick(window.editor.editor, "m")
    popup = window.editor.completing.popup
    wait(popup.isVisible)
    sys.meta_path.pop(0)
    window.editor.set_saved()
    window.close()
    print(*sorted({thread for _, thread in found}))
    """
)


def test_a_key_imports_no_word_on_the_windows_thread(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "settings.ini")],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    threads = done.stdout.split()
    assert "longhand-completer" in threads
    assert "MainThread" not in threads
