"""`predict` with arrays and pictures: what is written, shown and refused."""

import csv
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image

from engine.runs import open_run
from tests.cli.asking import ask, strict, table, write
from tests.data.tabling import tabular

SHAPE = (6, 5)
X = np.random.default_rng(1).integers(0, 256, (20, *SHAPE)).astype("uint8")
NAMES = ["low", "high"]
LAYERS = ["flatten", {"type": "dense", "units": 3, "activation": "tanh"}]


def entry(dataset, loss, last, layers=LAYERS):
    return {
        "dataset": dataset,
        "layers": [*layers, {"type": "dense", "activation": last}],
        "loss": loss,
        "optimizer": "adam",
        "training": {"epochs": 3},
    }


def picture(path, seed, size=SHAPE, mode="RGB"):
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    shape = (*size, 3) if mode == "RGB" else size
    points = np.random.default_rng(seed).integers(0, 256, shape).astype("uint8")
    Image.fromarray(points).save(path)


def run_of_arrays():
    Path("old").mkdir()
    np.savez("old/a.npz", x=X, y=np.arange(20) % 2, z=X)
    dataset = {"type": "npz", "path": "old/a.npz", "classes": NAMES}
    write(
        entry(dataset, "binary_crossentropy", "sigmoid") | {"name": "arrays"}, "a.json"
    )


def run_of_pictures():
    for i in range(4):
        picture(f"old/{NAMES[i % 2]}/{i}.png", i)
    dataset = {"type": "images", "path": "old"}
    loss = "sparse_categorical_crossentropy"
    write(entry(dataset, loss, "softmax") | {"name": "pictures"}, "a.json")


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path


@pytest.fixture
def arrays(place, capsys):
    run_of_arrays()
    assert ask(capsys, "a.json").code == 0
    return "runs/arrays/1"


@pytest.fixture
def pictures(place, capsys):
    run_of_pictures()
    assert ask(capsys, "a.json").code == 0
    return "runs/pictures/1"


def read(path):
    with Path(path).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def idx(path, x):
    sizes = b"".join(size.to_bytes(4, "big") for size in x.shape)
    Path(path).write_bytes(bytes([0, 0, 8, x.ndim]) + sizes + x.tobytes())


# What is predicted.


def save_as(kind, x):
    """Write an array in one of the ways; give the name of the file."""
    if kind == "ubyte":
        idx("t10k-images-idx3-ubyte", x)
        return "t10k-images-idx3-ubyte"
    if kind == "npz":
        np.savez("new.npz", x=x, z=x[::-1])
    elif kind == "one":
        np.savez("new.npz", x)
        return "new.npz"
    elif kind == "npy":
        np.save("new.npy", x)
    else:
        idx("new.idx", x)
    return f"new.{kind}"


