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


def made(unit: str, value: float, **more) -> Finding:
    """A finding in this unit, with nothing else that could account for a figure."""
    own = {"n": None, "intervention": "", "population": "", "timepoint": "", "low": None}
    own |= {"high": None, "interval": None, "id": "a2020.made"}
    return FINDING.model_copy(update={**own, "unit": unit, "value": value, **more})


@pytest.mark.parametrize(
    "text",
    [
        "In 2019 it was so",
        "since 1999",
        "between 1970 and 2000",
        "from 2020 to 2024",
        "late 2023",
        "Fava 2018 and O'Brien 2022 agree",
        "(US label of ketamine 2022)",
        "(41 of 100; US label 2021)",
        '("41 of 100", US label 2021)',
        "(manufacturer's page 2025), as",
        "introduced in the 1960s",
        "on 5 March 2019",
        "in May 2025, patients paid",
        "from 2019-2021",
    ],
)
def test_a_year_where_prose_names_one_is_no_figure(text):
    assert [n for n in left(text) if len(n) == 4] == []


@pytest.mark.parametrize(
    "text",
    [
        "they gave 1999 and more",
        "it took 2019 people",
        "of 2019 people asked",
        "in 2019 people",
        "about 2019",
        "over 2020",
        "in 2019 mg",
        "for 2019 days",
        "2019 of 3000",
        "in 2019 of 3000",
        "Over 2000 answered",
        "in 1949",
        "in 2030",
        "in 1500",
        "in 2500",
        "in 1000",
        "in 2999",
    ],
)
def test_a_number_that_only_looks_like_a_year_is_a_figure(text):
    assert left(text)[0] == next(word for word in text.split() if word.isdigit())


@pytest.mark.parametrize(
    ("words", "least", "most"),
    [
        ("about", 135, 145),
        ("around", 135, 145),
        ("roughly", 135, 145),
        ("some", 135, 145),
        ("close to", 135, 145),
        ("nearly", 135, 140),
        ("almost", 135, 140),
        ("under", 135, 140),
        ("up to", 135, 140),
        ("over", 140, 145),
        ("more than", 140, 145),
        ("exactly", 140, 140),
    ],
)
def test_a_rounded_ten_stands_for_what_is_near_on_the_side_that_is_said(words, least, most):
    passing = [v for v in range(80, 200) if not left(f"{words} 140 points", made("points", v))]
    assert (passing[0], passing[-1]) == (least, most)
    assert len(passing) == most - least + 1


def test_only_tens_are_rounded_after_about():
    assert left("about 141 points", made("points", 142)) == ["141"]
    assert left("about 5 points", made("points", 6)) == ["5"]
    assert left("about 10 points", made("points", 14)) == []
    assert left("about 0 points", made("points", 4)) == ["0"]
    assert left("about 141.5 points", made("points", 141.46)) == []


@pytest.mark.parametrize(
    ("text", "value", "passes"),
    [
        ("12 points", 12.4999, True),
        ("12 points", 12.5, True),
        ("12 points", 12.51, False),
        ("12 points", 11.5, True),
        ("12 points", 11.49, False),
        ("12.5 points", 12.549, True),
        ("12.5 points", 12.56, False),
        ("12.50 points", 12.549, False),
        ("1,234 points", 1234, True),
        ("-3.2 points", 3.2, True),
        ("fell by 14 points", -14, True),
        # Rounded to one digit a figure says too little.
        ("4 points", 4, True),
        ("4 points", 4.3, False),
        ("4.3 points", 4.3, True),
    ],
)
def test_a_figure_stands_for_what_rounds_to_it(text, value, passes):
    assert (not left(text, made("points", value))) == passes


def test_a_share_may_be_rounded_to_one_digit():
    assert left("4% of people", made("percent", 4.3)) == []
    assert left("4% of people", made("count", 15, n=346)) == []
    assert left("5% of people", made("count", 15, n=346)) == ["5"]


SPELLED = {
    "s": ["s", "sec", "secs", "second", "seconds"],
    "mg": ["mg"],
    "kg": ["kg"],
    "ng": ["ng/mL"],
    "mL": ["mL"],
    "mmHg": ["mmHg"],
    "%": ["%", "percent"],
    "min": ["min", "mins", "minute", "minutes"],
    "h": ["h", "hr", "hrs", "hour", "hours"],
    "d": ["day", "days"],
    "wk": ["week", "weeks"],
    "mo": ["month", "months"],
    "y": ["year", "years"],
    "cm": ["cm"],
    "points": ["point", "points"],
    "km/h": ["km"],
    "times": ["times", "doses", "sessions", "infusions"],
    "people": ["people", "patients", "adults", "volunteers", "men", "women", "others"],
    "studies": ["study", "studies", "trials", "rows"],
}
# Of each unit of a finding, what may stand beside its number ("" is nothing).
FITTING = {
    "mg": {"mg", ""},
    "mg/kg": {"mg", ""},
    "ng/mL": {"ng", ""},
    "mmHg": {"mmHg", ""},
    "percent": {"%", ""},
    "count": {"%", "", "people", "times", "studies"},
    "points": {"points", ""},
    "percentage_points": {"points", ""},
    "min": {"min"},
    "hours": {"h"},
    "days": {"d"},
    "weeks": {"wk"},
    "months": {"mo"},
    "years": {"y"},
    "ratio": {"times", ""},
    "odds_ratio": {"times", ""},
    "risk_ratio": {"times", ""},
    "hazard_ratio": {"times", ""},
    "smd": {""},
    "AUD": {""},
    # Whatever it is; but a time is a time.
    "other": {"", *SPELLED} - {"s", "min", "h", "d", "wk", "mo", "y"},
}


