"""Runs tests against mutants: each in a process of its own, forked from one that has imported
everything but this project.
"""

from __future__ import annotations

import importlib
import json
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from multiprocessing.connection import wait
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

from .mutant import ROOT, Mutant

OWN = ("ketamine_course", "tests")
PYTEST = ["-x", "-q", "-n0", "-p", "no:cacheprovider", "--hypothesis-seed=0"]
NOT_IMPORTED = 90
SCRIPTS = "ketamine_course/quiz/js"


class BrokenTestsError(Exception):
    """The tests can't tell anything about mutants: they fail anyway, or never import the module."""


@dataclass(frozen=True)
class Result:
    """What became of a mutant: ``killed``, ``survived`` or ``timeout``, and by which test."""

    mutant: Mutant
    status: str
    seconds: float
    test: str = ""


def run(tests: list[str], mutants: list[Mutant], jobs: int) -> Iterator[Result]:
    """Results as they come.

    Raises :class:`BrokenTestsError` when the tests don't pass on the module as it is.
    """
    unchanged = _Running(Mutant(mutants[0].module, mutants[0].text, "", 0, 0, ""), tests, 900)
    unchanged.process.join(unchanged.timeout)
    result, told = unchanged.finish()
    if result.status != "survived":
        raise BrokenTestsError(
            f"{mutants[0].module}: the tests fail without any change\n{told['output']}"
        )
    for name in told["modules"]:
        with suppress(Exception):
            importlib.import_module(name)
    timeout = 30 + 5 * result.seconds
    waiting, running = list(reversed(mutants)), []
    while waiting or running:
        while waiting and len(running) < jobs:
            running.append(_Running(waiting.pop(), tests, timeout))
        wait([one.process.sentinel for one in running], timeout=1)
        for one in [one for one in running if one.has_ended]:
            running.remove(one)
            yield one.finish()[0]


class _Running:
    """One mutant and the process that tests it."""

    def __init__(self, mutant: Mutant, tests: list[str], timeout: float) -> None:
        self.mutant = mutant
        self.timeout = timeout
        self.folder = tempfile.TemporaryDirectory(prefix="mutant-")
        # A database server that tests start as another user has to get to its own folder in here.
        Path(self.folder.name).chmod(0o711)
        self.began = time.monotonic()
        self.process = multiprocessing.get_context("fork").Process(
            target=_test, args=(mutant, tests, Path(self.folder.name))
        )
        self.process.start()

    @property
    def has_ended(self) -> bool:
        late = time.monotonic() - self.began > self.timeout
        return late or not self.process.is_alive()

    def finish(self) -> tuple[Result, dict[str, Any]]:
        """The result, and what else the process told."""
        seconds = time.monotonic() - self.began
        is_late = self.process.is_alive()
        # Whatever the tests had started goes too.
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.join()
        folder = Path(self.folder.name)
        told = {"output": (folder / "output").read_text(encoding="utf-8", errors="replace")}
        with suppress(FileNotFoundError):
            told |= json.loads((folder / "told.json").read_text(encoding="utf-8"))
        self.folder.cleanup()
        code = self.process.exitcode
        if code == NOT_IMPORTED:
            raise BrokenTestsError(f"{self.mutant.module}: none of its tests imports it")
        status = "timeout" if is_late else "survived" if code == 0 else "killed"
        return Result(self.mutant, status, seconds, told.get("failed", "")), told


class _Finder:
    """Gives the mutant to whoever imports its module."""

    def __init__(self, mutant: Mutant) -> None:
        path = ROOT / mutant.module
        self.name = mutant.module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        self.path = path
        self.loader = _Loader(self.name, str(path))
        self.loader.code = compile(mutant.source, path, "exec")

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if name != self.name:
            return None
        return spec_from_file_location(name, self.path, loader=self.loader)


class _Loader(SourceFileLoader):
    code: CodeType

    def get_code(self, fullname: str) -> CodeType:
        return self.code


class _FirstFailure:
    """A pytest plugin that remembers the test that failed."""

    test = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.test = self.test or report.nodeid


def _test(mutant: Mutant, tests: list[str], folder: Path) -> None:
    """Runs in the new process."""
    os.setsid()
    os.chdir(ROOT)
    output = os.open(folder / "output", os.O_WRONLY | os.O_CREAT)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ |= {
        "TMPDIR": str(folder),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis"),
        "KETAMINE_COURSE_MUTANT": str(folder),
    }
    tempfile.tempdir = None
    sys.dont_write_bytecode = True
    if mutant.module.endswith(".py"):
        finder = _Finder(mutant)
        sys.meta_path.insert(0, finder)
    else:
        changed = folder / mutant.module
        # With all its neighbours: a module is tested through those that import it.
        shutil.copytree(ROOT / SCRIPTS, folder / SCRIPTS)
        changed.write_text(mutant.source, encoding="utf-8")
        finder = None
    seen = _FirstFailure()
    code = pytest.main([*PYTEST, *tests], plugins=[seen])
    if finder and finder.name not in sys.modules and code == 0:
        code = NOT_IMPORTED
    told = {"failed": seen.test, "modules": [n for n in sys.modules if n.split(".")[0] not in OWN]}
    (folder / "told.json").write_text(json.dumps(told), encoding="utf-8")
    sys.exit(code)
