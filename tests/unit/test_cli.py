"""The command line: every subcommand has the same manners."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ketamine_course import cli
from ketamine_course.cli import export
from ketamine_course.quiz.formats import WRITERS

from .test_progress_store import attempt

ROOT = Path(__file__).parents[2]
CHECKOUT = ["book", "pdf", "epub", "site", "slides", "lab", "notebooks", "schema", "reading"]
CHECKOUT += ["bench", "ready", "lint", "check", "test", "coverage", "mutants", "lock"]
NAME = "Łódź ☂ 薬"


def run(*words: object, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a program of its own, its output in a pipe."""
    return subprocess.run(
        [sys.executable, "-m", "ketamine_course", *map(str, words)],
        cwd=cwd,
        capture_output=True,
        encoding=environment.get("PYTHONIOENCODING", "utf-8"),
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **environment},
        check=False,
    )


def refused(result: subprocess.CompletedProcess[str], status: int) -> str:
    """The one line in which a command said what was wrong."""
    assert result.returncode == status, result.stderr
    assert len(result.stderr.splitlines()) == 1, result.stderr
    return result.stderr


def test_alone_it_lists_every_command():
    result = run()
    assert result.returncode == 0 and result.stderr == ""
    assert all(f"    {name}" in result.stdout for name in cli.COMMANDS)


