"""The report on a room as one page of HTML that needs nothing else: for a trainer, in words, and to
print.
"""

from __future__ import annotations

import html as markup
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.resources import files

import polars as pl
from babel.dates import format_date

from ...quiz import clock
from ...quiz.kinds import KINDS
from ...quiz.kinds.choice import Options
from ...typing import JSON
from .measures import AFTER, ALL, BEFORE, MIN_FOR_DISCRIMINATION, Measures
from .privacy import RULE

MOST = 8  # wrong answers to talk about; more would fill no workshop
NAMED = 50  # refused files named on the page
CHOSEN = [name for name, kind in KINDS.items() if issubclass(kind, Options)]
MODES = {"practice": "after reading", "assessment": "test", "predict": "guess before reading"}


def html(found: Measures, made: date | None = None) -> str:
    """The page.

    Tables that are empty leave their section out; ``made`` is the day it says it was made, today by
    default.
    """
    facts, tables = found.facts, found.tables
    sections = [
        ("left-out", "What was left out", _left_out(facts)),
        ("counted", "How this was counted", _counted()),
    ]
    if facts["people"]:
        sections = [
            ("talk", "Worth talking about", _talk(found)),
            ("part", "Who took part", _part(tables["quizzes"])),
            ("gain", "Before and after", _gain(tables["gain"], facts)),
            ("sure", "Sure, and right?", _sure(tables["calibration"])),
            (
                "lessons",
                "Lessons and objectives",
                _lessons(tables["lessons"], tables["objectives"]),
            ),
            ("questions", "Question by question", _questions(found)),
            *sections,
        ]
    sections = [section for section in sections if section[2]]
    style = files(__package__).joinpath("report.css").read_text(encoding="utf-8")
    day = made or clock.today()
    body = "".join(
        f'<section id="{id}"><h2>{title}</h2>{content}</section>' for id, title, content in sections
    )
    links = "".join(f'<li><a href="#{id}">{title}</a></li>' for id, title, _ in sections)
    return (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><meta name="viewport"'
        ' content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy"'
        " content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>Room"
        f" results</title><style>\n{style}</style></head>\n<body><main><header><h1>Room"
        f" results</h1>{_head(found, day)}</header>"
        f'<nav aria-label="On this page"><ul>{links}</ul></nav>\n{body}</main></body>\n</html>\n'
    )


def _head(found: Measures, made: date) -> str:
    facts = found.facts
    day = format_date(made, "d MMMM yyyy", locale="en_GB")
    if not facts["people"]:
        return (
            "<p>Fewer than five people answered, so no results are shown. They could be"
            f" recognised.</p><p class='note'>{day}</p>"
        )
    lines = [
        f"<p><strong>{facts['people']:,} people</strong>, {facts['answers']:,} first answers.</p>"
    ]
    whole = found.tables["gain"].filter(pl.col("level") == "test").to_dicts()
    if whole:
        lines.append(f"<p>{_gained(whole[0])}</p>")
    source = (
        "1 file or database"
        if facts["sources"] == 1
        else f"{facts['sources']:,} files or databases"
    )
    lines.append(
        f'<p class="note">Made on {day} from {source}. Nobody\'s own answers are in here. Still,'
        " keep it among those who teach.</p>"
    )
    return "".join(lines)


def _gained(row: JSON) -> str:
    gain = row["gain"]
    said = (
        f"The same {row['people']:,} people earned {_points(row['before'])} of 100 points before"
        f" and {_points(row['after'])} after"
    )
    change = (
        f"{_points(abs(gain))} {'more' if gain >= 0 else 'fewer'} (95% interval"
        f" {_points(row['gain_low'])} to {_points(row['gain_high'])})"
    )
    sure = row["gain_low"] > 0 or row["gain_high"] < 0
    return (
        f"{said}: {change}."
        f" {'Chance alone would rarely do that.' if sure else 'So small a change could be chance.'}"
    )


