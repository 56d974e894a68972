"""What a saved run predicts for the rows of a table, without the one it learned."""

import shutil
from contextlib import nullcontext

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import engine
from engine.compile import compile_spec
from engine.data.table_data import codes_of
from engine.errors import LonghandError
from engine.runs import open_run, open_trainer, save, summary
from engine.runs.given import framed, own_table, table_in, typed_table
from engine.runs.predicting import Predicting
from engine.spec.model import load
from engine.training.trainer import Trainer
from tests.runs.market import INPUTS, MARKETS, market, rows, saved_in, write_market

EACH = pytest.mark.parametrize("name", MARKETS)
THREE = ["small", "medium", "large"]


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Train each market once."""
    made = {}

    def run(name):
        if name not in made:
            folder = tmp_path_factory.mktemp("market")
            made[name] = saved_in(folder, MARKETS[name])
        return made[name]

    return run


@pytest.fixture
def run(runs):
    return runs("three classes")[1]


def quietly(saved, table):
    """Predict a table; what is counted is not the question."""
    return pl.concat(Predicting(saved, table).chunks())


def new_rows(count=3, **changed):
    """Give rows without outputs, some of whose values are others."""
    found = rows(count)
    for row in found:
        row.update(changed)
    names = [*INPUTS, *(name for name in changed if name not in INPUTS)]
    return pl.DataFrame(found).select(names)


# The same bits.


@EACH
def test_the_training_table_gives_what_the_network_gave(name, runs):
    made, folder = runs(name)
    saved = open_run(folder)
    dataset = made.model.spec.dataset
    codes = dataset.codes
    x, _ = dataset.arrays(np.random.default_rng())
    expected = made.predict(x)
    found = quietly(saved, own_table(saved))
    kept = np.ones(len(x), bool)
    kept[[i for i in range(90) if i % 11 == 5]] = False
    values = codes.answers.values(expected)
    for output, column in values.items():
        told = found[f"{output} predicted"]
        assert told.is_null().to_numpy().tolist() == (~kept).tolist()
        assert told.filter(kept).to_list() == column.filter(kept).to_list()
    if expected.shape[1] > 1 and codes.answers.classes:
        shares = found.select(pl.col("^(p|score)\\(.*$")).filter(kept).to_numpy()
        assert shares.astype(expected.dtype).tobytes() == expected[kept].tobytes()


@EACH
def test_a_run_without_its_data_predicts_the_same_bits(name, runs, tmp_path):
    made, folder = runs(name)
    moved = shutil.copytree(folder, tmp_path / "elsewhere")
    x = made.parts.train.x
    again = open_run(moved)
    assert again.predict(x).tobytes() == made.predict(x).tobytes()
    assert again.model.schema == made.model.schema
    assert again.codes == made.model.spec.dataset.codes
    assert codes_of(again.codes.written()) == again.codes


def test_the_order_of_columns_does_not_matter(run):
    saved, table = open_run(run), new_rows(8)
    expected = quietly(saved, framed(table))
    turned = table.select(pl.lit("x").alias("more"), *reversed(table.columns))
    assert quietly(saved, framed(turned)).select(expected.columns).equals(expected)


def test_chunks_give_what_all_rows_at_once_give(tmp_path, monkeypatch):
    """Bit by bit: each row stands in the same place of the same rows at once."""
    for module in ("evaluator", "evaluation"):
        monkeypatch.setattr(f"engine.training.{module}.CHUNK", 16)
    _, folder = saved_in(tmp_path, MARKETS["logits"])
    saved = open_run(folder)
    predicting = Predicting(saved, own_table(saved))
    whole = pl.concat(predicting.chunks())
    for size in (16, 32, 64):
        again = Predicting(saved, own_table(saved))
        assert pl.concat(again.chunks(size)).equals(whole)
        assert (again.met, again.left_out) == (predicting.met, predicting.left_out)


@given(size=st.integers(1, 100))
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_chunks_give_the_same(run, size):
    saved = open_run(run)
    whole = quietly(saved, own_table(saved))
    parts = pl.concat(Predicting(saved, own_table(saved)).chunks(size))
    assert parts.select(pl.col(pl.String)).equals(whole.select(pl.col(pl.String)))
    numbers = [f.select(pl.col(pl.Float64)).to_numpy() for f in (parts, whole)]
    assert numbers[0] == pytest.approx(numbers[1], rel=1e-12, abs=1e-12, nan_ok=True)


# What stands in the answer.


def test_rows_keep_their_order_and_their_columns(run):
    table = new_rows(6, age="NA", note="any, thing")
    table = table.with_columns(pl.Series("id", range(6)))
    found = quietly(open_run(run), framed(table))
    assert found.select(table.columns).equals(table)
    names = ["kind predicted", *(f"p({name})" for name in sorted(THREE))]
    assert found.columns == [*table.columns, *names]
    assert found.select(names).null_count().row(0) == (6,) * 4


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("numbers", ["price predicted"]),
        ("two numbers", ["price predicted", "weight predicted"]),
        ("two classes", ["dear predicted", "p(no)", "p(yes)"]),
        ("signs", ["dear predicted", "score(no)", "score(yes)"]),
        ("logits", ["kind predicted", *(f"p({n})" for n in sorted(THREE))]),
        ("margins", ["kind predicted", *(f"score({n})" for n in sorted(THREE))]),
        ("shares by squares", ["kind predicted", *(f"p({n})" for n in sorted(THREE))]),
    ],
)
def test_the_columns_of_predictions(name, columns, runs):
    saved = open_run(runs(name)[1])
    found = quietly(saved, framed(new_rows()))
    assert found.columns[len(INPUTS) :] == columns
    shares = found.select(pl.col("^p\\(.*$"))
    if shares.width:
        assert shares.sum_horizontal().to_numpy() == pytest.approx(1)
        chosen = [max(row, key=row.get)[2:-1] for row in shares.iter_rows(named=True)]
        assert found[columns[0]].to_list() == chosen


def test_classes_without_a_name_have_their_number(runs):
    saved = open_run(runs("more units than classes")[1])
    names = Predicting(saved, framed(new_rows())).names
    assert names[4:] == ["p(3)", "p(4)"]
    saved.arrays.parameters["dense_2.bias"][4] = 100
    assert set(quietly(saved, framed(new_rows()))["kind predicted"]) == {"4"}


def test_numbers_are_in_the_units_of_the_table(runs):
    made, folder = runs("scaled numbers")
    learned = made.model.spec.dataset.codes.answers.each[0].coded.learned["scaling"]
    x = made.parts.train.x[:1]
    scaled = made.predict(x)[0, 0]
    row = ",".join(next(r[n] for n in [name]) for r in [first(made)] for name in INPUTS)
    saved = open_run(folder)
    found = quietly(saved, typed_table(saved, [row]))["price predicted"][0]
    assert found == pytest.approx(scaled * learned["deviation"] + learned["mean"])


def first(made):
    """Give the first row to train on, as it stands in the table."""
    found = made.model.spec.dataset.noted.first.row(0, named=True)
    return {name: value or "" for name, value in found.items()}


def test_what_was_met_is_counted_and_told(run):
    table = new_rows(4, color="purple", size=None, when="NaN")
    table = table.with_columns(pl.Series("age", ["3", "NA", "", "4"]))
    predicting = Predicting(open_run(run), framed(table))
    list(predicting.chunks(2))
    told = [*predicting.told()]
    assert told[0] == "column 'color': 2 unseen values, taken as zeros"
    assert told[1].startswith("column 'size': 2 missing values, taken as 4.")
    assert told[1].endswith("(mean)")
    assert told[2].startswith("column 'when': 2 missing values, taken as '2024-")
    assert told[3:] == ["2 rows have no prediction, as values are missing"]


def test_a_prediction_takes_the_place_of_an_older_one(run):
    saved = open_run(run)
    once = quietly(saved, framed(new_rows()))
    predicting = Predicting(saved, framed(once.with_columns(pl.lit("?").alias("kind"))))
    assert predicting.replaced == once.columns[len(INPUTS) :]
    again = pl.concat(predicting.chunks())
    assert again.select(once.columns).equals(once)
    assert again.columns == [*INPUTS, "kind", *once.columns[len(INPUTS) :]]


def test_all_chunks_are_computed_with_as_many_threads(run, monkeypatch):
    """The number of threads decides the last bits, so it is that of all rows."""
    limits = []

    def noted(_, rows):
        limits.append(rows)
        return nullcontext()

    monkeypatch.setattr("engine.training.evaluator.limit_threads", noted)
    list(Predicting(open_run(run), framed(new_rows(5))).chunks(2))
    assert limits == [5, 5, 5]


# What cannot be predicted.


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"colour": "color"}, "no column 'color'\nhint: did you mean 'colour'?"),
        ({"x": "size"}, "no column 'size'\nhint: there are color, x, age, when"),
    ],
)
def test_a_column_that_is_missing_is_named(columns, message, run):
    table = new_rows().rename({old: new for new, old in columns.items()})
    with pytest.raises(LonghandError, match="the rows given: the table has") as error:
        Predicting(open_run(run), framed(table))
    assert message in str(error.value)


def test_a_value_that_its_column_cannot_take_is_named(run):
    table = new_rows(5, age="NA").with_columns(
        pl.Series("size", ["1", "2", "3", "4", "long"]), age=pl.lit("7")
    )
    predicting = Predicting(open_run(run), framed(table))
    with pytest.raises(LonghandError, match=r"row 5, column 'size': 'long' is not a n"):
        list(predicting.chunks(2))


def test_a_value_in_a_file_is_pointed_at(run, tmp_path):
    path = tmp_path / "new.csv"
    path.write_text("when,color,size,age\n2024-01-01,red,1,2\n2024-01-02,red,1,two\n")
    saved = open_run(run)
    with pytest.raises(LonghandError, match=r"new\.csv:3:18: .*'two' is not a number"):
        quietly(saved, table_in(saved, path))


def test_a_missing_value_may_be_an_error(tmp_path):
    strict = market(["price"], "mse")
    strict["dataset"] |= {"inputs": ["color"]}
    _, folder = saved_in(tmp_path, strict)
    table = pl.DataFrame({"color": ["red", None]})
    with pytest.raises(
        LonghandError, match="row 2, column 'color': a value is missing"
    ):
        quietly(open_run(folder), framed(table))


# Rows that are typed.


def test_typed_rows_by_place_or_by_name(run):
    saved = open_run(run)
    texts = ["red,1.5,30,2024-03-01", "age=30, color=red,when=2024-03-01,size=1.5"]
    found = quietly(saved, typed_table(saved, texts))
    assert found.row(0) == found.row(1)
    assert found.columns[:4] == list(INPUTS)
    assert found["kind predicted"][0] in THREE
    odd = quietly(saved, typed_table(saved, ['"red, dark",,30,']))
    assert odd["color"][0] == "red, dark"


COMMAS = {
    "size": {"type": "number", "decimal": ",", "missing": "mean"},
    "age": {"type": "number", "decimal": ",", "thousands": ".", "missing": "mean"},
}


@pytest.mark.parametrize(
    ("text", "size", "age"),
    [
        ("1.5,1200", "1.5", "1200"),
        ("size=1.5,age=1200.5", "1.5", "1200.5"),
        ('"1,5","1.200,5"', "1.5", "1200.5"),
        ('size="1,5", age="1.200"', "1.5", "1200"),
        ('"size=1,5",age=1.200', "1.5", "1200"),
        ("size=,age=7", "", "7"),
    ],
)
def test_typed_numbers_have_points_or_are_as_in_the_table(text, size, age, tmp_path):
    entry = market(["dear"], "bce", "sigmoid")
    entry["dataset"]["inputs"] = COMMAS
    file = write_market(tmp_path)
    commas = pl.col("size").str.replace(".", ",", literal=True)
    table = pl.read_csv(file, infer_schema=False)
    table.with_columns(commas, age=pl.lit("1.234,5")).write_csv(file)
    made = Trainer(compile_spec(load(entry, tmp_path)))
    made.step()
    saved = open_run(save(made, summary(made), tmp_path / "runs"))
    found = quietly(saved, typed_table(saved, [text]))
    plain = pl.DataFrame({"size": [size], "age": [age]}).cast(float, strict=False)
    assert found["dear predicted", "p(yes)"].equals(
        quietly(saved, framed(plain))["dear predicted", "p(yes)"]
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("red,1,2", "write 4 values with commas: color,size,age,when; or"),
        ("red", "is not a row of inputs"),
        ("color=red,siz=1,age=2,when=", "no input 'siz'\nhint: did you mean 'size'?"),
        ("color=red,color=red,age=2,when=", "'color' is there twice"),
        ("color=red,age=2", "'size', 'when' is missing\nhint: size="),
    ],
)
def test_what_is_no_row(text, message, run):
    with pytest.raises(LonghandError) as error:
        typed_table(open_run(run), [text])
    assert message in str(error.value)


# From Python.


def test_a_table_is_predicted_from_python(run, tmp_path):
    path = write_market(tmp_path, 20)
    saved = engine.open_run(str(run))
    with pytest.warns(UserWarning, match="missing"):
        found = saved.predict_table(path)
    held = pl.read_csv(path, infer_schema=False, null_values="")
    with pytest.warns(UserWarning, match="missing"):
        again = saved.predict_table(held)
    assert found.equals(again.select(found.columns))
    assert len(found) == 20
    with pytest.raises(LonghandError, match="expected a file or a polars DataFrame"):
        saved.predict_table([[1, 2, 3]])


def test_a_frame_without_rows_is_refused(run):
    with pytest.raises(LonghandError, match="there are no rows in it"):
        open_run(run).predict_table(new_rows(4).clear())


def test_numbers_of_a_frame_are_taken_as_they_are(run):
    saved = open_run(run)
    table = new_rows(4).with_columns(age=pl.lit("5"))
    typed = table.with_columns(pl.col("size").cast(float, strict=False), age=5)
    predicted = [quietly(saved, framed(each)) for each in (table, typed)]
    names = predicted[0].columns[4:]
    assert predicted[0].select(names).equals(predicted[1].select(names))


def test_a_run_that_had_no_table_predicts_one(tmp_path):
    from engine.runs import save
    from tests.cli.asking import network
    from tests.training.making import trained

    made = trained(network(metrics=[]))
    saved = open_run(save(made, {}, tmp_path))
    x = made.parts.train.x
    names = made.model.schema.inputs
    table = pl.DataFrame({n: x[:, i] for i, n in enumerate(names)})
    found = quietly(saved, framed(table.select(reversed(table.columns))))
    outputs = [f"{name} predicted" for name in made.model.schema.outputs]
    assert found.select(outputs).to_numpy().tobytes() == made.predict(x).tobytes()
    with pytest.raises(LonghandError, match="this run learned from no table"):
        own_table(saved)
    with pytest.raises(LonghandError, match="row 1, column 'b': 'x' is not a number"):
        quietly(saved, typed_table(saved, ["1,x,2"]))


def test_a_trainer_is_opened_only_with_the_same_data(runs):
    made, folder = runs("numbers")
    assert open_trainer(folder).scores() == made.scores()
