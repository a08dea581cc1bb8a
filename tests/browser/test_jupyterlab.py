"""A student's way: the lesson in a real JupyterLab with a kernel and no network."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
import vl_convert
from playwright.sync_api import Browser, Locator, Page, expect

from ketamine_course.charts.figure import CHART_MIME
from ketamine_course.charts.picture import VL_VERSION
from ketamine_course.progress import Attempt, Store, learner
from ketamine_course.quiz import bank, state
from ketamine_course.quiz.definition import define

from .conftest import NOTEBOOKS, ROOT, watch

STARTED_WITHIN = 90  # seconds, on a slow machine
PATIENCE = 150_000  # milliseconds for what a kernel has to do; time decides nothing here


@dataclass
class Lab:
    """A running JupyterLab: its address and the file in which answers are kept."""

    address: str
    answers: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def lesson_copy(folder: Path) -> None:
    """Lesson 05 with its quiz given a name, and a cell at the end that asks it for the answers."""
    notebook = nbformat.read(next((ROOT / "notebooks").glob("05-*.ipynb")), as_version=4)
    cell = next(cell for cell in notebook.cells if cell.source.startswith('Quiz("lesson-05")'))
    cell.source = 'quiz = Quiz("lesson-05")\nquiz'
    notebook.cells.append(
        nbformat.v4.new_code_cell(
            'print("Python has", sorted(quiz.responses), f"{quiz.score:.4f}")'
        )
    )
    nbformat.write(notebook, folder / "lesson.ipynb")


def command(target: str) -> list[str]:
    """What the Makefile types for ``target``, with this environment's programs."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    line = re.search(rf"^{target}:.*\n\t(.*)$", makefile, flags=re.MULTILINE)[1]
    course = f"{Path(sys.executable).parent.as_posix()}/ketamine-course"
    return shlex.split(line.replace("$(COURSE)", course))


def apart(home: Path) -> dict[str, str]:
    """An environment in which JupyterLab reads and keeps nothing of whoever runs the tests."""
    # All cells in the page at once, so that a test finds them without scrolling.
    settings = home / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text(json.dumps({"windowingMode": "none"}))
    return {
        **os.environ,
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
    }


