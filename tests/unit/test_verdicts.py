"""All verdicts in one picture: every claim stands once in each order, and the words say what the
tables say.
"""

from collections import Counter

import pytest

from ketamine_course import evidence
from ketamine_course.charts.verdicts import COLUMNS, verdicts


@pytest.fixture(scope="module")
def figure():
    return verdicts()


@pytest.fixture(scope="module")
def squares(figure):
    return figure.spec()["data"]["values"]


@pytest.mark.parametrize("by", ["verdict", "certainty"])
def test_each_claim_has_a_place_of_its_own_in_both_orders(squares, by):
    places = [(row[by], row[f"{by}_place"]) for row in squares]
    assert (
        len(set(places)) == len(evidence.claims()) and max(place for _, place in places) < COLUMNS
    )


def test_the_words_of_a_claim_are_its_own_with_its_verdict(squares):
    for row in squares:
        claim = evidence.claim(f"c{row['n']:02}")
        text = row["words"].replace("\n", " ")
        assert (
            claim.claim in text
            and f"{claim.verdict.capitalize()}; certainty: {claim.certainty}." in text
        )


def test_the_finding_counts_what_the_table_shows(figure):
    by = Counter(figure.table["Verdict"])
    assert f"Of {len(figure.table)} claims {by['supported']} are supported" in figure.caption
    assert f"{by['contradicted']} contradicted" in figure.caption


def test_certainty_is_told_by_fill_and_in_words(squares):
    assert {row["fill"] for row in squares if "certainty: high" in row["words"]} == {1.0}
    assert {row["fill"] for row in squares if "certainty: very low" in row["words"]} == {0.0}