def _talk(found: Measures) -> str:
    """The commonest wrong answers, each with what is right and why."""
    modes = {id: quiz["mode"] for id, quiz in found.quizzes.items()}
    items = {(id, item["id"]): item for id, quiz in found.quizzes.items() for item in quiz["items"]}
    over = bool(
        found.tables["quizzes"]
        .filter((pl.col("quiz") == AFTER) & pl.col("started").is_not_null())
        .height
    )
    wrong = found.tables["options"].filter(
        ~pl.col("right") & (pl.col("chose") >= 5) & pl.col("type").is_in(CHOSEN)
    )
    wrong = wrong.with_columns(share=pl.col("chose") / pl.col("answered")).sort(
        "share", "chose", descending=True
    )
    shown = [
        row
        for row in wrong.to_dicts()
        if modes[row["quiz"]] != "predict" and not (over and row["quiz"] == BEFORE)
    ][:MOST]
    if not shown:
        return "<p>No wrong answer was common enough to be shown.</p>"
    entries = []
    for row in shown:
        item = items[row["quiz"], row["item"]]
        option = next(option for option in item["options"] if option["id"] == row["option"])
        kind = KINDS[item["type"]]
        right = kind.joint.join(kind.solution(item))
        entries.append(
            f'<li><p class="big">{row["chose"]:,} of {row["answered"]:,} chose this wrong answer:'
            " talk about it.</p>"
            f'<p class="where">{_where(found.quizzes[row["quiz"]])}, question {row["number"]}</p><p'
            f' class="ask">{_text(item["prompt"])}</p>'
            f'<p><span class="mark wrong">They chose:</span> {_text(row["text"])}</p><p><span'
            f' class="mark right">Right:</span> {_text(right)}</p>'
            f"<p>Why: {_text(option['feedback'])}</p></li>"
        )
    return (
        "<p>The wrong answers that most people chose, commonest first. People share a reason for"
        f' them, so ask for it.</p><ul class="talk">{"".join(entries)}</ul>'
    )


def _part(quizzes: pl.DataFrame) -> str:
    rows = [
        (
            (
                f"Lesson {row['lesson']}: {_text(row['title'])} <span"
                f" class='where'>({MODES[row['mode']]})</span>{_bar(row['rate'])}"
            ),
            _count(row["started"]),
            _count(row["finished"]),
        )
        for row in quizzes.to_dicts()
        if row["started"] is not None
    ]
    none = len(quizzes) - len(rows)
    missing = (
        "1 quiz is not listed: fewer than five people answered it."
        if none == 1
        else f"{none} quizzes are not listed: fewer than five people answered them."
    )
    note = f'<p class="note">{missing}</p>' if none else ""
    return (
        "<p>How many people answered something in each quiz, and how many answered all of it.</p>"
        + _table("Who took part", ["Quiz", "Started", "Finished"], rows, numbers=(1, 2))
        + note
    )


def _gain(gain: pl.DataFrame, facts: JSON) -> str:
    rows = gain.to_dicts()
    if not rows:
        return (
            "<p>Fewer than five people finished the first test before they began the second, so"
            " nothing can be compared. The first test is in lesson 01, the second in lesson 11.</p>"
        )
    whole = rows[0]
    size = (
        f" As effect sizes: {_effects(whole)}."
        if whole["g_av"] is not None or whole["d_z"] is not None
        else ""
    )
    shown = [row for row in rows if row["level"] != "objective" and row["gain"] is not None]
    seen = [row for row in rows if row["gain"] is not None]
    table = _table(
        "Before and after",
        ["What", "Questions", "Before", "After", "Gain", "95% interval", "g_av", "d_z"],
        [
            (
                _text(_about(row)),
                row["questions"],
                _points(row["before"]),
                _points(row["after"]),
                _points(row["gain"]),
                ""
                if row["gain_low"] is None
                else f"{_points(row['gain_low'])} to {_points(row['gain_high'])}",
                _two(row["g_av"]),
                _two(row["d_z"]),
            )
            for row in seen
        ],
        numbers=range(1, 8),
    )
    if len(seen) < len(rows):
        table += (
            f'<p class="note">{len(rows) - len(seen)} lessons and objectives are not shown: so few'
            " people had a question right, or wrong, that they could be recognised.</p>"
        )
    aside = (
        f" {facts['set_aside']:,} answers of people who took only one test are set aside, since few"
        " people gave them."
        if facts["set_aside"]
        else ""
    )
    return (
        f"<p>{_gained(whole)}{size}</p>{_dumbbells(shown)}<details class='data'><summary>The same"
        f" as a table, with objectives</summary>{table}"
        f'<p class="note">Points out of 100, of {whole["people"]:,} people who answered all of both'
        f" tests, the first one first.{aside}</p></details>"
    )


