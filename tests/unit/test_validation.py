"""The validation table: every row worked out, every miss explained."""

import pytest

from ketamine_course import cli, evidence
from ketamine_course.models import validation
from ketamine_course.models.validation import Report, Row

REPORT = validation.report()


def row(ours: float, published=100.0, low=None, high=None, remark="") -> Row:
    return Row("t", "q", published, low, high, ours, "", evidence.source("zanos2018"), remark)


def test_no_row_is_unexplained():
    assert REPORT.unexplained == []
    assert len(REPORT.rows) == len(validation.all_checks()) > 60


def test_no_quantity_stands_twice():
    names = [(check.topic, check.what) for check in validation.all_checks()]
    assert len(names) == len(set(names))


def test_the_nasal_spray_is_met_closely():
    spray = [
        r
        for r in REPORT.rows
        if r.what.startswith(("Peak after 28", "Peak after 56", "Peak after 84", "Exposure"))
    ]
    assert len(spray) == 24
    assert all(abs(r.ratio - 1) < 0.006 for r in spray)


def test_a_miss_of_more_than_five_percent_needs_a_remark():
    assert row(104.9).explained and row(95.1).explained
    assert not row(105.1).explained
    assert row(105.1, remark="because").explained and not row(105.1, remark="because").met


def test_inside_a_published_range_counts_as_met():
    assert row(25, 40, 20, 40).ratio == 1
    assert row(50, 40, 20, 40).ratio == pytest.approx(1.25)
    assert row(10, 40, 20, 40).ratio == pytest.approx(0.5)
    assert row(30, 60, 0.0, 60).printed == "at most 60"


def test_it_prints_as_text_and_as_a_table(capsys):
    assert cli.main(["validation"]) == 0
    printed = capsys.readouterr().out
    assert REPORT.summary() in printed
    assert "Zanos et al. 2018" in printed
    html = REPORT._repr_html_()
    assert html.count("<td>") == 6 * len(REPORT.rows)
    assert 'href="https://doi.org/' in html


def test_an_unexplained_row_is_said_so():
    lonely = Report((row(120),))
    assert lonely.unexplained == list(lonely.rows)
    assert "1 without one" in lonely.summary()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0524, "0.052"),
        (1.234, "1.23"),
        (101.19, "101.2"),
        (23456.7, "23,457"),
        (-1.06, "-1.06"),
        (45, "45"),
    ],
)
def test_numbers_are_short(value, text):
    assert validation.number(value) == text
