"""NumPy's files and MNIST's: what is read, and what is refused before it is read."""

import gzip
import random
import struct
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.data.arrays import Arrays
from engine.data.arrays.opening import open_arrays
from engine.errors import Problem, SpecError
from engine.vocabulary.datasets.arrays import ArrayFiles, Idx, Npy, Npz

BYTES = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
PAIR = {"inputs": "x", "outputs": "y"}


def refused(dataset: ArrayFiles, folder: Path, budget: int | None = None) -> Problem:
    with pytest.raises(SpecError) as error:
        open_arrays(dataset, folder, budget)
    (problem,) = error.value.problems
    assert problem.path[0] == "dataset"
    return problem


def archive(folder: Path, x: Any = BYTES, y: Any = (0, 2), **said: Any) -> Arrays:
    np.savez(folder / "a.npz", x=x, y=y)
    return open_arrays(Npz(path="a.npz", **said), folder)


def idx(array: Any, kind: int = 8, sizes: tuple[int, ...] = ()) -> bytes:
    shape = sizes or array.shape
    head = struct.pack(f">BBBB{len(shape)}I", 0, 0, kind, len(shape), *shape)
    return head + array.tobytes()


def mnist(folder: Path, inputs: bytes, labels: bytes | None = None) -> Idx:
    (folder / "x").write_bytes(inputs)
    if labels is None:
        labels = idx(np.array([1, 0], np.uint8))
    (folder / "y").write_bytes(labels)
    return Idx(**PAIR)


def test_bytes_are_divided_by_255(tmp_path):
    made = archive(tmp_path)
    assert made.x.dtype == np.float64
    assert np.array_equal(made.x, BYTES / 255)
    assert (made.y.tolist(), made.classes) == ([[0], [2]], ("0", "1", "2"))


def test_scaling_can_be_said(tmp_path):
    assert np.array_equal(archive(tmp_path, scaling=1.0).x, BYTES)
    assert np.array_equal(archive(tmp_path, BYTES * 1.0).x, BYTES)
    assert np.array_equal(archive(tmp_path, BYTES * 1.0, scaling=2.0).x, BYTES / 2)


def test_arrays_have_the_type_that_is_asked_for(tmp_path):
    archive(tmp_path)
    made = open_arrays(Npz(path="a.npz"), tmp_path, dtype="float32")
    assert (made.x.dtype, made.y.dtype) == (np.float32, np.float32)


def test_numbers_that_are_no_classes(tmp_path):
    for y in ([0.5, 1], [[1, 2], [3, 4]], [-1, 1], [0, 10**6]):
        made = archive(tmp_path, y=y)
        assert made.classes is None
        assert made.y.tolist() == np.reshape(y, (2, -1)).tolist()


def test_classes_can_be_named(tmp_path):
    names = ["cat", "dog", "cow"]
    assert archive(tmp_path, classes=names).classes == tuple(names)
    with pytest.raises(SpecError, match="2 names are too few: there is a class 2"):
        archive(tmp_path, classes=names[:2])
    with pytest.raises(SpecError, match="outputs are no classes"):
        archive(tmp_path, y=[0.5, 1], classes=names)


def test_classes_can_be_texts(tmp_path):
    made = archive(tmp_path, y=["dog", "cat"])
    assert (made.y.tolist(), made.classes) == ([[1], [0]], ("cat", "dog"))
    made = archive(tmp_path, y=["dog", "cat"], classes=["dog", "cow", "cat"])
    assert made.y.tolist() == [[0], [2]]
    with pytest.raises(SpecError, match="'cat' is an output, but not among them"):
        archive(tmp_path, y=["dog", "cat"], classes=["dog"])
    with pytest.raises(SpecError, match="texts in several columns"):
        archive(tmp_path, y=[["a", "b"], ["c", "d"]])


def test_inputs_can_be_read_in_another_shape(tmp_path):
    assert archive(tmp_path, input_shape=[2, 6]).x.shape == (2, 2, 6)
    with pytest.raises(SpecError, match=r"shape \[3, 4\] do not fit") as error:
        archive(tmp_path, input_shape=[5])
    assert error.value.problems[0].path == ("dataset", "input_shape")


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (BYTES, [1, 2, 3], "2 inputs, but outputs of shape [3]"),
        (BYTES, 1, "2 inputs, but outputs of shape []"),
        ([1.0, 2.0], [1, 2], "inputs of shape [2] have no rows of numbers"),
        (np.zeros((0, 2)), [], "inputs of shape [0, 2] have no rows of numbers"),
        ([["a"], ["b"]], [1, 2], "inputs are texts, not numbers"),
        ([[1.0], [np.nan]], [1, 2], "row 2 has nan among its inputs"),
        ([[-np.inf], [1]], [1, 2], "row 1 has -inf among its inputs"),
        ([[1.0], [2]], [1, np.inf], "row 2 has inf among its outputs"),
        (np.array([[{}], [1]], object), [1, 2], "it holds Python objects, not numbers"),
        ([[1j], [2]], [1, 2], "it holds values of type complex128, not numbers"),
        (np.zeros((2, 1), "i4,f4"), [1, 2], "it holds values of type"),
    ],
)
def test_arrays_that_do_not_do(tmp_path, x, y, message):
    with pytest.raises(SpecError) as error:
        archive(tmp_path, x, y)
    assert message in str(error.value)
    assert str(tmp_path / "a.npz") in str(error.value)


