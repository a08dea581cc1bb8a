"""A paper to print: all questions, then on a new page the key with reasons and sources. One HTML file, nothing loaded."""

from __future__ import annotations

import html
from collections.abc import Iterable
from pathlib import Path

from ..definition import define
from ..schema import Bank
from .common import JSON, LeftOut, answers, bullets, cited, number, paragraph, parts, question

FILE = "ketamine-course-paper.html"
STYLE = """
body { font: 11pt/1.45 Georgia, serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff; }
h1, h2 { line-height: 1.2; } ol.questions > li { break-inside: avoid; margin: 0 0 1.2rem; }
ul.answers { list-style: none; padding-left: 0; } ul.answers li { margin: .25rem 0; }
.box { display: inline-block; min-width: 1em; height: 1em; border: 1px solid; margin-right: .6em; vertical-align: -.1em; }
.blank { display: inline-block; width: 5em; border-bottom: 1px solid; margin-right: .6em; }
.sources { font-size: 9pt; overflow-wrap: anywhere; } .key { break-before: page; } .quiz + .quiz { break-before: page; }
@media print { body { margin: 0; max-width: none; } a { color: inherit; } }
"""


def write(banks: Iterable[Bank], out: Path) -> list[LeftOut]:
    """Write the paper, which holds everything; nothing is left out."""
    quizzes = [define(bank) for bank in banks]
    asked = "".join(_section(quiz, _asked) for quiz in quizzes)
    key = "".join(_section(quiz, _key, "key-") for quiz in quizzes)
    page = (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        "<title>Questions: does ketamine therapy get you high?</title>\n"
        f"<style>{STYLE}</style>\n"
        "<h1>Does ketamine therapy get you high?</h1>\n"
        "<p>Questions of the course. No name is needed. This is education, not medical advice.</p>\n"
        f'<main>{asked}</main>\n<section class="key" id="key"><h1>Key</h1>\n'
        "<p>Each question is worth one point. Partial credit is right minus wrong, over all there was to get right, "
        f"never below zero.</p>\n{key}</section>\n</html>\n"
    )
    (out / FILE).write_text(page, encoding="utf-8", newline="\n")
    return []


def _section(quiz: JSON, show, prefix: str = "") -> str:
    guess = quiz["mode"] == "predict"
    note = "<p>Guess before you read. A guess is never marked.</p>\n" if guess else ""
    rows = "".join(
        f'<li id="{prefix}{quiz["id"]}.{item["id"]}" data-type="{item["type"]}">{show(item)}</li>\n'
        for item in quiz["items"]
    )
    title = html.escape(quiz["title"])
    return f'<section class="quiz"><h2>{title}</h2>\n{note}<ol class="questions">\n{rows}</ol></section>\n'


def _asked(item: JSON) -> str:
    asked = paragraph(question(item))
    if item["type"] == "estimate":
        return f'{asked}<p><span class="blank"></span>{html.escape(item["unit"])}</p>'
    mark = '<span class="box"></span>' if "options" in item else '<span class="blank"></span>'
    by_id = {part["id"]: part for part in parts(item)}
    texts = [by_id[id]["text"] for id in item.get("start", by_id)]
    rows = "".join(f"<li>{mark}{html.escape(text)}</li>" for text in texts)
    if item["type"] == "classify":
        asked += paragraph("Write one of these beside each: " + "; ".join(group["text"] for group in item["groups"]))
    if item["type"] == "order":
        asked += paragraph(f"Number them: 1 is {item['from']}, {len(texts)} is {item['to']}.")
    return f'{asked}<ul class="answers">{rows}</ul>'


def _key(item: JSON) -> str:
    right = answers(item)
    if item["type"] == "survey":
        made = paragraph("No answer is right or wrong.")
    elif item["type"] == "order":
        made = "<ol>" + "".join(f"<li>{html.escape(text)}</li>" for text in right) + "</ol>"
    else:
        made = "".join(f"<p><strong>{html.escape(text)}</strong></p>" for text in right)
    if item["type"] == "estimate":
        low = item["minimum"]
        why = []
        for part in item["ranges"]:
            why.append(f"{number(low)} to {number(part['to'])}, {number(part['credit'])} points: {part['feedback']}")
            low = part["to"]
    else:
        why = [f"{part['text']}: {part['feedback']}" for part in parts(item)]
    where = "; ".join(f"{html.escape(s['label'])}, {html.escape(s['url'])}" for s in cited(item))
    sources = f'<p class="sources">Sources: {where}</p>' if where else ""
    return made + bullets(why) + paragraph(item["explanation"]) + sources
