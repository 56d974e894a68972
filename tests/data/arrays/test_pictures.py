"""Pictures in folders: one array of all, and errors that name the picture."""

import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine.data.arrays.opening import open_arrays
from engine.data.arrays.pictures import pictures_among
from engine.errors import LonghandError, Problem, SpecError
from engine.vocabulary.datasets.arrays import Images

RED = np.full((3, 4, 3), [200, 0, 100], np.uint8)


def put(folder: Path, name: str, points: Any = RED) -> Path:
    path = folder / "all" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(points).save(path)
    return path


@pytest.fixture
def folder(tmp_path):
    put(tmp_path, "dog/1.png")
    put(tmp_path, "cat/2.png", RED // 2)
    put(tmp_path, "cat/1.bmp", RED * 0)
    return tmp_path


def refused(folder: Path, budget: int | None = None, **said: Any) -> Problem:
    with pytest.raises(SpecError) as error:
        open_arrays(Images(path="all", **said), folder, budget)
    (problem,) = error.value.problems
    return problem


def test_pictures_come_by_class_and_name(folder):
    made = open_arrays(Images(path="all"), folder)
    assert made.x.shape == (3, 3, 4, 3)
    assert made.x[:, 0, 0, 0].tolist() == [0, 100 / 255, 200 / 255]
    assert (made.y.tolist(), made.classes) == ([[0], [0], [1]], ("cat", "dog"))
    assert made.notes == ()


def test_colour_size_and_scaling_can_be_said(folder):
    said: Any = {"color": "grayscale", "size": [2, 5], "scaling": 1.0}
    made = open_arrays(Images(path="all", **said), folder, dtype="float32")
    assert made.x.shape == (3, 2, 5, 1)
    assert made.x.dtype == np.float32
    grey = Image.fromarray(RED).convert("L").getpixel((0, 0))
    assert np.unique(made.x[2]).tolist() == [grey]


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "CMYK", "I;16"])
def test_all_kinds_of_pictures(folder, mode):
    if mode == "I;16":
        picture = Image.fromarray(np.full((3, 4), 65535, np.uint16))
    else:
        picture = Image.new("RGB", (4, 3), "white").convert(mode)
    ending = "jpg" if mode == "CMYK" else "png"
    picture.save(folder / "all" / "dog" / f"0.{ending}")
    made = open_arrays(Images(path="all"), folder)
    assert made.x[2].min() == 1


def test_the_upper_half_of_16_bits_is_taken(folder):
    put(folder, "dog/0.png", np.full((3, 4), 100 * 256, np.uint16))
    assert open_arrays(Images(path="all"), folder).x[2].max() == 100 / 255


def test_other_files_are_left_out_and_counted(folder):
    (folder / "all" / "dog" / "notes.txt").write_text("x")
    (folder / "all" / "dog" / ".hidden").write_text("x")
    (folder / "all" / "readme.md").write_text("x")
    (folder / "all" / ".git").mkdir()
    made = open_arrays(Images(path="all"), folder)
    assert made.classes == ("cat", "dog")
    assert made.notes == (f"{folder / 'all'}: 1 file is no picture",)


def test_pictures_of_other_sizes_are_refused_with_both(folder):
    path = put(folder, "dog/2.png", RED[:2])
    problem = refused(folder)
    assert problem.path == ("dataset", "size")
    assert problem.message == (
        f"{path}: this picture has height and width [2, 4], 1.bmp has [3, 4]"
    )
    assert open_arrays(Images(path="all", size=[3, 4]), folder).x.shape[0] == 4


def test_broken_pictures_are_named(folder):
    path = put(folder, "dog/2.png")
    raw, random_ = path.read_bytes(), random.Random(0)
    path.write_bytes(b"no picture")
    assert "2.png: this picture is broken: no picture" in refused(folder).message
    for ending in ("png", "jpg", "gif", "tif", "webp", "bmp"):
        path.unlink()
        path = put(
            folder,
            f"dog/2.{ending}",
            np.random.default_rng(0).integers(0, 256, (3, 4, 3), np.uint8),
        )
        raw = path.read_bytes()
        path.write_bytes(raw[: len(raw) // 3])
        assert f"{path}: this picture is broken" in refused(folder).message
        for _ in range(40):
            broken = bytearray(raw)
            broken[random_.randrange(len(raw))] = random_.randrange(256)
            path.write_bytes(broken)
            with suppress(SpecError):
                open_arrays(Images(path="all", size=[3, 4]), folder)


@pytest.mark.parametrize("side", [9_000, 19_000])
def test_pictures_that_unpack_to_far_too_much(folder, side):
    path = folder / "all" / "dog" / "2.png"
    Image.new("1", (side, side)).save(path)
    problem = refused(folder, size=[2, 2])
    assert problem.message.startswith(f"{path}: this picture has")


def test_pictures_that_have_no_room(folder):
    problem = refused(folder, 100)
    assert "shape [3, 3, 4, 3] would need 864 bytes" in problem.message
    assert problem.path == ("dataset", "size")


def test_folders_without_pictures(folder):
    (folder / "all" / "eel").mkdir()
    assert "eel: there are no pictures in it" in refused(folder).message
    with pytest.raises(SpecError, match="there are no folders in it"):
        open_arrays(Images(path="all/dog"), folder)
    with pytest.raises(SpecError, match="this is a file"):
        open_arrays(Images(path="all/dog/1.png"), folder)
    with pytest.raises(SpecError, match="there is no such"):
        open_arrays(Images(path="none"), folder)


@pytest.mark.parametrize("name", ["dog/2.png", "eel"])
def test_links_that_lead_out_are_refused(folder, tmp_path_factory, name):
    outside = tmp_path_factory.mktemp("outside")
    Image.fromarray(RED).save(outside / "a.png")
    target = outside if name == "eel" else outside / "a.png"
    (folder / "all" / name).symlink_to(target)
    assert "leads out of the folder" in refused(folder).message


def test_pillow_is_asked_for(folder, monkeypatch):
    monkeypatch.setattr("engine.data.tables.finding.find_spec", lambda name: None)
    with pytest.raises(LonghandError, match="reading pictures needs Pillow"):
        open_arrays(Images(path="all"), folder)


def test_pictures_among_others_come_by_name(folder, monkeypatch):
    found = sorted((folder / "all").rglob("*"))
    monkeypatch.setattr(type(folder), "rglob", lambda *_: found[::-1])
    files, others = pictures_among(folder / "all")
    assert files == sorted(files)
    assert len(files) > 1
    assert others == 0
