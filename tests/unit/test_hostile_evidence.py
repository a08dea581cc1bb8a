"""Hostile tables of evidence and charts: whatever stands in a cell is text in the page, in a script
and in a notebook.
"""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ketamine_course.charts.figure import table_html
from ketamine_course.evidence import Claim, Finding, Source, lookup, tables
from ketamine_course.evidence.show import card
from ketamine_course.publish import charts, explorer, notebooks, references
from ketamine_course.publish.text import script_json

RUN = "alert(1)"
ATTACKS = [
    f"<img src=x onerror={RUN}>",
    f"</script><script>{RUN}</script>",
    f'" onmouseover="{RUN}',
    f"' onfocus='{RUN}' autofocus '",
    f"\\<img src=x onerror={RUN}>",
    f"](javascript:{RUN})[",
    f"`<b>`\\`<script>{RUN}</script>`",
    "<!-- x",
    "]]><x>",
    "&lt;script>",
    "\u2028</title><style>",
    f"<javascript:{RUN}>",
]
cells = st.lists(
    st.sampled_from(ATTACKS)
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=8),
    min_size=2,
    max_size=4,
).map(lambda parts: "hostile " + " ".join(parts) + " cell")
addresses = st.sampled_from(ATTACKS).map(lambda text: text.replace(" ", "/").replace("\u2028", ""))
FUZZ = settings(
    max_examples=250,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
ATTRIBUTES = {
    "href",
    "class",
    "id",
    "data-claim",
    "data-verdict",
    "aria-hidden",
    "data-cite",
    "aria-description",
    "download",
    "scope",
    "for",
    "type",
    "name",
    "value",
    "disabled",
    "checked",
    "selected",
    "data-param",
    "data-input",
    "min",
    "max",
    "step",
}
TAGS = {
    "p",
    "article",
    "span",
    "strong",
    "a",
    "section",
    "h2",
    "ul",
    "li",
    "details",
    "summary",
    "ol",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "div",
    "label",
    "select",
    "option",
    "input",
    "output",
    "fieldset",
    "legend",
}


class Page(HTMLParser):
    """The text of a piece of HTML; ``faults`` names each element, attribute and address that no
    cell may make.
    """

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.text, self.faults = "", []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.faults += [tag] if tag not in TAGS else []
        for name, value in attrs:
            if name not in ATTRIBUTES or (
                name == "href" and not (value or "").startswith(("https://", "http://", "../", "#"))
            ):
                self.faults.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data}")

    unknown_decl = handle_decl = handle_pi = handle_comment

    def handle_data(self, data: str) -> None:
        self.text += data


@st.composite
def evidence(draw: st.DrawFn) -> tuple[Source, Finding, Claim]:
    """A source, a finding and a claim as their CSV could hold them."""
    doi, tail = draw(st.booleans()), draw(addresses)
    address = {"doi": f"10.1000/{tail}"} if doi else {"url": f"https://example.org/{tail}"}
    one = Source(
        key="made",
        type="rct",
        year=2020,
        authors=draw(cells),
        title=draw(cells),
        container=draw(cells),
        **address,
    )
    free = {
        name: draw(cells)
        for name in (
            "population",
            "intervention",
            "comparator",
            "measure",
            "timepoint",
            "locator",
            "statement",
        )
    }
    row = Finding(id="made.one", source="made", value=3, n=10, unit="count", seen="label", **free)
    return (
        one,
        row,
        Claim(
            id="c01",
            section=1,
            claim=draw(cells),
            verdict="supported",
            certainty="low",
            why=draw(cells) + " and thirty characters more",
            findings="made.one",
        ),
    )


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes the given records the only evidence there is."""

    def only(one: Source, row: Finding, said: Claim) -> None:
        lookup.everything.cache_clear()
        for name, value in {
            "sources": {"made": one},
            "findings": {row.id: row},
            "claims": {said.id: said},
            "trials": {},
            "timeline": {},
            "jurisdictions": {},
        }.items():
            monkeypatch.setattr(tables, name, lambda value=value: value)

    yield only
    lookup.everything.cache_clear()


def test_no_cell_of_the_tables_becomes_html_or_ends_a_script(only: Any):
    seen = set()

    @FUZZ
    @given(evidence())
    def check(records: tuple[Source, Finding, Claim]) -> None:
        only(*records)
        one, row, said = records
        href = one.link.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
        link = f'<a class="reference external" href="{href}" title="made.one">x</a>'
        shown = Page(
            card(said)
            + references.references_html({})
            + explorer.verdicts_html()
            + references.annotated(link)
        )
        assert shown.faults == []
        for text in (said.claim, said.why, row.statement, one.authors):
            assert text in shown.text
        assert "</" not in explorer.data_script() and "\u2028" not in explorer.data_script()
        assert (
            json.loads(explorer.data_script().split(" = ", 1)[1].rstrip(";\n"))["findings"][0][
                "statement"
            ]
            == row.statement
        )
        seen.add(one.link)

    check()
    assert len(seen) > 10


def test_no_cell_becomes_html_in_a_notebook(only: Any):
    markdown = MarkdownIt("commonmark")

    @FUZZ
    @given(evidence())
    def check(records: tuple[Source, Finding, Claim]) -> None:
        only(*records)
        lesson = {
            "lesson": "01",
            "title": "Made",
            "question": "Why?",
            "objectives": ["see"],
            "claims": ["c01"],
            "minutes": {"reading": 1, "activity": 1},
        }
        notebook = notebooks.NotebookNode(
            metadata=notebooks.NotebookNode(ketamine_course=lesson), cells=[]
        )
        for text in (notebooks.opening(lesson), notebooks.sources(notebook)):
            for token in markdown.parse(text):
                for each in [token, *(token.children or [])]:
                    assert each.type not in ("html_block", "html_inline", "image"), each.content
                    assert each.type != "link_open" or str(each.attrs["href"]).startswith(
                        "https://"
                    ), each.attrs

    check()


def test_no_text_of_a_chart_becomes_html():
    @FUZZ
    @given(st.lists(cells, min_size=4, max_size=4))
    def check(texts: list[str]) -> None:
        def control(kind: str, **more: Any) -> dict:
            return {
                "name": "x",
                "value": texts[1],
                "bind": {"input": kind, "name": texts[0], **more},
            }

        spec = {
            "usermeta": {"kc": {"id": "made"}},
            "params": [
                control("select", options=texts),
                control("radio", options=texts, labels=texts),
                control("checkbox"),
                {**control("range", min=0, max=1), "value": 1},
            ],
        }
        shown = Page(
            charts.controls_html(spec, "kc-1-made")
            + table_html({"columns": texts[:2], "rows": [texts[2:], ["https://" + texts[0], ""]]})
        )
        assert shown.faults == []
        assert all(text in shown.text for text in texts)
        assert "<" not in script_json(texts) and json.loads(script_json(texts)) == texts

    check()


def test_the_check_itself_sees_what_gets_out():
    assert (
        Page("<p onclick=x>a</p>").faults
        and Page("<img>").faults
        and Page("<a href='javascript:x'>a</a>").faults
        and Page("<!--x-->").faults
    )
