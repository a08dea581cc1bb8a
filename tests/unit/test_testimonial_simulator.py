"""The simulator's picture says what the trial and the model of stories say, wherever its controls
stand.
"""

import json
import re

import pytest
import vl_convert

from ketamine_course import charts, evidence
from ketamine_course.charts.testimonial_simulator import (
    BETTER,
    DIET,
    FILMS,
    GROUPS,
    NOT,
    OWN,
    SLIDERS,
    WELL,
    Group,
    heard_good,
    told,
)
from ketamine_course.models.bias import Stories

SPEC = charts.testimonial_simulator().spec()


def picture(**controls: object) -> str:
    """The words of the picture with its controls set."""
    spec = json.loads(json.dumps(SPEC))
    by_name = {param["name"]: param for param in spec["params"]}
    for name, value in controls.items():
        by_name[name]["value"] = value
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", vl_convert.vegalite_to_svg(spec)))


def test_outcomes_are_the_trials_and_add_up():
    drug, placebo = GROUPS
    assert drug.shares() == pytest.approx({WELL: 53 / 101, BETTER: 17 / 101, NOT: 31 / 101})
    assert placebo.shares() == pytest.approx({WELL: 0.31, BETTER: 0.21, NOT: 0.48})
    assert [sum(group.of_hundred().values()) for group in GROUPS] == [100, 100]
    assert drug.shares()[WELL] - placebo.shares()[WELL] == pytest.approx(
        evidence.finding("popova2019.remission_difference").value / 100, abs=5e-4
    )


def test_counts_of_different_people_are_refused():
    with pytest.raises(ValueError, match="counts of the same people"):
        Group("mixed", "popova2019.remission_drug", "popova2019.response_placebo").shares()


def test_the_picture_follows_the_model_of_stories():
    for group in GROUPS:
        for chances in ((50, 30, 10), (32, 23, 6), (5, 5, 90)):
            controls = dict(zip((name for name, _ in SLIDERS.values()), chances, strict=True))
            expected = Stories(
                group.shares(),
                dict(zip((WELL, BETTER, NOT), (c / 100 for c in chances), strict=True)),
            ).expected()
            assert f"Stories you hear: {100 * (1 - expected[NOT]):.0f} of 100 are good" in picture(
                took=group.name, **controls
            )


def test_a_published_choice_overrides_the_sliders():
    shown = picture(way=FILMS, tells_well=0)
    assert f"Stories you hear: {100 * heard_good(GROUPS[0], told()[FILMS]):.0f} of 100" in shown
    assert "of 100 well again 32 tell" in shown


def test_the_diets_ratio_turns_its_trial_into_its_reviews():
    trial, reviews = (
        evidence.finding(f"debarra2014.{name}").percent / 100
        for name in ("trial_10kg", "reviewers_10kg")
    )
    chances = told()[DIET]
    stories = Stories({WELL: trial, NOT: 1 - trial}, {WELL: chances[WELL], NOT: chances[NOT]})
    assert stories.expected()[WELL] == pytest.approx(reviews)


def test_as_many_dots_are_heard_as_the_chances_say():
    assert "In this picture 31 of 34 stories" in picture(way=OWN)
    assert "In this picture 69 of 100 stories" in picture(
        tells_well=100, tells_better=100, tells_not=100
    )


def test_silence_is_said_and_not_divided_by():
    shown = picture(tells_well=0, tells_better=0, tells_not=0)
    assert "You hear no story at all" in shown and "NaN" not in shown


def test_specification_is_small_the_same_each_time_and_says_what_it_finds():
    again = charts.testimonial_simulator().spec()
    assert json.dumps(again) == json.dumps(SPEC) and len(json.dumps(SPEC)) < 40_000
    assert "69 of 100" in SPEC["description"] and "91 of 100" in SPEC["description"]
    assert all(param["bind"]["name"].endswith(": ") for param in SPEC["params"] if "bind" in param)
