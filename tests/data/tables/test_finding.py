"""Where data may lie: never outside of the folder, and never what is no file."""

import os
import sys
from importlib import util
from pathlib import Path

import pytest

from engine.data.tables.finding import ELSEWHERE, file_below, needs, plain_file
from engine.errors import LonghandError, Problem, SpecError, installing


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    (tmp_path / "data" / "more").mkdir(parents=True)
    (tmp_path / "data" / "flowers.csv").write_text("a\n1\n")
    (tmp_path / "data" / "more" / "b.csv").write_text("a\n1\n")
    return tmp_path / "data"


def refused(folder: Path, path: str) -> Problem:
    with pytest.raises(SpecError) as error:
        file_below(folder, path)
    (problem,) = error.value.problems
    assert problem.path == ("dataset", "path")
    return problem


def test_files_below_the_folder_are_found(folder):
    assert file_below(folder, "more/b.csv").read_text() == "a\n1\n"
    assert file_below(folder, "more/../flowers.csv").is_file()
    assert file_below(folder, str(folder / "flowers.csv")).is_file()
    (folder / "link.csv").symlink_to("flowers.csv")
    assert file_below(folder, "link.csv").is_file()


def test_a_folder_may_itself_be_a_link(folder):
    (folder.parent / "linked").symlink_to(folder)
    assert file_below(folder.parent / "linked", "flowers.csv").is_file()


@pytest.mark.parametrize(
    "path",
    ["../secret.csv", "/etc/passwd", "more/../../secret.csv", "out.csv", "way/a"],
)
def test_paths_that_lead_out_are_refused(folder, path):
    (folder / "out.csv").symlink_to(folder.parent / "secret.csv")
    (folder / "way").symlink_to("/etc")
    problem = refused(folder, path)
    assert problem.message == f"{path}: this leads out of the folder {str(folder)!r}"
    assert problem.hint == ELSEWHERE


def test_a_missing_file_is_told_with_the_nearest(folder):
    assert refused(folder, "flowrs.csv").hint == "did you mean 'flowers.csv'?"
    assert refused(folder, "flowers").hint == "did you mean 'flowers.csv'?"
    problem = refused(folder, "nowhere/a.csv")
    assert problem.message.endswith("nowhere/a.csv: there is no such file")
    assert problem.hint == f"there is no folder {str(folder / 'nowhere')!r}"


def test_a_link_to_nothing_is_told(folder):
    (folder / "link.csv").symlink_to("gone.csv")
    assert (
        "this link leads to 'gone.csv', not a file"
        in refused(folder, "link.csv").message
    )


def test_links_in_a_circle_are_told(folder):
    (folder / "link.csv").symlink_to("link.csv")
    refused(folder, "link.csv")


def test_a_folder_is_no_file(folder):
    problem = refused(folder, "more")
    assert problem.message.endswith("more: this is a folder")
    assert problem.hint == "name one of the files in it"


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000])
def test_what_is_no_name_is_told(folder, path):
    refused(folder, path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_pipes_and_devices_are_not_read(folder):
    os.mkfifo(folder / "pipe.csv")
    assert "a device or a pipe" in refused(folder, "pipe.csv").message
    with pytest.raises(SpecError, match="a device or a pipe, not a file"):
        plain_file(Path("/dev/zero"))


def test_a_file_that_may_not_be_read_is_told(folder, monkeypatch):
    def open_(*args: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", open_)
    problem = refused(folder, "flowers.csv")
    assert problem.message.endswith("it cannot be read (Permission denied)")
    assert problem.hint == "change its permissions"


def test_a_package_that_is_missing_is_one_line_and_a_hint(monkeypatch):
    monkeypatch.setattr(util, "find_spec", lambda name: None)
    monkeypatch.setattr("engine.data.tables.finding.find_spec", lambda name: None)
    with pytest.raises(LonghandError) as error:
        needs("polars", "reading a table")
    text = f"reading a table needs polars\nhint: {installing('data')}"
    assert "pip install 'longhand[data]'" in text
    assert str(error.value) == f"dataset.type: {text}"
    with pytest.raises(LonghandError) as error:
        needs("polars", "reading a table", path=())
    assert str(error.value) == text


def test_nothing_is_imported_before_it_is_used():
    import subprocess

    code = (
        "import sys, engine.data.tables.opening, engine.data.arrays.opening\n"
        "print(*{'polars', 'PIL', 'fastexcel', 'sklearn'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b""
