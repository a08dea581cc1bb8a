"""What goes into a page: charts with their controls, safe JSON, a lean style sheet; and the server
that shows it.
"""

import copy
import gzip
import json
import re
import urllib.error
import urllib.request

import pytest

from ketamine_course.publish import assets, charts, findability, lessons, quizzes, text
from ketamine_course.publish.serve import serving
from ketamine_course.publish.sphinx_extension import made_with

SPEC = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.20.1.json",
    "description": "Two bars; the second is <twice> as long.",
    "data": {"values": [{"a": "x", "b": 1}, {"a": "y", "b": 2}]},
    "mark": {"type": "bar", "clip": True},
    "height": 120,
    "params": [
        {
            "name": "dose",
            "value": 0.5,
            "bind": {"input": "range", "min": 0, "max": 1, "step": 0.1, "name": "Dose, mg/kg: "},
        },
        {
            "name": "who",
            "value": 2,
            "bind": {
                "input": "select",
                "options": [1, 2],
                "labels": ["One", "Two"],
                "name": "Study ",
            },
        },
        {
            "name": "how",
            "value": "b",
            "bind": {"input": "radio", "options": ["a", "b"], "name": "Unit "},
        },
        {"name": "all", "value": True, "bind": {"input": "checkbox", "name": "Show all "}},
    ],
    "encoding": {
        "x": {"field": "b", "type": "quantitative"},
        "y": {"field": "a", "type": "nominal"},
    },
    "usermeta": {
        "kc": {
            "id": "bars",
            "caption": "y > x",
            "table": {"columns": ["a", "b"], "rows": [["</script>", "1"]]},
        }
    },
}


@pytest.fixture
def spec() -> dict:
    return copy.deepcopy(SPEC)


def test_a_chart_has_all_that_a_reader_needs_before_any_script_runs(spec):
    html = charts.chart_html(spec)
    assert 'data-chart="bars" data-status="static"' in html
    assert (
        html.count("<svg ") == 2
        and 'aria-label="Two bars; the second is &lt;twice&gt; as long."' in html
    )
    assert "<figcaption>y &gt; x</figcaption>" in html and "<td>&lt;/script&gt;</td>" in html


def test_controls_are_labelled_and_wait_for_the_chart(spec):
    html = charts.controls_html(spec, "k")
    fields = re.findall(r"<(?:input|select)[^>]*>", html)
    assert len(fields) == 5 and all(" disabled" in field for field in fields)
    assert (
        '<label for="k-dose">Dose, mg/kg</label>' in html
        and '<output for="k-dose">0.5</output>' in html
    )
    assert "<option value='2' selected>Two</option>" in html
    assert "value='&quot;b&quot;' checked" in html and "<legend>Unit</legend>" in html


def test_the_live_chart_leaves_its_controls_to_the_page(spec):
    stored = re.search(r'class="kc-chart-spec">(.*?)</script>', charts.chart_html(spec))[1]
    live = json.loads(stored)
    assert [param["name"] for param in live["params"]] == ["dose", "who", "how", "all"]
    assert not any("bind" in param for param in live["params"]) and "bind" in spec["params"][0]


def test_two_charts_of_a_page_share_no_id(spec):
    drawn = [charts.chart_html(spec, number) for number in (1, 2)]
    ids = [re.findall(r'\bid="([^"]+)"', html) for html in drawn]
    assert len(set(ids[0] + ids[1])) == len(ids[0] + ids[1]) > 0
    for html, own in zip(drawn, ids, strict=True):
        clips = set(re.findall(r"url\(#([^)]+)\)", html))
        assert clips and clips <= set(own)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda s: s.pop("usermeta"), "return one instead of a bare chart"),
        (
            lambda s: s["params"][0]["bind"].pop("name"),
            "chart 'bars': the control 'dose' has no name",
        ),
        (lambda s: s["params"][0].update(select="point"), "chart 'bars': 'dose' binds a selection"),
        (
            lambda s: s["params"][0]["bind"].update(input="color"),
            "chart 'bars': 'dose' asks for a control of type 'color'",
        ),
        (lambda s: s.update(mark="nonsense"), "chart 'bars' cannot be drawn"),
    ],
)
def test_a_chart_that_cannot_be_shown_stops_the_build_and_says_why(spec, change, said):
    change(spec)
    with pytest.raises(charts.ChartError, match=re.escape(said)):
        charts.chart_html(spec)


def test_nothing_ends_the_script_that_holds_a_definition():
    held = text.script_json({"prompt": "</script><script>alert(1)</script><!--\u2028"})
    assert "<" not in held and "\u2028" not in held
    assert json.loads(held)["prompt"].startswith("</script>")


