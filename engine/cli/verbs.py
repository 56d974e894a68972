"""The verbs that look at specs and runs without training."""

from argparse import Namespace
from typing import Any

from engine.atomic_write import check_folder
from engine.budget import check_budget
from engine.cli import files, folding, scores, show
from engine.cli.output import Output
from engine.compile import Model, compile_spec
from engine.errors import LonghandError
from engine.lint import lint
from engine.spec.writing import pretty, resolved
from engine.training.trainer import Trainer
from engine.views.printed import source


def run_check(asked: Namespace, output: Output) -> int:
    """Find the mistakes in a spec, and what will not learn; or print it resolved."""
    model = _model(asked)
    warnings = lint(model)
    if asked.resolved:
        output.json(pretty(resolved(model.spec)))
    else:
        output.show(show.network(model), *files.listing(model), "")
        output.show(*folding.planned(model.spec))
        output.show(f"{asked.spec}: {_verdict(len(warnings))}")
    files.tell_notes(model.spec, output)
    output.warn(warnings)
    return 2 if warnings and asked.strict else 0


def run_source(asked: Namespace, output: Output) -> int:
    """Print the program of a spec."""
    output.text(source(_model(asked), planned=asked.planned).text)
    return 0


def run_schema(asked: Namespace, output: Output) -> int:
    """Print the JSON Schema, or write it beside specs."""
    from engine.spec import schema  # noqa: PLC0415 - builds every word of the language

    text = schema.written()
    if asked.o is None:
        output.text(text)
        return 0
    path = asked.o / "schema.json" if asked.o.is_dir() else asked.o
    if path.name != "schema.json" and path.exists():
        msg = f"{path}: this file is there already, and may be no schema\n"
        raise LonghandError(f"{msg}hint: name a folder, or a new file")
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        msg = f"{path}: the schema could not be written: {error.strerror}"
        raise LonghandError(msg) from None
    output.say(f"written to {path}")
    return 0


def run_evaluate(asked: Namespace, output: Output) -> int:
    """Judge a saved run by the parts of its data, and beside a baseline."""
    from engine.runs import evaluation, open_trainer  # noqa: PLC0415 - as above

    if asked.report:
        check_folder(asked.report)
    trainer = open_trainer(asked.run, asked.data, asked.memory)
    judged, found = trainer.scores(), evaluation(trainer)
    if asked.json:
        output.document({**judged, **({"evaluation": found} if found else {})})
    else:
        tables = scores.tables(trainer, judged, output.console.width)
        beside = [scores.beside(found, trainer)] if found else []
        output.show(*_apart([*tables, *beside]))
        output.show(*(scores.notes(found) if found else ()))
    output.warn(scores.warnings(found) if found else ())
    if asked.report:
        _write_report(trainer, asked, output)
    return 0


def _apart(things: list[Any]) -> list[Any]:
    """Put an empty line between things."""
    return [part for thing in things for part in ("", thing)][1:]


def _write_report(trainer: Trainer, asked: Namespace, output: Output) -> None:
    from engine.evaluation.report import report  # noqa: PLC0415 - seldom used
    from engine.runs import course_of  # noqa: PLC0415 - as above

    text = report(trainer, course_of(asked.run))
    try:
        asked.report.write_text(text, encoding="utf-8")
    except OSError as error:
        msg = f"{asked.report}: the report could not be written: {error.strerror}"
        raise LonghandError(msg) from None
    output.say(f"report: {asked.report}")


def run_gradcheck(asked: Namespace, output: Output) -> int:
    """Compare each parameter's gradient with differences; 1 if one is wrong."""
    from engine.training.gradcheck import gradcheck  # noqa: PLC0415 - only here

    found = list(gradcheck(_model(asked).spec))
    passed = all(check.passed for check in found)
    if asked.json:
        rows: list[dict[str, Any]] = [vars(c) | {"passed": c.passed} for c in found]
        output.document({"passed": passed, "parameters": rows})
    else:
        missing = show.uncompared(found)
        right = f"all gradients {'compared ' * bool(missing)}are right"
        output.unbroken(show.checks(found))
        output.show("", *missing, right if passed else "some gradients are WRONG")
    return 0 if passed else 1


def _verdict(warnings: int) -> str:
    if not warnings:
        return "no mistakes found"
    return "1 warning" if warnings == 1 else f"{warnings} warnings"


def _model(asked: Namespace) -> Model:
    model = compile_spec(files.loaded(asked.spec, asked.data).within(asked.memory))
    check_budget(model)
    return model
