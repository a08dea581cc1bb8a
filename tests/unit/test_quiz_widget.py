"""The quiz as a widget, without a browser: what Python sees of the answers."""

from __future__ import annotations

import pytest

from ketamine_course.quiz.definition import MIME
from ketamine_course.quiz.grading import UnfitResponseError
from ketamine_course.quiz.widget import QuizWidget

from ..quiz_evidence import definition


@pytest.fixture
def quiz() -> QuizWidget:
    return QuizWidget(definition=definition("six-kinds"))


def test_answers_arrive_as_traits_that_can_be_observed(quiz: QuizWidget):
    seen = []
    quiz.observe(lambda change: seen.append(change["new"]), names="score")
    quiz.answer("pick-one", "a-non-medical-setting")
    quiz.answer("pick-one", "supervised-care")
    quiz.answer("opinion", "in-the-news")
    assert quiz.responses == {"pick-one": "supervised-care", "opinion": "in-the-news"}
    assert quiz.score == pytest.approx(1 / 6)  # six of the seven questions are graded
    assert seen == [pytest.approx(1 / 6)]
    assert [attempt["score"] for attempt in quiz.attempts] == [0, 1, 0]


def test_a_wrong_name_names_the_nearest_and_an_unfit_answer_changes_nothing(quiz: QuizWidget):
    with pytest.raises(LookupError, match=r"no item 'pick-on'.*'pick-one'"):
        quiz.answer("pick-on", "supervised-care")
    with pytest.raises(UnfitResponseError, match="item 'pick-one': expected one of"):
        quiz.answer("pick-one", "nowhere")
    assert quiz.attempts == [] and quiz.responses == {}


def test_what_the_screen_sends_amiss_is_passed_over(quiz: QuizWidget):
    quiz.answer("pick-one", "supervised-care")
    good = quiz.attempts[0]
    quiz.attempts = [
        good,
        {},
        {**good, "response": None},
        {**good, "bank_version": 1, "response": "x"},
        {**good, "item": ["pick-one"]},
    ]
    assert quiz.responses == {"pick-one": "supervised-care"}


def test_an_assessment_and_a_guess_count_the_first_answer():
    test, guess = (
        QuizWidget(definition=definition("made-test")),
        QuizWidget(definition=definition("made-guess")),
    )
    test.answer("first", "it-is", confidence=0.75)
    test.answer("first", "it-is-not", confidence=1.0)
    assert test.responses == {"first": "it-is"} and test.score == 0.5
    guess.answer("how-many", 41)
    assert guess.responses == {"how-many": 41} and guess.score == 0
    assert guess.attempts[0]["max_score"] == 0


def test_what_a_notebook_stores_is_the_same_every_time_and_says_nothing_of_the_learner(
    quiz: QuizWidget,
):
    quiz.learner = "code-4711"
    quiz.answer("pick-one", "supervised-care")
    again = QuizWidget(definition=definition("six-kinds"))
    views = [{**each._repr_mimebundle_()[0]} for each in (quiz, again)]
    for data in views:
        assert data.pop("application/vnd.jupyter.widget-view+json")["model_id"]
    assert views[0] == views[1]
    assert set(views[0]) == {MIME, "text/html", "text/plain"}
    assert views[0][MIME] == definition("six-kinds")
    assert "A nurse measures blood pressure" in views[0]["text/html"]
    assert "code-4711" not in str(views[0])


def test_the_quiz_does_not_know_where_answers_are_kept():
    import subprocess
    import sys

    code = (
        "import sys, ketamine_course.quiz.widget; sys.exit('sqlalchemy' in sys.modules or"
        " 'ketamine_course.progress' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0
