"""What a trainer works from, made from the lessons: parts with their minutes, run sheets, answer
keys.

Minutes are those that a lesson states in its metadata, shared out over its parts by what each holds
to read and to do (:mod:`.reading` says how that is counted). A run sheet is a choice of parts,
written in YAML.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import yaml

from ..charts.figure import CHART_MIME
from ..errors import CourseError, unknown
from ..evidence import claim
from ..evidence.show import SYMBOLS
from ..quiz import bank, render
from ..quiz.definition import define
from ..typing import JSON
from . import lessons, reading

SCREEN = "a screen for the charts, or their print"
DEVICES = "a device for each person, or the printed questions"
HOW = {
    "guess": "Everybody guesses alone, on a device or on paper. Give nothing away yet.",
    "": "Tell it in your own words; the trainer's page says how.",
    "try-it": "With JupyterLab only. Without it, show the result on the screen or leave this out.",
    "claim-check": (
        "Read out each claim. Hands up: does it stand? Then show the verdict and its reason."
    ),
    "quiz": "Alone or in pairs. Afterwards talk about the one question that split the room.",
    "key-points": "Ask for the points before you show them.",
    "discussion": "Read out the prompt. One minute of silence, then talk.",
    "group-activity": "The steps are on the lesson's page and on the trainer's page.",
}
"""How a kind of part is run, where nothing more exact is said."""


class RunSheetError(CourseError):
    """A run sheet asks for something that does not exist or does not add up."""


@dataclass(frozen=True)
class Part:
    """One part of a lesson: its heading, kind (a tag of :data:`HOW`), whole minutes, what it needs,
    and its cells.
    """

    heading: str
    kind: str
    reading: int
    activity: int
    need: tuple[str, ...]
    cells: tuple[JSON, ...]

    @property
    def minutes(self) -> int:
        """Minutes of reading and of activity."""
        return self.reading + self.activity

    @property
    def told(self) -> int:
        """Minutes in a room: to tell a part, show its chart and take a question takes twice as long
        as to read it.
        """
        return self.activity + (2 * self.reading if self.kind == "" else self.reading)

    @property
    def text(self) -> str:
        """Its prose without the heading, as Markdown."""
        prose = "\n\n".join(
            "".join(cell["source"]) for cell in self.cells if cell["cell_type"] == "markdown"
        )
        return prose.split("\n", 1)[1].strip() if "\n" in prose else ""


def parts(path: Path) -> list[Part]:
    """The parts of the lesson at ``path`` in order, without its opening and its sources.

    Their minutes of reading and of activity add up to what the lesson's metadata states.
    """
    notebook = json.loads(path.read_text(encoding="utf-8"))
    groups: list[list[JSON]] = []
    for cell in notebook["cells"]:
        tags = set(cell["metadata"].get("tags", []))
        if reading.GENERATED & tags:
            continue
        if cell["cell_type"] == "markdown" and "".join(cell["source"]).startswith("## "):
            groups.append([])
        if groups:
            groups[-1].append(cell)
    stated = notebook["metadata"]["ketamine_course"]
    cards = [f"{c.claim} {c.why}" for c in map(claim, stated["claims"])]
    words = [
        _words(group)
        + (sum(map(reading.count_words, cards)) if _kind(group) == "claim-check" else 0)
        for group in groups
    ]
    read = shared(stated["minutes"]["reading"], words)
    group_minutes = [_group_minutes(group) for group in groups]
    done = shared(
        stated["minutes"]["activity"] - sum(group_minutes), [_activity(group) for group in groups]
    )
    return [
        Part(
            "".join(group[0]["source"]).split("\n")[0].removeprefix("## "),
            _kind(group),
            read[n],
            done[n] + group_minutes[n],
            _need(group),
            tuple(group),
        )
        for n, group in enumerate(groups)
    ]


def shared(total: int, weights: list[float]) -> list[int]:
    """``total`` in whole numbers in proportion to ``weights``; what rounding leaves goes where it
    is missed most.
    """
    exact = [total * weight / sum(weights) for weight in weights]
    whole = [int(share) for share in exact]
    for n in sorted(range(len(exact)), key=lambda n: whole[n] - exact[n])[: total - sum(whole)]:
        whole[n] += 1
    return whole


def _kind(group: list[JSON]) -> str:
    return next((tag for tag in group[0]["metadata"].get("tags", []) if tag in HOW), "")


def _words(group: list[JSON]) -> float:
    prose = ["".join(cell["source"]) for cell in group if cell["cell_type"] == "markdown"]
    return sum(
        map(
            reading.count_words,
            [*prose, *(spec["usermeta"]["kc"]["caption"] for spec in _charts(group))],
        )
    )


def _charts(group: list[JSON]) -> list[JSON]:
    return [
        o["data"][CHART_MIME]
        for cell in group
        for o in cell.get("outputs", [])
        if CHART_MIME in o.get("data", {})
    ]


def _quizzes(group: list[JSON]) -> list[str]:
    return [
        id
        for cell in group
        if cell["cell_type"] == "code"
        for id in reading.QUIZ.findall("".join(cell["source"]))
    ]


def _activity(group: list[JSON]) -> float:
    minutes = sum(reading.quiz_minutes(bank.load(id)) for id in _quizzes(group))
    if _kind(group) == "try-it":
        minutes += reading.TRY_IT
    return minutes


def _group_minutes(group: list[JSON]) -> int:
    """Minutes of a group activity, which states its own."""
    stated = (
        reading.STATED.search("".join(group[0]["source"]))
        if _kind(group) == "group-activity"
        else None
    )
    return int(stated[1]) if stated else 0


def _need(group: list[JSON]) -> tuple[str, ...]:
    """What has to be at hand, in words."""
    found = []
    if _charts(group):
        found.append(SCREEN)
    if _quizzes(group):
        found.append(DEVICES)
    if _kind(group) == "group-activity":
        text = "\n\n".join("".join(cell["source"]) for cell in group)
        needed = re.search(r"\*\*You need\*\* (.*?)(?:\n\n|$)", text, re.DOTALL)
        found.append(re.split(r"[.:](?: |$)", _plain(needed[1]))[0] if needed else "nothing")
    return tuple(found)


def _plain(markdown: str) -> str:
    return (
        re.sub(r"\s+", " ", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown))
        .replace("*", "")
        .strip()
    )


# Run sheets


@dataclass(frozen=True)
class Step:
    """One line of a run sheet.

    ``lesson`` is empty for what is no part of a lesson, such as a break.
    """

    lesson: str
    title: str
    minutes: int
    how: str
    need: tuple[str, ...]


@dataclass(frozen=True)
class RunSheet:
    """A workshop: what it is for, when it starts (minutes after midnight), how long it may be, and
    its steps.
    """

    title: str
    purpose: str
    start: int
    minutes: int
    steps: tuple[Step, ...]


def run_sheets(file: Path, notebooks: Path) -> dict[str, RunSheet]:
    """The run sheets in the YAML ``file`` by name, with parts and minutes from the lessons in
    ``notebooks``.

    Raises :class:`RunSheetError`, which names sheet, line and what was expected.
    """
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise RunSheetError(f"{file.name}: expected YAML, {error}") from None
    if not isinstance(data, dict):
        raise RunSheetError(
            f"{file.name}: expected run sheets by name, each with title, for, start, minutes and"
            " steps"
        )
    found = {
        lesson.number: notebooks / f"{lesson.stem}.ipynb" for lesson in lessons.lessons(notebooks)
    }
    return {
        str(name): _sheet(f"{file.name}, '{name}'", sheet, found) for name, sheet in data.items()
    }


KINDS = {list: "a list", int: "a whole number", str: "a text"}


def _sheet(place: str, data: Any, found: dict[str, Path]) -> RunSheet:
    fields = {"title": str, "for": str, "start": str, "minutes": int, "steps": list}
    for name, kind in fields.items():
        if not isinstance(data, dict) or not isinstance(data.get(name), kind):
            hint = ' in quotation marks, such as "09:00"' if name == "start" else ""
            raise RunSheetError(f"{place}: expected '{name}' as {KINDS[kind]}{hint}")
    clock = re.fullmatch(r"(\d{1,2}):(\d\d)", data["start"])
    if not clock:
        raise RunSheetError(
            f"{place}, start: expected a time such as \"09:00\", got '{data['start']}'"
        )
    steps = tuple(
        step
        for number, entry in enumerate(data["steps"], start=1)
        for step in _steps(f"{place}, step {number}", entry, found)
    )
    total = sum(step.minutes for step in steps)
    if total > data["minutes"]:
        raise RunSheetError(
            f"{place}: its steps take {total} minutes, more than the {data['minutes']} there are;"
            " leave a part out"
        )
    return RunSheet(
        data["title"], data["for"], 60 * int(clock[1]) + int(clock[2]), data["minutes"], steps
    )


def _steps(place: str, entry: Any, found: dict[str, Path]) -> list[Step]:
    if not isinstance(entry, dict) or not (
        "lesson" in entry or {"title", "minutes"} <= entry.keys()
    ):
        raise RunSheetError(
            f"{place}: expected either lesson and parts, or title, minutes, how and need"
        )
    fields = ("lesson", "parts", "title", "minutes", "how", "need")
    for name in sorted(entry.keys() - set(fields)):
        raise RunSheetError(f"{place}: {unknown('field', name, fields)}")
    if "lesson" not in entry:
        return [
            Step(
                "",
                entry["title"],
                int(entry["minutes"]),
                entry.get("how", ""),
                tuple(entry.get("need", [])),
            )
        ]
    number = (
        f"{int(entry['lesson']):02}" if str(entry["lesson"]).isdigit() else str(entry["lesson"])
    )
    if number not in found:
        raise RunSheetError(f"{place}: {unknown('lesson', entry['lesson'], found)}")
    known = {part.heading: part for part in parts(found[number])}
    return [_part_step(place, number, name, known, entry) for name in entry.get("parts") or known]


def _part_step(place: str, number: str, name: Any, known: dict[str, Part], entry: JSON) -> Step:
    if isinstance(name, dict):  # a heading with a colon, typed without quotation marks
        name = "; ".join(f"{before}: {after}" for before, after in name.items())
    # "Group activity" is enough for "Group activity: which world? (12 minutes)".
    heading = next((heading for heading in known if name in (heading, heading.split(":")[0])), None)
    if heading is None:
        raise RunSheetError(f"{place}: {unknown('part', name, known, place=f'lesson {number}')}")
    part = known[heading]
    title = re.sub(r" \(\d+ minutes\)$", "", heading)
    return Step(
        number,
        title,
        int(entry.get("minutes", part.told)),
        entry.get("how", HOW[part.kind]),
        (*part.need, *entry.get("need", [])),
    )


# Pages


def run_sheet_html(sheet: RunSheet, titles: dict[str, str]) -> str:
    """A run sheet as a table with the clock, and what to bring; ``titles`` are the lessons' by
    number.
    """
    rows, now, lesson = [], sheet.start, ""
    for step in sheet.steps:
        if step.lesson and step.lesson != lesson:
            rows.append(
                '<tr class="kc-sheet-lesson"><th colspan="4" scope="rowgroup">Lesson'
                f" {step.lesson}: {escape(titles[step.lesson])}</th></tr>"
            )
        lesson = step.lesson
        special = [need for need in step.need if need not in (SCREEN, DEVICES)]
        need = (
            f'<span class="kc-sheet-need">Need: {escape("; ".join(special))}.</span>'
            if special
            else ""
        )
        rows.append(
            f"<tr><td>{_clock(now)}</td><td>{step.minutes}</td>"
            f"<td><strong>{escape(step.title)}</strong></td>"
            f"<td>{escape(step.how)} {need}</td></tr>"
        )
        now += step.minutes
    total = sum(step.minutes for step in sheet.steps)
    spare = sheet.minutes - total
    left = f"{spare} of {sheet.minutes} minutes are left for questions." if spare else ""
    things = dict.fromkeys(need for step in sheet.steps for need in step.need)
    bring = "".join(f"<li>{escape(thing)}</li>" for thing in things)
    return (
        f'<p>{escape(sheet.purpose)}</p><div class="kc-scroll"><table class="kc-sheet"><thead><tr>'
        '<th scope="col">Time</th><th scope="col">Min.</th><th scope="col">What</th>'
        f'<th scope="col">How</th></tr></thead><tbody>{"".join(rows)}</tbody><tfoot><tr>'
        f"<td>{_clock(now)}</td><td>{total}</td><td><strong>End</strong></td><td>{left}</td>"
        "</tr></tfoot></table></div><p><strong>Bring:</strong></p>"
        f'<ul class="kc-sheet-bring">{bring}</ul>'
    )


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def plan_html(path: Path) -> str:
    """A lesson at a glance: its question, aims, parts with their minutes, and the verdicts it comes
    to.
    """
    meta = json.loads(path.read_text(encoding="utf-8"))["metadata"]["ketamine_course"]
    found = parts(path)
    rows = "".join(
        f"<tr><td>{escape(part.heading)}</td><td>{part.reading or ''}</td>"
        f"<td>{part.activity or ''}</td></tr>"
        for part in found
    )
    reading, activity = sum(part.reading for part in found), sum(part.activity for part in found)
    claims = "".join(
        f"<li>{escape(c.claim)} <strong>{SYMBOLS[c.verdict]} {c.verdict.capitalize()}</strong>,"
        f" certainty: {c.certainty}. {escape(c.why)}</li>"
        for c in map(claim, meta["claims"])
    )
    aims = "".join(f"<li>{escape(text)}</li>" for text in meta["objectives"])
    return (
        f'<p class="kc-plan-question"><strong>{escape(meta["question"])}</strong> Open'
        f' <a href="../../notebooks/{path.stem}.html">the lesson</a>.</p><p>After it, people'
        f' can</p><ol>{aims}</ol><div class="kc-scroll"><table class="kc-plan"><thead><tr>'
        '<th scope="col">Part</th><th scope="col">Minutes to read</th>'
        f'<th scope="col">Minutes to do</th></tr></thead><tbody>{rows}</tbody><tfoot><tr>'
        f"<td>Together</td><td>{reading}</td><td>{activity}</td></tr></tfoot></table></div>"
        f"<p>What the lesson comes to (spoiler):</p><ul>{claims}</ul>"
    )


def key_html(lesson: str) -> str:
    """The answers to every quiz of a lesson (two digits), with the reason for each answer, wrong
    ones too.
    """
    banks = [found for found in bank.load_all().values() if found.lesson == lesson]
    if not banks:
        raise RunSheetError(f"there is no quiz for lesson '{lesson}'")
    order = {"predict": 0, "assessment": 1, "practice": 2}
    keys = "".join(
        render.answer_key_html(define(found), wrong=True)
        for found in sorted(banks, key=lambda found: order[found.mode])
    )
    return f'<div class="kc-trainer-key">{keys}</div>'
