"""Faults of a quiz bank in words that a trainer can act on: file, line, item, field, what was
expected.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml
from pydantic_core import ErrorDetails

from ..errors import CourseError, nearest
from .kinds import KINDS
from .kinds.base import Part, Where


class BankError(CourseError):
    """A quiz bank holds something that cannot be right; ``problems`` has one line for each
    fault.
    """

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__(" Also: ".join(problems))


class Place:
    """Knows where things stand in one file: ``node`` is its parsed YAML with lines, ``data`` its
    content.
    """

    def __init__(self, file: str, node: yaml.Node | None, data: Any):
        self.file, self.node, self.data = file, node, data

    def problem(self, at: Where, message: str) -> str:
        """One fault at one place, in words."""
        words = [f"{self.file}, line {self._line(at)}"]
        if len(at) > 1 and at[0] == "items" and isinstance(at[1], int):
            words.append(f"item {self._item(at[1])}")
            at = at[2:]
        field = "".join(
            f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in at
        ).lstrip(".")
        if field:
            words.append(field)
        return f"{', '.join(words)}: {message}"

    def from_pydantic(self, fault: ErrorDetails) -> str:
        """One fault as pydantic reports it, in words."""
        at = self._without_tag(tuple(fault["loc"]))
        expected = _description(str(at[-1])) if at else ""
        kind, got = fault["type"], fault.get("input")
        shown = repr(got) if isinstance(got, str) and len(got) < 60 else "something else"
        if kind == "missing":
            message = f"is missing, expected {expected}"
        elif kind == "extra_forbidden":
            message = _no_such_field(str(at[-1]))
        elif kind == "value_error":
            inner = str(fault["ctx"]["error"])
            field, _, rest = inner.partition(": ")
            at, message = (*at, field), rest
        elif kind.startswith("union_tag"):
            at = (*at, "type")
            *most, last = KINDS
            message = f"expected {', '.join(most)} or {last}, got {_get(got, 'type')}"
        elif kind in ("too_short", "too_long", "string_too_long"):
            message = f"expected {expected}; {fault['msg'][0].lower()}{fault['msg'][1:]}"
        elif expected:
            message = f"expected {expected}, got {'nothing' if got == '' else shown}"
        else:
            message = f"{fault['msg']}, got {shown}"
        return self.problem(at, message)

    def _without_tag(self, at: Where) -> Where:
        # Behind ("items", 0) pydantic names the item's type, which is no field.
        return (*at[:2], *at[3:]) if len(at) > 2 and at[0] == "items" else at

    def _item(self, index: int) -> str:
        try:
            name = self.data["items"][index].get("id")
        except (AttributeError, IndexError, KeyError, TypeError):
            name = None
        return f"'{name}'" if name else f"number {index + 1}"

    def _line(self, at: Where) -> int:
        """The line of the deepest part of ``at`` that the file holds."""
        node, line = self.node, 1
        for step in at:
            if isinstance(node, yaml.MappingNode):
                found = [(key, value) for key, value in node.value if key.value == step]
                if not found:
                    break
                line, node = found[-1][0].start_mark.line + 1, found[-1][1]
            elif (
                isinstance(node, yaml.SequenceNode)
                and isinstance(step, int)
                and step < len(node.value)
            ):
                node = node.value[step]
                line = node.start_mark.line + 1
            else:
                break
        return line


def repeated(node: yaml.Node | None, at: Where = ()) -> Iterator[Where]:
    """Fields written twice in one place, of which YAML would silently keep the last."""
    if isinstance(node, yaml.MappingNode):
        names = [key.value for key, _ in node.value]
        for name in sorted({str(name) for name in names if names.count(name) > 1}):
            yield (*at, name)
        for key, value in node.value:
            yield from repeated(value, (*at, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from repeated(value, (*at, index))


def _models(base: type[Part] = Part) -> Iterator[type[Part]]:
    """All parts of a bank, in the order in which they were written."""
    for model in base.__subclasses__():
        yield model
        yield from _models(model)


def _description(field: str) -> str:
    for model in _models():
        for name, info in model.model_fields.items():
            if field in (name, info.alias) and info.description:
                return info.description
    return ""


def _no_such_field(field: str) -> str:
    known = {info.alias or name for model in _models() for name, info in model.model_fields.items()}
    near = nearest(field, sorted(known - {field}), 1)
    return "is not a field here" + (
        f", expected perhaps '{near[0]}'" if near else ", expected no such field"
    )


def _get(data: Any, key: str) -> str:
    value = data.get(key) if isinstance(data, dict) else None
    return repr(value) if value else "nothing"
