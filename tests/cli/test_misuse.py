"""What people get wrong: each time a message that helps, on stderr, and the code 2."""

import json
from pathlib import Path

import pytest

from engine.runs import save
from tests.cli.asking import ask, network, table, write
from tests.training.making import trained
from tests.writing import dense

ROWS = 2**40


def huge(*units):
    return table(layers=[*map(dense, units), dense(1)])


def all_cases(columns):
    names = [f"x{i}" for i in range(columns)]
    dataset = {"type": "truth_table", "inputs": names, "expression": "x0 ^ x1"}
    return table(dataset=dataset)


def text(old, new):
    """Change the text of a spec."""
    return json.dumps(table()).replace(old, new)


FILES = {
    "net.json": json.dumps(table()),
    "empty.json": "",
    "blank.json": " \n// nothing yet\n",
    "latin.json": json.dumps(table()).encode() + b" \xe9",
    "wide.json": json.dumps(table()).encode("utf-16"),
    "binary.json": bytes(range(256)),
    "broken.json": json.dumps(table())[:-30],
    "list.json": "[1, 2, 3]",
    "number.json": "7",
    "nan.json": text("2.0", "NaN"),
    "deep.json": "[" * 5000,
    "key.json": text('"units"', '"unitz"'),
    "word.json": text('"sigmoid"', '"sigmiod"'),
    "quoted.json": text('"units": 4', '"units": "4"'),
    "twice.json": '{"seed": 1, "seed": 2}',
    "wide_units.json": json.dumps(huge(10**12)),
    "wider_units.json": json.dumps(huge(10**200, 10**200)),
    "rows.json": json.dumps(all_cases(40)),
    "more_rows.json": json.dumps(all_cases(2000)),
    "spirals.json": json.dumps(table(dataset={"type": "spirals", "samples": ROWS})),
    "outputs.json": json.dumps(table(layers=[dense(3)])),
    "frozen.json": json.dumps(table(layers=[dense(1, trainable=False)])),
    "notes.txt": "some notes",
}

MISUSES = [
    ("nothing at all", "", "VERB"),
    ("an unknown option", "net.json --sav", "--sav"),
    ("a shortened option", "net.json --no", "--no"),
    ("two specs", "net.json rows.json", "rows.json"),
    ("a verb that there is not", "foo net.json", "no verb 'foo': there are train, ch"),
    ("a verb alone", "check", "spec"),
    ("a verb misspelled", "chekc net.json", "check"),
    ("a verb misspelled, alone", "shema", "schema"),
    ("an option of another verb", "check net.json --no-save", "--no-save"),
    ("no such file", "nwt.json", "did you mean 'net.json'"),
    ("no ending", "net", "did you mean 'net.json'"),
    ("no such folder", "nowhere/net.json", "there is no folder 'nowhere'"),
    ("a folder", "folder", "this is a folder"),
    ("a name that is too long", "x" * 5000, "x: it cannot be read"),
    ("an empty file", "empty.json", "it is empty"),
    ("only comments", "blank.json", "it is empty"),
    ("latin-1", "latin.json", "0xE9 is not UTF-8"),
    ("utf-16", "wide.json", "UTF-16"),
    ("binary", "binary.json", "binary.json"),
    ("cut off", "broken.json", "broken.json:1:"),
    ("a list", "list.json", "list.json:1:1"),
    ("a number", "number.json", "expected a spec"),
    ("a text", "notes.txt", "notes.txt:1:1"),
    ("not a number", "nan.json", "NaN"),
    ("too deep", "deep.json", "nested"),
    ("a key misspelled", "key.json", "did you mean 'units'"),
    ("a word misspelled", "check word.json", "did you mean 'sigmoid'"),
    ("a number in quotes", "source quoted.json", "without the quotes"),
    ("a key twice", "twice.json", "already stands in line 1"),
    ("too many units", "wide_units.json", "layers[0].units: this would need"),
    ("too many to plan", "source --planned wide_units.json", "layers[0].units"),
    ("too many to check", "gradcheck wide_units.json", "layers[0].units"),
    ("far too many units", "wider_units.json", "layers[1].units: this would need"),
    ("too many rows", "rows.json", "dataset: this would need"),
    ("far too many rows", "more_rows.json", "dataset"),
    ("too many points", "spirals.json", "dataset: this would need"),
    ("outputs that do not fit", "outputs.json", "layers[0]"),
    ("nothing to train", "frozen.json", "there is nothing to train"),
    ("no run", "predict", "run"),
    ("a run that is not there", "predict runs/xor/9", "runs are in runs/NAME/NUMBER"),
    ("the folder of runs", "evaluate runs/net", "there is no run here"),
    ("a spec for a run", "predict net.json 0,1,1", "there is no run here"),
    ("a short row", "predict runs/net/1 0,1", "write 3 numbers with commas: a,b,c"),
    ("a long row", "predict runs/net/1 0,1,1,1", "is not a row of inputs"),
    ("a row with spaces", "predict runs/net/1 0 1 1", "'0' is not a row"),
    ("a row of words", "predict runs/net/1 one,two,three", "is not a row of inputs"),
    ("an empty number", "predict runs/net/1 0,,1", "is not a row of inputs"),
    ("a spec that is a run", "runs/net/1", "this is a folder"),
    ("weights for a spec", "check runs/net/1/weights.safetensors", "weights"),
    ("a word to explain, misspelled", "explain adamm", "did you mean 'adam'"),
    ("a word like no other", "explain qqqq", "lists all that there are"),
    ("a schema nowhere", "schema -o nowhere/x", "could not be written"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Put every file in place, and a run."""
    place = tmp_path_factory.mktemp("misuse")
    for name, content in FILES.items():
        raw = content if isinstance(content, bytes) else content.encode()
        (place / name).write_bytes(raw)
    (place / "folder").mkdir()
    save(trained(network(1)), {}, place / "runs")
    return place


@pytest.mark.parametrize(
    ("words", "message"),
    [pytest.param(*case, id=name) for name, *case in MISUSES],
)
def test_misuse(words, message, folder, capsys, monkeypatch):
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "200")
    before = sorted(folder.rglob("*"))
    code, out, err = ask(capsys, *words.split())
    assert (code, out) == (2, "")
    assert message in err
    assert len(err) < 3000 + 2 * max(map(len, words.split()), default=0)
    assert sorted(folder.rglob("*")) == before


def test_an_unreadable_file(capsys, tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.chdir(tmp_path)
    write(table())
    monkeypatch.setattr(Path, "open", refuse)
    code, out, err = ask(capsys, "net.json")
    assert (code, out) == (2, "")
    assert "cannot be read (Permission denied)" in err
    assert "change its permissions" in err


@pytest.mark.parametrize("words", ["word.json --json", "predict runs/net/1 7 --json"])
def test_a_document_is_not_printed_for_a_mistake(words, folder, capsys, monkeypatch):
    monkeypatch.chdir(folder)
    code, out, err = ask(capsys, *words.split())
    assert (code, out) == (2, "")
    assert "hint: " in err


def test_weights_that_are_damaged(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = save(trained(network(1)), {}, Path("runs"))
    weights = run / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:-9])
    for verb in ("predict", "evaluate"):
        code, out, err = ask(capsys, verb, str(run))
        assert (code, out) == (2, "")
        assert "the weights are damaged" in err
