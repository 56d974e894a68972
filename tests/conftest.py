"""Loads pytest-qt where Qt can be loaded, and says so where it cannot.

Examples that are drawn are the same in each run, and may take as long as they do.
"""

import os
from importlib import import_module

import pytest
from hypothesis import settings

from tests.quick import chosen

settings.register_profile("suite", deadline=None, derandomize=True)
settings.load_profile("suite")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "1")
os.environ["PYTEST_QT_API"] = "pyside6"

try:
    import_module("PySide6.QtWidgets")
    WITHOUT_QT = ""
except ImportError as error:
    WITHOUT_QT = f"there is no Qt here, so no window was tested: {error}"

pytest_plugins = [] if WITHOUT_QT else ["pytestqt.plugin"]
collect_ignore = ["gui"] if WITHOUT_QT else []


def pytest_addoption(parser):
    parser.addoption("--quick", action="store_true", help="run some tests of each kind")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--quick"):
        kept = chosen(items)
        config.hook.pytest_deselected(items=[i for i in items if i not in kept])
        items[:] = [item for item in items if item in kept]


def pytest_report_header():
    return WITHOUT_QT or None


def pytest_terminal_summary(terminalreporter):
    if WITHOUT_QT:
        terminalreporter.section("NOT TESTED: the window", red=True, bold=True)
        terminalreporter.line(WITHOUT_QT)


def pytest_sessionfinish(session):
    if WITHOUT_QT and os.environ.get("LONGHAND_NEEDS_WINDOW"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
