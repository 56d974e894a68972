"""The specs that come with Longhand, from a checkout or an installed wheel."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from engine.spec.reading import read_text

ORDER = (
    *("xor", "and", "nand", "majority", "full_adder", "parity3", "parity4"),
    *("sine", "circles_sgd", "moons", "spirals", "skip", "embedding"),
)
"""What a newcomer should meet first; the others follow by name."""


@dataclass(frozen=True)
class Example:
    """A shipped spec: its file's name, its description, its text, its folder."""

    name: str
    description: str
    text: str
    folder: Path


@cache
def shipped() -> tuple[Example, ...]:
    """Read all specs that come with Longhand, the simplest first."""
    paths = [path for path in _folder().glob("*.json") if path.stem != "schema"]
    found = {path.stem: path for path in sorted(paths)}
    names = [*(name for name in ORDER if name in found), *found]
    return tuple(_example(found[name]) for name in dict.fromkeys(names))


def _folder() -> Path:
    """Find the specs inside the package, or beside it."""
    package = Path(str(files("engine")))
    inside = package / "specs"
    return inside if inside.is_dir() else package.parent / "specs"


def _example(path: Path) -> Example:
    text = path.read_text(encoding="utf-8")
    data = read_text(text, path.name).data
    about = data.get("description", "") if isinstance(data, dict) else ""
    return Example(path.stem, str(about), text, path.parent)