def test_a_description_is_cut_between_words():
    assert text.shorten("one  two\nthree", 20) == "one two three"
    assert text.shorten("word " * 60).endswith("word…") and len(text.shorten("word " * 60)) <= 160
    assert findability.description("page", {"description": "word " * 60}, None).endswith("word…")


def test_the_answer_key_holds_each_quiz_once(monkeypatch):
    monkeypatch.setattr(
        quizzes.render, "answer_key_html", lambda definition: f"[{definition['id']}]"
    )
    definitions = [
        {"id": id, "view": view}
        for id, view in (("a", "ask"), ("b", "ask"), ("a", "review"), ("c", "gain"))
    ]
    key = quizzes.answer_key_html(definitions)
    assert key.count("[a]") == 1 and "[c]" not in key, "a comparison asks nothing"
    assert quizzes.answer_key_html([]) == ""


def test_the_style_sheet_loses_only_what_nothing_uses():
    css = (
        "/*! note */@charset 'x';.fa-sun:before{a:b}.note,.fa-moon{c:d}@media"
        ' print{.carousel{e:f}}@media print{p{g:h}}@font-face{font-family:"Font Awesome"}'
    )
    assert assets.lean_css(css) == ".note{c:d}@media print{p{g:h}}"
    assert len(assets.lean_css(":is(.note,.tip),a[href='x,y']{i:j}")) > 20


def test_the_server_compresses_and_stays_inside_its_folder(tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "index.html").write_text("<p>" + "calm " * 200, encoding="utf-8")
    (tmp_path / "secret.txt").write_text("no", encoding="utf-8")
    with serving(tmp_path / "book") as address:
        with urllib.request.urlopen(
            urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
        ) as answer:
            body = answer.read()
            assert answer.headers["Content-Encoding"] == "gzip" and len(body) < 200
            assert gzip.decompress(body).startswith(b"<p>calm")
        with urllib.request.urlopen(address + "index.html") as answer:
            assert answer.headers["Content-Encoding"] is None
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(address + "../secret.txt")


def lesson(title: str, text: str) -> str:
    meta = {
        "lesson": "01",
        "title": title,
        "question": "Why?",
        "minutes": {"reading": 9, "activity": 30},
        "objectives": [],
    }
    return json.dumps({"metadata": {"ketamine_course": meta}, "cells": [text]})


def test_pages_are_made_anew_when_what_all_share_has_changed(tmp_path):
    for name in (
        "_toc.yml",
        "_config.yml",
        "book/_templates/page.html",
        "book/_static/course.css",
        "notebooks/01-one.ipynb",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before")
    notebook = tmp_path / "notebooks/01-one.ipynb"
    notebook.write_text(lesson("One", "before"))
    before = made_with(tmp_path)
    notebook.write_text(lesson("One", "edited"))
    assert made_with(tmp_path) == before, "Sphinx sees an edited lesson by itself"
    notebook.write_text(lesson("Another title", "edited"))
    assert made_with(tmp_path) != before, "every lesson's page names all lessons"
    before = made_with(tmp_path)
    (tmp_path / "book/_templates/page.html").write_text("after")
    assert made_with(tmp_path) != before


def test_a_lesson_s_opening_shows_where_it_stands():
    one, two = (
        lessons.Lesson(f"0{n}-x", f"0{n}", f"Title <{n}>", "Why?", 9, 30, ()) for n in (1, 2)
    )
    html = lessons.with_opening(
        "<section><h1>02 · Title</h1>\n<p><strong>Why?</strong></p>\n<p>9"
        " minutes</p><p>Text</p></section>",
        [one, two],
        two,
    )
    assert "Lesson 2 of 2" in html and html.count("<li>") == 2
    assert 'aria-label="02 Title &lt;2&gt;" aria-current="page"' in html
    assert html.index("</header>") < html.index("<p>Text</p>")
    with pytest.raises(ValueError, match="02-x does not begin with a title"):
        lessons.with_opening("<h1>Nothing of the kind</h1>", [one, two], two)


def test_the_list_of_lessons_says_what_they_say_of_themselves(tmp_path):
    meta = {
        "lesson": "02",
        "title": "Two & more",
        "question": "Why <two>?",
        "minutes": {"reading": 9, "activity": 30},
        "objectives": ["Count"],
    }
    (tmp_path / "02-two.ipynb").write_text(json.dumps({"metadata": {"ketamine_course": meta}}))
    html = lessons.lessons_html(lessons.lessons(tmp_path))
    for shown in (
        'href="../notebooks/02-two.html"',
        "Two &amp; more",
        "Why &lt;two&gt;?",
        "9 minutes to read, 30 for all activities",
    ):
        assert shown in html
