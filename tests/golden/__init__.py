"""Numbers from independent frameworks, one row for each word and each of its fields.

A module for each word class lists its rows; `python -m tests.golden` lets the
frameworks compute them and writes `values/`, which the tests compare the engine with.
"""

from tests.golden.row import Row as Row
