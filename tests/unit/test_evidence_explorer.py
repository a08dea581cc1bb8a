"""The evidence explorer without a browser: what it finds, how it words a figure, what a notebook
keeps of it.
"""

import json
import re
from html import escape

import pytest
import traitlets

from ketamine_course import evidence
from ketamine_course.charts.evidence_explorer import (
    MIME,
    EvidenceExplorer,
    classic,
    evidence_explorer,
)
from ketamine_course.evidence import lookup, tables
from ketamine_course.evidence.abbreviations import expand_abbreviations
from ketamine_course.evidence.records import Finding
from ketamine_course.publish import explorer

from .test_evidence_tables import finding


def test_every_word_has_to_be_there_whatever_its_case_and_accents():
    both = lookup.search("DISSOCIATION plácebo")
    assert both and set(both) == set(lookup.search("dissociation")) & set(lookup.search("placebo"))
    assert lookup.search("spravato_label.dissociation_drug") == ["spravato_label.dissociation_drug"]
    assert lookup.search("zzz") == []
    assert sorted(lookup.search()) == sorted(tables.findings())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("side-effects", "side effects"),
        ("O’Brien", "O'Brien"),
        ("“bladder”", "bladder"),
        ("ketamine -", "ketamine"),
        ("treatment resistant", "treatment-resistant"),
    ],
)
def test_hyphens_and_quotation_marks_make_no_difference(typed, meant):
    assert lookup.search(typed) == lookup.search(meant) != []


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("adults with TRD", "adults with treatment-resistant depression (TRD)"),
        ("treatment-resistant depression (TRD)", "treatment-resistant depression (TRD)"),
        (
            "IV ketamine 0.5 mg/kg, against 20 mg IV",
            "intravenous ketamine 0.5 mg/kg, against 20 mg by vein",
        ),
        ("fall on HAM-D/MADRS", "fall on HAM-D (a depression scale)/MADRS"),
        ("QIDS-SR16 <=5", "QIDS-SR16 (a depression scale) <=5"),
        ("esketamine 84 mg + AD", "esketamine 84 mg + antidepressant"),
        ("ASPIRE I and II pooled, US MDMA trial", "ASPIRE I and II pooled, US MDMA trial"),
    ],
)
def test_abbreviations_of_the_sources_are_told_in_words(short, long):
    assert expand_abbreviations(short) == long
    # The short form of a condition is still found.
    assert set(lookup.search("TRD")) <= set(lookup.search("treatment resistant"))


def test_menus_narrow_the_search():
    lesson = lookup.search(lesson=3)
    assert set(lesson) == {id for claim in evidence.claims(section=3) for id in claim.findings}
    behind = {id for claim in evidence.claims() for id in claim.findings}
    assert set(lookup.search(lesson="none")) == set(tables.findings()) - behind
    assert all(
        evidence.finding(id).cite.type == "rct" and evidence.finding(id).seen == "fulltext"
        for id in lookup.search(kind="rct", seen="fulltext")
    )
    # What verdicts rest on comes first.
    found = lookup.search()
    assert set(found[: len(behind)]) == behind


def test_search_in_python_is_a_data_frame_and_names_the_choices():
    assert list(evidence.search("euphori", lesson="04").index) == lookup.search("euphori", "04")
    with pytest.raises(ValueError, match=r"no kind 'trial'.*There are: rct"):
        evidence.search(kind="trial")


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({}, "142 of 346 (41%)"),
        ({"value": 15}, "15 of 346 (4.3%)"),
        ({"value": 346}, "346"),
        (
            {"unit": "percent", "value": 30, "low": 24.1, "high": 35.9, "interval": "ci95"},
            "30% (95% interval 24.1 to 35.9%)",
        ),
        (
            {"unit": "odds_ratio", "value": 3.7, "low": 1.9, "high": 7.3, "interval": "ci95"},
            "Odds ratio 3.7 (95% interval 1.9 to 7.3)",
        ),
        ({"unit": "hours", "value": 1}, "1 hour"),
        ({"unit": "year", "value": 1999}, "1999"),
        ({"unit": "GBP", "value": 10554}, "£10,554"),
        ({"unit": "other", "value": 988, "measure": "telephone number of a helpline"}, ""),
        ({"unit": "other", "value": 1, "measure": "it happened (a statement, coded as 1)"}, ""),
    ],
)
def test_a_figure_is_told_with_unit_and_interval(cells, shown):
    assert lookup.figure(finding(**cells)) == shown


def test_the_explorer_holds_every_finding_source_and_claim_and_no_more_columns_than_it_shows():
    data = lookup.everything()
    assert {row["id"] for row in data["findings"]} == set(tables.findings())
    assert set(data["sources"]) == set(tables.sources()) and set(data["claims"]) == set(
        tables.claims()
    )
    # A source without a figure says what else it is for.
    own = {row["source"] for row in data["findings"]}
    assert [
        key for key, source in data["sources"].items() if key not in own and not source["uses"]
    ] == []
    assert Finding.model_fields.keys() - {
        "value",
        "low",
        "high",
        "interval",
        "unit",
        "population",
        "intervention",
        "comparator",
        "measure",
        "timepoint",
        "locator",
    } <= set(data["findings"][0])


def test_a_notebook_keeps_what_is_looked_for_and_not_the_evidence():
    first, again = (evidence_explorer("euphori", lesson=4)._repr_mimebundle_()[0] for _ in range(2))
    view = "application/vnd.jupyter.widget-view+json"
    assert {key: value for key, value in first.items() if key != view} == {
        key: value for key, value in again.items() if key != view
    }
    assert first[MIME] == {
        "words": "euphori",
        "lesson": "04",
        "kind": "",
        "seen": "",
        "show": "figures",
    }
    assert len(json.dumps({key: value for key, value in first.items() if key != view})) < 1000


def test_what_is_shown_can_be_had_as_a_table_and_set_from_python():
    shown = evidence_explorer("dissociation")
    before = len(shown.table())
    shown.seen = "label"
    assert 0 < len(shown.table()) < before
    with pytest.raises(traitlets.TraitError):
        shown.kind = "gossip"


def test_the_script_for_a_page_is_a_classic_one_and_builds_no_html_from_text():
    assert not re.search(r"^(export|import)\b", classic(), re.MULTILINE)
    assert (
        "innerHTML" not in EvidenceExplorer._esm
        and "insertAdjacentHTML" not in EvidenceExplorer._esm
    )


def test_without_scripts_a_page_lists_the_verdicts_with_their_findings():
    html = explorer.explorer_html({"words": "</script>"})
    assert html.count("</script>") == 1
    listed = re.search(r"<noscript>(.*)</noscript>", html)[1]
    one = evidence.claim("c10")
    assert (
        all(f"<li>{escape(evidence.finding(id).statement)}</li>" in listed for id in one.findings)
        and "contradicted, high certainty" in listed
    )


def test_the_evidence_is_a_script_since_a_page_on_disk_may_not_fetch():
    script = explorer.data_script()
    assert script.startswith("window.KetamineCourseEvidence = {") and "<" not in script
