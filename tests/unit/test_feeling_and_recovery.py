"""Links between experience and recovery: printed where printed, worked out where possible, and
never invented.
"""

import json
import math

import pytest

from ketamine_course.charts.feeling_and_recovery import better_of_100, feeling_and_recovery, links


def test_intervals_agree_with_fishers_formula_for_the_people_that_the_p_values_imply():
    # p = 0.007 with r = -0.35 fits 59 pairs, p = 0.01 with r = -0.41 fits 39 (two-sided t-test).
    day7, hours, *_ = links()
    for link, pairs in ((day7, 39), (hours, 59)):
        half = 1.96 / math.sqrt(pairs - 3)
        expected = [math.tanh(math.atanh(link.value) + sign * half) for sign in (-1, 1)]
        assert link.interval == pytest.approx(expected, abs=0.02)


def test_the_spray_link_is_tiny_and_on_the_same_side():
    spray = links()[3]
    assert spray.value == pytest.approx(-0.085, abs=0.002)
    low, high = spray.interval
    assert low < spray.value < high < 0


def test_no_dot_without_a_number_and_no_interval_without_a_p_value():
    rows = feeling_and_recovery().spec()["data"]["values"]
    pooled, unprinted = rows[2], rows[4]
    assert pooled["r"] == -0.31 and "low" not in pooled
    assert "r" not in unprinted and "not printed" in unprinted["words"]


@pytest.mark.parametrize(
    ("r", "of_100"), [(0, 50), (-1, 100), (1, 0), (-0.5, 67), (-math.sqrt(0.5), 75)]
)
def test_what_a_correlation_means_for_100_people(r, of_100):
    assert better_of_100(r) == of_100


def test_an_impossible_correlation_is_refused():
    with pytest.raises(ValueError, match="between -1 and 1"):
        better_of_100(-1.2)


def test_read_outs_add_up_to_both_halves():
    for row in feeling_and_recovery().spec()["data"]["values"]:
        if "r" in row:
            more, less = (int(row[field].rsplit(" ", 1)[1]) for field in ("first", "second"))
            assert more + less == 100 and more >= 50


def test_specification_is_small_the_same_each_time_and_described():
    first, second = (json.dumps(feeling_and_recovery().spec(), sort_keys=True) for _ in range(2))
    assert first == second and len(first) < 40_000
    spec = json.loads(first)
    assert "-0.41" in spec["description"]
    [param] = spec["params"]
    assert param["bind"]["options"] == [link.name for link in links()]
