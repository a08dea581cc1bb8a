"""People who start on a bad day get better by themselves as much as the arithmetic says, and no
more.
"""

import json

import numpy as np
import pytest

from ketamine_course.charts.worst_day import (
    AFTER,
    BEFORE,
    BETWEEN,
    CARRIED,
    DEFAULT,
    LATER,
    STARTS,
    USUAL,
    WITHIN,
    lives,
    started,
    worst_day,
)


def test_scores_vary_as_assumed():
    scores = lives()
    assert scores.mean() == pytest.approx(USUAL, abs=0.3)
    assert scores.std() == pytest.approx(np.hypot(BETWEEN, WITHIN), abs=0.2)
    within = scores - scores.mean(axis=1, keepdims=True)
    assert (within[:, 1:] * within[:, :-1]).mean() / (within**2).mean() == pytest.approx(
        CARRIED, abs=0.03
    )


def test_starting_in_any_week_changes_nothing():
    anybody = started(0)
    assert anybody.later == pytest.approx(anybody.at_start, abs=0.3)
    assert 48 <= anybody.lower <= 52


def test_the_worse_the_start_the_more_follow_with_a_lower_score():
    groups = [started(threshold) for threshold in STARTS.values()]
    assert [g.lower for g in groups] == sorted({g.lower for g in groups})
    assert [g.at_start - g.later for g in groups] == sorted(g.at_start - g.later for g in groups)


def test_scores_fall_back_to_the_persons_own_usual_score_and_not_below():
    group = started(STARTS[DEFAULT])
    assert group.scores[:, BEFORE].min() >= STARTS[DEFAULT] > group.scores[:, :BEFORE].mean()
    # After the start the departure shrinks week by week by the share that is carried over.
    later = group.scores[:, BEFORE:].mean(axis=0)
    settled = later[-1]
    assert (later[2] - settled) / (later[0] - settled) == pytest.approx(CARRIED**2, abs=0.06)
    assert settled > USUAL


def test_nobody_starts_at_a_score_that_nobody_reaches():
    with pytest.raises(ValueError, match="nobody reaches"):
        started(61)


def test_the_table_the_caption_and_the_picture_agree():
    figure = worst_day()
    row = figure.table.set_index("People start").loc[DEFAULT]
    assert (
        f"{row['Lower score, of 100']} of 100 have a lower score {LATER} weeks later"
        in figure.caption
    )
    spec = figure.spec()
    (mean,) = [
        line for line in spec["data"]["values"] if line["who"] == "all" and line["start"] == DEFAULT
    ]
    assert len(mean["score"]) == BEFORE + AFTER + 1
    assert (float(mean["first"]), float(mean["then"])) == (
        row["Score at the start"],
        row[f"{LATER} weeks later"],
    )
    assert len(json.dumps(spec)) < 40_000 and json.dumps(spec) == json.dumps(worst_day().spec())
    assert "nobody treated" in spec["description"]
