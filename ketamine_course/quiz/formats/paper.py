"""A paper to print: all questions, then on a new page the key with reasons and sources.

One HTML file, nothing loaded.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from ...typing import JSON
from ..definition import define
from ..schema import Bank
from .common import (
    LeftOut,
    answers,
    bullets,
    cited,
    number,
    paragraph,
    parts,
    question,
    ranges,
)

FILE = "ketamine-course-paper.html"
HELP = (
    "If somebody is in danger now, call the emergency number: 112 in the European Union and India,"
    " 911 in the United States and Canada, 999 in the United Kingdom and Ireland, 000 in Australia,"
    " 111 in New Zealand. The course's page “Crisis and support lines” has more, country by"
    " country."
)
STYLE = """
body {
  font: 11pt/1.4 Georgia, serif;
  max-width: 42rem;
  margin: 2rem auto;
  padding: 0 1rem;
  color: #000;
  background: #fff;
}
h1, h2 { line-height: 1.2; }
p { margin: .4rem 0; }
ol.questions > li { break-inside: avoid; margin: 0 0 1.4rem; }
ul.answers { list-style: none; padding-left: 0; }
ul.answers li { margin: .3rem 0; }
.help { border: 1px solid; padding: .4rem .6rem; font-size: 10pt; }
.box {
  display: inline-block;
  width: .9em;
  height: .9em;
  border: 1px solid;
  margin-right: .6em;
  vertical-align: -.1em;
}
.blank { display: inline-block; width: 5em; border-bottom: 1px solid; margin-right: .6em; }
[data-type="classify"] .blank { width: 9em; }
.sources { font-size: 9pt; overflow-wrap: anywhere; }
.key { break-before: page; }
.quiz + .quiz { break-before: page; }
@media print { body { margin: 0; padding: 0; max-width: none; } }
@page { margin: 18mm; @bottom-right { content: counter(page); font: 9pt Georgia, serif; } }
"""


def write(banks: Iterable[Bank], out: Path) -> list[LeftOut]:
    """Write the paper, which holds everything; nothing is left out."""
    quizzes = [define(bank) for bank in banks]
    asked = "".join(_section(quiz, _asked) for quiz in quizzes)
    key = "".join(
        _section(quiz, partial(_key, marked=quiz["mode"] != "predict"), "key-") for quiz in quizzes
    )
    page = (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport"'
        ' content="width=device-width">\n<title>Questions: does ketamine therapy get you'
        f" high?</title>\n<style>{STYLE}</style>\n<h1>Does ketamine therapy get you"
        " high?</h1>\n<p>Questions of the course. No name is needed. This is education, not"
        f' medical advice.</p>\n<p class="help">{HELP}</p>\n<main>{asked}</main>\n<section'
        ' class="key" id="key"><h1>Key</h1>\n<p>Each question is worth one point. Partial credit'
        " is right minus wrong, over all there was to get right, never below"
        f" zero.</p>\n{key}</section>\n</html>\n"
    )
    (out / FILE).write_text(page, encoding="utf-8", newline="\n")
    return []


def _section(quiz: JSON, show: Callable[[JSON], str], prefix: str = "") -> str:
    guess = quiz["mode"] == "predict"
    note = "<p>Guess before you read. A guess is never marked.</p>\n" if guess else ""
    rows = "".join(
        f'<li id="{prefix}{quiz["id"]}.{item["id"]}" data-type="{item["type"]}">{show(item)}</li>\n'
        for item in quiz["items"]
    )
    title = html.escape(f"Lesson {int(quiz['lesson'])}: {quiz['title']}")
    return (
        f'<section class="quiz"><h2>{title}</h2>\n{note}<ol'
        f' class="questions">\n{rows}</ol></section>\n'
    )


def _asked(item: JSON) -> str:
    if item["type"] == "estimate":
        return (
            f"{paragraph(question(item))}<p><span"
            f' class="blank"></span>{html.escape(item["unit"])}</p>'
        )
    if item["type"] == "order":
        asked = paragraph(item["prompt"])
        asked += paragraph(
            f"Number them: 1 is {item['from']}, {len(item['cards'])} is {item['to']}."
        )
    else:
        asked = paragraph(question(item))
    if item["type"] == "classify":
        asked += paragraph(
            "Write one of these beside each: "
            + "; ".join(group["text"] for group in item["groups"])
        )
    mark = '<span class="box"></span>' if "options" in item else '<span class="blank"></span>'
    by_id = {part["id"]: part for part in parts(item)}
    texts = [by_id[id]["text"] for id in item.get("start", by_id)]
    rows = "".join(f"<li>{mark}{html.escape(text)}</li>" for text in texts)
    return f'{asked}<ul class="answers">{rows}</ul>'


def _key(item: JSON, marked: bool) -> str:
    where = "; ".join(f"{html.escape(s['label'])}, {html.escape(s['url'])}" for s in cited(item))
    sources = f'<p class="sources">Sources: {where}</p>' if where else ""
    return _right(item, marked) + paragraph(item["explanation"]) + sources


def _right(item: JSON, marked: bool) -> str:
    """The right answer in bold, and the reason for each part."""
    right = answers(item)
    if item["type"] in ("classify", "order"):
        rows = "".join(
            f"<li><strong>{html.escape(answer)}</strong>. {html.escape(card['feedback'])}</li>"
            for answer, card in zip(right, item["cards"], strict=True)
        )
        return f"<ol>{rows}</ol>" if item["type"] == "order" else f"<ul>{rows}</ul>"
    bold = "".join(f"<p><strong>{html.escape(text)}</strong></p>" for text in right)
    if item["type"] == "estimate":
        return bold + bullets(
            f"{number(low)} to {number(high)}{_points(part['credit']) if marked else ''}:"
            f" {part['feedback']}"
            for low, high, part in ranges(item)
        )
    if item["type"] == "survey":
        bold = paragraph("No answer is right or wrong.")
    return bold + bullets(f"{part['text']}: {part['feedback']}" for part in parts(item))


def _points(credit: float) -> str:
    return ", 1 point" if credit == 1 else f", {number(credit)} points"
