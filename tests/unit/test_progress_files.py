"""The results file: out of one place, into another, never twice and never half."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ketamine_course.progress import (
    ResultsFileError,
    Store,
    StoreError,
    export_attempts,
    import_attempts,
    learner,
    schema,
    store,
)

from ..results_files import CASES
from .test_progress_store import attempt

GOOD = {
    "format": "ketamine-course-attempts",
    "version": 1,
    "attempts": [attempt("a").model_dump(), attempt("b", host="static").model_dump()],
}


def readable(text: str) -> bool:
    """Whether ``text`` is JSON with figures that JSON knows."""
    try:
        json.loads(text, parse_constant=int)
    except ValueError:
        return False
    return "1e999" not in text


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(store.VARIABLE, f"sqlite:///{(tmp_path / 'own.sqlite3').as_posix()}")
    monkeypatch.setenv(learner.VARIABLE, "me")


def written(folder: Path, content: Any) -> Path:
    path = folder / "results.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_a_file_goes_out_and_comes_in_elsewhere_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    mine = [
        attempt("a", learner="me"),
        attempt("b", learner="me", response={"bp": "care"}, confidence=0.25),
    ]
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


@pytest.mark.parametrize(
    ("text", "reason"),
    [case[1:] for case in CASES if case[2]],
    ids=[case[0] for case in CASES if case[2]],
)
def test_a_damaged_foreign_or_newer_file_is_refused_and_nothing_changes(
    tmp_path: Path, text: str, reason: str
):
    Store().add([attempt("kept")])
    with pytest.raises(ResultsFileError) as told:
        import_attempts(written(tmp_path, text))
    assert f"results.json was not imported and nothing has changed: {reason}" in str(told.value)
    assert Store().attempts() == [attempt("kept")]


@pytest.mark.parametrize(
    "text",
    [case[1] for case in CASES if not case[2]],
    ids=[case[0] for case in CASES if not case[2]],
)
def test_a_good_file_is_taken(tmp_path: Path, text: str):
    assert import_attempts(written(tmp_path, text)) == len(json.loads(text)["attempts"])


def test_a_file_nested_without_end_is_refused(tmp_path: Path):
    with pytest.raises(ResultsFileError, match="it is damaged, expected JSON"):
        import_attempts(written(tmp_path, "[" * 100_000))


def test_the_published_schema_is_current():
    assert schema.SCHEMA_FILE.read_text(encoding="utf-8") == schema.schema_text(), (
        "run: ketamine-course schema"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [case[1:] for case in CASES if readable(case[1])],
    ids=[case[0] for case in CASES if readable(case[1])],
)
def test_other_tools_that_read_the_schema_say_the_same(text: str, reason: str | None):
    faults = list(
        jsonschema.Draft202012Validator(schema.json_schema()).iter_errors(json.loads(text))
    )
    # The one rule that the schema cannot state.
    assert bool(faults) == (reason is not None and "at most the max_score" not in reason)


def test_a_missing_file_is_told(tmp_path: Path):
    with pytest.raises(ResultsFileError, match=r"nowhere.json was not imported .* cannot be read"):
        import_attempts(tmp_path / "nowhere.json")


def test_an_export_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = written(tmp_path, "older")
    (tmp_path / "own.sqlite3").write_bytes(b"no database " * 50)
    with pytest.raises(StoreError, match="damaged"):
        export_attempts(path)
    assert path.read_text() == "older"
    monkeypatch.setenv(store.VARIABLE, f"sqlite:///{(tmp_path / 'new.sqlite3').as_posix()}")
    with pytest.raises(FileNotFoundError, match="no folder"):
        export_attempts(tmp_path / "no folder" / "answers.json")
    assert [each.name for each in tmp_path.glob("*.json*")] == ["results.json"]
