"""`source.py` repeats its run to the bit, and needs nothing but NumPy for it."""

import ast
import hashlib
import json
import re
import subprocess
import sys

import numpy as np
import pytest
from safetensors import safe_open

from engine.export.script import write_script
from engine.runs import save
from engine.runs.summaries import summary as document
from engine.training.trainer import train
from tests.runs.table import SPECS, many
from tests.training.making import HIDDEN, KINDS, trained, trainer, training
from tests.writing import spec

ONLY_NUMPY = """
import runpy, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in {*sys.stdlib_module_names, "numpy"}:
            raise ImportError(f"{name} is not to be had")

sys.meta_path.insert(0, Refuse())
runpy.run_path(sys.argv[1], run_name="__main__")
"""


QUIETLY = ("-W", "ignore::ResourceWarning")


def run_again(folder, *command):
    """Run the program of a folder, from elsewhere and with NumPy alone.

    Give what it prints.
    """
    command = command or ("-c", ONLY_NUMPY, str(folder / "source.py"))
    started = [sys.executable, "-I", "-W", "error", *QUIETLY, *command]
    how = {"cwd": folder.parent, "capture_output": True, "text": True}
    done = subprocess.run(started, timeout=60, check=False, **how)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def digest_of_weights(made, folder):
    """Hash the arrays in the file of weights, in the program's order."""
    program = made.model.program
    keys = [array.key for array in [*program.parameters, *program.states]]
    with safe_open(folder / "weights.safetensors", "numpy") as file:
        arrays = [file.get_tensor(key) for key in keys]
    return hashlib.sha256(b"".join(a.tobytes() for a in arrays)).hexdigest()


def repeated(made, root):
    """Save a run and repeat it; give the digest on which all agree."""
    folder = save(made, document(made), root)
    printed = run_again(folder).split()
    steps, loss, digest = int(printed[0]), printed[3].strip(","), printed[5]
    assert steps == made.loop.state.updates
    if made.stopped not in ("diverged", "interrupted"):
        assert float(loss) == made.loop.state.loss
    assert json.loads((folder / "summary.json").read_text())["digest"] == digest
    assert digest_of_weights(made, folder) == digest
    return digest


@pytest.mark.parametrize("name", SPECS)
def test_it_ends_with_the_same_weights(name, tmp_path):
    made = trained(SPECS[name])
    repeated(made, tmp_path)
    assert [*tmp_path.iterdir()] == [tmp_path / made.model.spec.name]


def test_the_table_ends_in_every_way():
    """The specs are chosen so that each rule decides at least once."""
    ends = {name: trained(entry).stopped for name, entry in SPECS.items()}
    assert set(ends.values()) == {
        "epochs",
        "early_stopping",
        "target_loss",
        "converged",
        "diverged",
    }
    for name in ("loss of the validation", "accuracy of the validation", "sums"):
        assert ends[name] == "early_stopping", name


@pytest.mark.parametrize(
    ("name", "done"),
    [
        ("full batch", 4),
        ("dropout in batches", 5),
        ("best weights", 8),
        ("best weights", 0),
        ("average in batches", 7),
        ("added up in batches", 5),
        ("plateau in batches", 25),
        ("lbfgs", 4),
    ],
)
def test_an_interrupted_run_is_repeated_as_far_as_it_came(name, done, tmp_path):
    made = trainer(KINDS[name])
    if done:
        made.step(done)
    made.interrupt()
    made.step()
    repeated(made, tmp_path)


