"""Published comparisons of treatments for depression and PTSD, and what keeps them from being
ranked.

A comparison says how much better one group did than the group beside it, in the same trials. Two
comparisons with different people, comparators, times or ways of counting do not say which of two
treatments is better.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from ketamine_course import evidence

from . import risk

ALL = "everyone"
PEOPLE = {
    "any": "Depression, whatever was tried before",
    "one": "Depression after one or more medicines",
    "resistant": "Treatment-resistant depression",
    "ect": "In hospital or referred for ECT",
    "ptsd": "PTSD",
}
BETTER, SPREAD, POINTS = "better", "spread", "points"


@dataclass(frozen=True)
class Comparison:
    """One published comparison.

    ``findings`` are both arms' findings for ``better``, else that of the difference.

    Two findings of a difference are the smallest and the largest of several drugs
    (``spread_of_drugs``). ``printed`` is the finding of a difference whose interval the source
    prints, where its counts were not seen. ``flip`` turns the sign of a finding that counts the
    other way round.
    """

    outcome: str
    people: str
    treatment: str
    comparator: str
    measure: str
    when: str
    findings: tuple[str, ...]
    flip: bool = True
    printed: str = ""

    @property
    def title(self) -> str:
        """Treatment and comparator, as the row is headed."""
        return f"{self.treatment} v {self.comparator}"

    @property
    def spread_of_drugs(self) -> bool:
        """Whether the two findings are the smallest and the largest of several drugs."""
        return self.outcome != BETTER and len(self.findings) == 2

    @property
    def shares(self) -> tuple[float, float]:
        """Of 100 people, how many got better with the treatment and with the comparator."""
        first, second = (evidence.finding(id).percent for id in self.findings)
        return first, second

    @property
    def difference(self) -> tuple[float, float | None, float | None]:
        """Estimate and 95% interval (absent where the source gives none); positive is better with
        the treatment.
        """
        if self.outcome == BETTER and not self.printed:
            first, second = self.shares
            if any(evidence.finding(id).unit != "count" for id in self.findings):
                return first - second, None, None
            drug, comparator = (risk.arm(id) for id in self.findings)
            low, high = risk.Comparison(drug, comparator).interval()
            return first - second, 100 * low, 100 * high
        found = evidence.finding(self.printed or self.findings[0])
        sign = -1 if self.flip else 1
        bounds = [sign * x for x in (found.low, found.high) if x is not None]
        return sign * found.value, min(bounds, default=None), max(bounds, default=None)

    @property
    def told(self) -> str:
        """The result in words short enough for a phone."""
        value, low, high = self.difference
        if self.outcome == BETTER:
            span = (
                "no interval"
                if low is None or high is None
                else f"difference {whole(value)} ({whole(low)} to {whole(high)})"
            )
            return f"{self.measure}, {self.when}; {span}"
        form = ".2f" if self.outcome == SPREAD else ".1f"
        if self.spread_of_drugs:
            ends = sorted(abs(evidence.finding(id).value) for id in self.findings)
            return f"{ends[0]:{form}} to {ends[1]:{form}} by drug, {self.when}"
        span = "no interval" if low is None else f"{low:{form}} to {high:{form}}"
        return f"{value:{form}} ({span}), {self.when}"


def _better(
    people: str,
    treatment: str,
    comparator: str,
    measure: str,
    when: str,
    first: str,
    second: str,
    printed: str = "",
) -> Comparison:
    return Comparison(
        BETTER, people, treatment, comparator, measure, when, (first, second), printed=printed
    )


COMPARISONS = (
    _better(
        "any",
        "Antidepressant",
        "placebo",
        "large response, fitted",
        "short trials",
        "stone2022.large_response_drug",
        "stone2022.large_response_placebo",
    ),
    _better(
        "any",
        "Magnetic stimulation",
        "sham",
        "response",
        "about 13 sessions",
        "berlim2014.response_active",
        "berlim2014.response_sham",
    ),
    _better(
        "any",
        "Psilocybin",
        "niacin, both with support",
        "response kept",
        "6 weeks",
        "raison2023.sustained_response",
        "raison2023.sustained_response_niacin",
    ),
    _better(
        "one",
        "Adding aripiprazole",
        "switching to bupropion",
        "remission",
        "12 weeks",
        "mohamed2017.remission_aug_aripiprazole",
        "mohamed2017.remission_switch",
    ),
    _better(
        "one",
        "Adding CBT",
        "usual care alone",
        "response",
        "6 months",
        "wiles2013.response_cbt",
        "wiles2013.response_usual",
    ),
    _better(
        "resistant",
        "Adding aripiprazole",
        "switching medicine",
        "response",
        "8 weeks",
        "papakostas2024.response_aripiprazole",
        "papakostas2024.response_switch",
    ),
    _better(
        "resistant",
        "Adding magnetic stimulation",
        "switching medicine",
        "response",
        "8 weeks",
        "papakostas2024.response_rtms",
        "papakostas2024.response_switch",
    ),
    _better(
        "resistant",
        "Esketamine + new tablet",
        "placebo + new tablet",
        "response",
        "4 weeks",
        "turkoz2021.response_drug",
        "turkoz2021.response_placebo",
    ),
    _better(
        "resistant",
        "Esketamine",
        "quetiapine, both added",
        "remission",
        "8 weeks",
        "reif2023.remission_drug",
        "reif2023.remission_quetiapine",
    ),
    _better(
        "resistant",
        "Ketamine infusion",
        "midazolam infusion",
        "response",
        "1 day",
        "murrough2013.response_drug",
        "murrough2013.response_midazolam",
    ),
    _better(
        "ect",
        "Ketamine",
        "ECT (ELEKT-D)",
        "response",
        "3 weeks",
        "anand2023.response_drug",
        "anand2023.response_ect",
    ),
    _better(
        "ect",
        "Ketamine",
        "ECT (KetECT)",
        "remission",
        "end of course",
        "ekstrand2022.remission_drug",
        "ekstrand2022.remission_ect",
        "ekstrand2022.remission_difference",
    ),
    _better(
        "ect",
        "Ketamine",
        "midazolam, in hospital",
        "response",
        "4 weeks",
        "jelovac2025.response_drug",
        "jelovac2025.response_midazolam",
    ),
    _better(
        "ptsd",
        "Ketamine",
        "midazolam",
        "response",
        "2 weeks",
        "feder2021.response_drug",
        "feder2021.response_midazolam",
    ),
    _better(
        "ptsd",
        "SSRI",
        "placebo",
        "improved",
        "end of trial",
        "williams2022.improved_ssri",
        "williams2022.improved_placebo",
    ),
    Comparison(
        SPREAD,
        "any",
        "Antidepressants",
        "placebo",
        "scales",
        "short trials",
        ("munkholm2019.smd_overall",),
        flip=False,
    ),
    Comparison(
        SPREAD,
        "any",
        "CBT",
        "usual care or waiting list",
        "scales",
        "after therapy",
        ("cuijpers2023.g_vs_control",),
        flip=False,
    ),
    Comparison(
        SPREAD,
        "any",
        "CBT",
        "medicine",
        "scales",
        "6 to 12 months on",
        ("cuijpers2023.g_vs_drugs_followup",),
        flip=False,
    ),
    Comparison(SPREAD, "any", "ECT", "sham ECT", "scales", "short term", ("ukect2003.vs_sham",)),
    Comparison(
        SPREAD,
        "any",
        "Ketamine, higher dose",
        "any control",
        "scales",
        "after first dose",
        ("nikolin2023.smd_first_rac_high",),
    ),
    Comparison(
        SPREAD,
        "any",
        "Walking or jogging",
        "usual care or placebo",
        "scales",
        "after the course",
        ("noetel2024.g_walking",),
    ),
    Comparison(
        SPREAD,
        "resistant",
        "Antipsychotic added",
        "placebo added",
        "scales",
        "short trials",
        ("zhou2015.smd_smallest", "zhou2015.smd_largest"),
    ),
    Comparison(
        SPREAD,
        "resistant",
        "Talking therapy added",
        "usual treatment",
        "scales",
        "after therapy",
        ("vanbronswijk2019.g_added",),
        flip=False,
    ),
    Comparison(
        SPREAD,
        "ect",
        "Ketamine",
        "ECT",
        "scales",
        "about 1 week after",
        ("menon2022.smd_all",),
        flip=False,
    ),
    Comparison(
        SPREAD,
        "ptsd",
        "EMDR",
        "waiting list",
        "scales",
        "after therapy",
        ("mavranezouli2020.smd_emdr",),
    ),
    Comparison(
        SPREAD,
        "ptsd",
        "Ketamine",
        "any control",
        "scales",
        "24 hours after the first",
        ("borgogna2024.g_24h",),
        flip=False,
    ),
    Comparison(
        SPREAD,
        "ptsd",
        "MDMA with therapy",
        "same therapy, placebo",
        "scales",
        "2 months after",
        ("mitchell2021.effect_size",),
        flip=False,
    ),
    Comparison(
        SPREAD, "ptsd", "SSRIs", "placebo", "scales", "end of trial", ("hoskins2015.smd_ssri",)
    ),
    Comparison(
        SPREAD,
        "ptsd",
        "Trauma-focused CBT",
        "waiting list",
        "scales",
        "after therapy",
        ("mavranezouli2020.smd_tfcbt",),
    ),
    Comparison(
        POINTS, "any", "Psilocybin once", "niacin", "MADRS", "6 weeks", ("raison2023.difference",)
    ),
    Comparison(
        POINTS,
        "resistant",
        "Esketamine alone",
        "placebo spray",
        "MADRS",
        "4 weeks",
        ("janik2025.md_84",),
    ),
    Comparison(
        POINTS,
        "resistant",
        "Esketamine",
        "placebo, both added (TRANSFORM-1)",
        "MADRS",
        "4 weeks",
        ("fedgchin2019.md_84",),
    ),
    Comparison(
        POINTS,
        "resistant",
        "Esketamine",
        "placebo, both added (TRANSFORM-2)",
        "MADRS",
        "4 weeks",
        ("popova2019.md_d28",),
    ),
    Comparison(
        POINTS,
        "resistant",
        "Psilocybin once",
        "a tiny dose (phase 2)",
        "MADRS",
        "3 weeks",
        ("goodwin2022.diff_25_vs_1",),
    ),
    Comparison(
        POINTS,
        "resistant",
        "Psilocybin once",
        "placebo (COMP005)",
        "MADRS",
        "6 weeks",
        ("comp005_2025.madrs_difference",),
    ),
    Comparison(
        POINTS,
        "resistant",
        "Psilocybin twice",
        "a tiny dose (COMP006)",
        "MADRS",
        "6 weeks",
        ("comp006_2026.madrs_difference",),
    ),
    Comparison(
        POINTS,
        "ect",
        "Ketamine",
        "midazolam, in hospital",
        "MADRS",
        "4 weeks",
        ("jelovac2025.md_eot",),
    ),
)


def table() -> pd.DataFrame:
    """One row per comparison: who, what against what, how counted, when, with what result."""
    rows = []
    for c in COMPARISONS:
        first = evidence.finding(c.findings[0])
        arms = [f"{whole(share)} of 100" for share in c.shares] if c.outcome == BETTER else ["", ""]
        rows.append(
            {
                "People": PEOPLE[c.people],
                "Treatment": c.treatment,
                "Compared with": c.comparator,
                "Outcome": c.measure,
                "When": c.when,
                "With treatment": arms[0],
                "With comparator": arms[1],
                "Difference (95% interval)": _span(c),
                "Seen": first.seen,
                "Source": first.cite.link,
            }
        )
    return pd.DataFrame(rows)


def warning(outcome: str, people: str) -> tuple[str, str, bool]:
    """Head, second line and whether it is loud, for a choice of outcome and people (or
    ``everyone``).
    """
    rows = [c for c in COMPARISONS if c.outcome == outcome and people in (ALL, c.people)]
    if not rows:
        return "No row here.", "Not compared in this way in these people.", False
    if people == ALL:
        kinds = len({c.people for c in rows})
        return (
            "Don't rank these rows!",
            f"{kinds} kinds of people, {_number(rows, 'comparator')} kinds of comparator.",
            True,
        )
    if len(rows) == 1:
        return "One comparison: nothing to rank.", f"{rows[0].title}.", False
    return (
        "Same kind of people. Same test?",
        ", ".join(
            _plural(_number(rows, f), w)
            for f, w in (("comparator", "comparator"), ("when", "time"), ("measure", "way"))
        )
        + " of counting.",
        False,
    )


def whole(number: float) -> str:
    """Rounded half up.

    >>> whole(24.5)
    '25'
    """
    return f"{math.floor(number + 0.5)}"


def _plural(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number != 1 else ''}"


def _number(rows: list[Comparison], field: str) -> int:
    return len({getattr(c, field).partition(" (")[0] for c in rows})


def _span(c: Comparison) -> str:
    value, low, high = c.difference
    form, unit = (
        (".0f", " of 100")
        if c.outcome == BETTER
        else (".2f", " SD")
        if c.outcome == SPREAD
        else (".1f", " points")
    )
    if c.spread_of_drugs:
        return c.told.partition(",")[0] + unit
    return (
        f"{value:{form}}{unit}, no interval"
        if low is None
        else f"{value:{form}} ({low:{form}} to {high:{form}}){unit}"
    )
