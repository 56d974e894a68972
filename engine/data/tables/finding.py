"""Where files of data may lie, and what is wrong with a path."""

import stat
from collections.abc import Generator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from engine.errors import Path as ProblemPath
from engine.errors import Problem, SpecError, did_you_mean, installing

ELSEWHERE = "data lies below the folder of the spec; --data FOLDER names another one"
DAMAGED = "fetch it again from where it came, or save it again"


def refusal(message: str, hint: str = "", key: str = "path") -> SpecError:
    """Make the error that a file cannot be read; `key` of the dataset is to blame."""
    return SpecError([Problem(message, ("dataset", key), hint)])


def file_below(folder: Path, path: str, key: str = "path") -> Path:
    """Find a file that a spec names; it may not lead out of a folder.

    Raises
    ------
    SpecError
        If it does, or there is no such file.
    """
    return plain_file(_below(folder, path, key), key)


def folder_below(folder: Path, path: str) -> Path:
    """Find a folder that a spec names, which may not lead out of another.

    Raises
    ------
    SpecError
        If it does, or there is no such folder.
    """
    found = _below(folder, path, "path")
    with readable(found):
        if not stat.S_ISDIR(found.stat().st_mode):
            raise refusal(f"{found}: this is a file", "name the folder it is in")
    return found


def plain_file(path: Path, key: str = "path") -> Path:
    """Give back a path if it leads to a file that can be read from begin to end.

    Raises
    ------
    SpecError
        If there is no such file, or it is a folder, a device or a pipe.
    """
    with readable(path, key):
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            hint = "name one of the files in it"
            raise refusal(f"{path}: this is a folder", hint, key)
        if not stat.S_ISREG(mode):
            hint = "copy what it gives into a file"
            raise refusal(f"{path}: this is a device or a pipe, not a file", hint, key)
        path.open("rb").close()
    return path


def _below(folder: Path, path: str, key: str) -> Path:
    try:
        real = (folder / path).resolve()
        is_below = real.is_relative_to(folder.resolve())
    except (ValueError, RuntimeError, OSError):
        msg = f"{path!r}: this cannot be the name of a file"
        raise refusal(msg, "", key) from None
    if not is_below:
        msg = f"{path}: this leads out of the folder {str(folder)!r}"
        raise refusal(msg, ELSEWHERE, key)
    return folder / path


@contextmanager
def readable(path: Path, key: str = "path") -> Generator[None]:
    """Tell what the system says of a path as a problem of the spec."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise refusal(*_missing(path), key) from None
    except OSError as error:
        hint = "change its permissions" if isinstance(error, PermissionError) else ""
        msg = f"{path}: it cannot be read ({error.strerror})"
        raise refusal(msg, hint, key) from None


def needs(
    library: str,
    purpose: str,
    extra: str = "data",
    path: ProblemPath = ("dataset", "type"),
) -> None:
    """Refuse to go on without an optional package; `path` is what asks for it.

    Raises
    ------
    SpecError
        In one line, and how to install it.
    """
    if find_spec(library) is None:
        called = {"PIL": "Pillow", "sklearn": "scikit-learn"}.get(library, library)
        message = f"{purpose} needs {called}"
        raise SpecError([Problem(message, path, installing(extra))])


def _missing(path: Path) -> tuple[str, str]:
    if path.is_symlink():
        return f"{path}: this link leads to {str(path.readlink())!r}, not a file", ""
    return f"{path}: there is no such file", _nearest(path)


def _nearest(path: Path) -> str:
    """Suggest a file of the same folder, whatever its ending."""
    try:
        names = sorted(each.name for each in path.parent.iterdir() if each.is_file())
    except OSError:
        return f"there is no folder {str(path.parent)!r}"
    stems = [name for name in names if Path(name).stem == path.stem]
    return f"did you mean '{stems[0]}'?" if stems else did_you_mean(path.name, names)
