"""The course as somebody gets it who installs the wheel: no repository, nothing that the package
doesn't ask for.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from ketamine_course.publish import release

ROOT = Path(__file__).parents[2]
# What needs an extra, by how its name begins; everything else must work without.
IN_EXTRAS = {
    "ketamine_course.evidence.prose": "book",
    "ketamine_course.progress.room": "room",
    "ketamine_course.publish": "book",
}
PROGRAMS = "Scripts" if os.name == "nt" else "bin"


class Environment:
    """A Python of its own, used in a folder that has nothing to do with the course."""

    def __init__(self, folder: Path, wheel: Path, extra: str = "") -> None:
        self.programs = folder / "env" / PROGRAMS
        self.home = folder / "home"
        self.home.mkdir()
        lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
        pins = folder / "pins.txt"
        pins.write_text(lock.replace("-e .", ""), encoding="utf-8")
        uv(ROOT, "venv", "--python", sys.executable, str(folder / "env"))
        python = str(self.programs / "python")
        uv(ROOT, "pip", "install", "--python", python, "-c", str(pins), f"{wheel}{extra}")

    def run(self, program: str, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """A program of this environment, as in a terminal without our settings."""
        kept = ("LANG", "PATH", "SYSTEMROOT", "TEMP", "TMPDIR")
        environment = {name: os.environ[name] for name in kept if name in os.environ}
        return subprocess.run(
            [str(self.programs / program), *words],
            cwd=self.home,
            env={
                **environment,
                "HOME": str(self.home),
                "LOCALAPPDATA": str(self.home),
                "PYTHONUTF8": "1",
                **variables,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=100,
            check=False,
        )

    def python(self, code: str, **variables: str) -> str:
        """What ``code`` prints."""
        done = self.run("python", "-W", "error:::ketamine_course", "-c", code, **variables)
        assert done.returncode == 0, done.stderr
        return done.stdout


def uv(folder: Path, *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "uv", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made from the sdist, made from this checkout."""
    return release.build(ROOT, tmp_path_factory.mktemp("built"))[1]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The course with no extra."""
    return Environment(tmp_path_factory.mktemp("base"), wheel)


@pytest.fixture(scope="module")
def room(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The course with the extra for trainers."""
    return Environment(tmp_path_factory.mktemp("room"), wheel, "[room]")


@pytest.fixture(scope="module")
def commands(installed: Environment) -> list[str]:
    """The subcommands that the program says it has."""
    done = installed.run("ketamine-course", "--help")
    assert done.returncode == 0, done.stderr
    found = re.findall(r"^ {4}([a-z][\w-]*)", done.stdout.split("commands:")[1], re.MULTILINE)
    assert {"cohort", "database", "export"} <= set(found)
    return found


def modules(wheel: Path) -> list[str]:
    """Every module of the package by its name."""
    names = [name for name in ZipFile(wheel).namelist() if name.endswith(".py")]
    return sorted(
        name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in names
    )


def extra(module: str) -> str:
    """The extra that a module needs, or nothing."""
    return next((IN_EXTRAS[start] for start in IN_EXTRAS if module.startswith(start)), "")


def test_the_wheel_holds_every_file_of_the_package(wheel: Path):
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "ketamine_course"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    ours = {name for name in listed if (ROOT / name).is_file() and not name.endswith(".md")}
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == ours


def test_nothing_that_a_lesson_needs_asks_for_more_than_the_base(
    wheel: Path, installed: Environment
):
    names = [
        name
        for name in modules(wheel)
        if not extra(name)
        and not name.endswith("__main__")
        and ".migrations" not in name  # these run inside Alembic
    ]
    assert len(names) > 80
    code = f"""
import importlib
for name in {names}:
    try:
        importlib.import_module(name)
    except Exception as error:
        print(name, type(error).__name__, error)
"""
    assert installed.python(code) == ""


def test_the_course_is_what_was_installed_and_says_its_version(installed: Environment, wheel: Path):
    code = "import ketamine_course as k; print(k.__file__, k.__version__)"
    file, version = installed.python(code).split()
    assert Path(file).is_relative_to(installed.programs.parent)
    assert wheel.name.startswith(f"ketamine_course-{version}-")


