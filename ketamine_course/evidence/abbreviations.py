"""Abbreviations of the sources, told in words where a reader meets them without the paper that
explains them.
"""

from __future__ import annotations

import re

_WORDS = {
    "TRD": "treatment-resistant depression",
    "MDD": "major depressive disorder",
    "PTSD": "post-traumatic stress disorder",
    "ECT": "electroconvulsive therapy",
    "CBT": "cognitive behavioural therapy",
    "EMDR": "eye movement desensitisation and reprocessing",
    "rTMS": "repetitive magnetic stimulation of the brain",
}
_SCALES = {
    "a depression scale": (
        r"MADRS|HDRS(?:-17|-21)?|HAM-D(?:-6)?|HRSD-17|QIDS-(?:SR-?16|SR|C16)|PHQ-9|BDI"
    ),
    "a dissociation scale": "CADSS",
    "a PTSD scale": "CAPS-5",
    "a scale of suicidal thoughts": "SSI",
}
_ALWAYS = [
    (re.compile(pattern), words)
    for pattern, words in (
        (
            r"\bIV (?=(?:racemic|S-ketamine|ketamine|midazolam|saline|placebo|infusions?|dose)\b)",
            "intravenous ",
        ),
        (r"\bIV\b", "by vein"),
        (r"\bIM\b", "into a muscle"),
        (r"\bSC\b", "under the skin"),
        (r"\+ AD\b", "+ antidepressant"),
        (r"\bAD \+", "antidepressant +"),
        (r"\bRCTs\b", "randomised trials"),
        (r"\bRCT\b", "randomised trial"),
        (r"\bLS mean", "adjusted mean"),
        (r"\bvs\b\.?", "against"),
    )
]
# The first time only; a letter, digit or hyphen beside it would make another name, and a bracket
# before it says that the words are there.
_ONCE = [
    *(
        (re.compile(rf"(?<![\w(-])({short})(?![\w-])"), rf"{words} (\1)")
        for short, words in _WORDS.items()
    ),
    *(
        (re.compile(rf"(?<![\w(-])({names})(?![\w-])"), rf"\1 ({words})")
        for words, names in _SCALES.items()
    ),
]


def expand_abbreviations(text: str) -> str:
    """``text`` with its medical abbreviations in words: ``adults with TRD`` becomes ``adults with
    treatment-resistant depression (TRD)``.

    Names of conditions, treatments and scales stay beside their words, so that a search for either
    finds them.
    """
    for pattern, words in _ALWAYS:
        text = pattern.sub(words, text)
    for pattern, words in _ONCE:
        text = pattern.sub(words, text, count=1)
    return text
