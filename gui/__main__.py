"""`python -m gui [SPEC]`: open the window."""

import argparse
import os
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

SYSTEM = (
    "libgl1 libegl1 libglib2.0-0 libxkbcommon0 libfontconfig1 libdbus-1-3"
    " libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window; 2 if it cannot be, with the reason and what to do."""
    parser = argparse.ArgumentParser(
        prog="python -m gui", description="Open Longhand's window."
    )
    parser.add_argument("spec", nargs="?", type=Path, help="xor, if left out")
    asked = parser.parse_args(arguments)
    if reason := _unreadable(asked.spec) or _unfit_qt() or _no_screen():
        print(reason, file=sys.stderr)
        return 2
    try:
        from gui.app import run  # noqa: PLC0415 - what is missing is reported first
    except ImportError as error:
        print(_missing(error), file=sys.stderr)
        return 2
    return run(asked.spec)


def _unreadable(spec: Path | None) -> str:
    if spec is None or spec.is_file():
        return ""
    what = "this is a folder" if spec.is_dir() else "there is no such file"
    return f"{spec}: {what}\nhint: name a spec such as specs/xor.json, or leave it out"


def _unfit_qt() -> str:
    """Refuse the one series of Qt that ends older Pythons within seconds."""
    try:
        found = version("PySide6-Essentials")
    except PackageNotFoundError:
        return ""
    if sys.version_info >= (3, 12) or not found.startswith("6.12."):
        return ""
    return (
        f"PySide6 {found} does not work with Python {platform.python_version()}\n"
        'hint: pip install "PySide6-Essentials<6.12"'
    )


def _no_screen() -> str:
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform != "linux" or any(os.environ.get(name) for name in names):
        return ""
    return (
        "there is no screen to open a window on\n"
        "hint: without one, train with: python -m engine specs/xor.json"
    )


def _missing(error: ImportError) -> str:
    if ".so" in str(error):
        hint = f"on Debian, apt install {SYSTEM}"
        return f"the window needs a system library: {error}\nhint: {hint}"
    if isinstance(error, ModuleNotFoundError) and error.name:
        hint = 'pip install "longhand[gui]", in a checkout: pip install -e ".[gui]"'
        return f"the window needs {error.name}, which is not installed\nhint: {hint}"
    return f"the window cannot be opened: {error}"


if __name__ == "__main__":
    sys.exit(main())