def test_an_answer_is_kept_and_the_report_knows_it(installed: Environment):
    first = """
from ketamine_course import Quiz
quiz = Quiz("lesson-05")
item = next(item for item in quiz.definition["items"] if item["type"] == "choice")
quiz.answer(item["id"], next(option["id"] for option in item["options"] if option["correct"]))
print(quiz.notice, quiz.kept_in)
"""
    kept_in = Path(installed.python(first).strip())
    assert kept_in.is_relative_to(installed.home)
    later = """
from ketamine_course import Quiz, progress
progress.mark_read("05")
print(len(Quiz("lesson-05").responses))
print(progress.report())
print(progress.report()._repr_html_().count('<th scope="row">'))
"""
    lines = installed.python(later).splitlines()
    assert lines[0] == "1" and lines[-1] == "11"
    (safety,) = [line for line in lines if line.startswith("05 ")]
    assert "Answered" not in safety and "1 of " in safety and "not marked" not in safety


def test_charts_are_drawn_and_models_count(installed: Environment):
    code = """
import json
from ketamine_course import charts, models
for chart in (charts.verdicts(), charts.forest_plot()):
    print(len(json.dumps(chart.spec())) > 5000)
    chart._ipython_display_()
print(models.validation.__name__, models.meta_analysis.published_means("marchi2022")[:0])
"""
    shown = installed.python(code)
    assert shown.splitlines().count("True") == 2 and shown.count("image/svg+xml") == 2


def test_every_command_explains_itself(installed: Environment, commands: list[str]):
    for command in commands:
        done = installed.run("ketamine-course", command, "--help")
        assert done.returncode == 0 and command in done.stdout, (command, done.stderr)


def test_no_command_fails_with_a_traceback(installed: Environment, commands: list[str]):
    """What it lacks here, an extra or the repository, it says in one line."""
    for command in commands:
        done = installed.run("ketamine-course", command)
        assert done.returncode == 0 or len(done.stderr.splitlines()) <= 1, (command, done.stderr)
        assert "Traceback" not in done.stderr, done.stderr


def test_questions_can_be_exported(installed: Environment):
    done = installed.run("ketamine-course", "export", "--to", "moodle", "--out", "questions")
    assert done.returncode == 0, done.stderr
    assert list((installed.home / "questions").glob("*.xml"))


def test_a_database_is_prepared_and_reported_on(installed: Environment, room: Environment):
    url = f"sqlite:///{(installed.home / 'class.sqlite3').as_posix()}"
    done = installed.run("ketamine-course", "database", url)
    assert done.returncode == 0, done.stderr
    done = installed.run("ketamine-course", "cohort", url)
    assert done.returncode
    assert 'polars is not installed; type: pip install "ketamine-course[room]"' in done.stderr
    export = """
from ketamine_course import Quiz, progress
quiz = Quiz("lesson-01")
item = next(item for item in quiz.definition["items"] if item["type"] == "choice")
quiz.answer(item["id"], item["options"][0]["id"])
progress.export_attempts("mine.json")
"""
    room.python(export)
    done = room.run("ketamine-course", "cohort", "mine.json", "--report", "room.html")
    assert done.returncode == 0, done.stderr
    assert "<html" in (room.home / "room.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("progress.cohort('answers')", 'pip install "ketamine-course[room]"'),
        ("print(Quiz('lesson-01').notice)", 'pip install "ketamine-course[room]"'),
    ],
    ids=["a report on a room", "a database that a room shares"],
)
def test_what_needs_an_extra_says_which(installed: Environment, code: str, said: str):
    url = "postgresql+psycopg://learner@localhost/room"
    code = f"from ketamine_course import Quiz, progress; {code}"
    done = installed.run("python", "-c", code, KETAMINE_COURSE_DB=url)
    assert said in (done.stderr or done.stdout).splitlines()[-1]


def test_every_extra_is_named_once_in_the_package(installed: Environment):
    code = """
import json
from importlib.metadata import metadata
print(json.dumps(metadata("ketamine-course").get_all("Provides-Extra")))
"""
    named = json.loads(installed.python(code))
    assert sorted(named) == ["book", "check", "lab", "room", "test"]
