"""The command: ``python -m tests.mutants``."""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

from . import javascript, python
from .mutant import ROOT, Key, Mutant, keyed
from .run import BrokenTestsError, Result, run

HERE = Path(__file__).parent
ENOUGH = 0.9


@dataclass(frozen=True)
class Outcome:
    """What became of one module's mutants, by key; ``equivalent`` those that are listed."""

    module: str
    results: dict[Key, Result]
    equivalent: set[Key]
    seconds: float

    @property
    def survivors(self) -> list[Result]:
        """Mutants that no test noticed although one could."""
        return [
            result
            for key, result in self.results.items()
            if result.status == "survived" and key not in self.equivalent
        ]

    @property
    def share(self) -> float:
        """Of the mutants that a test could notice, how many one did (0 to 1)."""
        possible = len(self.results.keys() - self.equivalent)
        return 1 - len(self.survivors) / possible if possible else 1.0

    def row(self) -> str:
        """One line of the table."""
        late = sum(result.status == "timeout" for result in self.results.values())
        killed = sum(result.status != "survived" for result in self.results.values())
        cells = [len(self.results), killed, late, len(self.equivalent), len(self.survivors)]
        return (
            f"{self.module:<44}"
            + "".join(f"{cell:>11}" for cell in cells)
            + (f"{self.share:>10.1%}{self.seconds:>8.0f} s")
        )


HEADER = f"{'module':<44}" + "".join(
    f"{title:>11}" for title in ("made", "killed", "by time", "equivalent", "survived")
)


def made(module: str) -> dict[Key, Mutant]:
    """Every mutant of a module."""
    text = (ROOT / module).read_text(encoding="utf-8")
    language = python if module.endswith(".py") else javascript
    return keyed(language.mutants(module, text))


def listed() -> dict[Key, str]:
    """The equivalent mutants and why each is one."""
    entries = tomllib.loads((HERE / "equivalent.toml").read_text(encoding="utf-8"))
    return {
        Key(**{name: value for name, value in entry.items() if name != "reason"}): entry["reason"]
        for entry in entries.get("mutant", [])
    }


def tested(module: str, tests: list[str], mutants: dict[Key, Mutant], jobs: int) -> Outcome:
    """Run the tests against these mutants of a module."""
    began = time.monotonic()
    keys = {id(mutant): key for key, mutant in mutants.items()}
    results = {}
    equivalent = listed().keys() & mutants.keys()
    for result in run(tests, list(mutants.values()), jobs):
        key = keys[id(result.mutant)]
        results[key] = result
        if result.status == "survived" and key not in equivalent:
            print(f"Survived: {result.mutant.diff}", flush=True)
        if sys.stderr.isatty():
            print(f"\r{module}: {len(results)} of {len(mutants)}", end="\r", file=sys.stderr)
    ordered = {key: results[key] for key in mutants}
    return Outcome(module, ordered, equivalent, time.monotonic() - began)


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 when enough mutants were killed and the list of equivalent ones is true."""
    options = _parser().parse_args(arguments)
    targets = tomllib.loads((HERE / "targets.toml").read_text(encoding="utf-8"))["modules"]
    chosen = {path: tests for path, tests in targets.items() if options.module in path}
    if not chosen:
        print(f"No module named '{options.module}' in targets.toml: it has {', '.join(targets)}")
        return 2
    every = {module: made(module) for module in chosen}
    gone = [key for key in listed() if key.module in every and key not in every[key.module]]
    if options.sample:
        pairs = [(module, key) for module, mutants in every.items() for key in mutants]
        some = set(random.Random(options.seed).sample(pairs, min(options.sample, len(pairs))))
        every = {
            module: {key: mutant for key, mutant in mutants.items() if (module, key) in some}
            for module, mutants in every.items()
        }
    if options.list:
        for mutants in every.values():
            print(*(mutant.diff for mutant in mutants.values()), sep="\n")
        return 0
    outcomes = []
    for module, tests in chosen.items():
        if every[module]:
            try:
                outcomes.append(tested(module, tests, every[module], options.jobs))
            except BrokenTestsError as broken:
                print(broken)
                return 2
    return report(outcomes, gone)


def report(outcomes: list[Outcome], gone: list[Key]) -> int:
    """Print the table and what is wrong with the list of equivalents; the exit code."""
    print("", HEADER, *(outcome.row() for outcome in outcomes), sep="\n")
    wrong = [f"is no longer there: {key}" for key in gone] + [
        f"is not, {result.test} notices it: {result.mutant.diff}"
        for outcome in outcomes
        for key, result in outcome.results.items()
        if key in outcome.equivalent and result.status != "survived"
    ]
    for line in wrong:
        print(f"Listed as equivalent but {line}")
    short = [outcome.module for outcome in outcomes if outcome.share < ENOUGH]
    for module in short:
        print(f"Too few of the mutants of {module} are noticed: {ENOUGH:.0%} is wanted")
    return 1 if wrong or short else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--module", default="", help="only modules whose path contains this")
    parser.add_argument("--sample", type=int, metavar="N", help="only N mutants, by chance")
    parser.add_argument("--seed", type=int, default=0, help="which N (0 if not given)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many at a time")
    parser.add_argument("--list", action="store_true", help="show the mutants, run nothing")
    return parser


if __name__ == "__main__":
    if not hasattr(os, "fork"):
        sys.exit("make mutants forks processes, which Windows can't: run it on Linux or macOS.")
    os.nice(max(0, 10 - os.nice(0)))
    sys.exit(main())
