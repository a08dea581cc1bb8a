"""The guessing simulator follows its model, adds nothing when nobody can tell, and says that it
assumes.
"""

import json
from importlib import import_module

import numpy as np
import pytest
import vl_convert

from ketamine_course import evidence
from ketamine_course.charts.theme import without_variables
from ketamine_course.charts.unblinding_simulator import (
    EVERYBODY,
    HIDDEN,
    PUBLISHED,
    TRIALS,
    guesses,
    simulated,
    spread,
    unblinding_simulator,
)

# The package exports the function of the same name.
module = import_module("ketamine_course.charts.unblinding_simulator")


def drawn(**choices: object) -> str:
    spec = unblinding_simulator().spec()
    for param in spec["params"]:
        param["value"] = choices.get(param["name"], param["value"])
    return vl_convert.vegalite_to_svg(
        json.loads(without_variables(json.dumps(spec))), vl_version="5.8"
    )


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("hope", [0, 3, 10])
def test_what_the_picture_adds_up_is_what_the_model_simulates(number, hope):
    for row in module._rows():
        shown = np.array(row["chance"]) + hope * np.array(row[f"shift{number}"])
        assert shown == pytest.approx(simulated(guesses()[number], hope, row["people"]), abs=0.02)


def test_when_nobody_can_tell_hope_adds_nothing_on_average():
    error = spread() * np.sqrt(2.5 / 33) / np.sqrt(TRIALS)
    assert abs(simulated(HIDDEN, 10, 33).mean()) < 3 * error


def test_when_everybody_knows_all_hope_is_added_to_the_drug():
    chance = simulated(EVERYBODY, 0, 50)
    assert simulated(EVERYBODY, 6, 50) - chance == pytest.approx(np.full(TRIALS, 6.0))


def test_the_headline_counts_what_the_table_counts():
    for number, name in enumerate(PUBLISHED):
        rows = unblinding_simulator().table.query("`Set beside` == @name")
        for guess, reach in enumerate(rows["Simulated trials that reach it, of 100"]):
            if (number + guess) % 3 == 0:  # enough to see that each menu works
                assert f"{reach} of 100 trials with no drug effect" in drawn(
                    beside=name, guess=guess
                )


def test_published_differences_and_guesses_are_the_findings():
    shown = {row["name"]: row["published"] for row in module._rows()}
    assert (
        shown["TRANSFORM-2, v placebo spray, 4 weeks"]
        == -evidence.finding("popova2019.md_d28").value
    )
    assert (
        shown["KARMA-Dep 2, v midazolam, 4 weeks"] == -evidence.finding("jelovac2025.md_eot").value
    )
    assert (
        shown["Lii 2023, under anaesthesia, 1-3 days"] == -evidence.finding("lii2023.md_d1_3").value
    )
    assert 10.43 < spread() < 11.56


def test_no_pile_of_dots_outgrows_its_room():
    for row in module._rows():
        for number in range(4):
            for hope in range(11):
                found = np.array(row["chance"]) + hope * np.array(row[f"shift{number}"])
                assert np.unique(np.floor(found), return_counts=True)[1].max() <= module.STACK
                assert found.max() < 21 and found.min() > -11


def test_specification_is_small_the_same_each_time_and_says_that_it_assumes():
    first, second = (json.dumps(unblinding_simulator().spec(), sort_keys=True) for _ in range(2))
    assert first == second and len(first) < 40_000
    spec = json.loads(first)
    assert "what could be, not what is" in spec["description"]
    assert next(p["bind"]["name"] for p in spec["params"] if p["name"] == "hope").startswith(
        "Assumed"
    )
