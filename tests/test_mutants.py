"""Mistakes that are made on purpose, without trying the tests on them."""

from tests.mutants.__main__ import FILES, ROOT, files
from tests.mutants.equivalent import EQUIVALENT
from tests.mutants.variants import mutants

SOURCE = """
class Distance(Op):
    text = "subtract({0}, {1})"

    def vjp(self, d):
        return -d * 2


def far(a, b):
    return max(a, b) < places[1]
"""
EXPECTED = {
    ("Distance.text", "'subtract({0}, {1})'", "'subtract({1}, {0})'"),
    ("Distance.text", "'subtract({0}, {1})'", "'add({0}, {1})'"),
    ("Distance.vjp", "-d * 2", "(-d)"),
    ("Distance.vjp", "-d * 2", "(2)"),
    ("Distance.vjp", "-d", "(d)"),
    ("Distance.vjp", "2", "(4)"),
    ("far", "max(a, b) < places[1]", "(max(a, b) > places[1])"),
}


def test_mistakes_are_made_in_what_computes(tmp_path):
    file = tmp_path / "distance.py"
    file.write_text(SOURCE)
    made = list(mutants(file, "distance.py"))
    assert {(m.scope, m.before, m.after) for m in made} == EXPECTED
    assert all(m.source != SOURCE for m in made)


def test_what_is_said_to_be_equivalent_is_a_mutant_and_has_a_reason():
    keys = {m.key for f in files(FILES) for m in mutants(f, str(f.relative_to(ROOT)))}
    assert EQUIVALENT.keys() <= keys
    assert all(EQUIVALENT.values())
