"""The sentences of the code that reach a translator, found in its syntax."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TRANSLATORS = {"_", "mark", "translate", "_translate"}
"""What a translator is called wherever it comes from."""

MAKERS = {"words", "translator"}
"""What returns a translator."""

TRANSLATES = "Callable[[str], str]"


def sentences_of(package: Path) -> dict[str, list[str]]:
    """
    Return each literal that reaches a translator, with the files it stands in.

    Parameters
    ----------
    package
        The folder that is walked through; files are named from its parent on.
    """
    sentences: dict[str, list[str]] = {}
    for path in sorted(package.rglob("*.py")):
        file = path.relative_to(package.parent).as_posix()
        for text in dict.fromkeys(reaching(ast.parse(path.read_text(encoding="utf-8")))):
            sentences.setdefault(text, []).append(file)
    return sentences


def reaching(tree: ast.Module) -> Iterator[str]:
    """
    Yield the literals of a module that a translator is called with.

    That is those in the call, in either branch of a choice too, and those of the module's
    constants that the call names or looks up.

    Parameters
    ----------
    tree
        The module.
    """
    constants = dict(_constants(tree))
    for call in calls(tree):
        yield from _literals(call.args[0], constants)


def put_together(tree: ast.Module) -> Iterator[int]:
    """
    Yield the lines where a translator gets a sentence with something filled in already.

    Parameters
    ----------
    tree
        The module.
    """
    for call in calls(tree):
        for node in ast.walk(call.args[0]):
            is_filled = isinstance(node, ast.Call) and _name(node.func) in {"format", "join"}
            if is_filled or isinstance(node, ast.JoinedStr | ast.BinOp):
                yield call.lineno


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    """
    Yield the calls of translators in a module, those inside f-strings too.

    Parameters
    ----------
    tree
        The module.
    """
    names = TRANSLATORS | set(_given_names(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _is_translator(node.func, names):
            yield node


def _is_translator(function: ast.expr, names: set[str]) -> bool:
    if isinstance(function, ast.Call):
        return _name(function.func) in MAKERS
    return _name(function) in names


def _given_names(tree: ast.Module) -> Iterator[str]:
    """Yield what a module calls the translators that it makes or is given."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[target], value=value):
                yield from _named(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield from _named(target, value)
            case ast.arg(arg=name, annotation=ast.expr() as kind):
                if ast.unparse(kind) == TRANSLATES:
                    yield name
            case _:
                pass


def _named(target: ast.expr, value: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for each, its_value in zip(target.elts, value.elts, strict=True):
            yield from _named(each, its_value)
    elif isinstance(value, ast.Call) and _name(value.func) in MAKERS:
        yield _name(target)


def _constants(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value
            case _:
                pass


def _literals(node: ast.expr, constants: dict[str, ast.expr]) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from _literals(one, constants)
            yield from _literals(other, constants)
        case ast.BoolOp(values=values) | ast.Dict(values=values):
            for value in values:
                yield from _literals(value, constants)
        case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)):
            yield from _literals(constants.get(name, ast.Constant(None)), constants)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="get"), args=args):
            for value in (constants.get(name, ast.Constant(None)), *args[1:]):
                yield from _literals(value, constants)
        case ast.Call(args=[ast.Dict() as values]) if _name(node.func) == "MappingProxyType":
            yield from _literals(values, constants)
        case _:
            pass


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