def _effects(row: JSON) -> str:
    parts = []
    if row["g_av"] is not None:
        parts.append(
            f"Hedges' g_av is {_two(row['g_av'])} (the gain beside how much people differ)"
        )
    if row["d_z"] is not None:
        parts.append(f"d_z is {_two(row['d_z'])} (the gain beside how much gains differ)")
    return " and ".join(parts)


def _about(row: JSON) -> str:
    if row["level"] == "test":
        return "Whole test"
    return (
        f"Lesson {row['about']}" if row["level"] == "lesson" else f"{row['about']} {row['words']}"
    )


def _dumbbells(rows: list[JSON]) -> str:
    """Points before and after, a line each."""

    def x(share: float) -> float:
        return 110 + 2.6 * 100 * share

    height = 34 * len(rows) + 46
    marks = [
        f'<line x1="{x(t):.0f}" y1="26" x2="{x(t):.0f}" y2="{height - 16}"'
        f' stroke="var(--kc-grid)"/><text class="faint" text-anchor="middle" x="{x(t):.0f}"'
        f' y="{height - 2}">{t * 100:.0f}</text>'
        for t in (0, 0.25, 0.5, 0.75, 1)
    ]
    for number, row in enumerate(rows):
        y = 44 + 34 * number
        before, after = row["before"], row["after"]
        marks.append(
            f'<text x="0" y="{y + 4}">{_about(row)}</text><line x1="{x(before):.1f}" y1="{y}"'
            f' x2="{x(after):.1f}" y2="{y}" stroke="var(--kc-muted)" stroke-width="3"/><circle'
            f' cx="{x(before):.1f}" cy="{y}" r="6" fill="var(--kc-paper)"'
            f' stroke="var(--kc-comparator)" stroke-width="3"/><circle cx="{x(after):.1f}" cy="{y}"'
            ' r="7" fill="var(--kc-accent)"/>'
        )
    key = (
        '<circle cx="116" cy="9" r="6" fill="var(--kc-paper)" stroke="var(--kc-comparator)"'
        ' stroke-width="3"/><text x="128" y="13">before</text><circle cx="196" cy="9" r="7"'
        ' fill="var(--kc-accent)"/><text x="209" y="13">after</text>'
    )
    said = "; ".join(
        f"{_about(row)} {_points(row['before'])} before, {_points(row['after'])} after"
        for row in rows
    )
    return _figure(
        "Points out of 100, before and after",
        f'<svg viewBox="0 0 390 {height}" role="img"'
        f' aria-label="{said}">{"".join(marks)}{key}</svg>',
    )


def _sure(calibration: pl.DataFrame) -> str:
    if calibration.is_empty():
        return ""
    lines = []
    for id, name in ((BEFORE, "first"), (AFTER, "last")):
        total = calibration.filter(
            (pl.col("quiz") == id) & (pl.col("confidence") == ALL)
        ).to_dicts()
        if total:
            gap = total[0]["overconfidence"]
            more = (
                "surer than right"
                if gap > 0.02
                else (
                    "less sure than they could have been"
                    if gap < -0.02
                    else "about as sure as they were right"
                )
            )
            lines.append(
                f"<p>In the {name} test people said they were {total[0]['said']:.0%} sure on"
                f" average and earned {_points(total[0]['share'])} of 100 points: {more}.</p>"
            )
    rows = [
        (
            _text(row["quiz"]),
            row["confidence"],
            f"{row['answers']:,}",
            _count(row["people"], "not shown"),
            f"{row['said']:.0%}",
            _points(row["share"]),
            f"{100 * row['overconfidence']:+.0f}",
        )
        for row in calibration.to_dicts()
    ]
    table = _table(
        "Sureness",
        ["Quiz", "How sure", "Answers", "People", "Said", "Points", "Too sure by"],
        rows,
        numbers=range(2, 7),
    )
    return (
        "".join(lines)
        + _calibration(calibration)
        + f"<details class='data'><summary>The same as a table</summary>{table}</details>"
    )


