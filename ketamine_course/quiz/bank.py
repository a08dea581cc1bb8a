"""Reads quiz banks. Every complaint names file, line, item, field and what was expected."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import ValidationError

from .. import evidence
from ..errors import UnknownIdError, unknown
from .faults import BankError, Place, repeated
from .kinds.base import Where
from .schema import Bank

# libyaml's, where PyYAML was built with it, is some ten times as fast.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
FOLDER = Path(__file__).parent / "bank"


def local_folder() -> Path:
    """Where a hospital or school keeps quizzes of its own: what ``KETAMINE_COURSE_LOCAL`` names,
    or ``book/local`` in the current folder or one above it, as a lesson in ``notebooks`` needs.
    """
    if named := os.environ.get("KETAMINE_COURSE_LOCAL"):
        return Path(named)
    here = Path.cwd()
    found = (folder / "book" / "local" for folder in (here, *here.parents))
    return next((folder for folder in found if folder.is_dir()), here / "book" / "local")


def ids(folder: Path = FOLDER) -> list[str]:
    """The ids of all quizzes, sorted; ``run-sheets.yaml``, which may lie among local ones, is
    none.
    """
    return sorted(path.stem for path in folder.glob("*.yaml") if path.stem != "run-sheets")


def load(id: str, folder: Path = FOLDER) -> Bank:
    """The quiz with this id: one of the course's, else a local one.

    Raises :class:`.UnknownIdError` (names the nearest ids) or :class:`BankError`.
    """
    known = ids(folder)
    if id not in known:
        if folder == FOLDER and id in ids(local_folder()):
            return read(local_folder() / f"{id}.yaml")
        raise unknown("quiz", id, known)
    return read(folder / f"{id}.yaml")


def load_all(folder: Path = FOLDER) -> dict[str, Bank]:
    """All quizzes by id. Raises :class:`BankError` with the faults of all files together."""
    banks: dict[str, Bank] = {}
    problems: list[str] = []
    for id in ids(folder):
        try:
            banks[id] = load(id, folder)
        except BankError as error:
            problems += error.problems
    if problems:
        raise BankError(problems)
    return banks


def read(path: Path) -> Bank:
    """The quiz in one file, with every id in it known. Raises :class:`BankError`."""
    try:
        text = path.read_text(encoding="utf-8")
        # Scalars stay text, so that an unquoted 03.2, No or 1 is what the writer typed.
        loader = _LOADER(text)
        node = loader.get_single_node()
        data = loader.construct_document(node) if node else None
    except UnicodeDecodeError as error:
        raise BankError([f"{path.name}: expected UTF-8 text, byte {error.start} is not"]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f", line {mark.line + 1}" if mark else ""
        raise BankError(
            [f"{path.name}{line}: expected YAML, {error.problem or error.context}"]
        ) from None
    except yaml.YAMLError as error:
        raise BankError([f"{path.name}: expected YAML, {error}"]) from None
    place = Place(path.name, node, data)
    problems = [
        place.problem(at, f"'{at[-1]}' stands twice here, expected once") for at in repeated(node)
    ]
    if not isinstance(data, dict):
        problems.append(
            f"{path.name}: expected a quiz with id, version, title, lesson, mode and items"
        )
    if problems:
        raise BankError(problems)
    try:
        bank = Bank.model_validate(data)
    except ValidationError as error:
        raise BankError([place.from_pydantic(fault) for fault in error.errors()]) from None
    problems = [
        place.problem(at, message)
        for at, message in _unknown(bank, path.stem, path.parent != FOLDER)
    ]
    if problems:
        raise BankError(problems)
    return bank


def _unknown(bank: Bank, stem: str, local: bool) -> Iterator[tuple[Where, str]]:
    """What is well-formed but refers to something that does not exist or does not fit."""
    if bank.id != stem:
        yield ("id",), f"expected '{stem}', as the file is named; got '{bank.id}'"
    if local and bank.id in ids():
        yield ("id",), f"expected a name of your own, the course has a quiz '{bank.id}'"
    for number, item in enumerate(bank.items):
        here: Where = ("items", number)
        for at, id in item.cited_at():
            try:
                evidence.finding(id)
            except UnknownIdError as error:
                yield (*here, *at), str(error)
        for index, id in enumerate(item.claims):
            try:
                evidence.claim(id)
            except UnknownIdError as error:
                yield (*here, "claims", index), str(error)
        if bank.objectives and item.objective not in bank.objectives:
            yield (
                (*here, "objective"),
                f"expected one of {sorted(bank.objectives)}, got '{item.objective}'",
            )
        for at, message in item.faults():
            yield (*here, *at), message


def finding_ids(bank: Bank) -> list[str]:
    """Every finding that a quiz cites, once, in the order of its items."""
    return list(dict.fromkeys(id for item in bank.items for _, id in item.cited_at()))
