"""Every figure in the course is traced: to a finding of a source linked beside it, or computed in
view.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ketamine_course import evidence
from ketamine_course.evidence import prose, tables
from ketamine_course.evidence.records import Finding
from ketamine_course.quiz import bank
from ketamine_course.quiz.schema import AnyItem

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# Phone numbers and opening hours are not findings; test_pages.py holds them to an official page
# each. Neither are the widths and sizes of an accessibility standard; test_accessibility.py
# measures them on every page. Nor are versions of programs, ports and memory, on pages for those
# who run the course on a machine.
OTHER_FIGURES = {"crisis.md", "accessibility.md", "lms.md", "set-up.md"}
PAGES = [
    page
    for page in sorted((ROOT / "book").glob("**/*.md"))
    if page.name not in OTHER_FIGURES and page.parent.name != "hosting"
]


def complaint(untraced: list[prose.Untraced]) -> str:
    return "\n".join(map(str, untraced))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_figure_of_a_lesson_is_traced(path):
    found = [
        u
        for p in prose.notebook_passages(path)
        for u in prose.untraced(p, prose.linked_findings(p))
    ]
    assert not found, complaint(found)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_figure_of_a_page_is_traced(path):
    found = [
        u for p in prose.page_passages(path) for u in prose.untraced(p, prose.linked_findings(p))
    ]
    assert not found, complaint(found)


@pytest.mark.parametrize("quiz", bank.ids())
def test_every_figure_of_a_quiz_is_traced(quiz):
    found = [u for item in bank.load(quiz).items for u in item_untraced(quiz, item)]
    assert not found, complaint(found)


@pytest.mark.parametrize("claim", tables.claims().values(), ids=lambda claim: claim.id)
def test_every_figure_of_a_verdict_is_traced(claim):
    found = prose.untraced(
        prose.Passage(claim.id, claim.why), map(evidence.finding, claim.findings)
    )
    assert not found, complaint(found)


def item_untraced(quiz: str, item: AnyItem) -> Iterator[prose.Untraced]:
    """Untraced figures of one item; the text of a wrong answer may say what is wrong, but the
    sentences of a text that misleads in places may not.
    """
    own = [
        evidence.finding(id)
        for id in [*item.findings, *filter(None, [getattr(item, "answer", None)])]
    ]
    place = f"{quiz}.yaml, {item.id}"
    for text in (
        item.prompt,
        item.hint,
        item.explanation,
        getattr(item, "unit", None),
        getattr(item, "heading", None),
    ):
        yield from prose.untraced(prose.Passage(place, text or ""), own)
    for part in [
        *getattr(item, "options", []),
        *getattr(item, "cards", []),
        *getattr(item, "ranges", []),
    ]:
        findings: list[Finding] = own + [evidence.finding(id) for id in part.findings]
        shown = (
            part.feedback
            if getattr(part, "correct", None) is False and item.type != "mark"
            else f"{getattr(part, 'text', '')} {part.feedback}"
        )
        yield from prose.untraced(prose.Passage(place, shown), findings)


def test_a_changed_digit_is_caught():
    """Every other digit in every place of every figure: some make another true figure, but no more
    than one in twenty.
    """
    passages = [p for path in NOTEBOOKS for p in prose.notebook_passages(path)] + [
        p for path in PAGES for p in prose.page_passages(path)
    ]
    tried, passed = 0, []
    for passage in passages:
        findings = prose.linked_findings(passage)
        for figure in prose.figures_in(passage):
            for changed in changes(passage, figure.span()):
                tried += 1
                if not prose.untraced(changed, findings):
                    passed.append(
                        f"{passage.place}:"
                        f" {changed.text[max(0, figure.start() - 30) : figure.end() + 15]!r}"
                    )
    assert tried >= 200 and len(passed) <= 0.05 * tried, (
        f"{len(passed)} of {tried} changed digits pass:\n" + "\n".join(passed)
    )


def changes(passage: prose.Passage, span: tuple[int, int]) -> Iterator[prose.Passage]:
    """``passage`` with one digit of the number at ``span`` changed, in every way."""
    for at in range(*span):
        for digit in "123456789":
            if passage.text[at].isdigit() and digit != passage.text[at]:
                yield replace(passage, text=passage.text[:at] + digit + passage.text[at + 1 :])
