"""A class in JupyterHub: thirty learners log in, run lesson 03 and answer its quiz, and the trainer
has every answer.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, expect

from ketamine_course import cli
from ketamine_course.progress import Store
from ketamine_course.quiz import bank, state
from ketamine_course.quiz.definition import define

from ..browser.conftest import watch
from ..browser.test_jupyterlab import PATIENCE, run_menu
from ..database import postgres
from ..unit.test_room import ideal
from . import classroom

PEOPLE = 30
QUIZ = define(bank.load("lesson-03"))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A database server with an empty room and its two roles, as the guide has them made."""
    with postgres.serving() as address:
        engine = sa.create_engine(
            f"{address}postgres".replace("postgresql", "postgresql+psycopg"),
            isolation_level="AUTOCOMMIT",
            poolclass=sa.NullPool,
        )
        with engine.connect() as connection:
            for statement in (
                "CREATE DATABASE room",
                "CREATE ROLE room_learner LOGIN",
                "CREATE ROLE room_trainer LOGIN",
            ):
                connection.exec_driver_sql(statement)
        assert (
            cli.main(
                [
                    "database",
                    f"{address}room",
                    "--learners",
                    "room_learner",
                    "--trainers",
                    "room_trainer",
                ]
            )
            == 0
        )
        yield address


@pytest.fixture(scope="module")
def hub(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("hub")
    with classroom.serving(folder, role(server, "room_learner")) as address:
        yield address, folder


def role(server: str, name: str) -> str:
    return f"{server}room".replace("postgres@", f"{name}@")


def answers(number: int) -> list[dict[str, Any]]:
    """A learner's answers to every question, about half of them wrong; the same for the same
    number.
    """
    dice = random.Random(number)
    attempts = []
    for item in QUIZ["items"]:
        response = (
            dice.choice(item["options"])["id"]
            if item["type"] == "survey"
            else ideal(item, dice.random() < 0.5)
        )
        attempts.append(state.new_attempt(QUIZ, item["id"], response, None, "", "kernel"))
    return attempts


def take_part(address: str, folder: Path, number: int) -> list[dict[str, Any]]:
    name = f"learner-{number:02}"
    classroom.give_course(folder / "home" / name)
    learner = classroom.Learner(address, name)
    landed = learner.log_in()
    assert landed.endswith("/lab/tree/ketamine-course/notebooks/01-introduction.ipynb")
    learner.start_kernel()
    learner.run_lesson()
    given = answers(number)
    learner.answer("lesson-03", given)
    # Learners may ask for everything there is; the database gives them their own.
    learner.run("from ketamine_course.progress import Store, learner")
    seen = learner.run(
        "print(*sorted(a.attempt_id for a in Store().attempts(learner=learner.code())))"
    ).split()
    assert seen == sorted(attempt["attempt_id"] for attempt in given)
    assert learner.run("print(len(Store().attempts()))").strip() == "0", (
        f"{name} sees answers without naming whose"
    )
    learner.leave()
    return given


def test_every_answer_of_thirty_learners_is_in_the_shared_database(
    server: str, hub: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with ThreadPoolExecutor(PEOPLE) as people:
        given = list(people.map(lambda number: take_part(*hub, number), range(PEOPLE)))

    kept = {attempt.attempt_id: attempt for attempt in Store(f"{server}room").attempts()}
    assert len(kept) == PEOPLE * len(QUIZ["items"])
    codes = set()
    for attempts in given:
        own = [kept[attempt["attempt_id"]] for attempt in attempts]
        assert [(found.item, found.response, found.score) for found in own] == [
            (sent["item"], sent["response"], sent["score"]) for sent in attempts
        ]
        (code,) = {found.learner for found in own}
        codes.add(code)
    assert len(codes) == PEOPLE, "two learners share a code"
    assert not any("learner-" in code for code in codes), "a code tells the name"

    monkeypatch.setenv("KETAMINE_COURSE_DB", role(server, "room_trainer"))
    assert cli.main(["cohort", "--report", str(tmp_path / "room.html")]) == 0
    report = (tmp_path / "room.html").read_text(encoding="utf-8")
    assert f"{PEOPLE} people" in report
    assert not any(code in report for code in codes)


def test_a_learner_comes_with_a_browser(server: str, hub: tuple[str, Path], browser: Browser):
    address, folder = hub
    classroom.give_course(folder / "home" / "blue-heron")
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    visit = watch(context)
    page = visit.page
    page.goto(address)
    page.get_by_label("Username").fill("blue-heron")
    page.get_by_label("Password").fill(classroom.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".jp-Notebook")).to_contain_text("01 · ", timeout=PATIENCE)

    page.goto(f"{address}user/blue-heron/lab/tree/{classroom.LESSON}?reset")
    expect(page.locator(".jp-Notebook")).to_contain_text("03 · ", timeout=PATIENCE)
    expect(page.get_by_role("button", name=re.compile(r"\| Idle"))).to_be_visible(timeout=PATIENCE)
    run_menu(page, "run-all")
    question = page.locator(
        "section.kc-quiz[data-quiz=lesson-03-guess][data-host=kernel] fieldset[data-type=choice]"
    ).first
    expect(question).to_be_attached(timeout=PATIENCE)
    question_id = question.get_attribute("data-item")
    question.locator("input").first.check()
    question.get_by_role("button", name="Check answer").click()
    expect(question.locator(".kc-feedback")).not_to_be_empty(timeout=PATIENCE)
    expect(
        page.locator("section.kc-quiz[data-quiz=lesson-03-guess] .kc-notice").first
    ).to_be_empty()
    assert page.locator(".jp-Dialog").count() == 0, "a learner who arrives is asked something"
    end = time.monotonic() + classroom.PATIENCE
    while (
        not (kept := Store(f"{server}room").attempts("lesson-03-guess")) and time.monotonic() < end
    ):
        page.wait_for_timeout(200)
    assert [attempt.item for attempt in kept] == [question_id]
    context.close()
    assert visit.outside == []
