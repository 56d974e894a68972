import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from engine import LonghandError
from gui.state.drafts import DraftStore, Location
from gui.state.spec_file import SpecFile
from gui.state.text_io import read


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def file(qapp, settings):
    return SpecFile(settings)


def test_what_is_saved_is_read_again(file, tmp_path):
    path = tmp_path / "a.json"
    file.save(path, '{"ä": 1}\n')
    assert path.read_bytes() == b'{"\xc3\xa4": 1}\n'
    assert file.open(path) == '{"ä": 1}\n'
    assert (file.name, file.path) == ("a.json", path)


def test_line_ends_and_marks_of_other_systems_are_read(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b"\xef\xbb\xbf{\r\n}\r")
    assert read(path) == "{\n}\n"


@pytest.mark.parametrize("kind", ["missing", "folder", "latin"])
def test_what_cannot_be_read_is_told(file, tmp_path, kind):
    path = tmp_path / "a.json"
    if kind == "folder":
        path.mkdir()
    if kind == "latin":
        path.write_bytes(b"\xe4")
    with pytest.raises(LonghandError, match=r"a\.json"):
        file.open(path)
    assert file.path is None


def test_a_file_that_cannot_be_written_is_left_as_it_was(file, tmp_path):
    with pytest.raises(LonghandError, match="could not be saved"):
        file.save(tmp_path / "no folder" / "a.json", "x")
    assert file.path is None


@contextmanager
def full_disk():
    limits = pytest.importorskip("resource")
    soft, hard = limits.getrlimit(limits.RLIMIT_FSIZE)
    limits.setrlimit(limits.RLIMIT_FSIZE, (1000, hard))
    try:
        yield
    finally:
        limits.setrlimit(limits.RLIMIT_FSIZE, (soft, hard))


def test_on_a_full_disk_the_file_is_left_as_it_was(file, tmp_path):
    path = tmp_path / "a.json"
    file.save(path, "old")
    # No longer than that: whatever else is written meets the limit, too.
    with pytest.raises(LonghandError, match="could not be saved"), full_disk():
        file.save(path, "x" * 100_000)
    assert path.read_text() == "old"


def test_another_programs_change_is_noticed(file, tmp_path, qtbot):
    path = tmp_path / "a.json"
    file.save(path, "old")
    with qtbot.waitSignal(file.changed_on_disk) as seen:
        path.write_text("new")
    assert seen.args == ["new"]


def test_a_file_that_is_replaced_is_watched_on(file, tmp_path, qtbot):
    path = tmp_path / "a.json"
    file.save(path, "0")
    for text in "12":
        other = tmp_path / "other"
        other.write_text(text)
        with qtbot.waitSignal(file.changed_on_disk) as seen:
            other.replace(path)
        assert seen.args == [text]


def test_what_was_saved_here_is_no_news(file, tmp_path, qtbot):
    path = tmp_path / "a.json"
    file.save(path, "old")
    with qtbot.assertNotEmitted(file.changed_on_disk, wait=300):
        file.save(path, "new")


def test_a_file_that_vanishes_is_told_once(file, tmp_path, qtbot):
    path = tmp_path / "a.json"
    file.save(path, "x")
    with qtbot.waitSignal(file.vanished):
        path.unlink()
    with qtbot.assertNotEmitted(file.vanished, wait=300):
        (tmp_path / "other").write_text("y")


def test_recent_files_are_remembered_newest_first(file, settings, tmp_path):
    for name in "abc":
        file.save(tmp_path / name, name)
    file.open(tmp_path / "a")
    (tmp_path / "b").unlink()
    settings.sync()
    found = SpecFile(settings).recent()
    assert [path.name for path in found] == ["a", "c"]


@pytest.mark.parametrize(
    "place",
    [Location(), Location("ä", Path("/data")), Location("a", Path("/b"), Path("/b/a"))],
)
def test_a_draft_knows_where_it_belongs(tmp_path, place):
    DraftStore(tmp_path).keep("typed", place)
    assert DraftStore(tmp_path).place() == place


@pytest.mark.parametrize("text", ["", "[]", "{}", "1", '{"folder": 1, "path": 1}'])
def test_a_draft_whose_place_is_damaged_belongs_nowhere(tmp_path, text):
    draft = DraftStore(tmp_path)
    draft.keep("typed", Location("a"))
    (tmp_path / "draft-place").write_text(text)
    assert (draft.place(), draft.found()) == (Location(), "typed")


def test_drafts_are_kept_and_dropped(tmp_path):
    draft = DraftStore(tmp_path / "kept")
    assert draft.found() is None
    draft.keep("typed", Location())
    assert DraftStore(tmp_path / "kept").found() == "typed"
    draft.drop()
    assert draft.found() is None


@pytest.mark.skipif(sys.platform == "win32", reason="no such file there")
def test_a_draft_that_cannot_be_kept_does_no_harm():
    DraftStore(Path("/dev/null/kept")).keep("typed", Location())
