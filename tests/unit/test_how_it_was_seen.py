"""How closely figures were read: the chart counts each finding once, and says what its table
says.
"""

import json
import re

from ketamine_course import evidence
from ketamine_course.charts import how_it_was_seen as figure
from ketamine_course.charts.how_it_was_seen import ALL, BEHIND, counts, table


def test_each_finding_is_counted_once_and_each_verdict_finding_in_its_lessons():
    every = counts()
    findings = evidence.findings_table()
    assert sum(every[ALL].values()) == len(findings)
    assert every[ALL]["rct", "abstract"] == sum(
        evidence.finding(id).cite.type == "rct" and f.seen == "abstract"
        for id, f in findings.iterrows()
    )
    assert sum(every[BEHIND].values()) == len(
        {id for claim in evidence.claims() for id in claim.findings}
    )
    for lesson in (3, 10):
        own = {id for claim in evidence.claims(section=lesson) for id in claim.findings}
        assert sum(every[f"Behind the verdicts of lesson {lesson:02}"].values()) == len(own)


def test_caption_table_and_picture_agree():
    spec = figure().spec()
    rows = table()
    caption = [int(number) for number in re.findall(r"\d+", figure().caption)]
    assert caption[0] == rows["In all"].sum() and caption[1:3] == [
        rows["Full text"].sum(),
        rows["Official"].sum(),
    ]
    drawn = (
        [cell for cell in spec["datasets"]["cells"] if cell["in"] == 0]
        if "datasets" in spec
        else _inline(spec)
    )
    assert sum(cell["n"] for cell in drawn) == rows["In all"].sum()
    assert len(json.dumps(spec)) < 40_000


def _inline(spec: dict) -> list[dict]:
    found = [
        layer["data"]["values"]
        for layer in spec["layer"]
        if layer.get("data", {}).get("name") == "cells"
    ]
    return [cell for cell in found[0] if cell["in"] == 0]
