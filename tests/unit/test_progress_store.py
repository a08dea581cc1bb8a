"""Where answers are kept: only added to, safe to use from several places, and honest about what
goes wrong.
"""

from __future__ import annotations

import gc
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from ketamine_course.progress import learner, store
from ketamine_course.progress.attempts import Attempt
from ketamine_course.progress.store import Store, StoreError


def attempt(id: str = "a1", **fields: Any) -> Attempt:
    return Attempt.model_validate(
        {
            "attempt_id": id,
            "learner": "one",
            "quiz": "six-kinds",
            "bank_version": 2,
            "item": "pick-one",
            "response": "supervised-care",
            "score": 1,
            "max_score": 1,
            "confidence": None,
            "mode": "practice",
            "started": "2026-01-01T10:00:00.000Z",
            "submitted": "2026-01-01T10:01:00.000Z",
            "host": "kernel",
            **fields,
        }
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "answers.sqlite3"


def address(file: Path) -> str:
    return f"sqlite:///{file.as_posix()}"


def rows(file: Path) -> int:
    with sqlite3.connect(file) as connection:
        count = connection.execute("select count(*) from attempts").fetchone()[0]
    connection.close()
    return count


# An attempt


@pytest.mark.parametrize("response", ["care", ["a", "b"], {"bp": "care"}, 41, 130.5, -2.5])
def test_an_answer_comes_back_exactly_as_it_was(file: Path, response: Any):
    kept = attempt(response=response, confidence=0.75, score=1 / 3)
    Store(address(file)).add([kept])
    (found,) = Store(address(file)).attempts()
    assert found == kept and type(found.response) is type(response)


@pytest.mark.parametrize(
    "fields",
    [
        {"response": None},
        {"response": True},
        {"response": float("nan")},
        {"response": {"a": 1}},
        {"response": ["x"] * 50},
        {"score": 2},
        {"score": -1},
        {"score": float("inf")},
        {"score": "1"},
        {"confidence": 1.5},
        {"bank_version": 0},
        {"mode": "exam"},
        {"host": "phone"},
        {"learner": "somebody@example.org"},
        {"learner": ""},
        {"attempt_id": "a b"},
        {"submitted": "yesterday"},
        {"started": "2026-01-01 10:00"},
        {"name": "Ada"},
        {"quiz": "../secrets"},
    ],
    ids=str,
)
def test_what_is_no_attempt_is_refused(fields: dict):
    with pytest.raises(ValidationError):
        attempt(**fields)


# The store


def test_no_file_is_made_before_there_is_something_to_keep(file: Path):
    place = Store(address(file))
    assert place.attempts() == [] and place.add([]) == 0
    assert place.kept_in == str(file.resolve())
    assert not file.exists() and not file.parent.exists()


def test_adding_twice_changes_nothing_and_the_first_stays(file: Path):
    place = Store(address(file))
    assert place.add([attempt("a"), attempt("a"), attempt("b")]) == 2
    assert place.add([attempt("a", score=0), attempt("c")]) == 1
    assert [(found.attempt_id, found.score) for found in place.attempts()] == [
        ("a", 1),
        ("b", 1),
        ("c", 1),
    ]


def test_of_two_answers_with_one_code_the_first_is_kept(file: Path):
    assert Store(address(file)).add([attempt("a"), attempt("a", score=0)]) == 1
    assert [found.score for found in Store(address(file)).attempts()] == [1]


def open_connections(file: Path) -> int:
    """How many of this program's connections still hold a file."""
    count = 0
    for each in gc.get_objects():
        if isinstance(each, sqlite3.Connection):
            with suppress(sqlite3.Error):
                names = [row[2] for row in each.execute("pragma database_list")]
                count += str(file.resolve()) in names
    return count


def test_a_file_is_let_go_after_each_task(file: Path):
    """Windows deletes no file that is held open, and two hundred kernels would fill a server."""
    place = Store(address(file))
    place.add([attempt("a")])
    place.add_read("one", {"05": "2026"})
    assert place.attempts() and place.read("one") and list(place.batches())
    assert open_connections(file) == 0
    held = sqlite3.connect(file)
    assert open_connections(file) == 1
    held.close()


@pytest.mark.parametrize("seconds", [0.25, 20.0])
def test_a_file_in_use_is_waited_for(file: Path, monkeypatch: pytest.MonkeyPatch, seconds: float):
    monkeypatch.setattr(store, "BUSY_TIMEOUT", seconds)
    with Store(address(file.parent.parent / "own.sqlite3"))._connect() as found:
        assert found.exec_driver_sql("pragma busy_timeout").scalar() == 1000 * seconds


def test_no_answer_stands_in_what_a_notebook_shows_of_an_error(file: Path):
    Store(address(file)).add([attempt("a")])
    place = Store(f"sqlite:///file:{file.as_posix()}?mode=ro&uri=true")
    with pytest.raises(StoreError) as caught:
        place.add([attempt("b", response="my-own-answer")])
    cause = str(caught.value.__cause__)
    assert "INSERT INTO attempts" in cause and "my-own-answer" not in cause


@pytest.mark.parametrize(
    ("said", "told"),
    [("one\ntwo", "one"), ("\n  one \ntwo", "one "), (" \n", "no reason given")],
)
def test_a_driver_is_quoted_with_its_first_line(said: str, told: str):
    assert store._first_line(said) == told


def test_attempts_are_found_by_quiz_and_learner_earliest_first(file: Path):
    place = Store(address(file))
    place.add(
        [
            attempt("late", submitted="2026-02-01T10:00:00Z"),
            attempt("early"),
            attempt("hers", learner="two"),
            attempt("other", quiz="made-test"),
        ]
    )
    assert [found.attempt_id for found in place.attempts("six-kinds", "one")] == ["early", "late"]
    assert len(place.attempts(learner="two")) == 1 and len(place.attempts()) == 4


def test_erasing_takes_all_of_one_learner_and_nothing_of_another(file: Path):
    kept = Store(address(file))
    kept.erase("one")
    assert not file.exists()
    kept.add([attempt("a"), attempt("b"), attempt("c", learner="two")])
    for code in ("one", "two"):
        kept.add_read(code, {"05": "2026-01-01T10:00:00.000Z"})
    kept.erase("one")
    assert [each.attempt_id for each in kept.attempts()] == ["c"]
    assert kept.read("one") == {}
    assert kept.read("two") == {"05": "2026-01-01T10:00:00.000Z"}


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_keeps_answers_as_long_as_its_store_lives(url: str):
    kept = Store(url)
    kept.add([attempt()])
    kept.add_read("one", {"05": "2026-01-01T10:00:00.000Z"})
    assert kept.attempts() == [attempt()]
    assert kept.read("one") == {"05": "2026-01-01T10:00:00.000Z"}
    assert Store(url).attempts() == []


def test_a_database_that_knows_no_upsert_keeps_the_same(
    file: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(store, "_UPSERTS", {})
    kept = Store(address(file))
    early, late = "2026-01-01T10:00:00.000Z", "2026-02-01T10:00:00.000Z"
    assert kept.add([attempt("a"), attempt("b")]) == 2
    assert kept.add([attempt("b"), attempt("c")]) == 1
    assert [found.attempt_id for found in kept.attempts()] == ["a", "b", "c"]
    kept.add_read("one", {"05": late, "06": early})
    kept.add_read("one", {"05": early, "06": late, "07": late})
    kept.add_read("other", {"05": late})
    assert kept.read("one") == {"05": early, "06": early, "07": late}
    assert kept.read("other") == {"05": late}


def test_what_only_waiting_cannot_mend_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("time.sleep", lambda seconds: pytest.fail("it waits"))
    folder = tmp_path / "answers.sqlite3"
    folder.mkdir()
    with pytest.raises(StoreError, match="cannot be opened as a file"):
        Store(f"sqlite:///{folder.as_posix()}").attempts()


@pytest.mark.parametrize("roles", [("her", None), (None, "him"), ("her", "him")])
def test_people_are_kept_apart_by_postgresql_only(file: Path, roles: tuple[str | None, str | None]):
    with pytest.raises(StoreError, match="only PostgreSQL knows who may see what"):
        Store(address(file)).prepare(*roles)
    Store(address(file)).prepare()
    Store(address(file)).add([attempt()])
    assert Store(address(file)).attempts() == [attempt()]


def test_more_attempts_than_a_query_may_name(file: Path):
    place = Store(address(file))
    assert place.add(attempt(f"a{number}") for number in range(1500)) == 1500
    assert place.add(attempt(f"a{number}") for number in range(1600)) == 100


def test_several_threads_and_programs_may_write_at_once(file: Path):
    code = (
        "import sys; from tests.unit.test_progress_store import attempt; from"
        " ketamine_course.progress import Store\n[Store(sys.argv[1]).add([attempt('shared'),"
        " attempt(f'{sys.argv[2]}-{n}')]) for n in range(20)]"
    )
    programs = [
        subprocess.Popen([sys.executable, "-c", code, address(file), str(n)]) for n in range(3)
    ]
    with ThreadPoolExecutor(4) as pool:
        list(
            pool.map(
                lambda n: Store(address(file)).add([attempt("shared"), attempt(f"thread-{n}")]),
                range(20),
            )
        )
    assert [program.wait(60) for program in programs] == [0, 0, 0]
    assert rows(file) == 1 + 3 * 20 + 20


def test_a_locked_database_is_told_and_loses_nothing(file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(store, "BUSY_TIMEOUT", 0.1)
    Store(address(file)).add([attempt("a")])
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("begin exclusive")
    with pytest.raises(StoreError, match=r"another program is using .*answers.sqlite3"):
        Store(address(file)).add([attempt("b")])
    other.execute("rollback")
    other.close()
    assert rows(file) == 1
    assert Store(address(file)).add([attempt("b")]) == 1


def test_a_read_only_database_is_told_and_can_still_be_read(file: Path):
    Store(address(file)).add([attempt("a")])
    place = Store(f"sqlite:///file:{file.as_posix()}?mode=ro&uri=true")
    assert len(place.attempts()) == 1
    with pytest.raises(StoreError, match="may be read but not written"):
        place.add([attempt("b")])
    assert rows(file) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"not a database at all, and longer than a header would be " * 9,
        b"SQLite format 3\x00" + b"\xff" * 2000,
    ],
)
def test_a_damaged_database_is_told_and_left_as_it_is(file: Path, content: bytes):
    file.parent.mkdir()
    file.write_bytes(content)
    for act in (
        lambda: Store(address(file)).attempts(),
        lambda: Store(address(file)).add([attempt()]),
    ):
        with pytest.raises(StoreError, match=r"answers\.sqlite3"):
            act()
    assert file.read_bytes() == content


def test_a_row_of_something_else_is_told(file: Path):
    Store(address(file)).add([attempt("a")])
    with sqlite3.connect(file) as connection:
        connection.execute("update attempts set mode = 'exam'")
    connection.close()
    with pytest.raises(
        StoreError, match=r"holds something that is no answer of this course \(mode\)"
    ):
        Store(address(file)).attempts()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (
            "no address",
            "KETAMINE_COURSE_DB is no database address, expected something like sqlite:///",
        ),
        ("nosuchdatabase://host/name", "cannot be used"),
    ],
)
def test_an_address_that_leads_nowhere_is_told(url: str, said: str):
    with pytest.raises(StoreError, match=said):
        Store(url).add([attempt()])


