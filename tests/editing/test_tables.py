"""Specs whose data are in a file: checked, pointed at, moved."""

import os

import pytest

from engine import LonghandError
from engine.data import cache
from engine.data.cache import reopened, table_of
from engine.editing import applied, check, complete, data_path, moved
from engine.spec.model import loads
from tests.tables import spec_text, write_flowers

OUTPUTS = {"inputs": ["length", "width"], "outputs": ["colour"]}


@pytest.fixture
def folder(tmp_path):
    cache.forget()
    (tmp_path / "data").mkdir()
    write_flowers(tmp_path / "data" / "flowers.csv")
    return tmp_path


def text_of(**more):
    return spec_text("data/flowers.csv", OUTPUTS, **more)


def marked(text, draft):
    [mark] = draft.marks
    return text[mark.start : mark.end], mark.problem


def test_the_file_is_found_from_the_folder(folder):
    draft = check(text_of(), "a.json", folder)
    assert draft.model is not None
    assert draft.data == folder / "data" / "flowers.csv"
    assert check(text_of(), "a.json", folder / "data").model is None


def test_a_missing_file_is_marked_where_it_is_named(folder):
    text = spec_text("data/none.csv", OUTPUTS)
    part, problem = marked(text, check(text, "a.json", folder))
    assert part == '"data/none.csv"'
    assert problem.message == "data/none.csv: there is no such file"


def test_a_ragged_row_is_marked_at_the_path_and_told_by_its_line(folder):
    with (folder / "data" / "flowers.csv").open("a") as file:
        file.write("1,2,3\n")
    text = text_of()
    part, problem = marked(text, check(text, "a.json", folder))
    assert part == '"data/flowers.csv"'
    assert problem.message.startswith("data/flowers.csv")
    assert "62" in problem.message
    assert str(folder) not in problem.message


def test_a_wrong_value_is_marked_at_its_column(folder):
    with (folder / "data" / "flowers.csv").open("a") as file:
        file.write("61,much,1,wet,red\n")
    roles = {"inputs": {"length": "number", "width": None}, "outputs": ["colour"]}
    text = spec_text("data/flowers.csv", roles)
    part, problem = marked(text, check(text, "a.json", folder))
    assert part == '"number"'
    assert "row 61" in problem.message
    assert "'much'" in problem.message


def test_a_table_is_read_once(folder, monkeypatch):
    count = []
    real = cache.open_table
    monkeypatch.setattr(
        cache, "open_table", lambda *given: count.append(1) or real(*given)
    )
    first = check(text_of(), "a.json", folder).model
    second = check(text_of(optimizer="sgd"), "a.json", folder).model
    assert first.spec.dataset is second.spec.dataset
    third = check(text_of(seed=3), "a.json", folder).model
    assert third.spec.dataset is not first.spec.dataset
    assert table_of(third.spec) is table_of(first.spec)
    assert len(count) == 1


def test_a_file_that_was_written_anew_is_read_anew(folder):
    first = reopened(loads(text_of(), "a", folder)).dataset
    path = write_flowers(folder / "data" / "flowers.csv", 90)
    os.utime(path, ns=(1, 10**18))
    second = reopened(loads(text_of(), "a", folder)).dataset
    assert (first.count(), second.count()) == (60, 90)
    assert first.state() != second.state()


def test_few_are_remembered(folder):
    for seed in range(2 * cache.MOST):
        reopened(loads(text_of(seed=seed), "a", folder))
    assert cache._numbers.cache_info().currsize == cache.MOST


def test_a_mistake_is_not_remembered(folder):
    text = spec_text("data/later.csv", OUTPUTS)
    assert check(text, "a.json", folder).model is None
    write_flowers(folder / "data" / "later.csv")
    assert check(text, "a.json", folder).model is not None


def test_the_path_follows_the_spec(folder):
    text = text_of()
    to = applied(text, moved(text, folder, folder / "data"))
    assert '"path": "flowers.csv"' in to
    up = applied(text, moved(text, folder, folder.parent))
    assert f'"path": "{folder.name}/data/flowers.csv"' in up
    assert moved(text, folder, folder) == []


def test_data_elsewhere_are_refused(folder, tmp_path_factory):
    with pytest.raises(LonghandError) as caught:
        moved(text_of(), folder, tmp_path_factory.mktemp("other"))
    assert "is not below" in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", '{"dataset": {"path": 3}}', "[]", "\0"])
def test_texts_without_data_are_moved_as_they_are(folder, text):
    assert data_path(text, folder) is None
    assert moved(text, folder, folder.parent) == []


def offered(folder, dataset, *, more=""):
    """List what may stand at the place that is marked by |."""
    text = (
        f'{{"dataset": {{"type": "csv", "path": "data/flowers.csv", {dataset}}}{more}}}'
    )
    found = complete(text.replace("|", ""), text.index("|"), folder)
    return [item.label for item in found.items]


def test_columns_are_completed(folder):
    others = ["id", "length", "width", "soil"]
    assert offered(folder, '"inputs": [|], "outputs": ["colour"]') == others
    assert offered(folder, '"inputs": {|}, "outputs": ["colour"]') == others
    assert offered(folder, '"outputs": ["co|"]') == ["colour"]
    assert offered(folder, '"sample_weight": "|"')[:2] == ["id", "length"]
    assert "colour" in offered(
        folder, '"outputs": []', more=', "split": {"group": "|"}'
    )


def test_types_of_a_column_are_completed(folder):
    assert "category" in offered(folder, '"inputs": {"soil": "|"}')


def test_what_is_not_about_columns_is_completed_as_ever(folder):
    assert "delimiter" in offered(folder, "|")
    assert "adam" in offered(folder, '"outputs": []', more=', "optimizer": "|"')


def test_no_columns_are_known_of_a_broken_table(folder):
    (folder / "data" / "flowers.csv").write_bytes(b"")
    assert offered(folder, '"outputs": ["|"]') == []


@pytest.mark.parametrize("lead", ["..", "link", "absolute"])
def test_no_column_of_a_file_outside_is_told(folder, lead):
    inside = folder / "inside"
    inside.mkdir()
    (inside / "link").symlink_to(folder, target_is_directory=True)
    path = f"{folder if lead == 'absolute' else lead}/data/flowers.csv"
    text = f'{{"dataset": {{"type": "csv", "path": "{path}", "outputs": [""]}}}}'
    assert (inside / path).is_file()
    assert data_path(text, inside) is None
    assert complete(text, text.index('""') + 1, inside).items == ()
