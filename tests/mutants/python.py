"""Mutants of a Python module.

Left alone: annotations, decorators, docstrings, zip's ``strict``, and what stands inside f-strings
(Python 3.11 does not know where it stands).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import ClassVar

from .mutant import Mutant

COMPARISONS = {
    ast.Lt: ("<", ["<=", ">="]),
    ast.LtE: ("<=", ["<", ">"]),
    ast.Gt: (">", [">=", "<="]),
    ast.GtE: (">=", [">", "<"]),
    ast.Eq: ("==", ["!="]),
    ast.NotEq: ("!=", ["=="]),
    ast.In: ("in", ["not in"]),
    ast.NotIn: (r"not\s+in", ["in"]),
    ast.Is: ("is", ["is not"]),
    ast.IsNot: (r"is\s+not", ["is"]),
}
ARITHMETIC = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "/"),
    ast.Mod: ("%", "*"),
    ast.Pow: ("**", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
}
SWAPPED = {"min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor"}
Change = tuple[int, int, str]


def mutants(module: str, text: str) -> list[Mutant]:
    """Every mutant of a module, in the order of the text."""
    tree = ast.parse(text)
    seen = {ast.dump(tree)}
    found = []
    for function, (start, end, new) in sorted(_Finder(text).changes(tree), key=lambda c: c[1]):
        mutant = Mutant(module, text, function, start, end, new)
        same = ast.dump(ast.parse(mutant.source))
        if same not in seen:
            seen.add(same)
            found.append(mutant)
    return found


class _Finder:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))

    def changes(self, node: ast.AST, function: str = "") -> Iterator[tuple[str, Change]]:
        """All changes in ``node`` and below, each with the name of its function."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            function = f"{function}.{node.name}".lstrip(".")
        for change in self._own(node):
            yield function, change
        for child in _children(node):
            yield from self.changes(child, function)

    def _own(self, node: ast.AST) -> Iterator[Change]:
        for kind, make in self._MAKERS.items():
            if isinstance(node, kind):
                yield from make(self, node)

    def _compare(self, node: ast.Compare) -> Iterator[Change]:
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            sign, others = COMPARISONS[type(operator)]
            for other in others:
                yield self._between(left, right, sign, other)
            left = right
        for part in (node.left, *node.comparators):
            for text in part.elts if isinstance(part, ast.Tuple | ast.List | ast.Set) else [part]:
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield *self._span(text), '"mutant"'

    def _both(self, node: ast.BoolOp) -> Iterator[Change]:
        first, second = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            yield self._between(left, right, first, second)
        for dropped in node.values:
            kept = [f"({self._text(value)})" for value in node.values if value is not dropped]
            yield *self._span(node), f"({f' {first} '.join(kept)})"

    def _arithmetic(self, node: ast.BinOp) -> Iterator[Change]:
        if type(node.op) in ARITHMETIC:
            sign, other = ARITHMETIC[type(node.op)]
            yield self._between(node.left, node.right, re.escape(sign), other)

    def _unary(self, node: ast.UnaryOp) -> Iterator[Change]:
        if isinstance(node.op, ast.Not | ast.USub):
            yield *self._span(node), f"({self._text(node.operand)})"

    def _constant(self, node: ast.Constant) -> Iterator[Change]:
        if isinstance(node.value, bool):
            yield *self._span(node), repr(not node.value)
        elif isinstance(node.value, int | float):
            for step in (1, -1):
                yield *self._span(node), repr(node.value + step)

    def _condition(self, node: ast.If | ast.IfExp) -> Iterator[Change]:
        for always in ("True", "False"):
            yield *self._span(node.test), always

    def _loop(self, node: ast.While) -> Iterator[Change]:
        yield *self._span(node.test), "False"

    def _filter(self, node: ast.comprehension) -> Iterator[Change]:
        for condition in node.ifs:
            yield *self._span(condition), "True"

    def _return(self, node: ast.Return) -> Iterator[Change]:
        if node.value is not None:
            yield *self._span(node.value), "None"

    def _removal(self, node: ast.stmt) -> Iterator[Change]:
        """Without assignments to names: what uses the name would fail at once."""
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if not isinstance(target, ast.Name | ast.Tuple):
            yield *self._span(node), "pass"

    def _call(self, node: ast.Call) -> Iterator[Change]:
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in SWAPPED:
            _, end = self._span(node.func)
            yield end - len(name), end, SWAPPED[name]
        if name in ("min", "max") and len(node.args) > 1:
            for kept in node.args:
                yield *self._span(node), f"({self._text(kept)})"
        for argument in [*node.args[1:][-1:], *node.keywords]:
            if not _is_guard(argument):
                yield self._without(argument)

    _MAKERS: ClassVar = {
        ast.Compare: _compare,
        ast.BoolOp: _both,
        ast.BinOp: _arithmetic,
        ast.UnaryOp: _unary,
        ast.Constant: _constant,
        ast.If: _condition,
        ast.IfExp: _condition,
        ast.While: _loop,
        ast.comprehension: _filter,
        ast.Return: _return,
        ast.Call: _call,
        ast.Expr: _removal,
        ast.Assign: _removal,
        ast.AugAssign: _removal,
        ast.Raise: _removal,
        ast.Delete: _removal,
        ast.Continue: _removal,
        ast.Break: _removal,
    }

    def _without(self, argument: ast.expr | ast.keyword) -> Change:
        """The argument goes, and one comma beside it."""
        start, end = self._span(argument)
        if after := re.compile(r"\s*,\s*").match(self.text, end):
            return start, after.end(), ""
        before = re.search(r",?\s*\Z", self.text[:start])
        return before.start() if before else start, end, ""

    def _span(self, node: ast.AST) -> tuple[int, int]:
        return self._at(node.lineno, node.col_offset), self._at(
            node.end_lineno, node.end_col_offset
        )

    def _at(self, line: int, column: int) -> int:
        """Offset of a column, which ``ast`` counts in bytes."""
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())

    def _text(self, node: ast.AST) -> str:
        start, end = self._span(node)
        return self.text[start:end]

    def _between(self, left: ast.AST, right: ast.AST, sign: str, new: str) -> Change:
        (_, start), (end, _) = self._span(left), self._span(right)
        word = rf"\b{sign}\b" if sign[0].isalpha() else sign
        match = re.compile(word).search(self.text, start, end)
        assert match, f"no {sign} in {self.text[start:end]!r}"
        return match.start(), match.end(), new


def _is_text(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _is_guard(node: ast.AST) -> bool:
    """Whether it is zip's ``strict=True``, which says what always holds and so changes nothing."""
    return isinstance(node, ast.keyword) and node.arg == "strict"


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """What may be changed in ``node``."""
    left_alone: list[ast.AST | None] = []
    if isinstance(node, ast.JoinedStr):
        return
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        left_alone += node.decorator_list
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module | ast.ClassDef):
        # Of the whole, or of the field above it.
        left_alone += [s for s in node.body if _is_text(s)]
    left_alone += [getattr(node, "annotation", None), getattr(node, "returns", None)]
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name):
        left_alone += [node.test] if node.test.id == "TYPE_CHECKING" else []
    for child in ast.iter_child_nodes(node):
        if not any(child is other for other in left_alone) and not _is_guard(child):
            yield child
