"""`python -m gui`, and what it says where no window can be opened."""

import builtins

import pytest

from gui import __main__ as gui
from gui import app


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Keep what is opened, instead of opening it."""
    calls = []
    monkeypatch.setenv("DISPLAY", ":99")
    monkeypatch.setattr(app, "run", lambda spec: calls.append(spec) or 7)
    return calls


def importing(monkeypatch, error):
    """Let the import of the application fail."""
    real = builtins.__import__

    def failing(name, *more, **named):
        if name == "gui.app":
            raise error
        return real(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", failing)


def refused(capsys, arguments=()):
    """Run it, and give what it says when it exits with 2."""
    assert gui.main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def test_it_opens_a_spec_and_gives_the_exit_code(opened, tmp_path):
    spec = tmp_path / "a.json"
    spec.write_text("{}")
    assert gui.main([str(spec)]) == 7
    assert gui.main([]) == 7
    assert opened == [spec, None]


def test_a_missing_spec_is_told(capsys, opened):
    said = refused(capsys, ["nothing.json"])
    assert said.startswith("nothing.json: there is no such file\nhint: ")
    assert opened == []


def test_a_folder_is_no_spec(capsys, tmp_path):
    assert f"{tmp_path}: this is a folder\n" in refused(capsys, [str(tmp_path)])


def test_without_a_screen_it_names_another_way(capsys, monkeypatch, opened):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(gui.sys, "platform", "linux")
    said = refused(capsys)
    assert "there is no screen" in said
    assert "python -m engine" in said
    assert opened == []


def test_other_systems_always_have_a_screen(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(gui.sys, "platform", "darwin")
    assert gui.main([]) == 7


def test_a_missing_package_is_named_with_how_to_get_it(capsys, monkeypatch):
    importing(monkeypatch, ModuleNotFoundError("no such", name="PySide6"))
    said = refused(capsys)
    assert said.startswith("the window needs PySide6, which is not installed\n")
    assert "pip install" in said


def test_a_missing_system_library_is_named_with_how_to_get_it(capsys, monkeypatch):
    importing(monkeypatch, ImportError("libEGL.so.1: cannot open shared object file"))
    said = refused(capsys)
    assert said.startswith("the window needs a system library: libEGL.so.1")
    assert "apt install" in said


def test_any_other_failed_import_is_told(capsys, monkeypatch):
    importing(monkeypatch, ImportError("cannot import it"))
    assert refused(capsys) == "the window cannot be opened: cannot import it\n"


@pytest.mark.parametrize(
    ("python", "qt", "is_fit"),
    [
        ((3, 11), "6.12.0", False),
        ((3, 11), "6.11.3", True),
        ((3, 12), "6.12.0", True),
    ],
)
def test_an_unfit_qt_is_refused(capsys, monkeypatch, python, qt, is_fit):
    monkeypatch.setattr(gui.sys, "version_info", python)
    monkeypatch.setattr(gui, "version", lambda _: qt)
    assert gui.main([]) == (7 if is_fit else 2)
    assert ("<6.12" in capsys.readouterr().err) is not is_fit
