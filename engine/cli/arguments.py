"""What may be said on the command line."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

VERBS = (
    "train",
    "check",
    "source",
    "schema",
    "predict",
    "evaluate",
    "gradcheck",
)


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read the arguments; a first one that is no verb is a spec to train."""
    words = list(argv)
    if words and words[0] not in (*VERBS, "-h", "--help", "--version"):
        words.insert(0, "train")
    return _parser().parse_args(words)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m engine",
        description="Turn a JSON description of a neural network into the NumPy "
        "program that a person would have written, and train it.",
        epilog="python -m engine specs/xor.json is short for train specs/xor.json.",
        allow_abbrev=False,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    _train(_verb(verbs, "train", "train a spec and save the run"))
    check = _spec(_verb(verbs, "check", "find the mistakes in a spec"))
    check.add_argument(
        "--resolved", action="store_true", help="print it with every default"
    )
    source = _spec(_verb(verbs, "source", "print the program of a spec"))
    source.add_argument(
        "--planned", action="store_true", help="as it runs, without new arrays"
    )
    schema = _verb(verbs, "schema", "print the JSON Schema of specs, for editors")
    schema.add_argument(
        "-o", type=Path, metavar="FOLDER", help="write schema.json there instead"
    )
    _predict(_run(_verb(verbs, "predict", "predict with a saved run")))
    _json(_run(_verb(verbs, "evaluate", "judge a saved run by its data")))
    _json(_spec(_verb(verbs, "gradcheck", "compare gradients with differences")))
    return parser


def _verb(verbs: Any, name: str, text: str) -> argparse.ArgumentParser:
    return verbs.add_parser(name, help=text, description=f"{text}.", allow_abbrev=False)


def _spec(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("spec", help="a file such as specs/xor.json")
    return parser


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
    _json(parser)
    parser.add_argument(
        "rows",
        nargs="*",
        metavar="ROW",
        help="inputs such as 0,1,1; the run's own data if left out",
    )
