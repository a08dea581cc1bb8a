"""``Quiz`` as lessons use it: answers outlive the cell, the kernel and a broken database."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ketamine_course import Quiz
from ketamine_course.errors import UnknownIdError
from ketamine_course.progress import answers, import_attempts, learner, store
from ketamine_course.quiz import bank

from .test_progress_files import GOOD, written

pytestmark = pytest.mark.usefixtures("made_up")


def restart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget all that a kernel knows."""
    monkeypatch.setattr(answers, "_known", {})


def test_nothing_is_stored_before_an_answer(file: Path):
    quiz = Quiz("six-kinds")
    assert quiz.kept_in == str(file.resolve())
    assert (quiz.responses, quiz.score, quiz.notice) == ({}, 0, "")
    assert not file.exists()
    quiz.answer("pick-one", "supervised-care")
    assert file.is_file()


def test_answers_are_back_after_running_the_cell_again_and_after_a_restart(
    monkeypatch: pytest.MonkeyPatch,
):
    Quiz("six-kinds").answer("pick-one", "supervised-care")
    assert Quiz("six-kinds").responses == {"pick-one": "supervised-care"}
    restart(monkeypatch)
    quiz = Quiz("six-kinds")
    assert quiz.responses == {"pick-one": "supervised-care"} and quiz.score == pytest.approx(1 / 6)
    quiz.answer("pick-one", "a-non-medical-setting")
    restart(monkeypatch)
    assert Quiz("six-kinds").responses == {"pick-one": "a-non-medical-setting"}
    assert len(store.Store().attempts()) == 2  # the earlier one is kept, too


def test_another_learner_does_not_see_them(monkeypatch: pytest.MonkeyPatch):
    Quiz("six-kinds").answer("pick-one", "supervised-care")
    monkeypatch.setenv(learner.VARIABLE, "her")
    assert Quiz("six-kinds").responses == {}


def test_all_views_of_a_quiz_stay_in_step():
    first, second = Quiz("made-guess"), Quiz("made-guess", review=True)
    first.answer("how-many", 30)
    assert second.responses == first.responses == {"how-many": 30}
    assert second.definition["view"] == "review"
    second.answer("which", "floating")
    assert first.responses == {"how-many": 30, "which": "floating"}


def test_what_the_screen_sends_is_graded_again(file: Path):
    quiz = Quiz("six-kinds")
    quiz.answer("pick-one", "a-non-medical-setting")
    honest = quiz.attempts[0]
    lies = {
        **honest,
        "attempt_id": "lie",
        "score": 1.0,
        "max_score": 1.0,
        "learner": "her",
        "mode": "assessment",
    }
    junk = [
        {},
        {"attempt_id": "x"},
        {**honest, "attempt_id": "y", "response": "gone"},
        {**honest, "attempt_id": "z", "item": "gone"},
    ]
    quiz.attempts = [honest, lies, *junk]
    kept = {attempt.attempt_id: attempt for attempt in store.Store().attempts()}
    assert set(kept) == {honest["attempt_id"], "lie"}
    assert (kept["lie"].score, kept["lie"].learner, kept["lie"].mode) == (0, "me", "practice")


def test_answers_to_an_older_version_stay_stored_but_are_not_shown(monkeypatch: pytest.MonkeyPatch):
    Quiz("six-kinds").answer("pick-one", "supervised-care")
    load = bank.load
    monkeypatch.setattr(bank, "load", lambda id: load(id).model_copy(update={"version": 3}))
    assert Quiz("six-kinds").responses == {}
    assert len(store.Store().attempts()) == 1


def test_an_import_shows_in_a_quiz_that_is_open(tmp_path: Path):
    quiz = Quiz("six-kinds")
    import_attempts(written(tmp_path, GOOD))
    assert quiz.responses == {"pick-one": "supervised-care"}


# When answers cannot be kept


def test_a_locked_database_is_told_and_answers_are_kept_once_it_is_free(file: Path):
    quiz = Quiz("six-kinds")
    quiz.answer("pick-one", "supervised-care")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("begin exclusive")
    quiz.answer("opinion", "from-friends")
    assert quiz.responses == {"pick-one": "supervised-care", "opinion": "from-friends"}
    assert "New answers can't be kept: another program is using" in quiz.notice
    # Running the cell again does not forget them.
    assert Quiz("six-kinds").responses == quiz.responses
    other.execute("rollback")
    other.close()
    quiz.answer("guess", 41)
    assert quiz.notice == ""
    assert len(store.Store().attempts()) == 3


def test_a_read_only_database_is_told_and_what_is_there_is_shown(
    file: Path, monkeypatch: pytest.MonkeyPatch
):
    Quiz("six-kinds").answer("pick-one", "supervised-care")
    before = file.read_bytes()
    monkeypatch.setenv(store.VARIABLE, f"sqlite:///file:{file.as_posix()}?mode=ro&uri=true")
    quiz = Quiz("six-kinds")
    assert quiz.responses == {"pick-one": "supervised-care"} and quiz.notice == ""
    quiz.answer("guess", 41)
    assert (
        "may be read but not written" in quiz.notice
        and "Nothing that was kept before is lost." in quiz.notice
    )
    assert quiz.responses["guess"] == 41
    assert file.read_bytes() == before


@pytest.mark.parametrize("url", [None, "no address", "nosuchdatabase://host/name"])
def test_a_broken_database_never_stops_a_quiz(
    file: Path, monkeypatch: pytest.MonkeyPatch, url: str | None
):
    content = b"no database at all " * 60
    file.write_bytes(content)
    if url:
        monkeypatch.setenv(store.VARIABLE, url)
    quiz = Quiz("six-kinds")
    assert "can't be kept" in quiz.notice
    quiz.answer("pick-one", "supervised-care")
    assert quiz.score == pytest.approx(1 / 6) and "can't be kept" in quiz.notice
    assert file.read_bytes() == content


# What it says when asked for something else, and how fast it is there


def test_an_unknown_quiz_names_the_nearest():
    with pytest.raises(UnknownIdError, match="Did you mean 'six-kinds'"):
        Quiz("six-kind")
    with pytest.raises(ValueError, match="only a predict quiz can be shown again"):
        Quiz("six-kinds", review=True)


def test_the_package_loads_without_database_or_widgets():
    code = (
        "import sys, ketamine_course; sys.exit(bool({'sqlalchemy', 'anywidget', 'pandas'} &"
        " set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0