def test_numbers_too_large_for_the_type_are_refused(tmp_path):
    np.savez(tmp_path / "a.npz", x=[[1e300]], y=[0])
    with pytest.raises(SpecError, match="row 1 has inf"):
        open_arrays(Npz(path="a.npz"), tmp_path, dtype="float32")


def test_an_array_that_is_not_in_the_archive(tmp_path):
    archive(tmp_path)
    problem = refused(Npz(path="a.npz", outputs="labels"), tmp_path)
    assert problem.path == ("dataset", "outputs")
    assert problem.hint == "there are x or y"


def test_two_files(tmp_path):
    np.save(tmp_path / "x.npy", np.asfortranarray(BYTES))
    np.save(tmp_path / "y.npy", [1, 0])
    made = open_arrays(Npy(inputs="x.npy", outputs="y.npy"), tmp_path)
    assert np.array_equal(made.x, BYTES / 255)
    problem = refused(Npy(inputs="x.npy", outputs="../y.npy"), tmp_path)
    assert problem.path == ("dataset", "outputs")
    assert "leads out of the folder" in problem.message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"(2, 3, 4)", b"(2,99999)", "it is cut off: 199998 bytes of numbers, not 24"),
        (b"(2, 3, 4)", b"(9**9,9,)", "this is no whole NumPy file"),
        (b"(2, 3, 4)", b"(-2,3,-4)", "the shape [-2, 3, -4]"),
        (b"(2, 3, 4)", b"(2,3)    ", "it goes on behind its end"),
        (b"NUMPY", b"NUMPI", "this is no whole NumPy file"),
        (b"NUMPY\x01", b"NUMPY\x09", "in a version that is not known"),
        (b"|u1", b"|O8", "it holds Python objects"),
    ],
)
def test_headers_that_lie(tmp_path, old, new, message):
    np.save(tmp_path / "y", [1, 0])
    np.save(tmp_path / "x", BYTES)
    raw = (tmp_path / "x.npy").read_bytes()
    assert old in raw
    (tmp_path / "x.npy").write_bytes(raw.replace(old, new))
    dataset = Npy(inputs="x.npy", outputs="y.npy")
    assert message in refused(dataset, tmp_path).message


def test_archives_that_unpack_to_more_than_there_is_room_for(tmp_path):
    x = np.zeros((2, 10**7), np.uint8)
    np.savez_compressed(tmp_path / "a.npz", x=x, y=[0, 1])
    problem = refused(Npz(path="a.npz"), tmp_path, 10**6)
    assert "numbers of shape [2, 10000000] would need 153 MB" in problem.message
    assert problem.hint.startswith("they may take 977 KB")


@pytest.mark.parametrize("name", ["a.npz", "x.npy"])
def test_damaged_files_are_refused(tmp_path, name):
    np.save(tmp_path / "x.npy", BYTES)
    np.save(tmp_path / "y.npy", [0, 1])
    np.savez_compressed(tmp_path / "a.npz", x=BYTES, y=[0, 1])
    one = Npy(inputs="x.npy", outputs="y.npy")
    dataset = one if name == "x.npy" else Npz(path="a.npz")
    raw, random_ = (tmp_path / name).read_bytes(), random.Random(0)
    for _ in range(60):
        (tmp_path / name).write_bytes(raw[: random_.randrange(len(raw))])
        refused(dataset, tmp_path)
    for _ in range(200):
        broken = bytearray(raw)
        broken[random_.randrange(len(raw))] = random_.randrange(256)
        (tmp_path / name).write_bytes(broken)
        with suppress(SpecError):
            open_arrays(dataset, tmp_path)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_files_of_mnist(tmp_path, pack):
    dataset = mnist(tmp_path, pack(idx(BYTES)), pack(idx(np.array([1, 0], np.uint8))))
    made = open_arrays(dataset, tmp_path)
    assert np.array_equal(made.x, BYTES / 255)
    assert (made.y.tolist(), made.classes) == ([[1], [0]], ("0", "1"))


@pytest.mark.parametrize(
    ("kind", "dtype"), [(9, "i1"), (11, ">i2"), (12, ">i4"), (13, ">f4"), (14, ">f8")]
)
def test_all_types_of_idx(tmp_path, kind, dtype):
    x = np.array([[-1, 2], [3, 4]], dtype)
    made = open_arrays(mnist(tmp_path, idx(x, kind)), tmp_path)
    assert np.array_equal(made.x, x / (255 if kind == 9 else 1))


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (idx(BYTES)[:-2], "it is cut off: 24 bytes of numbers, not 22"),
        (idx(BYTES) + b"1", "it goes on behind its end"),
        (idx(BYTES)[:9], "it is cut off: 12 bytes of numbers, not 5"),
        (idx(BYTES, sizes=(2**32 - 1,) * 3), "would need more than any machine has"),
        (gzip.compress(idx(BYTES), mtime=0)[:-12], "it is damaged"),
        (
            gzip.compress(idx(np.zeros((9, 10**6), np.uint8)), mtime=0),
            "would need 68.7 MB",
        ),
        (b"\x89PNG\r\n", "it does not begin as MNIST's files do"),
        (b"\0\0\x08\0", "it does not begin as MNIST's files do"),
        (b"", "it does not begin as MNIST's files do"),
    ],
)
def test_broken_files_of_mnist(tmp_path, raw, message):
    problem = refused(mnist(tmp_path, raw), tmp_path, 10**6)
    assert message in problem.message
    assert problem.path == ("dataset", "inputs")
    assert str(tmp_path / "x") in problem.message