@pytest.mark.parametrize("name", ["", *cli.COMMANDS])
def test_help_says_what_it_does_in_eighty_columns(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as ended:
        cli.main([*name.split(), "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert max(map(len, said.splitlines())) <= 80
    assert f"usage: ketamine-course {name}".rstrip() in said and "``" not in said


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_module_of_a_command_is_named_as_the_command(name: str):
    assert (ROOT / "ketamine_course" / "cli" / f"{name.replace('-', '_')}.py").is_file()


@pytest.mark.parametrize("name", [n for n in cli.COMMANDS if n not in {"lab", "check", "mutants"}])
def test_an_option_that_there_is_not_is_refused_in_one_line(
    name: str, capsys: pytest.CaptureFixture[str]
):
    with pytest.raises(SystemExit) as ended:
        cli.main([name, "--no-such-option"])
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"ketamine-course {name}: ") and "--help" in line


def test_a_command_that_there_is_not_is_refused_in_one_line():
    assert "invalid choice: 'exprot'" in refused(run("exprot"), 2)


@pytest.mark.parametrize("name", CHECKOUT)
def test_outside_of_the_repository_a_command_says_that_it_belongs_there(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    assert cli.main([name]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert f"ketamine-course {name}: " in line and str(tmp_path) in line and "git clone" in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["serve", "links"])
def test_where_there_is_no_book_it_says_how_to_build_one(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert cli.main([name, str(tmp_path)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "ketamine-course book" in line and str(tmp_path) in line


BAD = {
    "a quiz that there is not": ("export --to csv --quiz lesson-55", 1, "'lesson-05'"),
    "a format that there is not": ("export --to word", 2, "moodle"),
    "answers without a file": ("export --to xapi", 2, "--attempts"),
    "a folder that is a file": ("export --to csv --quiz lesson-03 --out taken", 1, "taken"),
    "no answers": ("cohort nowhere", 1, "nowhere"),
    "a report onto a folder": ("cohort answers --report .", 1, "."),
    "no database": ("database nonsense", 1, "database address"),
    "a database that can't be made": ("database sqlite:///taken/x.db", 1, "taken"),
    "a port that there is not": ("serve book --port 70000", 1, "--port"),
    "a port that is a word": ("serve book --port web", 2, "web"),
    "a notebook that there is not": ("notebooks nowhere.ipynb", 1, "nowhere.ipynb"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file in the way, answers, a page, and what makes it look like a checkout."""
    (tmp_path / "taken").write_text("", encoding="utf-8")
    (tmp_path / "_toc.yml").write_text("", encoding="utf-8")
    for name in ("book", "notebooks", "answers"):
        (tmp_path / name).mkdir()
    (tmp_path / "book" / "index.html").write_text("", encoding="utf-8")
    write_answers(tmp_path / "answers" / "a.json")
    return tmp_path


def write_answers(path: Path) -> None:
    content = {
        "format": "ketamine-course-attempts",
        "version": 1,
        "attempts": [attempt("a").model_dump()],
    }
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gets_one_line_that_names_it(
    case: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    words, status, named = BAD[case]
    monkeypatch.chdir(folder)
    try:
        ended = cli.main(words.split())
    except SystemExit as error:
        ended = error.code
    (line,) = capsys.readouterr().err.splitlines()
    assert ended == status and named in line


@pytest.mark.slow
def test_a_name_of_any_alphabet_passes_any_pipe(tmp_path: Path):
    place = tmp_path / NAME
    (place / "answers").mkdir(parents=True)
    (place / "index.html").write_text('<a href="https://example.org/ł">', encoding="utf-8")
    answers = place / "answers" / f"{NAME}.json"
    write_answers(answers)
    (place / "answers" / f"{NAME} damaged.json").write_text("{", encoding="utf-8")
    (place / "quizzes").mkdir()
    (place / "quizzes" / "own.yaml").write_text(
        f"id: own\nversion: 1\ntitle: {NAME}\nlesson: '01'\nmode: practice\nitems:\n"
        f"  - id: one\n    type: survey\n    prompt: Dokąd? {NAME}\n    objective: '01.1'\n"
        "    claims: []\n    options:\n      - {text: tu, feedback: tu}\n"
        "      - {text: tam, feedback: tam}\n",
        encoding="utf-8",
    )
    for words in (
        ["cohort", place / "answers", "--report", place / "r.html", "--csv", place / "csv"],
        ["export", "--to", "moodle", "--quiz", "own", "--out", place / "out"],
        ["export", "--to", "xapi", "--attempts", answers, "--out", place / "out"],
        ["database", f"sqlite:///{(place / 'x.db').as_posix()}"],
        ["links", place, "--list"],
    ):
        own = str(place / "quizzes")
        result = run(*words, PYTHONIOENCODING="cp1252", KETAMINE_COURSE_LOCAL=own)
        assert result.returncode == 0, result.stderr
        assert "\\u" in result.stdout + result.stderr, "what the pipe can't carry is spelled out"
    result = run("cohort", place / "none", PYTHONIOENCODING="ascii")
    assert result.returncode == 1 and "Traceback" not in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal for another process there")
def test_ctrl_c_ends_the_server_without_a_word_too_many(folder: Path):
    server = subprocess.Popen(
        [sys.executable, "-m", "ketamine_course", "serve", str(folder / "book"), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stdout and "http://127.0.0.1:" in server.stdout.readline()
    time.sleep(0.2)
    server.send_signal(signal.SIGINT)
    said, errors = server.communicate(timeout=30)
    assert (server.returncode, said.strip(), errors) == (0, "", "")


def test_ctrl_c_elsewhere_is_quiet_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def interrupted(arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ketamine_course.cli.validation.run", interrupted)
    assert cli.main(["validation"]) == 130
    assert capsys.readouterr().err.strip() == ""


def test_a_reader_who_has_had_enough_ends_it_quietly():
    command = subprocess.Popen(
        [sys.executable, "-m", "ketamine_course", "validation"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert command.stdout and command.stderr
    command.stdout.close()
    assert command.stderr.read() == ""
    assert command.wait(timeout=60) == 1


def test_a_part_that_is_not_installed_is_named():
    code = (
        "import sys; sys.modules['polars'] = None; from ketamine_course.cli import main;"
        " sys.exit(main(['cohort', 'x']))"
    )
    words = [sys.executable, "-c", code]
    said = refused(subprocess.run(words, capture_output=True, text=True, check=False), 1)
    assert said.startswith("ketamine-course cohort: ") and "polars" in said and "[room]" in said


def test_listing_the_commands_loads_nothing_heavy():
    code = "import sys; from ketamine_course.cli import main; main([]); print(*sys.modules)"
    words = [sys.executable, "-c", code]
    loaded = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    heavy = {"numpy", "pandas", "pydantic", "sqlalchemy", "altair", "sphinx", "yaml", "polars"}
    assert heavy & set(loaded) == set()


def test_the_formats_of_export_are_those_that_can_be_written():
    assert list(export.FORMATS) == [*WRITERS, "xapi"]


def test_only_the_command_line_reads_arguments_and_prints():
    """``print`` in progress stands: there a learner's own cell asks for it."""
    package = ROOT / "ketamine_course"
    for path in package.rglob("*.py"):
        part = path.relative_to(package).parts[0]
        text = path.read_text(encoding="utf-8")
        assert part == "cli" or "argparse" not in text, path
        assert part in ("cli", "progress") or " print(" not in text, path
