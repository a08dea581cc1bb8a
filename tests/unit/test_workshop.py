"""Run sheets, plans and answer keys are made from the lessons: minutes agree, and what is wrong is
named.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from ketamine_course.errors import UnknownIdError
from ketamine_course.publish import workshop
from ketamine_course.quiz import bank
from ketamine_course.quiz.faults import BankError

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
TRAINERS = ROOT / "book" / "trainers"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_minutes_of_the_parts_are_those_the_lesson_states(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    parts = workshop.parts(path)
    minutes = notebook["metadata"]["ketamine_course"]["minutes"]
    assert {
        "reading": sum(p.reading for p in parts),
        "activity": sum(p.activity for p in parts),
    } == minutes
    headings = [
        line[3:]
        for cell in notebook["cells"]
        if cell["cell_type"] == "markdown"
        for line in "".join(cell["source"]).splitlines()
        if line.startswith("## ")
    ]
    assert [p.heading for p in parts] == headings[:-1], "all but the sources"
    (group,) = [p for p in parts if p.kind == "group-activity"]
    assert f"({group.activity} minutes)" in group.heading and group.need


def test_shares_are_whole_and_add_up():
    assert workshop.shared(10, [1, 1, 1]) == [4, 3, 3]
    assert workshop.shared(8, [0.5, 4, 0]) == [1, 7, 0]


@pytest.mark.parametrize("name", ["60-minutes", "half-a-day", "one-day"])
def test_a_run_sheet_takes_its_minutes_from_the_lessons_and_fills_its_time(name):
    file = TRAINERS / "run-sheets.yaml"
    sheet = workshop.run_sheets(file, ROOT / "notebooks")[name]
    own = [
        entry["minutes"]
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))[name]["steps"]
        if "minutes" in entry
    ]
    lessons = {
        path.name[:2]: {re.sub(r" \(.*\)$", "", p.heading): p for p in workshop.parts(path)}
        for path in LESSONS
    }
    for step in sheet.steps:
        if step.lesson and step.minutes not in own:
            part = lessons[step.lesson][step.title]
            assert step.minutes == part.activity + part.reading * (1 if part.kind else 2)
    total = sum(step.minutes for step in sheet.steps)
    assert 0.9 * sheet.minutes <= total <= sheet.minutes
    html = workshop.run_sheet_html(sheet, {number: number for number in lessons})
    end = sheet.start + total
    assert f"<td>{end // 60:02}:{end % 60:02}</td><td>{total}</td>" in html
    assert all(step.minutes > 0 for step in sheet.steps)


def sheet_fault(folder: Path, old: str, new: str) -> str:
    text = (TRAINERS / "own-run-sheet.yaml").read_text(encoding="utf-8")
    assert old in text
    (folder / "run-sheets.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(workshop.RunSheetError) as caught:
        workshop.run_sheets(folder / "run-sheets.yaml", ROOT / "notebooks")
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "How often?",
            "How ofen?",
            "'night-shift', step 2: There is no part 'How ofen.' in lesson 05. Did you mean 'How",
        ),
        ('lesson: "05"', 'lesson: "55"', "There is no lesson '55'. .*05"),
        ("minutes: 45", "minutes: 15", r"take \d+ minutes, more than the 15"),
        ('start: "19:15"', "start: 19:15", "expected 'start' as a text in quotation marks"),
        ("need:", "needs:", "There is no field 'needs'. Did you mean 'need'"),
        ("title: Welcome", "titel: Welcome", "expected either lesson and parts, or title"),
        ("night-shift:", "night-shift: [", "expected YAML"),
    ],
)
def test_a_fault_of_a_run_sheet_is_named(tmp_path, old, new, said):
    assert re.search(said, sheet_fault(tmp_path, old, new))


def test_a_heading_with_a_colon_needs_no_quotation_marks(tmp_path):
    text = (
        (TRAINERS / "own-run-sheet.yaml")
        .read_text(encoding="utf-8")
        .replace(
            "        - Group activity\n",
            "        - Group activity: the safety huddle (15 minutes)\n",
        )
    )
    (tmp_path / "run-sheets.yaml").write_text(text, encoding="utf-8")
    steps = workshop.run_sheets(tmp_path / "run-sheets.yaml", ROOT / "notebooks")[
        "night-shift"
    ].steps
    assert "Group activity: the safety huddle" in [step.title for step in steps]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_key_has_every_question_with_the_reason_for_every_option(path):
    html = workshop.key_html(path.name[:2])
    from html import escape

    items = [
        item
        for quiz in bank.load_all().values()
        if quiz.lesson == path.name[:2]
        for item in quiz.items
    ]
    assert items
    for item in items:
        assert escape(item.prompt) in html
        for option in getattr(item, "options", []):
            assert escape(option.feedback) in html
    assert set(re.findall(r'data-key="([\w-]+)"', html)) == {
        quiz.id for quiz in bank.load_all().values() if quiz.lesson == path.name[:2]
    }


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_trainers_page_says_how_to_run_every_part_of_its_lesson(path):
    page = (TRAINERS / f"lesson-{path.name[:2]}.md").read_text(encoding="utf-8")
    own = [p.heading for p in workshop.parts(path) if p.kind == ""]
    assert re.findall(r"^### (.*)", page, re.MULTILINE) == own
    beliefs = page.split("## What people may believe, and the data")[1].split("## Step by step")[0]
    assert (
        len(re.findall(r"^- \*\*\"", beliefs, re.MULTILINE)) >= 3
        and len(re.findall(r"\]\(http", beliefs)) >= 1
    )
    prompts = page.split("**More prompts**")[1].split("## If it gets personal")[0]
    assert len(re.findall(r"^\d\. \*.*A good answer", prompts, re.MULTILINE)) >= 3


def test_the_example_of_a_local_quiz_does_what_its_page_says(tmp_path, monkeypatch):
    """Only for the notebook's side; the book's side is in tests/browser/test_trainers.py."""
    page = (TRAINERS / "own-questions.md").read_text(encoding="utf-8")
    assert "```{literalinclude} day-clinic.yaml" in page and 'Quiz("day-clinic")' in page
    text = (TRAINERS / "day-clinic.yaml").read_text(encoding="utf-8")
    (tmp_path / "day-clinic.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UnknownIdError):
        bank.load("day-clinic")
    monkeypatch.setenv("KETAMINE_COURSE_LOCAL", str(tmp_path))
    monkeypatch.setenv("KETAMINE_COURSE_DB", f"sqlite:///{tmp_path}/answers.db")
    from ketamine_course import Quiz

    assert Quiz("day-clinic").definition["items"][0]["sources"] == [
        {"label": "Day clinic protocol K-7, page 2 (made up for this example)", "url": ""}
    ]
    (tmp_path / "day-clinic.yaml").write_text(
        text.replace("correct: true", "corect: true", 1), encoding="utf-8"
    )
    with pytest.raises(
        BankError, match=r"day-clinic\.yaml, line \d+, item 'who-goes-home', options\[1\]\.corect"
    ):
        bank.load("day-clinic")
    (tmp_path / "lesson-05.yaml").write_text(
        text.replace("id: day-clinic", "id: lesson-05"), encoding="utf-8"
    )
    with pytest.raises(BankError, match="the course has a quiz 'lesson-05'"):
        bank.load_all(tmp_path)


def test_a_question_without_findings_says_where_it_stands(tmp_path):
    text = re.sub(
        r"    source: .*\n", "", (TRAINERS / "day-clinic.yaml").read_text(encoding="utf-8"), count=1
    )
    (tmp_path / "day-clinic.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(
        BankError,
        match=(
            "item 'who-goes-home', findings: is missing, expected a list of finding ids or, in a"
            " local quiz, 'source'"
        ),
    ):
        bank.load("day-clinic", tmp_path)


def test_the_courses_own_questions_rest_on_findings_and_test_claims():
    from ketamine_course.quiz.kinds.survey import Survey

    for quiz in bank.load_all().values():
        for item in quiz.items:
            assert item.source is None and (
                isinstance(item, Survey)
                or (item.claims and (item.findings or item.type == "estimate"))
            ), f"{quiz.id}, {item.id}"
