"""Checks of the risk and meta-analysis models."""

from __future__ import annotations

import math

from . import meta_analysis as meta
from .checks import Check
from .risk import Arm, Comparison, compare, newcombe

RISK = "Risk"
POOLING = "Meta-analysis"


def risks() -> list[Check]:
    """Differences of two shares."""

    def elekt() -> Comparison:
        return compare("anand2023.response_drug", "anand2023.response_ect")

    first = newcombe(Arm(56, 70), Arm(48, 80))
    second = newcombe(Arm(5, 56), Arm(0, 29))
    return [
        Check(
            RISK,
            "Worked example 56/70 against 48/80, lower bound",
            "newcombe1998.example_1",
            lambda: first.low,
            bound="low",
        ),
        Check(
            RISK,
            "Worked example 56/70 against 48/80, upper bound",
            "newcombe1998.example_1",
            lambda: first.high,
            bound="high",
        ),
        Check(
            RISK,
            "Worked example 5/56 against 0/29, lower bound",
            "newcombe1998.example_2",
            lambda: second.low,
            bound="low",
        ),
        Check(
            RISK,
            "Worked example 5/56 against 0/29, upper bound",
            "newcombe1998.example_2",
            lambda: second.high,
            bound="high",
        ),
        Check(
            RISK,
            "Ketamine against ECT, difference in response",
            "anand2023.response_difference",
            lambda: 100 * elekt().difference,
            "points",
        ),
        Check(
            RISK,
            "Ketamine against ECT, lower bound",
            "anand2023.response_difference",
            lambda: 100 * elekt().interval().low,
            "points",
            bound="low",
        ),
        Check(
            RISK,
            "Ketamine against ECT, upper bound",
            "anand2023.response_difference",
            lambda: 100 * elekt().interval().high,
            "points",
            bound="high",
        ),
    ]


# Colditz GA et al., JAMA 1994;271:698-702: tuberculosis and no tuberculosis, with BCG vaccine and
# without.
BCG_CELLS = [
    (4, 119, 11, 128),
    (6, 300, 29, 274),
    (3, 228, 11, 209),
    (62, 13536, 248, 12619),
    (33, 5036, 47, 5761),
    (180, 1361, 372, 1079),
    (8, 2537, 10, 619),
    (505, 87886, 499, 87892),
    (29, 7470, 45, 7232),
    (17, 1699, 65, 1600),
    (186, 50448, 141, 27197),
    (5, 2493, 3, 2338),
    (27, 16886, 29, 17825),
]
BCG = [meta.Counts(f"trial {i}", a, a + b, c, c + d) for i, (a, b, c, d) in enumerate(BCG_CELLS, 1)]


def pools() -> list[Check]:
    """A published pool and a worked example of another program."""
    depression = meta.pool(meta.effects(meta.published_means("marchi2022"), "SMD"), "DL")
    vaccine = meta.effects(BCG, "RR")
    reml, knapp = meta.pool(vaccine, "REML"), meta.pool(vaccine, "REML", hartung_knapp=True)
    spread, prediction = meta.tau2_interval(vaccine), knapp.prediction
    ends: list[tuple[str, str, meta.Pooled]] = [
        ("Depression, 17 rows, DerSimonian-Laird", "marchi2022.depression", depression),
        ("BCG, log risk ratio, REML", "metafor_bcg.reml", reml),
        ("BCG, log risk ratio, REML with Hartung-Knapp", "metafor_bcg.reml_knha", knapp),
    ]
    return [
        *(check for end in ends for check in _of_pool(*end)),
        Check(POOLING, "BCG, variance between trials, REML", "metafor_bcg.tau2", lambda: reml.tau2),
        Check(
            POOLING,
            "BCG, variance between trials, lower bound",
            "metafor_bcg.tau2",
            lambda: spread.low,
            bound="low",
        ),
        Check(
            POOLING,
            "BCG, variance between trials, upper bound",
            "metafor_bcg.tau2",
            lambda: spread.high,
            bound="high",
        ),
        Check(POOLING, "BCG, Cochran's Q", "metafor_bcg.q", lambda: reml.q),
        Check(
            POOLING,
            "BCG, risk ratio of a further trial, lower bound",
            "metafor_bcg.prediction",
            lambda: math.exp(prediction.low),
            bound="low",
        ),
        Check(
            POOLING,
            "BCG, risk ratio of a further trial, upper bound",
            "metafor_bcg.prediction",
            lambda: math.exp(prediction.high),
            bound="high",
        ),
    ]


def _of_pool(name: str, finding: str, pooled: meta.Pooled) -> list[Check]:
    """Estimate and interval of one pool."""
    return [
        Check(POOLING, name, finding, lambda: pooled.estimate),
        Check(POOLING, f"{name}, lower bound", finding, lambda: pooled.low, bound="low"),
        Check(POOLING, f"{name}, upper bound", finding, lambda: pooled.high, bound="high"),
    ]
