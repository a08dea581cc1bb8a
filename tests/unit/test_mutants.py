"""The tool behind ``make mutants``: what it changes, and that it sees what is noticed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ..mutants import javascript, python
from ..mutants.__main__ import Outcome, listed, made, report
from ..mutants.mutant import ROOT, Key, keyed
from ..mutants.run import Result

pytestmark = pytest.mark.slow

PYTHON = '''
def grade(x: float = 1.5, *, level: int = 2) -> float:
    """Not 3 times."""
    if x > 0 and not x in (1, 2):
        raise ValueError(f"{x + 1}")
    return max(0, x / 2)
'''
JAVASCRIPT = """
export function grade(x) {
  // Not x > 3.
  if (x > 0 && x !== "a + b") return x ? 1 : 2;
  x += 1;
  return Math.max(0, x);
}
"""


def changed(language, text: str) -> set[str]:
    return {mutant.lines[1] for mutant in language.mutants("m", text)}


def test_python_is_changed_where_it_decides():
    assert changed(python, PYTHON) >= {
        "def grade(x: float = 2.5, *, level: int = 2) -> float:",
        "def grade(x: float = 1.5, *, level: int = 1) -> float:",
        "if x >= 0 and not x in (1, 2):",
        "if x <= 0 and not x in (1, 2):",
        "if x > 0 or not x in (1, 2):",
        "if ((x > 0)):",
        "if x > 0 and (x in (1, 2)):",
        "if True:",
        "pass",
        "return None",
        "return min(0, x / 2)",
        "return (x / 2)",
        "return max(0, x * 2)",
    }
    for mutant in python.mutants("m", PYTHON):
        compile(mutant.source, "m", "exec")
        assert "Not 3 times" in mutant.source and "def grade(x: float" in mutant.source


def test_javascript_is_changed_where_it_decides():
    mutants = javascript.mutants("m", JAVASCRIPT)
    assert {mutant.lines[1] for mutant in mutants} >= {
        'if (x >= 0 && x !== "a + b") return x ? 1 : 2;',
        'if (x > 0 || x !== "a + b") return x ? 1 : 2;',
        'if (x > 0 && x !== "mutant") return x ? 1 : 2;',
        'if (x > 0 && x !== "a + b") return x && false ? 1 : 2;',
        "x -= 1;",
        "return undefined;",
        "return Math.min(0, x);",
    }
    assert all("// Not x > 3." in mutant.source for mutant in mutants)
    assert {mutant.function for mutant in mutants} == {"grade"}


def test_places_are_right_beside_letters_of_more_than_one_byte():
    text = 'def a():\n    return "ä–ß", 1 < 2\n'
    assert 'return "ä–ß", 1 <= 2' in changed(python, text)


def test_mutants_that_look_alike_have_keys_of_their_own():
    text = "def a(x):\n    x(1)\n    b()\n    x(1)\n"
    keys = [key for key in keyed(python.mutants("m", text)) if key.mutated == "x(2)"]
    assert keys == [Key("m", "a", "x(1)", "x(2)", 1), Key("m", "a", "x(1)", "x(2)", 2)]


def test_every_equivalent_mutant_that_is_listed_can_still_be_made():
    found = {module: made(module) for module in {key.module for key in listed()}}
    gone = [key for key in listed() if key not in found[key.module]]
    assert not gone and all(listed().values())


@pytest.mark.parametrize(
    ("survived", "equivalent", "code"), [(1, 0, 0), (2, 0, 1), (2, 2, 0), (0, 1, 1)]
)
def test_the_exit_code_says_whether_enough_are_noticed(capsys, survived, equivalent, code):
    mutants = keyed(python.mutants("m", "\n".join(f"a{i} = {i}" for i in range(10))))
    mutants = dict(list(mutants.items())[:10])
    results = {
        key: Result(mutant, "survived" if i < survived else "killed", 1.0, "t")
        for i, (key, mutant) in enumerate(mutants.items())
    }
    assert report([Outcome("m", results, set(list(mutants)[:equivalent]), 1.0)], []) == code
    assert ("Listed as equivalent but is not, t notices it" in capsys.readouterr().out) == (
        equivalent > survived
    )


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.mutants", "--jobs", "1", *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="mutants are tested in forked processes")
@pytest.mark.parametrize("module", ["quiz/kinds/multiple.py", "quiz/js/kinds/multiple.js"])
def test_what_breaks_grading_is_noticed(module):
    before = (ROOT / "ketamine_course" / module).read_bytes()
    done = command("--module", module, "--sample", "2", "--seed", "1")
    (row,) = [line for line in done.stdout.splitlines() if line.startswith("ketamine_course/")]
    made, killed = map(int, row.split()[1:3])
    assert made == 2 and killed >= 1, done.stdout + done.stderr
    assert (ROOT / "ketamine_course" / module).read_bytes() == before


def test_an_unknown_module_is_named():
    done = command("--module", "nothing.py")
    assert done.returncode == 2 and "No module named 'nothing.py'" in done.stdout
