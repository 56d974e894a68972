"""How much memory there is, and how sizes are read and told."""

import pytest

from engine.errors import LonghandError
from engine.memory import SHARE, _memory, allowed, size_of, told


def test_the_memory_of_this_machine_is_known():
    assert 2**27 < _memory() < 2**50
    assert allowed() == int(SHARE * _memory())
    assert allowed(10) == 10


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 bytes"),
        (1024, "1 KB"),
        (3 * 2**30, "3 GB"),
        (2**40, "1 TB"),
        (2**60, "1 EB"),
        (2**80, "more than any machine has"),
    ],
)
def test_sizes_are_said_in_units(size, said):
    assert told(size) == said


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("500MB", 500 * 2**20),
        ("2 gb", 2 * 2**30),
        (" 1.5GiB ", 3 * 2**29),
        ("4096k", 2**22),
        ("1T", 2**40),
    ],
)
def test_sizes_are_read_as_people_write_them(text, size):
    assert size_of(text) == size


@pytest.mark.parametrize("text", ["", "5", "GB", "-1GB", "1e9", "nan GB", "2XB"])
def test_what_is_no_size_is_refused(text):
    with pytest.raises(LonghandError, match="is not a size"):
        size_of(text)


def test_less_than_any_run_takes_is_refused():
    with pytest.raises(LonghandError, match=r"'98\.6 KB' is less than 1 MB\n.*2GB"):
        size_of("98.6 KB")