@pytest.mark.parametrize("own", FITTING)
def test_a_unit_has_to_fit_and_a_time_needs_one(own):
    finding = made(own, 37)
    passing = {
        unit
        for unit, words in [("", ["", "things"]), *SPELLED.items()]
        for word in words
        if not left(f"it was 37 {word}".strip(), finding)
    }
    assert passing == FITTING[own]
    for unit in FITTING[own] - {""}:
        assert not any(left(f"it was 37 {word}", finding) for word in SPELLED[unit])


def test_the_unit_may_stand_behind_the_last_of_several():
    two = made("hours", 2, low=2, high=37, interval="range")
    for text in ("37 or 2 hours", "2-37 hours", "37, 2 hours", "2 to 37 h", "2 and 37 hours"):
        assert left(text, two) == []
        assert left(text.replace("h", "d", 1).replace("dours", "days"), two)


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("346 were asked", []),
        ("346 people were asked", []),
        ("346 patients were asked", []),
        ("346 mg", ["346"]),
        ("346 days", ["346"]),
        ("346%", ["346"]),
        ("56 mg", []),
        ("56 or 84 mg", []),
        ("56 days", ["56"]),
        ("56 of them", ["56"]),
        ("4 weeks", []),
        ("4 days", ["4"]),
        ("aged 18", ["18"]),
        ("18 mg", ["18"]),
    ],
)
def test_n_counts_people_and_a_description_keeps_its_units(text, caught):
    assert left(text, FINDING) == caught


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("142 of 346", []),
        ("142 of the 346", []),
        ("142 of 347", ["142", "347"]),
        ("143 of 346", ["143"]),
        ("346 of 142", ["346"]),
        ("41 of 346", ["41"]),
        ("142 of 1,000", ["142"]),
        ("410 of 1,000", []),
        ("411 of 1,000", ["411"]),
        ("4 of 10", []),
        ("about 40 of 100", []),
        ("about 50 of 100", ["50"]),
        ("4 or 41 of 100", ["4"]),
        # Numbers of a description are no pair.
        ("18 of 64", ["18", "64"]),
    ],
)
def test_a_pair_needs_both_halves(text, caught):
    assert left(text, FINDING) == caught


def test_a_printed_pair_needs_both_halves_too():
    def of(text: str, *numbers: float) -> list[str]:
        line = prose.Printed(frozenset(), frozenset(numbers))
        return [u.number for u in prose.untraced(prose.Passage("p", text, (), (line,)), [])]

    assert of("12 of 40", 12, 40) == []
    assert of("12 of 40", 12) == ["12", "40"]
    assert of("12 of 40", 40) == ["12"]
    assert of("about 10 of them", 14) == []
    assert of("12 of 100", 12) == []


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("of 100", []),
        ("in 1,000", []),
        ("per 10", []),
        ("every 10 people", []),
        ("each 100 sessions", []),
        ("of 10,000 and of 1,000,000", []),
        ("of 200", ["200"]),
        ("of 110", ["110"]),
        ("in 10 minutes", ["10"]),
        ("per 100 mg", ["100"]),
        ("of 10 points", ["10"]),
        ("about 100", ["100"]),
        ("lesson 05, lessons 05 and 06, part 3, cell 7, question 9", []),
        ("Lesson 05 and Part 3", []),
        ("article 05", ["05"]),
        ("a 95% interval, 95% confidence interval, 95% prediction interval", []),
        ("a 90% interval", ["90"]),
        ("95% of intervals", ["95"]),
        ("a 45-year-old, 45 years old", []),
        ("45 years", ["45"]),
        ("CAPS-5, 5-HT, 2nd, 1st, 3rd, 4th and CYP2B6", []),
        ("177-277", ["177", "277"]),
    ],
)
def test_only_what_is_no_figure_is_exempt(text, caught):
    assert left(text, made("points", 0.123)) == caught


def test_a_standard_deviation_is_its_findings():
    spread = made("points", 14, low=4, high=24, interval="sd")
    assert left("14 points, standard deviation 10 points", spread) == []
    assert left("standard deviation 11 points", spread) == ["11"]
    assert left("10 points", made("points", 14, low=4, high=24, interval="ci95")) == ["10"]
    assert left("4 to 24 points", made("points", 14, low=4, high=24, interval="ci95")) == []


