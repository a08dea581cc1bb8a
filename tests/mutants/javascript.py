"""Mutants of a JavaScript module, by its tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import node
from .mutant import Mutant

TOKEN = re.compile(
    r"""(?P<skip>//[^\n]*|/\*.*?\*/|`(?:\\.|[^`\\])*`|\s+)
    |(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<word>[A-Za-z_$][\w$]*)
    |(?P<sign>=>|===|!==|<=|>=|&&|\|\||\?\?|\?\.|\+\+|--|[-+*/%]=|\.\.\.|.)""",
    re.VERBOSE | re.DOTALL,
)
SIGNS = {
    "===": ["!=="],
    "!==": ["==="],
    "<": ["<=", ">="],
    "<=": ["<", ">"],
    ">": [">=", "<="],
    ">=": [">", "<"],
    "&&": ["||"],
    "||": ["&&"],
    "+": ["-"],
    "-": ["+"],
    "*": ["/"],
    "/": ["*"],
    "%": ["*"],
    "+=": ["-="],
    "-=": ["+="],
    "!": [""],
    # As a ternary binds more loosely than these, the whole condition becomes always one of the two.
    "?": ["|| true ?", "&& false ?"],
}
WORDS = {
    "true": "false",
    "false": "true",
    "every": "some",
    "some": "every",
    "max": "min",
    "min": "max",
    "floor": "ceil",
    "ceil": "floor",
}
FUNCTION = re.compile(
    r"^(?:export )?(?:default )?(?:async )?function\*? (\w+)|^(?:export )?const (\w+) ="
    r"|^  (?:async )?(\w+)\([^)]*\) \{$",
    re.MULTILINE,
)
# One statement on one line: an assignment to a name of its own would leave a name undefined.
STATEMENT = re.compile(
    r"^ *(?!const |let |import |export |return\b|case |//)(\S.*;)$", re.MULTILINE
)
RETURN = re.compile(r"\breturn ([^;{}]+);")


def mutants(module: str, text: str) -> list[Mutant]:
    """Every mutant of a module that is still JavaScript, in the order of the text."""
    found = [
        Mutant(module, text, _function(text, start), start, end, new)
        for start, end, new in sorted(set(_changes(text)))
    ]
    valid = node.parses([mutant.source for mutant in found])
    return [mutant for mutant, is_valid in zip(found, valid, strict=True) if is_valid]


def _changes(text: str) -> Iterator[tuple[int, int, str]]:
    before = ""
    for token in TOKEN.finditer(text):
        kind, is_value = token.lastgroup, before in ("===", "!==")
        before = before if kind == "skip" else token[0]
        if kind == "sign":
            for new in SIGNS.get(token[0], []):
                yield *token.span(), new
        elif kind == "word" and token[0] in WORDS:
            yield *token.span(), WORDS[token[0]]
        elif kind == "number":
            for step in (1, -1):
                yield *token.span(), f"({float(token[0]) + step:g})"
        elif kind == "text" and is_value:
            yield *token.span(), '"mutant"'
    for statement in STATEMENT.finditer(text):
        if all(statement[1].count(a) == statement[1].count(b) for a, b in ("()", "{}", "[]")):
            yield *statement.span(1), ";"
    for value in RETURN.finditer(text):
        yield *value.span(1), "undefined"


def _function(text: str, at: int) -> str:
    """The function, or the outermost constant, that begins last before ``at``."""
    names = [match[1] or match[2] or match[3] for match in FUNCTION.finditer(text, 0, at + 1)]
    return names[-1] if names else ""