def _calibration(calibration: pl.DataFrame) -> str:
    """How often people were right at each level of sureness, beside the line on which both
    agree.
    """
    tests = {
        BEFORE: ("first test", "var(--kc-comparator)", False),
        AFTER: ("last test", "var(--kc-accent)", True),
    }
    shown = calibration.filter((pl.col("confidence") != ALL) & pl.col("quiz").is_in(list(tests)))
    if shown.is_empty():
        return ""

    def x(share: float) -> float:
        return 60 + 300 * share

    def y(share: float) -> float:
        return 250 - 220 * share

    marks = [
        f'<line x1="60" x2="360" y1="{y(tick):.0f}" y2="{y(tick):.0f}"'
        ' stroke="var(--kc-grid)"/><text class="faint" text-anchor="end" x="52"'
        f' y="{y(tick) + 4:.0f}">{tick:.0%}</text><text class="faint" text-anchor="middle"'
        f' x="{x(tick):.0f}" y="268">{tick:.0%}</text>'
        for tick in (0, 0.25, 0.5, 0.75, 1)
    ]
    marks.append(
        f'<line x1="{x(0)}" y1="{y(0)}" x2="{x(1)}" y2="{y(1)}" stroke="var(--kc-muted)"'
        ' stroke-dasharray="5 5"/>'
    )
    marks.append(
        '<text class="faint" text-anchor="middle" x="210" y="288">how sure they said they'
        ' were</text><text class="faint" x="0" y="12">points earned</text>'
    )
    said = []
    for place, (id, (name, colour, filled)) in enumerate(tests.items()):
        own = shown.filter(pl.col("quiz") == id).to_dicts()
        if not own:
            continue
        fill = colour if filled else "var(--kc-paper)"
        path = " ".join(f"{x(row['said']):.1f},{y(row['share']):.1f}" for row in own)
        marks.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        marks += [
            f'<circle cx="{x(row["said"]):.1f}" cy="{y(row["share"]):.1f}" r="6" fill="{fill}"'
            f' stroke="{colour}" stroke-width="3"/>'
            for row in own
        ]
        marks.append(
            f'<circle cx="{146 + 110 * place}" cy="8" r="6" fill="{fill}" stroke="{colour}"'
            f' stroke-width="3"/><text x="{158 + 110 * place}" y="12">{name}</text>'
        )
        said.append(
            f"{name}: "
            + ", ".join(f"{row['said']:.0%} sure, {row['share']:.0%} right" for row in own)
        )
    return _figure(
        "On the dashed line people are as sure as they are right; below it, too sure",
        '<svg viewBox="0 0 390 294" role="img"'
        f' aria-label="{"; ".join(said)}">{"".join(marks)}</svg>',
    )


def _lessons(lessons: pl.DataFrame, objectives: pl.DataFrame) -> str:
    seen = lessons.filter(pl.col("counted") > 0)
    if seen.is_empty():
        return ""
    rows = []
    for lesson in seen.to_dicts():
        rows.append(_learned(f"<strong>Lesson {lesson['lesson']}</strong>", lesson))
        rows += [
            _learned(_text(f"{row['objective']} {row['words']}"), row)
            for row in objectives.filter(pl.col("lesson") == lesson["lesson"]).to_dicts()
        ]
    return (
        "<p>Points out of 100 on first answers to the quizzes after reading, by lesson and by what"
        " the lesson wants to teach. A range stands where few people had a question right, or"
        " wrong. Questions of which nothing may be shown are not counted.</p>"
        + _table(
            "Lessons and objectives",
            ["Lesson and objective", "People", "Questions counted", "Points"],
            rows,
            numbers=(1, 2, 3),
        )
    )