def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path):
    (tmp_path / "deep").write_text("a file")
    with pytest.raises(StoreError, match="cannot be opened as a file"):
        Store(address(tmp_path / "deep" / "answers.sqlite3")).add([attempt()])


def test_a_password_is_never_shown():
    place = Store("postgresql://anna:secret@db.example.org/course")
    assert place.kept_in == "postgresql://anna:***@db.example.org/course"
    with pytest.raises(StoreError, match="cannot be used") as caught:
        place.add([attempt()])
    assert "secret" not in str(caught.value)


def test_the_environment_names_the_database(file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(store.VARIABLE, address(file))
    Store().add([attempt()])
    assert rows(file) == 1
    monkeypatch.delenv(store.VARIABLE)
    assert Store().kept_in == str((learner.folder() / "answers.sqlite3").resolve())


# The learner's code


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(learner.VARIABLE, raising=False)
    monkeypatch.setattr(learner, "folder", lambda: tmp_path / "home")
    return tmp_path / "home"


def test_a_code_is_random_and_written_down_only_when_needed(home: Path):
    code = learner.code()
    assert code == learner.code() and len(code) == 36
    assert not home.exists()
    assert learner.keep() == code
    assert (home / "learner").read_text() == f"{code}\n"


def test_a_code_that_stands_there_is_used(home: Path):
    home.mkdir()
    (home / "learner").write_text("known-code\n")
    assert learner.code() == learner.keep() == "known-code"


def test_a_code_in_the_environment_wins_and_must_not_be_an_address(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(learner.VARIABLE, "class-7")
    assert learner.code() == learner.keep() == "class-7" and not home.exists()
    monkeypatch.setenv(learner.VARIABLE, "ada@example.org")
    with pytest.raises(
        ValueError, match=r"KETAMINE_COURSE_LEARNER is 'ada@example\.org'; expected"
    ):
        learner.code()
