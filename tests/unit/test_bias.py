"""The bias simulators: simulation against closed form, and at their limits."""

import numpy as np
import pytest

from ketamine_course.models.bias import Stories, Unblinding

STORIES = Stories(
    {"better": 0.3, "same": 0.5, "worse": 0.2}, {"better": 0.4, "same": 0.02, "worse": 0.1}
)


def test_stories_heard_by_hand():
    assert STORIES.chance_heard == pytest.approx(0.12 + 0.01 + 0.02)
    assert STORIES.expected() == pytest.approx({"better": 0.8, "same": 1 / 15, "worse": 2 / 15})


def test_simulated_stories_settle_on_the_expected_shares():
    everybody, heard = STORIES.simulate(400_000, np.random.default_rng(11))
    assert sum(everybody.values()) == 400_000
    for name, share in STORIES.expected().items():
        assert everybody[name] / 400_000 == pytest.approx(STORIES.outcomes[name], abs=0.003)
        assert heard[name] / sum(heard.values()) == pytest.approx(share, abs=0.006)
        assert heard[name] <= everybody[name]


def test_equal_chances_tell_the_truth():
    fair = Stories({"better": 0.3, "same": 0.7}, {"better": 0.2, "same": 0.2})
    assert fair.expected() == pytest.approx({"better": 0.3, "same": 0.7})


def test_a_seed_fixes_the_picture():
    assert STORIES.simulate(100, np.random.default_rng(2)) == STORIES.simulate(
        100, np.random.default_rng(2)
    )
    trial = Unblinding(0.3, 0.5, 0.8, 0.3)
    draws = [trial.simulate(20, 5, np.random.default_rng(2)).tolist() for _ in range(2)]
    assert draws[0] == draws[1]


@pytest.mark.parametrize("seed", range(4))
def test_simulated_trials_settle_on_the_expected_difference(seed):
    rng = np.random.default_rng(seed)
    trial = Unblinding(*rng.uniform(-0.5, 1.5, 2), *rng.uniform(0, 1, 2))
    found = trial.simulate(50, 20_000, rng)
    assert found.mean() == pytest.approx(
        trial.expected, abs=5 * trial.standard_error(50) / 20_000**0.5
    )
    assert found.std() == pytest.approx(trial.standard_error(50), rel=0.03)


def test_unblinding_by_hand():
    trial = Unblinding.from_right_guesses(0.0, 0.6, right_on_drug=0.9, right_on_control=0.8)
    assert trial.believe_on_control == pytest.approx(0.2)
    assert trial.expected == trial.added == pytest.approx(0.42)
    assert Unblinding(0.4, 0.6, 0.5, 0.5).added == 0
    assert Unblinding(0.4, 0.0, 1.0, 0.0).expected == 0.4


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="same names"):
        Stories({"better": 1.0}, {"worse": 0.1})
    with pytest.raises(ValueError, match="do not make up a whole"):
        Stories({"better": 0.5}, {"better": 0.1})
    with pytest.raises(ValueError, match=r"after 'better' is 1.2"):
        Stories({"better": 1.0}, {"better": 1.2})
    with pytest.raises(ValueError, match="nobody ever tells"):
        Stories({"better": 1.0}, {"better": 0.0}).expected()
    with pytest.raises(ValueError, match=r"is 1.1: give a number from 0 to 1"):
        Unblinding(0.3, 0.5, 1.1, 0.2)
    with pytest.raises(ValueError, match="0 people"):
        Unblinding(0.3, 0.5, 0.9, 0.2).simulate(0, 1, np.random.default_rng(0))
