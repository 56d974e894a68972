"""What may be said on the command line."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.errors import LonghandError, did_you_mean
from engine.memory import size_of

VERBS = (
    "train",
    "check",
    "source",
    "explain",
    "schema",
    "predict",
    "evaluate",
    "gradcheck",
)


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read the arguments; a first one that is no verb is a spec to train."""
    words = list(argv)
    parser = _parser()
    if words and words[0] not in (*VERBS, "-h", "--help", "--version"):
        if hint := _meant(words[0]):
            parser.error(f"{words[0]!r} is neither a verb nor a spec: {hint}")
        if _is_verb_like(words[0]) and any(word[:1] != "-" for word in words[1:]):
            there_are = f"there are {', '.join(VERBS)}"
            parser.error(f"there is no verb {words[0]!r}: {there_are}")
        words.insert(0, "train")
    if words[:1] == ["predict"]:
        words = _with_negative_rows(words)
    return parser.parse_args(words)


def _meant(word: str) -> str:
    """Suggest the verb that was meant where a spec was expected, if any."""
    return did_you_mean(word, VERBS) if _is_verb_like(word) else ""


def _is_verb_like(word: str) -> bool:
    return word.isalpha() and not os.path.exists(word)  # noqa: PTH110 - any text


def _with_negative_rows(words: list[str]) -> list[str]:
    """Keep rows such as -1,0 from being taken for options."""
    options: list[str] = []
    others: list[str] = []
    for word in words[1:]:
        is_value = options[-1:] == ["-o"]
        is_option = word.startswith(("--", "-o")) or word == "-h"
        (options if is_value or is_option else others).append(word)
    return [words[0], *options, "--", *others]


class _Version(argparse.Action):
    """Prints the version, which is looked up only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib import metadata  # noqa: PLC0415 - seldom wanted

        try:
            version = metadata.version("longhand")
        except metadata.PackageNotFoundError:
            version = "0, from a folder that is not installed"
        sys.stdout.write(f"longhand {version}\n")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m engine",
        description="Turn a JSON description of a neural network into the NumPy "
        "program that a person would have written, and train it.",
        epilog="python -m engine specs/xor.json is short for train specs/xor.json.",
        allow_abbrev=False,
    )
    text = "print the version"
    parser.add_argument("--version", action=_Version, nargs=0, help=text)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    _train(_verb(verbs, "train", "train a spec and save the run"))
    check = _spec(_verb(verbs, "check", "find the mistakes in a spec"))
    check.add_argument(
        "--resolved", action="store_true", help="print it with every default"
    )
    check.add_argument(
        "--strict", action="store_true", help="exit with 2 for warnings as well"
    )
    source = _spec(_verb(verbs, "source", "print the program of a spec"))
    source.add_argument(
        "--planned", action="store_true", help="as it runs, without new arrays"
    )
    explain = _json(_verb(verbs, "explain", "tell what words and keys mean and take"))
    text = "such as adam or epochs; all words if left out"
    explain.add_argument("words", nargs="*", metavar="WORD", help=text)
    schema = _verb(verbs, "schema", "print the JSON Schema of specs, for editors")
    schema.add_argument(
        "-o", type=Path, metavar="FOLDER", help="write schema.json there instead"
    )
    _predict(_run(_verb(verbs, "predict", "predict with a saved run")))
    evaluate = _json(_run(_verb(verbs, "evaluate", "judge a saved run by its data")))
    evaluate.add_argument(
        "--report", type=Path, metavar="FILE.html", help="write a report there"
    )
    _memory(evaluate)
    _data(evaluate, "where the data files are now, instead of where they were")
    _json(_spec(_verb(verbs, "gradcheck", "compare gradients with differences")))
    return parser


def _verb(verbs: Any, name: str, text: str) -> argparse.ArgumentParser:
    return verbs.add_parser(name, help=text, description=f"{text}.", allow_abbrev=False)


def _spec(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("spec", help="a file such as specs/xor.json")
    _memory(parser)
    return _data(parser, "where the data files are, instead of beside the spec")


def _memory(parser: argparse.ArgumentParser) -> None:
    text = "the most that a run may take, such as 2GB; half of all if left out"
    parser.add_argument("--memory", type=_size, metavar="SIZE", help=text)


def _size(text: str) -> int:
    try:
        return size_of(text)
    except LonghandError as error:
        told = str(error).replace("\nhint: ", "; ")
        raise argparse.ArgumentTypeError(told) from None


def _data(parser: argparse.ArgumentParser, text: str) -> argparse.ArgumentParser:
    parser.add_argument("--data", type=_folder, metavar="FOLDER", help=text)
    return parser


def _folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        msg = f"there is no folder {text!r}"
        raise argparse.ArgumentTypeError(msg)
    return path


def _run(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("run", type=Path, help="a folder such as runs/xor/1")
    return parser


def _json(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def _train(parser: argparse.ArgumentParser) -> None:
    _json(_spec(parser))
    parser.add_argument("--no-save", action="store_true", help="write nothing to disk")


def _predict(parser: argparse.ArgumentParser) -> None:
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--json", action="store_true", help="print one JSON document")
    text = "write the rows and their predictions there, a table such as out.csv"
    either.add_argument("-o", type=Path, metavar="FILE", help=text)
    parser.add_argument(
        "rows",
        nargs="*",
        metavar="ROW",
        help="inputs such as 0,1,1 or color=red,size=3; a table such as new.csv; "
        "arrays in .npy, .npz or MNIST's files; pictures or a folder of them; "
        "the run's own data if left out",
    )
