"""Runs the lessons in place and keeps their files tidy, as ``ketamine-course notebooks`` does.

Stored outputs are the published outputs. What a run adds that differs from run to run (widget
views, timings, kernel versions) is left out, so that running twice changes nothing and a review
shows only what an author changed. Two cells are written by this module: the one tagged ``opening``
from the notebook's metadata, and the one tagged ``sources`` from what the lesson cites.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from ..charts.figure import CHART_MIME
from ..evidence import Source, claim, finding, tables
from ..quiz import bank
from ..typing import JSON

WIDGET_MIME = "application/vnd.jupyter.widget-view+json"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
TIMEOUT = 120  # seconds a cell may take on a slow machine
_LINK = re.compile(r"\]\((https?://[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?: \"[^\"]*\")?\)")
_QUIZ = re.compile(r"""Quiz\(\s*["']([\w-]+)["']""")


def run(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """``notebook`` executed from top to bottom in a fresh kernel, tidied, with its generated cells
    written.

    Raises nbclient's ``CellExecutionError``, which shows the failing cell.
    """
    with tempfile.TemporaryDirectory() as scratch:
        # The author's own answers stay out of it.
        before = os.environ.get("KETAMINE_COURSE_DB")
        os.environ["KETAMINE_COURSE_DB"] = (
            f"sqlite:///{Path(scratch, 'answers.sqlite3').as_posix()}"
        )
        try:
            client = NotebookClient(
                notebook,
                kernel_name="python3",
                timeout=TIMEOUT,
                store_widget_state=False,
                record_timing=False,
                resources={"metadata": {"path": str(folder)}},
            )
            client.execute()
        finally:
            if before is None:
                del os.environ["KETAMINE_COURSE_DB"]
            else:
                os.environ["KETAMINE_COURSE_DB"] = before
    return generated(tidied(notebook))


def tidied(notebook: NotebookNode) -> NotebookNode:
    """``notebook`` without what differs from run to run."""
    notebook.metadata = NotebookNode(
        {
            "kernelspec": KERNEL,
            "language_info": {"name": "python"},
            "ketamine_course": notebook.metadata["ketamine_course"],
        }
    )
    for cell in notebook.cells:
        cell.metadata = NotebookNode(
            {"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {}
        )
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop(WIDGET_MIME, None)
    return notebook


def generated(notebook: NotebookNode) -> NotebookNode:
    """``notebook`` with its ``opening`` and ``sources`` cells written anew."""
    for cell in notebook.cells:
        if "opening" in cell.metadata.get("tags", []):
            cell.source = opening(notebook.metadata["ketamine_course"])
        if "sources" in cell.metadata.get("tags", []):
            cell.source = sources(notebook)
    return notebook


def opening(lesson: JSON) -> str:
    """Title, question, minutes, objectives and claims of a lesson as Markdown."""
    minutes = lesson["minutes"]
    objectives = "\n".join(
        f"{number}. {text}" for number, text in enumerate(lesson["objectives"], start=1)
    )
    examined = "\n".join(f"- {_escaped(claim(id).claim)}" for id in lesson["claims"])
    return (
        f"# {lesson['lesson']} · {lesson['title']}\n\n**{lesson['question']}**\n\n*Reading:"
        f" {minutes['reading']} minutes. Activities: {minutes['activity']} minutes.*\n\nAfter this"
        f" lesson you can\n\n{objectives}\n\nIt examines these claims of an article on ketamine"
        f" therapy. Whether they hold is said at the end:\n\n{examined}"
    )


def sources(notebook: NotebookNode) -> str:
    """Everything the lesson cites, in its text, charts, verdicts and quizzes, as a Markdown
    list.
    """
    lines = sorted(
        (f"- {_escaped(source.reference)} <{source.link}>" for source in cited(notebook)),
        key=str.casefold,
    )
    return "\n".join(
        ["## Sources", "", "Everything this lesson shows comes from these.", "", *lines]
    )


def cited(notebook: NotebookNode) -> list[Source]:
    """The sources that a lesson cites in its text, charts, verdicts and quizzes, once each."""
    by_address = {address(source.link): source for source in tables.sources().values()}
    found = (by_address.get(address(link)) for link in _links(notebook))
    return list({source.key: source for source in found if source}.values())


def address(link: str) -> str:
    """A link in the form in which two links to one place are equal."""
    return link.lower().split("://", 1)[-1].rstrip("/")


def _links(notebook: NotebookNode) -> Iterator[str]:
    for id in notebook.metadata["ketamine_course"]["claims"]:
        yield from _of_findings(claim(id).findings)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield from _LINK.findall(cell.source)
        elif cell.cell_type == "code":
            for quiz in _QUIZ.findall(cell.source):
                yield from _of_findings(bank.finding_ids(bank.load(quiz)))
            for output in cell.outputs:
                rows = (
                    output.get("data", {})
                    .get(CHART_MIME, {})
                    .get("usermeta", {})
                    .get("kc", {})
                    .get("table", {})
                    .get("rows", [])
                )
                yield from (text for row in rows for text in row if text.startswith("https://"))


def _of_findings(ids: Iterable[str]) -> Iterator[str]:
    yield from (finding(id).cite.link for id in ids)


def _escaped(text: str) -> str:
    return re.sub(r"([*_<>\[\]$\\`])", r"\\\1", text)


def write(path: Path) -> bool:
    """Run one notebook in place; says whether its file changed."""
    before = path.read_text(encoding="utf-8")
    notebook = run(nbformat.read(path, as_version=4), path.parent)
    after: str = nbformat.writes(notebook) + "\n"
    if after != before:
        path.write_text(after, encoding="utf-8", newline="\n")
    return after != before
