"""The figure check: it lets traced figures pass and catches the others."""

import json

import pytest

from ketamine_course import evidence
from ketamine_course.evidence import prose
from ketamine_course.evidence.records import Finding

FINDING = Finding(
    id="a2020.dissociation",
    source="a2020",
    population="adults aged 18 to 64",
    intervention="esketamine 56 or 84 mg",
    measure="dissociation",
    timepoint="4 weeks",
    n=346,
    value=142,
    unit="count",
    locator="Table 1",
    statement="What was measured.",
    seen="label",
)
LEVEL = FINDING.model_copy(
    update={
        "id": "a2020.level",
        "n": 8,
        "value": 370,
        "low": 100,
        "high": 1200,
        "interval": "range",
        "unit": "ng/mL",
    }
)


def left(text: str, *findings: Finding) -> list[str]:
    return [
        found.number
        for found in prose.untraced(prose.Passage("p", text), findings or (FINDING, LEVEL))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "142 of 346 people, or 41%",
        "41 of 100 people",
        "41.0% of people",
        "between 100 and 1,200 ng/mL",
        "doses of 56 or 84 mg for 4 weeks",
        "CAPS-5, 5-HT and CYP2B6 are names",
        "in 2019, see lesson 05, with a 95% interval, for a 45-year-old",
        "about 140 people",
    ],
)
def test_traced_figures_pass(text):
    assert left(text) == []


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("41.5% of people", ["41.5"]),
        ("14 of 100", ["14"]),
        ("170/110 mmHg", ["170", "110"]),
        ("140 people", ["140"]),
        ("373 ng/mL", ["373"]),
    ],
)
def test_untraced_figures_are_caught(text, caught):
    assert left(text) == caught


def test_the_message_names_place_number_and_closest_findings():
    (found,) = prose.untraced(
        prose.Passage("03.ipynb, cell 4", "A level of 375 ng/mL."), [FINDING, LEVEL]
    )
    assert (
        "03.ipynb, cell 4" in str(found)
        and "'375'" in str(found)
        and "a2020.level = 370 ng/mL" in str(found)
    )


def passages_of(tmp_path, *cells):
    path = tmp_path / "n.ipynb"
    path.write_text(
        json.dumps({"cells": [{"metadata": {}, "outputs": [], **cell} for cell in cells]})
    )
    return list(prose.notebook_passages(path))


def test_list_items_and_table_rows_are_passages_of_their_own(tmp_path):
    text = (
        "- one [a](https://doi.org/10.1/a)\n- two\n\n| h |\n|---|\n| 3 [b](https://b.org"
        ' "b2020.x") |\n'
    )
    found = passages_of(tmp_path, {"cell_type": "markdown", "source": text})
    assert [(p.text, p.links) for p in found] == [
        ("one a", (("https://doi.org/10.1/a", ""),)),
        ("two", ()),
        ("h", ()),
        ("3 b", (("https://b.org", "b2020.x"),)),
    ]


def test_a_figure_printed_above_in_the_same_part_is_computed_in_view(tmp_path):
    code = {
        "cell_type": "code",
        "source": "3 * 4",
        "outputs": [{"data": {"text/plain": "peak level 12.3"}}],
    }
    first = {"cell_type": "markdown", "source": "The peak level is 12."}
    other = {"cell_type": "markdown", "source": "So 12 people were asked."}
    second = {"cell_type": "markdown", "source": "## Next part\n\nThe peak level is 12."}
    found = passages_of(tmp_path, code, first, other, second)
    assert [(p.text, bool(prose.untraced(p, []))) for p in found] == [
        ("The peak level is 12.", False),
        ("So 12 people were asked.", True),
        ("Next part", False),
        ("The peak level is 12.", True),
    ]


def test_directives_are_read_too(tmp_path):
    (passage,) = passages_of(
        tmp_path, {"cell_type": "markdown", "source": "```{note}\nSome 7 of 9.\n```"}
    )
    assert passage.text == "Some 7 of 9."


def test_a_title_narrows_a_link_to_the_findings_it_names():
    one = evidence.finding("bowdle1998.linear_range")
    link = one.cite.link
    everything = prose.linked_findings(prose.Passage("p", "", ((link, ""),)))
    assert len(everything) > 1
    assert prose.linked_findings(prose.Passage("p", "", ((link, one.id),))) == [one]
    other = evidence.finding("lucuta2024.median").cite.link
    assert prose.linked_findings(prose.Passage("p", "", ((link, one.id), (other, "")))) == [one]
    with pytest.raises(
        evidence.EvidenceError, match=r"p: There is no finding .*bowdle1998.linear_range"
    ):
        prose.linked_findings(prose.Passage("p", "", ((link, "bowdle1998.linear_rang"),)))
