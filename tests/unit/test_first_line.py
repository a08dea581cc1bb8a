"""A lesson's first line is quick, and using the course leaves other libraries as they were."""

import subprocess
import sys
from html import escape

import pytest

from ketamine_course import evidence

pytestmark = pytest.mark.slow

FIRST_LINE = "from ketamine_course import Quiz, charts, evidence, models"
# Each takes a tenth of a second to a second, and a quiz needs none of them.
HEAVY = {"altair", "jsonschema", "numpy", "pandas", "polars", "scipy", "rfc3987_syntax"}


def fresh(code: str) -> list[str]:
    """The lines that ``code`` prints in a new interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def loaded_after(code: str) -> set[str]:
    return {
        name.split(".")[0] for name in fresh(f"{code}\nimport sys\nprint(*sys.modules)")[-1].split()
    }


def test_the_first_line_loads_nothing_that_only_charts_need():
    assert loaded_after(FIRST_LINE) & HEAVY == set()


def test_neither_does_the_first_quiz():
    assert loaded_after(f"{FIRST_LINE}\nQuiz('lesson-01-guess')") & HEAVY == set()


def test_a_chart_builds_no_parsers_of_addresses():
    after = loaded_after(f"{FIRST_LINE}\ncharts.verdicts().spec()")
    assert "altair" in after
    assert after & {"rfc3987_syntax", "lark"} == set()


@pytest.mark.parametrize(
    ("address", "right"), [("https://example.org/ä", "True"), ("a b", "False")]
)
def test_addresses_are_still_checked_when_somebody_asks(address: str, right: str):
    check = f"import jsonschema; print(jsonschema.FormatChecker().conforms({address!r}, 'iri'))"
    assert fresh(f"{FIRST_LINE}\ncharts.verdicts\n{check}") == [right]


def test_every_part_is_there_when_it_is_first_named():
    code = """
import ketamine_course
for part in (ketamine_course.charts, ketamine_course.evidence, ketamine_course.models,
             ketamine_course.progress):
    print([name for name in part.__all__ if not hasattr(part, name) or name not in dir(part)])
print(set(ketamine_course.__all__) <= set(dir(ketamine_course)))
"""
    assert fresh(code) == ["[]"] * 4 + ["True"]


def test_a_chart_is_a_function_however_its_module_was_imported_before():
    code = (
        f"{FIRST_LINE}\nfrom ketamine_course.charts.verdicts import Figure\n"
        "print(callable(charts.verdicts))"
    )
    assert fresh(code) == ["True"]


def test_what_others_draw_and_print_stays_as_it_was():
    """Somebody's own charts and tables, in the notebook where ours stand."""
    code = """
import altair as alt, pandas as pd
def theirs():
    chart = alt.Chart(pd.DataFrame({"a": [1]})).mark_point().encode(x="a")
    frame = pd.DataFrame({"a": ["word " * 30]})
    return chart.to_dict(), repr(frame), pd.describe_option(_print_desc=False)
before = theirs()
from ketamine_course import charts, evidence
charts.verdicts().spec(), repr(evidence.findings_table()), evidence.findings_table()._repr_html_()
print(theirs() == before)
"""
    assert fresh(code) == ["True"]


def test_a_sentence_of_the_evidence_is_never_cut():
    found = evidence.finding("spravato_label.dissociation_drug")
    table = evidence.findings_table([found.id])
    for shown in (table[["statement"]], table.T, table.set_index("source")[["statement"]].T):
        assert found.statement in repr(shown).replace("\n", "")
        assert escape(found.statement) in shown._repr_html_()