def end(server: subprocess.Popen) -> None:
    server.terminate()
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()  # its kernels notice and end themselves
        server.wait()


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address that a browser is sent to by ``make lab``, in a copy of the course."""
    folder = tmp_path_factory.mktemp("make-lab")
    course, home = folder / "course", folder / "home"
    for name in ("book", "notebooks"):
        shutil.copytree(ROOT / name, course / name)
    shutil.copy(ROOT / "_toc.yml", course)
    environment = apart(home)
    (home / "config").mkdir()
    server = {"ip": "127.0.0.1", "port": free_port(), "port_retries": 0, "allow_root": True}
    (home / "config" / "jupyter_server_config.json").write_text(
        json.dumps(
            {
                "ServerApp": server,
                "IdentityProvider": {"token": ""},
                "LabApp": {"news_url": None},
            }
        )
    )
    # In place of a browser, a program that writes down where it was sent.
    note, browser = folder / "sent-to.txt", folder / "browser.py"
    browser.write_text(
        f"import pathlib, sys\npathlib.Path({note.as_posix()!r}).write_text(sys.argv[1])\n"
    )
    environment["BROWSER"] = f"{Path(sys.executable).as_posix()} {browser.as_posix()} %s"
    running = subprocess.Popen(
        command("lab"),
        cwd=course,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{server['port']}/api", running)
        until = time.monotonic() + STARTED_WITHIN
        while not (note.is_file() and note.read_text()) and time.monotonic() < until:
            time.sleep(0.1)
        yield note.read_text()
    finally:
        end(running)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    work, home = folder / "work", folder / "home"
    work.mkdir()
    lesson_copy(work)
    for path in NOTEBOOKS:
        shutil.copy(path, work)
    port = free_port()
    answers = folder / "answers.sqlite3"
    environment = {
        **apart(home),
        "KETAMINE_COURSE_DB": f"sqlite:///{answers.as_posix()}",
    }
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "jupyterlab",
            "--no-browser",
            "--allow-root",
            "--ip=127.0.0.1",
            f"--port={port}",
            "--port-retries=0",
            "--IdentityProvider.token=",
            f"--ServerApp.root_dir={work}",
            "--LabApp.news_url=None",
        ],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        wait_for(address + "api", server)
        yield Lab(address, answers)
    finally:
        end(server)
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(address: str, server: subprocess.Popen) -> None:
    end = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"JupyterLab stopped with exit code {server.returncode}")
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError(f"JupyterLab did not answer at {address} within {STARTED_WITHIN} seconds")


def run_menu(page: Page, command: str) -> None:
    page.get_by_role("menubar").get_by_role("menuitem", name="Run", exact=True).click()
    page.locator(f".lm-Menu-item[data-command='runmenu:{command}']").click()


def questions(page: Page) -> Locator:
    return page.locator(
        "section.kc-quiz[data-quiz=lesson-05][data-host=kernel] fieldset[data-type=choice]"
    )


def test_a_lesson_in_jupyterlab(browser: Browser, lab: Lab):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    visit = watch(context)
    page = visit.page
    page.goto(f"{lab.address}lab/tree/lesson.ipynb")
    expect(page.locator(".jp-Notebook")).to_be_visible(timeout=PATIENCE)
    # Before anything has run, the questions are there as text.
    first = bank.load("lesson-05").items[0].prompt
    expect(page.locator(".jp-OutputArea", has_text=first).first).to_be_attached(timeout=PATIENCE)
    expect(page.get_by_role("button", name=re.compile(r"\| Idle"))).to_be_visible(timeout=PATIENCE)
    run_menu(page, "run-all")
    question = questions(page).first
    expect(question).to_be_attached(timeout=PATIENCE)

    # A quiz, with the keyboard.
    question.locator("input").first.focus()
    page.keyboard.press("Space")
    # JupyterLab wants arrow keys for itself; here they belong to the question.
    page.keyboard.press("ArrowDown")
    expect(question.locator("input").nth(1)).to_be_checked()
    page.keyboard.press("ArrowUp")
    question.get_by_role("button", name="Check answer").focus()
    page.keyboard.press("Enter")
    expect(question).to_have_attribute(
        "data-status", "correct" if first_is_right(question) else "wrong"
    )
    expect(question.locator(".kc-feedback")).not_to_be_empty()
    expect(
        page.locator("section.kc-quiz[data-quiz=lesson-05][data-host=kernel] .kc-notice")
    ).to_be_empty()

    # The answer is in Python.
    item = question.get_attribute("data-item")
    last = page.locator(".jp-CodeCell").last
    last.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(last.locator(".jp-OutputArea-output")).to_contain_text(f"Python has ['{item}']")

    # The icon array follows its menu, the clock its slider.
    for number in range(2):
        chart = page.locator(".jp-RenderedVegaLite").nth(number)
        chart.scroll_into_view_if_needed()
        control = chart.locator("input[type=range], select").last
        drawing = chart.locator("svg.marks")
        before = drawing.inner_html()
        control.focus()
        page.keyboard.press(
            "ArrowDown" if control.evaluate("c => c.tagName") == "SELECT" else "ArrowRight"
        )
        page.wait_for_function(
            "([svg, before]) => svg.innerHTML !== before", arg=[drawing.element_handle(), before]
        )

    # After a restart the answer is back.
    status = question.get_attribute("data-status")
    run_menu(page, "restart-and-run-all")
    page.locator(".jp-Dialog .jp-mod-accept").click()
    expect(last.locator(".jp-OutputArea-output")).to_contain_text("Python has", timeout=PATIENCE)
    expect(last.locator(".jp-OutputArea-output")).to_contain_text(f"Python has ['{item}']")
    expect(questions(page).first).to_have_attribute("data-status", status, timeout=PATIENCE)
    assert lab.answers.is_file()
    context.close()
    assert visit.outside == []


def test_make_lab_opens_lesson_01_and_its_links_lead_to_the_pages_of_the_book(
    browser: Browser, opened: str
):
    """The crisis lines above all: where the notebooks' folder is the root, a click does nothing."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    visit = watch(context)
    page = visit.page
    page.goto(opened)
    page.wait_for_url("**/tree/notebooks/01-introduction.ipynb")
    link = page.locator(".jp-Notebook a", has_text="risis and support lines").first
    expect(link).to_be_visible(timeout=PATIENCE)
    link.click()
    tab = page.locator(".lm-TabBar-tab.lm-mod-current", has_text="crisis.md")
    expect(tab.first).to_be_visible(timeout=PATIENCE)
    expect(page.locator("a[href='tel:116123']").first).to_be_attached(timeout=PATIENCE)
    context.close()
    assert visit.outside == []