def test_the_closest_three_findings_are_named_nearest_first():
    findings = [made("points", value, id=f"a.f{value}") for value in (10, 50, 31, 25, 90)]
    (found,) = prose.untraced(prose.Passage("p", "30 points"), findings)
    assert [f.value for f in found.nearest] == [31, 25, 50] or [f.value for f in found.nearest] == [
        31,
        25,
        10,
    ]
    (found,) = prose.untraced(prose.Passage("p", "30 points"), [])
    assert "Closest findings: none: the passage links no known source" in str(found)


def test_a_long_table_is_spoken_of_row_by_row_and_a_short_one_as_a_whole(tmp_path):
    def read(rows: int) -> list[str]:
        body = "".join(
            f"<tr><th>{chr(97 + i) * 5}</th><td>{i + 101}</td></tr>" for i in range(rows)
        )
        code = {
            "cell_type": "code",
            "source": "",
            "outputs": [{"data": {"text/html": f"<table>{body}</table><p>Peak level 77</p>"}}],
        }
        text = {"cell_type": "markdown", "source": "For ccccc it is 103, or 104. The 77 is wrong."}
        (passage,) = passages_of(tmp_path, code, text)
        return [found.number for found in prose.untraced(passage, [])]

    assert read(8) == ["77"]
    assert read(9) == ["104", "77"]


def test_words_agree_by_their_stems_and_common_ones_do_not_count():
    assert prose.words("respond") == prose.words("response")
    assert prose.words("control") != prose.words("contrast")
    assert prose.words("interval of each number, source and table") == frozenset()


def test_a_row_without_a_word_is_read_too(tmp_path):
    code = {
        "cell_type": "code",
        "source": "",
        "outputs": [{"data": {"text/html": "<table><tr><td>103</td></tr></table>"}}],
    }
    text = {"cell_type": "markdown", "source": "It is 103, not 104."}
    (passage,) = passages_of(tmp_path, code, text)
    assert [found.number for found in prose.untraced(passage, [])] == ["104"]


def test_a_line_concerns_what_shares_two_words_with_it_or_its_only_one():
    def concerns(line: str, text: str) -> bool:
        return prose.Printed(prose.words(line), frozenset()).concerns(prose.words(text))

    assert concerns("peak level", "of the level, a peak")
    assert not concerns("peak level", "the level fell")
    assert concerns("level", "the level fell")
    assert not concerns("level", "the peak")
    assert concerns("12", "anything")
    assert not concerns("people that were", "") or prose.words("people that were") == frozenset()


def test_minutes_of_an_activity_are_not_figures_but_those_of_a_text_are(tmp_path):
    def cell(*tags: str) -> dict:
        text = "Take 5 minutes, 10-15 min, or 20 min for 7 pages."
        return {"cell_type": "markdown", "source": text, "metadata": {"tags": list(tags)}}

    for tag in ("group-activity", "try-it", "discussion"):
        (passage,) = passages_of(tmp_path, cell(tag))
        assert [m[0] for m in prose.figures_in(passage)] == ["7"]
    (passage,) = passages_of(tmp_path, cell("work"))
    assert [m[0] for m in prose.figures_in(passage)] == ["5", "10", "15", "20", "7"]
    assert passages_of(tmp_path, cell("opening"), cell("sources")) == []


def test_a_quiz_and_its_style_print_nothing_and_sentences_are_lines(tmp_path):
    outputs = [
        {
            "data": {
                "text/html": "<p>Peak 12</p>",
                "application/vnd.ketamine-course.quiz+json": {},
                "text/plain": "a quiz",
            }
        },
        {"data": {"text/html": "<style>p { width: 13 }</style><script>14</script><b>15</b>"}},
        {"text": "peak level 16. Other thing 17; third matter 18: fourth 19"},
    ]
    code = {"cell_type": "code", "source": "", "outputs": outputs}
    (passage,) = passages_of(tmp_path, code, {"cell_type": "markdown", "source": "x"})
    assert set().union(*(line.numbers for line in passage.printed)) == {15, 16, 17, 18, 19}
    assert {min(line.numbers): line.words for line in passage.printed if line.numbers}[16] == {
        "peak",
        "level",
    }


def test_places_are_cells_and_lines(tmp_path):
    first = {"cell_type": "markdown", "source": "One.\n\nTwo *big* `code`\nlines."}
    found = passages_of(tmp_path, {"cell_type": "code", "source": ""}, first)
    assert [(p.place, p.text) for p in found] == [
        ("n.ipynb, cell 1, line 1", "One."),
        ("n.ipynb, cell 1, line 3", "Two big code lines."),
    ]
    page = tmp_path / "page.md"
    page.write_text("---\nn: 12\n---\n# Title 3\n\n1. 4 [a](https://a.org)\n2. 5\n")
    assert [(p.place, p.text, p.links) for p in prose.page_passages(page)] == [
        ("page.md, line 1", "Title 3", ()),
        ("page.md, line 3", "4 a", (("https://a.org", ""),)),
        ("page.md, line 4", "5", ()),
    ]


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