def _learned(name: str, row: JSON) -> tuple[str, str, str, str]:
    """One row of lessons and objectives."""
    low, high = row["share_low"], row["share_high"]
    middle = None if low is None else (low + high) / 2
    points = "not shown"
    if low is not None:
        ends = dict.fromkeys((_points(low), _points(high)))
        points = " to ".join(ends)
    return (
        name + _bar(middle),
        _count(row["people"], ""),
        str(row["counted"]),
        points,
    )


def _questions(found: Measures) -> str:
    items, options = found.tables["items"], found.tables["options"]
    parts = {
        key: part.to_dicts()
        for key, part in options.partition_by("quiz", "item", as_dict=True).items()
    }
    blocks = []
    for (id,), own in items.partition_by("quiz", as_dict=True, maintain_order=True).items():
        answered = own.filter(pl.col("answered") > 0).to_dicts()
        if answered:
            each = "".join(_question(row, parts.get((id, row["item"]), [])) for row in answered)
            blocks.append(
                f"<details><summary>{_where(found.quizzes[id])}: {len(answered)}"
                f" questions</summary>{each}</details>"
            )
    if not blocks:
        return ""
    return (
        "<p>Open a quiz to see each of its questions; those that stand open are printed too. A"
        " green bar is a right answer, an orange one a wrong answer.</p>" + "".join(blocks)
    )


def _question(row: JSON, parts: list[JSON]) -> str:
    about = [
        f"Question {row['number']}",
        KINDS[row["type"]].words,
        f"objective {row['objective']}",
        f"{row['answered']:,} answered",
    ]
    said = ""
    if row["type"] != "survey":
        low, high = row["right_low"], row["right_high"]
        if low is None:
            said = "How many had it right is not shown."
        elif low == high:
            said = f"{low:,} of {row['answered']:,} had it all right"
            if row["difficulty"] is None:
                said += "."
            else:
                points = _points(row["difficulty"])
                said += f"; {points} of 100 points. {_hard(row['difficulty'])}"
        else:
            said = f"{low:,} to {high:,} of {row['answered']:,} had it all right."
        said = f"<p>{said}</p>"
        if row["discrimination"] is not None:
            said += f'<p class="note">{_tells(row)}</p>'
    return (
        f'<div class="question"><p class="where">{", ".join(about)}</p><p'
        f' class="ask">{_text(row["prompt"])}</p>{said}{_choices(parts)}</div>'
    )


def _hard(share: float) -> str:
    return "Easy." if share >= 0.85 else "Hard: worth going over." if share < 0.5 else ""


def _tells(row: JSON) -> str:
    r = row["discrimination"]
    figure = (
        f"(item-rest correlation {_two(r)}, 95% interval {_two(row['discrimination_low'])} to"
        f" {_two(row['discrimination_high'])}, {row['discrimination_people']:,} people)"
    )
    if r >= 0.2:
        return f"Those who did well on the other questions did well on this one too {figure}."
    if r > 0:
        return f"This question hardly tells who did well on the others {figure}."
    return (
        "Those who did well on the other questions did no better here: look at its wording"
        f" {figure}."
    )


