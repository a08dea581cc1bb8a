"""A page with quizzes on made-up banks, and a stand-in for the model that a host gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from ketamine_course.quiz import frontend, render

MODEL = """
window.makeModel = (state) => {
  const handlers = {};
  const emit = (event) => (handlers[event] || []).forEach((handler) => handler());
  return {
    state, saves: 0,
    get: (name) => state[name],
    set(name, value) { state[name] = value; emit(`change:${name}`); },
    save_changes() { this.saves += 1; if (window.refuse) throw new Error("full"); },
    on(event, handler) { (handlers[event] ||= []).push(handler); },
    off(event, handler) { handlers[event] = (handlers[event] || []).filter((known) =>
      known !== handler); },
    send() {},
    listeners: () => Object.values(handlers).flat().length,
  };
};
window.mount = (definitions, attempts) => {
  window.models = definitions.map((definition, number) => {
    const model = makeModel({ definition, attempts, notice: "", learner: "somebody",
      host: "static" });
    model.takeDown = KetamineCourse.render({
      model, el: document.querySelectorAll(".place")[number] });
    return model;
  });
};
"""
Open = Callable[..., Page]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    yield context
    context.close()


@pytest.fixture
def show(context: BrowserContext) -> Iterator[Open]:
    """Opens a page with quizzes, as server-rendered and then, unless ``live`` is False, brought to
    life.
    """
    errors: list[str] = []

    def show(*definitions: dict[str, Any], attempts: list[dict] = [], live: bool = True) -> Page:  # noqa: B006
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        places = "".join(
            f'<div class="place">{render.static_html(each)}</div>' for each in definitions
        )
        page.set_content(
            "<!doctype html><html"
            f" lang=en><title>Quiz</title><style>{frontend.css()}</style><body>{places}"
            f"<script>{MODEL}</script><script>{frontend.classic()}</script></body></html>"
        )
        if live:
            page.evaluate(
                "([definitions, attempts]) => mount(definitions, attempts)",
                [list(definitions), attempts],
            )
        return page

    yield show
    assert not errors


def item(page: Page, id: str) -> Locator:
    """The first question with this id."""
    return page.locator(f"fieldset.kc-item[data-item='{id}']").first


def check(question: Locator) -> None:
    """Press the button."""
    question.get_by_role("button", name="Check answer").click()


def attempts(page: Page, model: int = 0) -> list[dict]:
    """What the model holds."""
    return page.evaluate("(number) => models[number].get('attempts')", model)


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until ``target`` has the focus."""
    for _ in range(60):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab does not get there")


def earlier(item: str, response: Any, **fields: Any) -> dict[str, Any]:
    """An attempt at the quiz of six kinds, made some time ago."""
    return {
        "attempt_id": f"a-{item}",
        "learner": "somebody",
        "quiz": "six-kinds",
        "bank_version": 2,
        "item": item,
        "response": response,
        "score": 0,
        "max_score": 1,
        "confidence": None,
        "mode": "practice",
        "started": "2026-01-01T10:00:00.000Z",
        "submitted": "2026-01-01T10:01:00.000Z",
        "host": "static",
        **fields,
    }
