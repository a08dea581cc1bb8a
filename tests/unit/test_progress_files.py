"""The results file: out of one place, into another, never twice and never half."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ketamine_course.progress import ResultsFileError, Store, StoreError, export_attempts, import_attempts, learner, store

from .test_progress_store import attempt

GOOD = {"format": "ketamine-course-attempts", "version": 1, "attempts": [attempt("a").model_dump(), attempt("b", host="static").model_dump()]}


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(store.VARIABLE, f"sqlite:///{(tmp_path / 'own.sqlite3').as_posix()}")
    monkeypatch.setenv(learner.VARIABLE, "me")


def written(folder: Path, content: Any) -> Path:
    path = folder / "results.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_a_file_goes_out_and_comes_in_elsewhere_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    mine = [attempt("a", learner="me"), attempt("b", learner="me", response={"bp": "care"}, confidence=0.25)]
    Store().add([*mine, attempt("hers", learner="her")])
    path = tmp_path / "answers.json"
    assert export_attempts(path) == 2
    content = json.loads(path.read_text(encoding="utf-8"))
    assert (content["format"], content["version"]) == ("ketamine-course-attempts", 1)
    assert content["attempts"] == [each.model_dump() for each in mine]
    monkeypatch.setenv(store.VARIABLE, f"sqlite:///{(tmp_path / 'elsewhere.sqlite3').as_posix()}")
    assert import_attempts(path) == 2
    assert import_attempts(path) == 0
    assert Store().attempts() == mine


def test_what_a_browser_exported_becomes_mine_unless_a_trainer_collects(tmp_path: Path):
    path = written(tmp_path, GOOD)
    assert import_attempts(path, mine=False) == 2
    assert {each.learner for each in Store().attempts()} == {"one"}
    other = {**GOOD, "attempts": [attempt("c", learner="browser-code").model_dump()]}
    assert import_attempts(written(tmp_path, other)) == 1
    assert [each.attempt_id for each in Store().attempts(learner="me")] == ["c"]


def test_an_empty_record_can_be_exported_and_imported(tmp_path: Path):
    assert export_attempts(tmp_path / "answers.json") == 0
    assert import_attempts(tmp_path / "answers.json") == 0


def record(**fields: Any) -> dict:
    return {**GOOD, "attempts": [GOOD["attempts"][0], {**GOOD["attempts"][1], **fields}]}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "it is damaged, expected JSON"),
        (json.dumps(GOOD)[:-20], "it is damaged, expected JSON"),
        ('{"format": NaN}', "it is damaged, expected JSON"),
        ("[" * 100_000, "it is damaged, expected JSON"),
        ([], "it is no results file of this course"),
        ({**GOOD, "format": "another"}, "it is no results file of this course"),
        ({**GOOD, "version": 2}, r"written by a newer version of the course \(format 2; this one knows 1\)"),
        ({**GOOD, "version": "1"}, "damaged, expected a version"),
        ({**GOOD, "version": True}, "damaged, expected a version"),
        ({**GOOD, "attempts": {}}, "damaged, expected a list of attempts"),
        ({**GOOD, "attempts": ["x"]}, "damaged, answer 1: expected an attempt"),
        (record(mode="exam"), "damaged, answer 2: mode: expected practice, assessment or predict"),
        (record(score="1"), "damaged, answer 2: score: expected points earned"),
        (record(score=5), "damaged, answer 2: score: expected at most the max_score 1, got 5"),
        (record(name="Ada"), "damaged, answer 2: expected no field 'name'"),
        (record(learner="ada@example.org"), "damaged, answer 2: learner: expected a code"),
        ({**GOOD, "attempts": [{key: value for key, value in GOOD["attempts"][0].items() if key != "item"}]}, "answer 1: item: expected the id"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_damaged_foreign_or_newer_file_is_refused_and_nothing_changes(tmp_path: Path, content: Any, reason: str):
    Store().add([attempt("kept")])
    with pytest.raises(ResultsFileError, match=f"results.json was not imported and nothing has changed: .*{reason}"):
        import_attempts(written(tmp_path, content))
    assert Store().attempts() == [attempt("kept")]


def test_a_missing_file_is_told(tmp_path: Path):
    with pytest.raises(ResultsFileError, match="nowhere.json was not imported .* cannot be read"):
        import_attempts(tmp_path / "nowhere.json")


def test_an_export_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = written(tmp_path, "older")
    (tmp_path / "own.sqlite3").write_bytes(b"no database " * 50)
    with pytest.raises(StoreError, match="damaged"):
        export_attempts(path)
    assert path.read_text() == "older"
    with pytest.raises(OSError):
        monkeypatch.setenv(store.VARIABLE, f"sqlite:///{(tmp_path / 'new.sqlite3').as_posix()}")
        export_attempts(tmp_path / "no folder" / "answers.json")
    assert [each.name for each in tmp_path.glob("*.json*")] == ["results.json"]
