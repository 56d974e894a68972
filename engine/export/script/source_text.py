"""The text of our own functions, so that it stands alone in another program."""

import ast
import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from textwrap import dedent
from types import FunctionType, ModuleType
from typing import Any, cast


def extract_body(module: ModuleType) -> str:
    """Give a module's text without its docstring and imports."""
    source = inspect.getsource(module)
    lines = source.splitlines()
    nodes = ast.parse(source).body[1:]
    first = next(n for n in nodes if not isinstance(n, ast.Import | ast.ImportFrom))
    start = min(
        [first.lineno, *(d.lineno for d in getattr(first, "decorator_list", []))]
    )
    return "\n".join(lines[start - 1 :]) + "\n"


def find_definitions(text: str, module: ModuleType) -> list[str]:
    """Give the text of a module's definitions that `text` mentions, by and by."""
    source = inspect.getsource(module)
    parts = dict(_definitions(source))
    wanted: set[str] = set()
    unread = [text]
    while unread:
        words = set(re.findall(r"\w+", unread.pop()))
        new = (words & parts.keys()) - wanted
        wanted |= new
        unread += [parts[name] for name in new]
    return [part for name, part in parts.items() if name in wanted]


def write_as_function(name: str, method: Callable[..., Any]) -> str:
    """Give a method as a function, with its object's fields as plain values."""
    owner = cast("Any", method).__self__
    tree = ast.parse(dedent(inspect.getsource(method))).body[0]
    if not isinstance(tree, ast.FunctionDef):
        msg = f"{method} is not a plain method"
        raise TypeError(msg)
    tree.name, tree.decorator_list, tree.returns = name, [], None
    tree.args.args = [ast.arg(arg.arg) for arg in tree.args.args[1:]]
    return ast.unparse(ast.fix_missing_locations(_Fields(owner).visit(tree)))


def find_helpers(method: Callable[..., Any]) -> Iterator[str]:
    """Give the text of our own functions that a method calls, by and by."""
    function = cast("Any", method)
    function = getattr(function, "__func__", function)
    for name in function.__code__.co_names:
        found = function.__globals__.get(name)
        if isinstance(found, FunctionType) and found.__module__.startswith("engine."):
            yield _without_annotations(inspect.getsource(found))
            yield from find_helpers(found)


def drop_repeats(texts: Iterable[str]) -> list[str]:
    """Keep the first of equal texts."""
    return list(dict.fromkeys(texts))


def write_call(opening: str, fields: Iterable[tuple[str, object]]) -> str:
    """Write a call with a line for each argument."""
    lines = (f"    {name}={value!r}," for name, value in fields)
    return "\n".join([opening, *lines, ")"])


class _Fields(ast.NodeTransformer):
    """Puts a field's value for `self.field`."""

    def __init__(self, owner: object) -> None:
        self.owner = owner

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            return ast.parse(repr(getattr(self.owner, node.attr)), mode="eval").body
        return self.generic_visit(node)


def _without_annotations(text: str) -> str:
    tree = ast.parse(text).body[0]
    if isinstance(tree, ast.FunctionDef):
        tree.returns = None
        tree.args.args = [ast.arg(arg.arg) for arg in tree.args.args]
    return ast.unparse(tree)


def _definitions(source: str) -> Iterator[tuple[str, str]]:
    """Find functions, and constants with the text that explains them."""
    nodes = ast.parse(source).body
    for node, after in zip(nodes, [*nodes[1:], None], strict=True):
        explains = isinstance(after, ast.Expr) and isinstance(node, ast.Assign)
        end = after.end_lineno if after is not None and explains else node.end_lineno
        text = "\n".join(source.splitlines()[node.lineno - 1 : end])
        if isinstance(node, ast.FunctionDef):
            yield node.name, text
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, text
