"""A reader always sees where the lesson stands in the course, how much of it is left, and what
comes next.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import NOTEBOOKS

LESSONS = [f"notebooks/{path.stem}.html" for path in NOTEBOOKS]


@pytest.mark.parametrize("number", [1, 5, 11])
def test_a_lesson_opens_with_its_place_in_the_course(page, book, number):
    page.goto(book + LESSONS[number - 1])
    place = page.get_by_role("navigation", name="Lessons")
    expect(place).to_contain_text(f"Lesson {number} of 11")
    links = place.get_by_role("link")
    assert links.count() == 11
    expect(links.nth(number - 1)).to_have_attribute("aria-current", "page")
    links.nth(7).click()
    expect(page).to_have_url(book + LESSONS[7])


def test_the_minutes_left_shrink_while_reading_and_end_before_the_sources(page, book):
    page.goto(book + LESSONS[4])
    left = page.locator(".kc-minutes-left")
    expect(left).to_have_text(re.compile(r"^\d+ minutes to read$"))
    minutes = int(left.text_content().split()[0])
    page.evaluate("scrollTo(0, document.getElementById('claim-check').offsetTop)")
    expect(left).to_have_text(re.compile(r"^about \d+ minutes? left$"))
    assert 0 < int(left.text_content().split()[1]) < minutes
    page.locator("#sources").evaluate("section => section.scrollIntoView()")
    expect(left).to_have_text("read to the end")


def test_the_next_lesson_says_what_it_asks_and_how_long_it_takes(page, book):
    page.goto(book + LESSONS[3])
    following = page.locator(".kc-next")
    expect(following).to_contain_text("Next lesson")
    expect(following).to_contain_text(re.compile(r"\? \d+ minutes to read"))
    following.click()
    expect(page).to_have_url(book + LESSONS[4])


def test_the_landing_page_answers_in_one_picture_that_follows_the_question(page, book):
    page.goto(book + "book/index.html")
    figure = page.locator("figure.kc-chart")
    expect(figure).to_have_attribute("data-status", "live", timeout=20_000)
    drawing = figure.locator(".kc-chart-live svg")
    expect(drawing).to_contain_text("On esketamine spray: 61 to 84 of 100")
    figure.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    expect(drawing).to_contain_text("On esketamine spray: 41 of 100")
    figure.get_by_role("radio", name="Do you feel high?").check()
    expect(drawing).to_contain_text("Not counted")
    page.get_by_role("link", name="Start with lesson 01").click()
    expect(page).to_have_url(book + LESSONS[0])
