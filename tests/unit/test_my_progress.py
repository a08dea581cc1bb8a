"""My progress in a notebook: when missed questions come back, what answers add up to, and
erasing.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from ketamine_course import progress
from ketamine_course.progress import (
    Store,
    StoreError,
    export_attempts,
    import_attempts,
    learner,
    spacing,
    store,
)
from ketamine_course.progress.attempts import Attempt
from ketamine_course.progress.my_progress import EMPTY
from ketamine_course.progress.quiz import Quiz
from ketamine_course.progress.summary import summarise
from ketamine_course.progress.syllabus import lessons, lessons_in, syllabus
from ketamine_course.publish import assets
from ketamine_course.quiz import bank, clock
from ketamine_course.quiz.definition import define

from ..histories import NOW, answer, history, moment

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SYLLABUS = syllabus(lessons())
QUIZ = next(quiz for quiz in SYLLABUS["quizzes"] if quiz["id"] == "lesson-05")
FIRST, SECOND = [item for item in QUIZ["items"] if item["graded"]][:2]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(store.VARIABLE, f"sqlite:///{(tmp_path / 'own.sqlite3').as_posix()}")
    monkeypatch.setenv(learner.VARIABLE, "me")


def keep(*attempts: dict, whose: str = "me") -> None:
    Store().add([Attempt.model_validate({**each, "learner": whose}) for each in attempts])


def at(day: int, hour: int = 9) -> str:
    return f"{date(2026, 1, 1) + timedelta(days=day)}T{hour:02}:00:00.000Z"


def days_until_due(*answers: tuple[int, bool]) -> int | None:
    on = spacing.due((at(day), right) for day, right in answers)
    return None if on is None else (on - date(2026, 1, 1)).days


def test_a_question_missed_again_never_comes_back_on_the_same_day():
    known, missed_again = (0, False), (30, False)
    assert days_until_due(known, (3, True), (10, True), missed_again) > 30


def test_chance_has_no_part_in_a_plan():
    reviews = [(0, False), (2, True), (9, True), (30, True), (100, True)]
    found = set()
    for seed in range(20):
        random.seed(seed)
        found.add(days_until_due(*reviews))
    assert len(found) == 1


def test_a_question_never_missed_does_not_come_back():
    assert days_until_due() is None
    assert days_until_due((0, True), (9, True)) is None


def test_a_missed_question_comes_back_the_next_day_then_later_and_later():
    day, gaps = 0, []
    answers = [(0, False)]
    for _ in range(5):
        due = days_until_due(*answers)
        gaps.append(due - day)
        day = due
        answers.append((day, True))
    assert gaps[0] == 1
    assert gaps == sorted(set(gaps)) and gaps[-1] > 14
    assert days_until_due(*answers[:-1], (day, False)) - day < gaps[-1]


def test_trying_again_on_the_same_day_does_not_count():
    assert spacing.due([(at(0, 9), False), (at(0, 10), True), (at(0, 11), True)]) == spacing.due(
        [(at(0, 9), False)]
    )
    assert spacing.due([(at(0, 9), True), (at(0, 10), False)]) is None


def test_plans_are_the_same_on_every_run():
    answers = [(at(day), day % 3 == 0) for day in range(0, 400, 13)]
    assert len({spacing.due(answers) for _ in range(20)}) == 1


def test_a_summary_counts_first_and_latest_answers_of_this_version():
    attempts = [
        answer(QUIZ, FIRST, NOW - 3 * DAY, score=0.5),
        answer(QUIZ, FIRST, NOW - 1 * DAY),
        answer(QUIZ, SECOND, NOW - 2 * DAY),
        answer(QUIZ, SECOND, NOW - 9 * DAY, score=0, bank_version=QUIZ["version"] + 1),
    ]
    found = summarise(SYLLABUS, attempts, {"05": moment(NOW)}, "2026-11-23")
    lesson = found["lessons"][4]
    assert (lesson["lesson"], lesson["read"], lesson["answered"]) == ("05", moment(NOW), 2)
    assert lesson["first"] == {"points": 1.5, "questions": 2} and lesson["latest"] == {
        "points": 2,
        "questions": 2,
    }
    assert (
        found["due"] == []
        and found["coming"] == 1
        and found["next"] > "2026-11-23"
        and not found["finished"]
    )


def test_what_is_due_is_named_with_its_question_and_place():
    found = summarise(SYLLABUS, [answer(QUIZ, FIRST, NOW - 3 * DAY, score=0)], {}, "2026-11-23")
    number = QUIZ["items"].index(FIRST) + 1
    assert found["due"] == [
        {
            "quiz": "lesson-05",
            "item": FIRST["id"],
            "lesson": "05",
            "number": number,
            "prompt": FIRST["prompt"],
            "on": "2026-11-21",
        }
    ]
    assert found["lessons"][4]["due"] == 1


def test_an_open_test_gives_no_marks_away_and_a_finished_one_shows_how_sure():
    test = next(quiz for quiz in SYLLABUS["quizzes"] if quiz["id"] == "pre-test")
    all_of_it = [answer(test, item, NOW, confidence=0.75, score=0) for item in test["items"]]
    assert not any(
        lesson["sure"]
        for lesson in summarise(SYLLABUS, all_of_it[:-1], {}, "2026-11-23")["lessons"]
    )
    sure = [
        lesson["sure"] for lesson in summarise(SYLLABUS, all_of_it, {}, "2026-11-23")["lessons"]
    ]
    assert (
        sure[2] == {"said": 0.75, "earned": 0, "answers": 2}
        and sum(each["answers"] for each in sure if each) == 12
    )


MADE_UP = {
    "lessons": [{"lesson": "01", "title": "One"}, {"lesson": "02", "title": "Two"}],
    "quizzes": [
        {
            "id": f"lesson-{number}",
            "version": 2,
            "lesson": number,
            "mode": mode,
            "items": [
                {"id": "a", "graded": True, "objective": f"{number}.1", "prompt": "A?"},
                {"id": "b", "graded": True, "objective": "02.1", "prompt": "B?"},
                {"id": "view", "graded": False, "objective": f"{number}.1", "prompt": "View?"},
            ],
        }
        for number, mode in (("01", "practice"), ("02", "assessment"))
    ],
}
ONE, TEST = MADE_UP["quizzes"]
A, B, VIEW = ONE["items"]


def test_each_figure_of_a_lesson_is_that_of_its_own_answers():
    """How sure somebody was is told of the first answer, beside what that one earned."""
    attempts = [
        answer(ONE, A, NOW - 5 * DAY, score=0.25, confidence=0.25),
        answer(ONE, A, NOW - 4 * DAY, score=1, confidence=1.0),
        answer(ONE, B, NOW - 5 * DAY, score=0.5, confidence=0.75),
        answer(ONE, VIEW, NOW - 5 * DAY, score=0, confidence=0.5),
    ]
    one, two = summarise(MADE_UP, attempts, {"02": moment(NOW)}, "2026-11-23")["lessons"]
    assert one == {
        "lesson": "01",
        "title": "One",
        "read": None,
        "answered": 3,
        "of": 3,
        "first": {"points": 0.75, "questions": 2},
        "latest": {"points": 1.5, "questions": 2},
        "sure": {"said": 0.25, "earned": 0.25, "answers": 1},
        "due": 2,
    }
    # A question belongs to the lesson of its objective, wherever it is asked.
    assert two == {
        "lesson": "02",
        "title": "Two",
        "read": moment(NOW),
        "answered": 0,
        "of": 3,
        "first": {"points": 0, "questions": 0},
        "latest": {"points": 0, "questions": 0},
        "sure": {"said": 0.75, "earned": 0.5, "answers": 1},
        "due": 0,
    }


def test_a_test_counts_once_all_of_it_is_answered_and_never_comes_back():
    items = TEST["items"]
    answers = [answer(TEST, item, NOW - DAY, score=0, confidence=0.5) for item in items]
    for given, sure in ((answers[:2], None), (answers, {"said": 0.5, "earned": 0, "answers": 2})):
        found = summarise(MADE_UP, given, {}, "2026-11-23")
        assert found["lessons"][1]["sure"] == sure
        assert found["due"] == [] and found["coming"] == 0 and found["next"] is None
        assert found["lessons"][1]["first"] == {"points": 0, "questions": 0}


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        ("1999-12-31", False),
        ("2000-01-01", True),
        ("2999-12-31", True),
        ("3000-01-01", False),
        ("2026-02-30", False),
    ],
)
def test_answers_of_a_day_that_cannot_be_are_left_out(day: str, counts: bool):
    given = answer(ONE, A, NOW, score=0, submitted=f"{day}T09:00:00.000Z")
    found = summarise(MADE_UP, [given], {}, "2026-11-23")
    assert found["lessons"][0]["answered"] == counts
    assert len(found["due"]) + found["coming"] == counts


@pytest.mark.parametrize("version", [1, 3])
def test_answers_to_another_version_or_to_nothing_are_left_out(version: int):
    given = [
        answer(ONE, A, NOW, bank_version=version),
        answer(ONE, {**A, "id": "gone"}, NOW),
        answer({**ONE, "id": "gone"}, A, NOW),
    ]
    found = summarise(MADE_UP, given, {}, "2026-11-23")
    assert [lesson["answered"] for lesson in found["lessons"]] == [0, 0]


def test_answers_are_taken_in_the_order_in_which_they_were_given():
    """Two of one moment in the order of their codes, so that a file says the same everywhere."""
    pair = [
        answer(ONE, A, NOW - DAY, score=0, attempt_id="a"),
        answer(ONE, A, NOW - DAY, score=1, attempt_id="b"),
    ]
    for given in (pair, pair[::-1]):
        lesson = summarise(MADE_UP, given, {}, "2026-11-23")["lessons"][0]
        assert (lesson["first"]["points"], lesson["latest"]["points"]) == (0, 1)


def test_the_longest_due_comes_first_and_today_is_due():
    given = [
        answer(ONE, A, NOW - 2 * DAY, score=0.5),
        answer(ONE, B, NOW - 3 * DAY, score=0),
        answer(ONE, VIEW, NOW - 3 * DAY, score=0),
    ]
    on = {
        item["id"]: spacing.due([(each["submitted"], False)]).isoformat()
        for item, each in zip((A, B), given, strict=False)
    }
    assert on["b"] < on["a"]

    def due(today: str) -> dict:
        return summarise(MADE_UP, given, {}, today)

    assert [entry["item"] for entry in due("2026-11-23")["due"]] == ["b", "a"]
    assert [entry["number"] for entry in due("2026-11-23")["due"]] == [2, 1]
    first = due(on["b"])
    assert [entry["item"] for entry in first["due"]] == ["b"]
    assert (first["coming"], first["next"]) == (1, on["a"])
    early = due("2026-11-01")
    assert (early["due"], early["coming"], early["next"]) == ([], 2, on["b"])
    assert early["lessons"][0]["due"] == 0


def test_finished_is_read_and_answered():
    everything = [answer(quiz, item, NOW) for quiz in MADE_UP["quizzes"] for item in quiz["items"]]
    read = {"01": moment(NOW), "02": moment(NOW)}
    assert summarise(MADE_UP, everything, read, "2026-11-23")["finished"]
    assert not summarise(MADE_UP, everything, {"01": moment(NOW)}, "2026-11-23")["finished"]
    assert not summarise(MADE_UP, everything[:-1], read, "2026-11-23")["finished"]


def test_somebody_who_did_everything_has_finished():
    everything = [answer(quiz, item, NOW) for quiz in SYLLABUS["quizzes"] for item in quiz["items"]]
    read = {lesson["lesson"]: moment(NOW) for lesson in SYLLABUS["lessons"]}
    assert summarise(SYLLABUS, everything, read, "2026-11-23")["finished"]
    assert not summarise(SYLLABUS, everything[1:], read, "2026-11-23")["finished"]


def test_a_report_is_friendly_when_there_is_nothing():
    assert repr(progress.report()) == EMPTY and EMPTY in progress.report()._repr_html_()


def test_a_report_shows_lessons_and_links_to_what_is_due():
    keep(answer(QUIZ, FIRST, NOW - 3 * DAY, score=0))
    progress.mark_read("05")
    found = progress.report()
    page = found._repr_html_()
    assert found.summary["lessons"][4]["read"]
    assert (
        re.search(r'<li><a href="[^"]*05-safety\.ipynb">Lesson 05, question \d+</a>', page)
        and page.count('<th scope="row">') == 11
    )
    assert "1 missed question to answer again today" in repr(found) and FIRST["prompt"] in repr(
        found
    )


def test_a_students_own_notebooks_are_no_lessons(tmp_path: Path):
    for path in NOTEBOOKS.glob("0[45]-*.ipynb"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
        (tmp_path / f"{path.stem}-Copy1.ipynb").write_bytes(path.read_bytes())
    for name, text in {"Untitled": '{"metadata": {}}', "broken": "{", "list": "[]"}.items():
        (tmp_path / f"{name}.ipynb").write_text(text)
    assert [lesson["page"] for lesson in lessons_in(tmp_path)] == [
        "04-does-it-get-you-high",
        "05-safety",
    ]


def test_the_package_knows_the_lessons_that_there_are():
    """Installed, it has no notebooks to ask."""
    assert lessons() == lessons_in(NOTEBOOKS), "run make notebooks, which writes lessons.json anew"


@pytest.mark.parametrize(
    ("has", "link"),
    [
        ("05-safety.ipynb", '<a href="05-safety.ipynb">'),
        ("notebooks/05-safety.ipynb", '<a href="notebooks/05-safety.ipynb">'),
        ("", ""),
    ],
)
def test_a_report_links_the_notebooks_that_its_learner_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has: str, link: str
):
    monkeypatch.chdir(tmp_path)
    if has:
        (tmp_path / has).parent.mkdir(exist_ok=True)
        (tmp_path / has).touch()
    keep(answer(QUIZ, FIRST, NOW))
    page = progress.report()._repr_html_()
    title = lessons()[4]["title"]
    closing = "</a>" if link else ""
    assert f'<th scope="row">{link}05 {title}{closing}</th>' in page
    assert page.count("<a ") == bool(link)


def test_a_report_is_about_its_learner_alone():
    keep(answer(QUIZ, FIRST, NOW), whose="her")
    Store().add_read("her", {"05": moment(NOW)})
    assert repr(progress.report()) == EMPTY


def test_what_is_due_can_be_answered_in_the_notebook_afresh(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    monkeypatch.setattr(clock, "now", lambda: NOW)  # no midnight in between
    shown: list[Quiz] = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    progress.review()
    assert not shown and capsys.readouterr().out == "Nothing to answer again today.\n"

    item = next(
        item for item in define(bank.load("lesson-05"))["items"] if item["type"] == "choice"
    )
    right = next(option["id"] for option in item["options"] if option["correct"])
    asked = next(each for each in QUIZ["items"] if each["id"] == item["id"])
    keep(
        answer(QUIZ, asked, NOW - 5 * DAY, score=0, response="x"),
        answer(QUIZ, SECOND, NOW),
    )
    assert [entry["item"] for entry in progress.report().summary["due"]] == [item["id"]]
    progress.review()
    (quiz,) = shown
    assert [each["id"] for each in quiz.definition["items"]] == [item["id"]] and quiz.attempts == []
    given = answer(QUIZ, asked, NOW, response=right, attempt_id="again")
    quiz.attempts = [given]
    assert [each["attempt_id"] for each in quiz.attempts] == ["again"]
    assert progress.report().summary["due"] == [] and progress.report().summary["coming"] == 1
    assert len(Store().attempts(learner="me")) == 3


def test_only_lessons_there_are_can_be_marked_as_read():
    with pytest.raises(LookupError, match=r"There is no lesson '12'.*'02'"):
        progress.mark_read("12")


def test_reading_travels_with_the_answers_and_the_earlier_moment_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    keep(answer(QUIZ, FIRST, NOW))
    Store().add_read("me", {"05": moment(NOW)})
    path = tmp_path / "mine.json"
    export_attempts(path)
    assert json.loads(path.read_text())["read"] == {"05": moment(NOW)}
    monkeypatch.setenv(store.VARIABLE, f"sqlite:///{(tmp_path / 'elsewhere.sqlite3').as_posix()}")
    Store().add_read("me", {"05": moment(NOW - DAY), "06": moment(NOW)})
    assert import_attempts(path) == 1 and import_attempts(path) == 0
    assert Store().read("me") == {"05": moment(NOW - DAY), "06": moment(NOW)}


def test_a_trainer_who_collects_files_does_not_take_over_what_others_read(tmp_path: Path):
    path = tmp_path / "hers.json"
    path.write_text(
        json.dumps(
            {
                "format": "ketamine-course-attempts",
                "version": 1,
                "attempts": [],
                "read": {"05": moment(NOW)},
            }
        )
    )
    import_attempts(path, mine=False)
    assert Store().read("me") == {}


def test_erasing_asks_once_and_takes_nothing_of_others():
    keep(answer(QUIZ, FIRST, NOW))
    keep(answer(QUIZ, SECOND, NOW), whose="her")
    Store().add_read("me", {"05": moment(NOW)})
    Store().add_read("her", {"05": moment(NOW)})
    asked = []
    assert not progress.erase(lambda question: asked.append(question) or "no")
    assert len(Store().attempts(learner="me")) == 1 and Store().read("me")
    assert progress.erase(lambda question: asked.append(question) or "Yes ")
    assert len(asked) == 2 and "cannot be undone" in asked[0]
    assert Store().attempts(learner="me") == [] and Store().read("me") == {}
    assert len(Store().attempts(learner="her")) == 1 and Store().read("her")


def test_erasing_forgets_the_code_and_empties_what_is_on_the_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv(learner.VARIABLE)
    monkeypatch.setattr(learner, "folder", lambda: tmp_path)
    code = learner.keep()
    keep(answer(QUIZ, FIRST, NOW, response=7), whose=code)
    quiz = Quiz("lesson-05")
    assert len(quiz.attempts) == 1
    progress.erase(lambda _: "y")
    assert quiz.attempts == [] and learner.code() != code and not (tmp_path / "learner").exists()


def test_erasing_where_nothing_is_kept_does_nothing(tmp_path: Path):
    progress.erase(lambda _: "yes")
    assert list(tmp_path.iterdir()) == []


def test_erasing_what_cannot_be_written_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "damaged.sqlite3"
    path.write_text("no database at all, but long enough to be read as the header of one " * 4)
    monkeypatch.setenv(store.VARIABLE, f"sqlite:///{path.as_posix()}")
    with pytest.raises(StoreError, match="damaged"):
        progress.erase(lambda _: "yes")


def test_scripts_by_others_are_as_they_were_published():
    rows = re.findall(
        r"^\| `([^`]+)` .*`([0-9a-f]{64})` \|$",
        (assets.VENDOR / "README.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert {name for name, _ in rows} == {path.name for path in assets.VENDOR.glob("*.js")}
    for name, digest in rows:
        assert hashlib.sha256((assets.VENDOR / name).read_bytes()).hexdigest() == digest, name


def test_histories_reach_every_part_of_a_summary():
    found = [summarise(SYLLABUS, *history(SYLLABUS, seed), "2026-11-23") for seed in range(20)]
    assert any(each["due"] for each in found) and any(each["coming"] for each in found)
    assert any(lesson["sure"] for each in found for lesson in each["lessons"])