@pytest.mark.parametrize("kind", ["npy", "npz", "one", "idx", "ubyte"])
def test_arrays_in_a_file_are_predicted(kind, arrays, capsys):
    path = save_as(kind, X[:5])
    expected = open_run(arrays).predict(X[:5] / 255)[:, 0]
    code, out, err = ask(capsys, "predict", arrays, path, "-o", "out.csv")
    assert (code, out, err) == (0, "", "5 rows predicted, written to out.csv\n")
    rows = read("out.csv")
    assert [*rows[0]] == ["row", "class predicted", "p(low)", "p(high)"]
    assert [row["row"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert [float(row["p(high)"]) for row in rows] == expected.tolist()
    assert [row["class predicted"] for row in rows] == [
        NAMES[int(share > 0.5)] for share in expected
    ]


@pytest.mark.parametrize("x", [X[0], X[:1].reshape(1, -1), X[:1, ..., np.newaxis]])
def test_one_row_and_axes_of_length_one(x, arrays, capsys):
    np.save("new.npy", x)
    found = strict(ask(capsys, "predict", arrays, "new.npy", "--json").out)
    assert found["outputs"] == ["class predicted", "p(low)", "p(high)"]
    [[name, low, high]] = found["predictions"]
    assert high == open_run(arrays).predict(X[:1] / 255)[0, 0]
    assert name == NAMES[high > low]


def test_numbers_in_their_units(place, capsys):
    x = np.random.default_rng(2).normal(size=(9, 3))
    np.savez("a.npz", x=x, y=100 * x[:, :2])
    dataset = {"type": "npz", "path": "a.npz"}
    write(entry(dataset, "mse", "linear", layers=[]), "a.json")
    ask(capsys, "a.json")
    np.save("new.npy", x[:4])
    ask(capsys, "predict", "runs/network/1", "new.npy", "-o", "out.parquet")
    made = pl.read_parquet("out.parquet")
    assert made.columns == ["row", "y1 predicted", "y2 predicted"]
    expected = open_run("runs/network/1").predict(x[:4])
    assert made.drop("row").to_numpy().tolist() == expected.tolist()


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "parquet"])
def test_pictures_go_by_the_names_of_their_files(ending, pictures, capsys):
    for name in ("b.png", "a.png", "more/c d.bmp"):
        picture(f"new/{name}", len(name))
    Path("new/notes.txt").write_text("x")
    Path("new/.hidden.png").write_text("x")
    path = f"out.{ending}"
    code, out, err = ask(capsys, "predict", pictures, "new", "-o", path)
    assert (code, out) == (0, "")
    assert err == f"3 rows predicted, written to {path}\nnew: 1 file is no picture\n"
    read = {
        "csv": pl.read_csv,
        "tsv": lambda path: pl.read_csv(path, separator="\t"),
        "jsonl": pl.read_ndjson,
        "parquet": pl.read_parquet,
    }
    made = read[ending](path)
    assert made.columns == ["file", "class predicted", "p(high)", "p(low)"]
    assert made["file"].to_list() == ["a.png", "b.png", "more/c d.bmp"]
    files = [f"new/{name}" for name in made["file"]]
    x = np.stack([np.asarray(Image.open(file)) for file in files]) / 255
    p = open_run(pictures).predict(x)
    np.testing.assert_allclose(made.select("p(high)", "p(low)").to_numpy(), p)
    shown = ask(capsys, "predict", pictures, "new").out
    assert "more/c d.bmp" in shown
    assert ask(capsys, "predict", pictures, *files).out.count("new/") == 3
    document = strict(ask(capsys, "predict", pictures, "new", "--json").out)
    assert document["files"] == made["file"].to_list()


def test_chunks_are_predicted_one_after_the_other(arrays, capsys, monkeypatch):
    np.save("new.npy", X)
    ask(capsys, "predict", arrays, "new.npy", "-o", "whole.csv")
    home = "engine.runs.picturing.PredictingArrays.chunks.__defaults__"
    monkeypatch.setattr(home, (7,))
    ask(capsys, "predict", arrays, "new.npy", "-o", "parts.csv")
    whole, parts = read("whole.csv"), read("parts.csv")
    for name in ("row", "class predicted"):
        assert [row[name] for row in parts] == [row[name] for row in whole]


def test_the_rows_of_the_run_if_nothing_is_named(place, capsys):
    run_of_arrays()
    spec = json.loads(Path("a.json").read_text()) | {"split": {"test": 0.5}}
    write(spec, "a.json")
    assert ask(capsys, "a.json").code == 0
    ask(capsys, "predict", "runs/arrays/1", "-o", "out.csv")
    np.save("new.npy", X)
    ask(capsys, "predict", "runs/arrays/1", "new.npy", "-o", "all.csv")
    own, rows = read("out.csv"), read("all.csv")
    assert len(own) == 10
    for row in own:
        same = rows[int(row["row"]) - 1]
        assert float(same["p(low)"]) == pytest.approx(float(row["p(low)"]))


def test_arrays_for_a_run_of_typed_data(place, capsys):
    ask(capsys, write(table()))
    np.save("new.npy", [[0, 1, 1], [1, 1, 1]])
    code, out, err = ask(capsys, "predict", "runs/xor/1", "new.npy", "--json")
    assert (code, err) == (0, "")
    typed = strict(ask(capsys, "predict", "runs/xor/1", "0,1,1", "1,1,1", "--json").out)
    assert strict(out)["predictions"] == typed["predictions"]


# What is refused.


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (X[:, :4], "inputs of shape [20, 4, 5] do not fit the network"),
        (X[:0], "inputs of shape [0, 6, 5] do not fit the network"),
        (X / 255, "these are float64 numbers, and the run learned from uint8"),
        (np.array(["a"]), "these are texts, not numbers"),
        (np.array(3.0), "inputs of shape [] do not fit the network"),
    ],
)
def test_arrays_that_do_not_fit(x, message, arrays, capsys):
    np.save("new.npy", x)
    code, out, err = ask(capsys, "predict", arrays, "new.npy", "-o", "out.csv")
    assert (code, out) == (2, "")
    assert err.startswith(f"new.npy: {message}")
    assert not Path("out.csv").exists()


