"""What every lesson has and keeps to: see "How the course is written" in CONTRIBUTING.md."""

from __future__ import annotations

import json
import re
from pathlib import Path
from statistics import median
from typing import Any

import nbformat
import pytest

from ketamine_course import evidence
from ketamine_course.publish import notebooks, reading
from ketamine_course.quiz import bank
from ketamine_course.quiz.gain import define_gain

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
METADATA = [
    json.loads(path.read_text(encoding="utf-8"))["metadata"]["ketamine_course"] for path in LESSONS
]
PARTS = [
    "opening",
    "guess",
    "try-it",
    "try-it-check",
    "claim-check",
    "quiz",
    "key-points",
    "discussion",
    "group-activity",
    "sources",
]
MOST_WORDS, MOST_LINES = 120, 10
HARDEST, MEDIAN = 12, 10  # Flesch-Kincaid grades
TESTABLE = {
    "apply",
    "build",
    "calculate",
    "check",
    "choose",
    "compare",
    "decide",
    "describe",
    "distinguish",
    "estimate",
    "explain",
    "find",
    "give",
    "judge",
    "list",
    "match",
    "name",
    "order",
    "place",
    "rank",
    "read",
    "recognise",
    "say",
    "sort",
    "spot",
    "state",
    "tell",
    "use",
    "weigh",
}


