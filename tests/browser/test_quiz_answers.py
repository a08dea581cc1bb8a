"""The quiz itself in a real browser: earlier answers, assessments, guesses, and banks that mean
harm.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from ketamine_course.quiz import frontend, render

from ..quiz_evidence import definition
from .quiz_page import Open, attempts, check, earlier, item

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
DARK = """:root { color-scheme: dark; background: #14191d; --kc-ink: #e6ebee; --kc-muted: #a6b2ba;
  --kc-paper: #14191d; --kc-grid: #39434b;
  --kc-accent: #4fb9c4; --kc-good: #6cc08b; --kc-caution: #f07a6f; }"""


# What is kept


def test_an_attempt_has_exactly_its_fields(show: Open):
    page = show(definition("six-kinds"))
    question = item(page, "guess-box")
    question.get_by_role("spinbutton").fill("200")
    check(question)
    (attempt,) = attempts(page)
    assert page.evaluate("models[0].saves") == 1
    assert re.fullmatch(
        r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
        attempt.pop("attempt_id"),
    )
    started, submitted = attempt.pop("started"), attempt.pop("submitted")
    assert (
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", submitted) and started <= submitted
    )
    assert attempt == {
        "learner": "somebody",
        "quiz": "six-kinds",
        "bank_version": 2,
        "item": "guess-box",
        "response": 200,
        "score": 0.5,
        "max_score": 1,
        "confidence": None,
        "mode": "practice",
        "host": "static",
    }


def test_earlier_answers_are_shown_and_the_latest_counts(show: Open):
    page = show(
        definition("six-kinds"),
        attempts=[
            earlier("pick-one", "a-non-medical-setting"),
            earlier("pick-one", "supervised-care", attempt_id="b"),
            earlier("guess", 30),
        ],
    )
    expect(item(page, "pick-one")).to_have_attribute("data-status", "correct")
    expect(item(page, "pick-one").get_by_label("Supervised care")).to_be_checked()
    expect(item(page, "guess")).to_have_attribute("data-status", "partly")
    expect(page.locator(".kc-progress")).to_have_text("2 of 7 answered, 1.5 points")
    # Nobody has pressed anything, so nothing takes the focus.
    assert page.evaluate("document.activeElement === document.body")


def test_answers_that_do_not_fit_any_more_are_passed_over(show: Open):
    page = show(
        definition("six-kinds"),
        attempts=[
            earlier("pick-one", "supervised-care", bank_version=1),
            earlier("pick-some", ["gone"]),
            earlier("sort", {"bp": "nowhere"}),
            earlier("rank", ["sea"]),
            earlier("guess", 1000),
            earlier("gone", "x"),
            earlier("opinion", "from-friends", quiz="another"),
            None,
            {"item": "guess-box"},
        ],
    )
    expect(page.locator(".kc-item[data-status=open]")).to_have_count(7)
    expect(page.locator(".kc-progress")).to_have_text("0 of 7 answered, 0 points")
    question = item(page, "pick-one")
    question.get_by_label("Supervised care").check()
    check(question)
    assert len(attempts(page)) == 10  # nothing that was there is lost


def test_trying_again_survives_another_answer_and_an_erasure_reopens(show: Open):
    page = show(definition("six-kinds"), attempts=[earlier("pick-one", "a-non-medical-setting")])
    item(page, "pick-one").get_by_role("button", name="Try again").click()
    survey = item(page, "opinion")
    survey.get_by_label("In the news").check()
    check(survey)
    expect(item(page, "pick-one")).to_have_attribute("data-status", "open")
    page.evaluate("models[0].set('attempts', [])")
    expect(survey).to_have_attribute("data-status", "open")
    expect(survey.get_by_label("In the news")).not_to_be_checked()
    expect(page.locator(".kc-progress")).to_have_text("0 of 7 answered, 0 points")


def test_a_notice_is_shown_and_a_refusal_to_save_is_told(show: Open):
    page = show(definition("six-kinds"))
    expect(page.locator(".kc-notice")).to_be_hidden()
    page.evaluate("models[0].set('notice', 'Answers will not be kept.')")
    expect(page.locator(".kc-notice[role=status]")).to_have_text("Answers will not be kept.")
    page.evaluate("window.refuse = true")
    question = item(page, "opinion")
    question.get_by_label("In the news").check()
    check(question)
    expect(question).to_have_attribute("data-status", "recorded")
    expect(page.locator(".kc-notice")).to_contain_text("could not be kept")


def test_two_views_of_one_quiz_do_not_share_their_radio_buttons(show: Open):
    page = show(definition("six-kinds"), definition("six-kinds"))
    views = page.locator("fieldset[data-item=pick-one]")
    views.first.get_by_label("Supervised care").check()
    views.last.get_by_label("A non-medical setting").check()
    expect(views.first.get_by_label("Supervised care")).to_be_checked()


def test_rendering_twice_leaves_one_quiz_and_taking_down_leaves_no_listener(show: Open):
    page = show(definition("six-kinds"))
    listening = page.evaluate("models[0].listeners()")
    page.evaluate(
        "() => { models[0].takeDown = KetamineCourse.render({ model: models[0], el:"
        " document.querySelector('.place') }); }"
    )
    assert page.locator(".kc-quiz").count() == 1
    assert page.evaluate("models[0].listeners()") == listening
    page.evaluate("() => models[0].takeDown()")
    assert page.evaluate("models[0].listeners()") == 0


# The other modes


def test_an_assessment_gives_one_try_and_feedback_at_the_end(show: Open):
    page = show(definition("made-test"))
    first, second = item(page, "first"), item(page, "second")
    first.get_by_label("It is not").check()
    first.get_by_role("button", name="Submit").click()
    expect(first.locator(".kc-feedback")).to_have_text("Say how sure you are first.")
    first.get_by_label("Fairly sure").check()
    first.get_by_role("button", name="Submit").click()
    expect(first).to_have_attribute("data-status", "recorded")
    expect(first.locator(".kc-feedback")).to_have_text(
        "Submitted. Feedback comes when all questions are answered."
    )
    assert first.locator("[data-mark]").count() == 0
    assert first.locator("input:enabled, button:visible").count() == 0
    expect(page.locator(".kc-progress")).to_have_text("1 of 2 answered")
    second.get_by_label("Seven").check()
    second.get_by_label("Certain").check()
    second.get_by_role("button", name="Submit").click()
    expect(first).to_have_attribute("data-status", "wrong")
    expect(first.locator(".kc-feedback")).to_contain_text("Right answer: It is")
    expect(second).to_have_attribute("data-status", "partly")
    expect(page.locator(".kc-progress")).to_have_text("2 of 2 answered, 0.5 points")
    summary = page.locator(".kc-summary")
    expect(summary).to_contain_text("0.5 of 2 points.")
    expect(summary.get_by_role("listitem")).to_have_text(
        ["Objective 1 (question 1)", "Objective 2 (question 2)"]
    )
    assert page.locator(".kc-retry:visible").count() == 0
    assert [attempt["confidence"] for attempt in attempts(page)] == [0.75, 1]


def test_a_guess_is_recorded_and_shown_again_beside_the_evidence(show: Open):
    page = show(definition("made-guess"), definition("made-guess", review=True))
    asked, again = (
        page.locator(".kc-quiz[data-view=ask]"),
        page.locator(".kc-quiz[data-view=review]"),
    )
    review = again.locator("fieldset[data-item=how-many]")
    expect(review.locator(".kc-feedback")).to_contain_text("You have not made this guess.")
    expect(review.locator(".kc-feedback")).to_contain_text("The evidence: 41 of 100 people")
    assert again.locator("input, button").count() == 0
    # The page's host keeps both in step, as publish/static/host.js does.
    page.evaluate(
        "models[0].on('change:attempts', () => models[1].set('attempts',"
        " models[0].get('attempts')))"
    )
    question = asked.locator("fieldset[data-item=how-many]")
    question.get_by_role("slider").press("Home")
    check(question)
    expect(question).to_have_attribute("data-status", "recorded")
    expect(question.locator(".kc-feedback")).to_have_text(
        "Thank you. You will see your guess again beside the evidence."
    )
    expect(asked.locator(".kc-progress")).to_have_text("1 of 2 answered")
    assert question.locator("button:visible").count() == 0
    expect(review.locator(".kc-feedback")).to_contain_text("Your guess: 0 of 100 people")
    expect(review.locator(".kc-feedback")).to_contain_text("It was more.")
    expect(review).to_have_attribute("data-status", "recorded")
    (attempt,) = attempts(page)
    assert (attempt["score"], attempt["max_score"], attempt["mode"]) == (0, 0, "predict")
    # No word of right or wrong until the evidence.
    assert not re.search("correct|right|wrong|points", asked.inner_text().lower())


# Hostile banks


HOSTILE = (
    '<img src=x onerror="window.hacked = true"></script><script>window.hacked ='
    " true</script><b>&amp;"
)


def hostile(value: Any) -> Any:
    """A definition in which every text tries to be HTML and every address to be a script."""
    if isinstance(value, list):
        return [hostile(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    texts = {
        "text",
        "feedback",
        "prompt",
        "hint",
        "explanation",
        "title",
        "unit",
        "from",
        "to",
        "label",
        "statement",
        "figure",
    }
    changed = {key: hostile(entry) for key, entry in value.items()}
    changed.update(
        {
            key: f"{entry} {HOSTILE}"
            for key, entry in value.items()
            if key in texts and isinstance(entry, str)
        }
    )
    if "url" in changed:
        changed["url"] = "javascript:window.hacked=true"
    return changed


def test_text_that_looks_like_html_stays_text(show: Open):
    quiz = hostile(definition("six-kinds"))
    page = show(quiz, live=False)
    forbidden = ".kc-quiz img, .kc-quiz script, .kc-quiz b, .kc-quiz a[href^=javascript]"
    expect(page.locator(".kc-title")).to_have_text(f"Six kinds of question {HOSTILE}")
    assert page.locator(forbidden).count() == 0
    page.evaluate("(definitions) => mount(definitions, [])", [quiz])
    answers = {
        "pick-one": "supervised-care",
        "pick-some": ["what-is-unknown", "alternatives"],
        "rank": ["hill", "sea", "peak", "moon"],
        "sort": {"bp": "care", "bag": "either", "float": "either", "drive": "care"},
        "guess": 5,
        "guess-box": 90,
        "opinion": "from-friends",
    }
    page.evaluate(
        "(attempts) => models[0].set('attempts', attempts)",
        [earlier(id, answer) for id, answer in answers.items()],
    )
    expect(page.locator(".kc-summary")).not_to_be_empty()
    expect(item(page, "guess").locator(".kc-feedback")).to_contain_text(HOSTILE)
    assert page.locator(forbidden).count() == 0
    assert page.locator(".kc-quiz a").count() == 0
    assert page.evaluate("window.hacked") is None


def test_the_answer_key_is_escaped_and_only_for_paper(show: Open):
    quiz = definition("six-kinds")
    page = show()
    page.set_content(
        f"<style>{frontend.css()}</style>{render.answer_key_html(quiz)}{render.answer_key_html(hostile(quiz))}"
    )
    expect(page.locator(".kc-key").first).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".kc-key").first).to_be_visible()
    expect(page.locator(".kc-key").first).to_contain_text(
        "Sea level → A hill → A mountain peak → The moon"
    )
    assert (
        page.locator(".kc-key img, .kc-key script, .kc-key b, .kc-key a[href^=javascript]").count()
        == 0
    )
    assert page.evaluate("window.hacked") is None


def test_print_keeps_questions_and_drops_buttons(show: Open):
    page = show(definition("six-kinds"))
    page.emulate_media(media="print")
    expect(page.get_by_text("Feeling as if floating")).to_be_visible()
    assert page.locator(".kc-quiz button:visible").count() == 0


# For everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_before_or_after_answering(show: Open, scheme: str):
    page = show(
        definition("six-kinds"),
        definition("made-guess"),
        definition("made-guess", review=True),
        definition("made-test"),
        definition("made-leaflet"),
    )
    if scheme == "dark":
        page.add_style_tag(content=DARK)
    found = [Axe().run(page, options=RULES).response["violations"]]
    for question in page.locator(".kc-quiz[data-view=ask] .kc-item").all():
        for radios in question.locator(".kc-card").all() or [question]:
            option = radios.locator("input[type=radio], input[type=checkbox]").first
            if option.count():
                option.check()
        for more in question.locator(".kc-confidence input").all()[:1]:
            more.check()
        for down in question.locator(".kc-down").all()[:1]:
            down.click()
        for slider in question.locator("input[type=range]").all():
            slider.press("ArrowLeft")
        for box in question.locator("input[type=number]").all():
            box.fill("90")
        question.get_by_role("button", name=re.compile("Check answer|Submit")).click()
    assert page.locator(".kc-quiz[data-view=ask] .kc-item[data-status=open]").count() == 0
    found.append(Axe().run(page, options=RULES).response["violations"])
    assert [
        [(each["id"], each["nodes"][0]["html"]) for each in violations] for violations in found
    ] == [[], []]