def test_8_bits_are_not_what_other_numbers_are(place, capsys):
    run_of_arrays()
    np.savez("old/a.npz", x=X / 255, y=np.arange(20) % 2)
    assert ask(capsys, "a.json").code == 0
    np.save("new.npy", X)
    _, _, err = ask(capsys, "predict", "runs/arrays/1", "new.npy")
    assert "these are uint8 numbers, and the run learned from float64" in err
    np.save("new.npy", np.where(X[3, 2, 2] == X, np.nan, X / 255)[2:])
    _, _, err = ask(capsys, "predict", "runs/arrays/1", "new.npy")
    assert "has nan among its inputs" in err
    scaled = json.loads(Path("a.json").read_text())
    scaled["dataset"]["scaling"] = 1.0
    assert ask(capsys, write(scaled, "a.json")).code == 0
    np.save("new.npy", X)
    assert ask(capsys, "predict", "runs/arrays/2", "new.npy").code == 0


def test_a_number_that_names_no_row_is_told_with_its_own(place, capsys, monkeypatch):
    x = np.arange(20)[:, np.newaxis]
    np.savez("a.npz", x=x, y=x / 2)
    layers = [{"type": "embedding", "input_dim": 20, "output_dim": 2}, "flatten"]
    write(entry({"type": "npz", "path": "a.npz"}, "mse", "linear", layers), "a.json")
    assert ask(capsys, "a.json").code == 0
    np.save("new.npy", np.where(x == 17, 20, x))
    home = "engine.runs.picturing.PredictingArrays.chunks.__defaults__"
    monkeypatch.setattr(home, (7,))
    code, _, err = ask(capsys, "predict", "runs/network/1", "new.npy")
    assert code == 2
    assert err.startswith("row 18, column 'x1': layers[0] takes whole numbers")


def test_pictures_that_do_not_fit(pictures, capsys):
    picture("new/a.png", 1, (9, 9))
    code, _, err = ask(capsys, "predict", pictures, "new")
    assert code == 2
    assert "this picture has height and width [9, 9]" in err
    assert 'or train with "size": [6, 5]' in err
    Path("new/a.png").write_text("no picture")
    _, _, err = ask(capsys, "predict", pictures, "new")
    assert err.startswith("new/a.png: this picture is broken")
    Path("new/a.png").unlink()
    assert (
        "new: there are no pictures in it"
        in ask(capsys, "predict", pictures, "new").err
    )
    gone = ask(capsys, "predict", pictures, "gone.png")
    assert (gone.code, gone.err[:34]) == (2, "gone.png: there is no such file\n"[:34])


def test_pictures_are_brought_to_the_size_of_the_spec(place, capsys):
    run_of_pictures()
    spec = json.loads(Path("a.json").read_text())
    spec["dataset"] |= {"size": [4, 4], "color": "grayscale"}
    assert ask(capsys, write(spec, "a.json")).code == 0
    picture("new/a.png", 1, (9, 9))
    picture("new/b.png", 1, (4, 4), "L")
    assert ask(capsys, "predict", "runs/pictures/1", "new").code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["new.csv"], "new.csv: this run learned from arrays, not from a table"),
        (["new.npy", "new.npy"], "predict one file at a time"),
        (["new.npy", "1,2"], "predict one file at a time"),
        (["gone.npy"], "gone.npy: there is no such file"),
        (["old"], "old: this run learned from npz arrays, not from pictures"),
        (["gone"], "'gone' is not a row of inputs\nhint: write 30 numbers"),
        (["two.npz"], "two.npz: there is no array 'x'"),
    ],
)
def test_files_of_other_kinds(words, message, arrays, capsys):
    np.save("new.npy", X)
    np.savez("two.npz", a=X, b=X)
    Path("new.csv").write_text("a,b\n1,2\n", "utf-8")
    code, out, err = ask(capsys, "predict", arrays, *words)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err) < 300


def test_a_run_of_a_table_takes_no_arrays(place, capsys):
    columns = {"x": [1, 2, 3, 4], "y": [1, 2, 3, 4]}
    ask(capsys, write(tabular(place, columns)))
    np.save("new.npy", X)
    code, _, err = ask(capsys, "predict", "runs/network/1", "new.npy")
    assert code == 2
    assert "new.npy: this run learned from a table, and this is none" in err


def test_a_run_that_does_not_tell_of_its_numbers_takes_all(arrays, capsys):
    path = Path(arrays) / "summary.json"
    told = json.loads(path.read_text("utf-8"))
    assert told["data"].pop("inputs") == "uint8"
    path.write_text(json.dumps(told), "utf-8")
    np.save("new.npy", X / 255)
    assert ask(capsys, "predict", arrays, "new.npy").code == 0
