"""References: complete for readers and for reference managers, and a link says what it cites."""

import json
import re
from pathlib import Path

import pytest

from ketamine_course import evidence
from ketamine_course.evidence import bibliography, tables
from ketamine_course.evidence.records import Source
from ketamine_course.publish import references

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def source(**fields: object) -> Source:
    return Source.model_validate(
        {
            "key": "k2020",
            "type": "rct",
            "authors": "Smith J; Jones KL",
            "year": 2020,
            "title": "A & B",
            "doi": "10.1000/x",
        }
        | fields
    )


def test_every_source_is_listed_once_with_what_it_is_cited_for():
    html = references.references_html({})
    for one in tables.sources().values():
        assert html.count(f'id="source-{one.key}"') == 1
        assert references.cited_for(one.key), f"nothing says what {one.key} is cited for"
    assert all(
        name in html
        for kind, name in bibliography.DESIGNS.items()
        if any(s.type == kind for s in tables.sources().values())
    )


def test_sources_link_back_to_the_lessons_that_cite_them():
    lessons = references.cited_in(NOTEBOOKS)
    assert ("../notebooks/03-therapy-or-recreation.html", "Lesson 03") in lessons["bowdle1998"]
    entry = re.search(r'<li id="source-bowdle1998">.*?</li>', references.references_html(lessons))
    assert entry and 'href="../notebooks/03-therapy-or-recreation.html">Lesson 03</a>' in entry[0]


def test_csl_json_has_every_source_with_people_and_address():
    entries = json.loads(bibliography.csl_json(tables.sources().values()))
    assert [entry["id"] for entry in entries] == list(tables.sources())
    assert all(entry["author"] and entry["URL"] and entry["issued"] for entry in entries)


@pytest.mark.parametrize(
    ("authors", "people"),
    [
        (
            "Smith J; Jones KL",
            [{"family": "Smith", "given": "J"}, {"family": "Jones", "given": "KL"}],
        ),
        ("Dean RL; et al.", [{"family": "Dean", "given": "RL"}]),
        ("US Food and Drug Administration", [{"literal": "US Food and Drug Administration"}]),
    ],
)
def test_people_and_organisations_are_told_apart(authors, people):
    assert bibliography.people(source(authors=authors)) == people


def test_bibtex_escapes_what_tex_would_read():
    text = bibliography.bibtex([source(title="100% of A & B_c")])
    assert (
        text.startswith("@article{k2020,")
        and r"100\% of A \& B\_c" in text
        and "author = {Smith, J and Jones, KL}" in text
    )


def test_a_citation_says_author_year_design_and_n():
    finding = evidence.finding("spravato_label.dissociation_drug")
    body = (
        f'<a class="reference external" href="{finding.cite.link}" title="{finding.id}">US'
        " label</a>"
    )
    note = references.annotated(body)
    assert f"{finding.cite.label} · product label · n = 346" in note and "title=" not in note


def test_links_elsewhere_stay_as_they_are():
    body = '<a class="reference external" href="https://example.org/" title="t">x</a>'
    assert references.annotated(body) == body