def _choices(parts: list[JSON]) -> str:
    if not parts:
        return ""
    rows = []
    for part in parts:
        kind = "fill" if part["right"] is None else "right" if part["right"] else "wrong"
        mark = (
            ""
            if part["right"] is None
            else '<span class="mark right">Right:</span> '
            if part["right"]
            else ""
        )
        share = None if part["chose"] is None else part["chose"] / part["answered"]
        count = (
            "not shown" if part["chose"] is None else f"{part['chose']:,} of {part['answered']:,}"
        )
        rows.append(
            f'<tr><th scope="row">{mark}{_text(part["text"])}{_bar(share, kind)}</th><td'
            f' class="n">{count}</td></tr>'
        )
    what = KINDS[parts[0]["type"]].counted
    return (
        '<table class="bars"><thead><tr><th scope="col">Answer</th><th scope="col"'
        f' class="n">{what}</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def _left_out(facts: JSON) -> str:
    said = [
        (
            len(facts["refused"]),
            "file or database that could not be read, named below",
            "files or databases that could not be read, named below",
        ),
        (
            facts["duplicates"],
            "answer that came twice, and counts once",
            "answers that came twice, and count once",
        ),
        (
            facts["joined"],
            "learner code of somebody with another code (they share answers), joined",
            "learner codes of people with another code (they share answers), joined",
        ),
        (
            facts["other_version"],
            "answer to another version of a question",
            "answers to another version of a question",
        ),
        (
            facts["unknown"],
            "answer to a question that this course doesn't have",
            "answers to questions that this course doesn't have",
        ),
        (
            facts["unfit"],
            "answer that doesn't belong to its question",
            "answers that don't belong to their question",
        ),
    ]
    lines = "".join(
        f"<li>{count:,} {one if count == 1 else more}.</li>" for count, one, more in said if count
    )
    named = "".join(
        f"<li>{_text(name)}: {_text(reason)}</li>" for name, reason in facts["refused"][:NAMED]
    )
    more = (
        f"<p>And {len(facts['refused']) - NAMED:,} more.</p>"
        if len(facts["refused"]) > NAMED
        else ""
    )
    return (f"<ul>{lines}</ul>" if lines else "<p>Nothing.</p>") + (
        f"<h3>Files that could not be read</h3><ul>{named}</ul>{more}" if named else ""
    )


def _counted() -> str:
    return (
        f"<p><strong>Small groups.</strong> {RULE} A report made again after one person has joined"
        " could still show that person by comparison, so don't hand out two reports on nearly the"
        " same room.</p><p><strong>First answers.</strong> Everything rests on the first answer"
        " that each person gave to each question, marked again here. Practice may be repeated, but"
        " only the first answer was given without its feedback.</p><p><strong>Points.</strong> A"
        " question is worth 100 points; part of the answer right earns part of them. Their mean is"
        " the question's difficulty: the lower, the harder.</p><p><strong>Item-rest"
        " correlation</strong> (also: corrected point-biserial, discrimination): how closely the"
        " points on one question go with the sum of all other questions of the quiz, for people"
        f" who answered all of it. It needs {MIN_FOR_DISCRIMINATION} people.</p>"
        "<p><strong>Gain.</strong> The same people before and after, with a paired t interval."
        " Hedges' g_av is the mean gain over"
        " the average of the two standard deviations, with the correction for small samples; d_z"
        " is the mean gain over the standard deviation of the gains. Without a comparison group,"
        " nobody can tell how much the course did and how much taking a test twice.</p>"
    )


def _where(quiz: JSON) -> str:
    return _text(f"Lesson {quiz['lesson']}, {quiz['title']} ({MODES[quiz['mode']]})")


def _figure(caption: str, svg: str) -> str:
    return f"<figure><figcaption>{caption}</figcaption>{svg}</figure>"


def _bar(share: float | None, kind: str = "fill") -> str:
    if share is None:
        return ""
    return (
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect'
        f' width="100" height="8" rx="1"/><rect class="{kind}" width="{100 * share:.1f}" height="8"'
        ' rx="1"/></svg>'
    )


def _table(
    name: str, heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[int] = ()
) -> str:
    """A table that scrolls by itself where it is too wide; its cells are HTML.

    ``numbers`` are the columns that hold numbers.
    """
    right = set(numbers)
    kind = ["n" if index in right else "" for index in range(len(heads))]
    head = "".join(f'<th scope="col" class="{kind[i]}">{name}</th>' for i, name in enumerate(heads))
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{cell}</th>' if i == 0 else f'<td class="{kind[i]}">{cell}</td>'
            for i, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return (
        '<div class="scroll" tabindex="0" role="region"'
        f' aria-label="{name}"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        "</div>"
    )


def _count(value: int | None, hidden: str = "fewer than 5") -> str:
    return hidden if value is None else f"{value:,}"


def _points(share: float) -> str:
    # A minus sign that lines up and is read as one, and no "-0".
    return f"{round(100 * share) + 0:d}".replace("-", "−")


def _two(value: float | None) -> str:
    return "" if value is None else f"{round(value, 2) + 0:.2f}".replace("-", "−")


def _text(text: str) -> str:
    return markup.escape(text)