@pytest.mark.parametrize(
    ("name", "carried"),
    [
        ("xor", set()),
        ("average", {"OverwriteWithEMA"}),
        ("loss of the validation", {"EarlyStopping"}),
        ("plateau of the loss", {"ReduceLROnPlateau"}),
        ("lbfgs", {"QuasiNewton"}),
        ("lbfgs and stopping", {"EarlyStopping", "QuasiNewton"}),
    ],
)
def test_it_carries_only_what_decides_in_it(name, carried):
    text = write_script(trained(SPECS[name]))
    main = text[text.index("steps = SimpleNamespace(") :]
    callbacks = {"EarlyStopping", "ReduceLROnPlateau", "OverwriteWithEMA"}
    deciding = {*callbacks, "QuasiNewton"}
    assert {kind for kind in deciding if f"{kind}(" in main} == carried
    defined = {n.name for n in ast.parse(text).body if isinstance(n, ast.ClassDef)}
    assert bool(defined & callbacks) == bool(carried - {"QuasiNewton"})
    assert ("Line" in defined) == ("QuasiNewton" in carried)


def test_it_runs_as_a_script_and_says_so(tmp_path):
    made = trained(KINDS["full batch"])
    folder = save(made, document(made), tmp_path)
    assert run_again(folder, str(folder / "source.py")) == run_again(folder)
    title = ast.get_docstring(ast.parse((folder / "source.py").read_text()))
    assert "bit for bit" in title
    assert np.__version__ in title


def test_a_run_edited_by_hand_does_not_promise_its_weights(tmp_path):
    made = trainer(KINDS["full batch"])
    made.step(2)
    made.rate = 0.5
    for _ in train(made):
        pass
    folder = save(made, document(made), tmp_path)
    assert "bit for bit" not in (folder / "source.py").read_text()
    run_again(folder)


def test_each_slot_is_made_in_its_own_shape():
    text = write_script(trained(SPECS["slots of their own shape"]))
    assert "\nm = np.full_like(w, 0.0)\n" in text
    assert "\nmu_product = np.full((1,), 1.0, np.float64)\n" in text


@pytest.mark.parametrize(("rows", "has_file"), [(1000, False), (1001, True)])
def test_many_rows_stand_in_a_file(rows, has_file, tmp_path):
    made = trainer(many(rows))
    made.interrupt()
    made.step()
    folder = save(made, document(made), tmp_path)
    assert (folder / "data.npz").exists() is has_file
    assert (folder / "source.py").read_text().count("data.npz") == 2 * has_file


HOSTILE = [
    '"""\nimport os\nos.system("touch owned")\n"""',
    "'''",
    "\\",
    "{name}",
    "%s",
    "# \u2028 __import__('os')",
    "x\nowned = 1",
]


def test_no_text_of_a_spec_reaches_the_program(tmp_path):
    entry = spec(HIDDEN, training=training(1), description="".join(HOSTILE))
    entry["dataset"]["inputs"] = [f"{text} in" for text in HOSTILE[:3]]
    entry["dataset"]["outputs"] = [f"{text} out" for text in HOSTILE[3:5]]
    hostile, plain = trained(entry), trained(spec(HIDDEN, training=training(1)))
    text, expected = (
        (save(made, document(made), tmp_path) / "source.py").read_text()
        for made in (hostile, plain)
    )
    assert "owned" not in text
    assert text == expected


def test_the_program_calls_nothing_that_reaches_out(tmp_path):
    for name in ("everything at once", "many rows to watch"):
        made = trained(SPECS[name])
        tree = ast.parse((save(made, {}, tmp_path) / "source.py").read_text())
        modules = {
            alias.name if isinstance(node, ast.Import) else node.module
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        known = {"collections.abc", "dataclasses", "functools", "hashlib", "itertools"}
        known |= {"math", "numpy", "os"}
        assert modules <= known | {"numpy.typing", "pathlib", "types", "typing"}
        called = {
            n.func.id
            for n in ast.walk(tree)
            if hasattr(n, "func") and isinstance(n.func, ast.Name)
        }
        assert not called & {"eval", "exec", "compile", "open", "__import__"}


def test_the_text_of_the_network_is_what_people_read(tmp_path):
    made = trained(SPECS["everything at once"])
    text = (save(made, {}, tmp_path) / "source.py").read_text()
    assert made.model.source.strip() in text
    assert not re.search(r"\bengine\b", text)