def first_is_right(question: Locator) -> bool:
    """Whether the first option is the right one, by the bank."""
    item = next(
        item
        for item in bank.load("lesson-05").items
        if item.id == question.get_attribute("data-item")
    )
    return item.options[0].correct


def drawn(svg: str) -> dict[str, int]:
    """How many marks of each kind a drawing has, legends, axes and titles included."""
    return {kind: len(re.findall(rf"<{kind}[ >]", svg)) for kind in ("path", "text")}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_jupyterlab_s_older_vega_draws_what_the_book_draws(browser: Browser, lab: Lab, path: Path):
    """It leaves out silently what it does not know, so marks are counted."""
    cells = nbformat.read(path, as_version=4).cells
    specs = [
        o.data[CHART_MIME]
        for c in cells
        if c.cell_type == "code"
        for o in c.outputs
        if CHART_MIME in o.get("data", {})
    ]
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    visit = watch(context)
    visit.page.goto(f"{lab.address}lab/workspaces/{path.stem}/tree/{path.name}")
    charts = visit.page.locator(".jp-RenderedVegaLite")
    expect(charts).to_have_count(len(specs), timeout=PATIENCE)
    for number, spec in enumerate(specs):
        svg = charts.nth(number).locator("svg.marks")
        expect(svg).to_be_attached(timeout=PATIENCE)
        assert drawn(svg.inner_html()) == drawn(
            vl_convert.vegalite_to_svg(spec, vl_version=VL_VERSION)
        ), spec["usermeta"]["kc"]["id"]
    context.close()
    assert visit.outside == []


def any_response(item: dict) -> object:
    """Some response that fits a question."""
    match item["type"]:
        case "multiple":
            return [item["options"][0]["id"]]
        case "classify":
            return {card["id"]: card["group"] for card in item["cards"]}
        case "order":
            return [card["id"] for card in item["cards"]]
        case "estimate":
            return item["minimum"]
    return item["options"][0]["id"]


def test_gain_between_the_two_tests_in_jupyterlab(browser: Browser, lab: Lab):
    attempts = []
    for id in ("pre-test", "post-test"):
        definition = define(bank.load(id))
        attempts += [
            state.new_attempt(
                definition, item["id"], any_response(item), 0.75, learner.code(), "kernel"
            )
            for item in definition["items"]
        ]
    Store(f"sqlite:///{lab.answers.as_posix()}").add(map(Attempt.model_validate, attempts))
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    visit = watch(context)
    page = visit.page
    last = next(path for path in NOTEBOOKS if path.name.startswith("11-"))
    page.goto(f"{lab.address}lab/workspaces/gain/tree/{last.name}")
    expect(page.get_by_role("button", name=re.compile(r"\| Idle"))).to_be_visible(timeout=PATIENCE)
    run_menu(page, "run-all")
    gain = page.locator("section.kc-gain[data-host=kernel]")
    expect(gain.locator(".kc-gain-line")).to_contain_text(
        re.compile(r"Before: .* of 12 points\. After: .* of 12\."), timeout=PATIENCE
    )
    expect(gain.get_by_text("On average you were 75% sure")).to_have_count(2)
    context.close()