@pytest.fixture(params=LESSONS, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture
def lesson(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def tags(cell: Any) -> list[str]:
    return cell.metadata.get("tags", [])


def quizzes(lesson: Any) -> list[str]:
    return [
        id
        for cell in lesson.cells
        if cell.cell_type == "code"
        for id in re.findall(r'Quiz\("([\w-]+)"', cell.source)
    ]


def test_the_metadata_say_what_a_trainer_needs(path, lesson):
    meta = lesson.metadata["ketamine_course"]
    assert (
        path.name.startswith(f"{meta['lesson']}-")
        and meta["title"]
        and meta["question"].endswith("?")
    )
    assert set(meta["minutes"]) == {"reading", "activity"} and all(
        0 < m <= 60 for m in meta["minutes"].values()
    )
    assert 3 <= len(meta["objectives"]) <= 4
    vague = [text for text in meta["objectives"] if text.split()[0].lower() not in TESTABLE]
    assert not vague, f"begin with a verb that can be tested: {vague}"
    assert sorted(meta["claims"]) == [
        claim.id for claim in evidence.claims(section=int(meta["lesson"]))
    ]


def test_all_parts_are_there_in_order(lesson):
    first = [
        next((i for i, cell in enumerate(lesson.cells) if part in tags(cell)), None)
        for part in PARTS
    ]
    missing = [part for part, place in zip(PARTS, first, strict=True) if place is None]
    assert not missing
    assert first == sorted(first), (
        f"parts stand in another order: {dict(zip(PARTS, first, strict=True))}"
    )
    headings = [
        line
        for cell in lesson.cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if re.match(r"#+ ", line)
    ]
    assert [h for h in headings if h.startswith("# ")] == headings[:1], "one title, at the top"


def test_cells_are_short(lesson):
    texts = [
        (i, c)
        for i, c in enumerate(lesson.cells)
        if c.cell_type == "markdown" and not {"opening", "sources"} & set(tags(c))
    ]
    wordy = [
        f"cell {i}: {reading.count_words(c.source)} words"
        for i, c in texts
        if reading.count_words(c.source) > MOST_WORDS
    ]
    long = [
        f"cell {i}"
        for i, c in enumerate(lesson.cells)
        if c.cell_type == "code"
        and len([x for x in c.source.splitlines() if x.strip()]) > MOST_LINES
    ]
    assert (wordy, long) == ([], [])


def test_the_minutes_a_lesson_states_are_those_it_takes(path):
    r = reading.measure(path)
    taken = {"reading": r.minutes, "activity": r.activity}
    off = {
        part: f"{taken[part]:.1f}, not {stated}"
        for part, stated in r.stated.items()
        if not 0.8 <= stated / taken[part] <= 1.2
    }
    assert not off


def test_a_lesson_reads_as_easily_as_promised(path):
    assert reading.measure(path).grade <= HARDEST


def test_the_middle_lesson_reads_as_easily_as_promised():
    assert median(reading.measure(path).grade for path in LESSONS) <= MEDIAN


def test_there_is_an_explorer_with_a_caption_and_a_table(lesson):
    specs = [
        o.data[notebooks.CHART_MIME]
        for c in lesson.cells
        if c.cell_type == "code"
        for o in c.outputs
        if notebooks.CHART_MIME in o.get("data", {})
    ]
    assert specs and all(
        spec["description"]
        and spec["usermeta"]["kc"]["caption"]
        and spec["usermeta"]["kc"]["table"]["rows"]
        for spec in specs
    )
    assert any("bind" in param for spec in specs for param in spec.get("params", []))


def test_the_quiz_is_long_and_varied_enough_and_tests_every_objective(lesson):
    meta = lesson.metadata["ketamine_course"]
    (name,) = {id for id in quizzes(lesson) if bank.load(id).mode == "practice"}
    quiz = bank.load(name)
    assert len(quiz.items) >= (12 if meta["lesson"] in ("03", "05") else 6)
    assert len({item.type for item in quiz.items}) >= 3
    numbers = {f"{meta['lesson']}.{n}" for n in range(1, len(meta["objectives"]) + 1)}
    assert {item.objective for item in quiz.items} == numbers
    assert {claim for item in quiz.items for claim in item.claims} >= set(meta["claims"]), (
        "a claim that no question tests"
    )


def test_guesses_come_before_reading_and_return_beside_the_evidence(lesson):
    (name,) = {id for id in quizzes(lesson) if bank.load(id).mode == "predict"}
    calls = [c.source for c in lesson.cells if c.cell_type == "code" and f'"{name}"' in c.source]
    assert ["review=True" in call for call in calls] == [False, True]


def test_generated_cells_are_current(lesson):
    for tag, written in (
        ("opening", notebooks.opening(lesson.metadata["ketamine_course"])),
        ("sources", notebooks.sources(lesson)),
    ):
        (cell,) = [cell for cell in lesson.cells if tag in tags(cell)]
        assert cell.source == written, f"the '{tag}' cell is not current: run 'make notebooks'"


def test_links_to_other_pages_lead_to_files_of_the_course(path, lesson):
    """JupyterLab opens such a link only if the file exists, below the folder that it serves."""
    text = "\n".join(cell.source for cell in lesson.cells if cell.cell_type == "markdown")
    links = re.findall(r"\]\((?!#|[a-z]+:)([^)\s#]+)", text)
    files = [(path.parent / link).resolve() for link in links]
    assert ROOT / "book" / "crisis.md" in files
    assert [f.name for f in files if not (f.is_relative_to(ROOT) and f.is_file())] == []


def test_outputs_are_those_of_one_run_and_hold_nothing_of_the_machine(path, lesson):
    code = [cell for cell in lesson.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1)), (
        "run 'make notebooks'"
    )
    assert "widgets" not in lesson.metadata
    text = path.read_text(encoding="utf-8")
    assert notebooks.WIDGET_MIME not in text
    assert not re.search(
        r"(/home/|/root/|/tmp/|/Users/|C:\\\\Users)", json.dumps([c.outputs for c in code])
    )
    assert not [
        o
        for c in code
        for o in c.outputs
        if o.output_type in ("error", "stream") and o.get("name") != "stdout"
    ]


def test_text_has_no_raw_html_and_no_pictures(lesson):
    raw = [
        c.source
        for c in lesson.cells
        if c.cell_type == "markdown" and re.search(r"<(?!https?://)/?[a-z]|!\[", c.source)
    ]
    assert raw == []


def test_first_and_last_test_are_parallel_with_one_objective_each():
    first, last = bank.load("pre-test"), bank.load("post-test")
    definition = define_gain(first, last)
    objectives = [item["objective"] for item in definition["items"]]
    assert len(objectives) == len(set(objectives)) == 12
    taught = {
        f"{m['lesson']}.{n}": text
        for m in METADATA
        for n, text in enumerate(m["objectives"], start=1)
    }
    assert {id: taught.get(id) for id in objectives} == definition["objectives"], (
        "an objective reads otherwise in its lesson"
    )
    assert not {item.prompt for item in first.items} & {item.prompt for item in last.items}, (
        "the same question twice tests memory"
    )
