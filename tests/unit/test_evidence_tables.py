"""The evidence tables: complete, consistent, and clear about what is wrong when they are not."""

import csv
from pathlib import Path

import pytest

from ketamine_course import evidence
from ketamine_course.evidence import tables
from ketamine_course.evidence.records import Claim, Finding, Source

SOURCE_HEAD = "key,type,authors,year,title,container,doi,url\n"
FINDING_HEAD = (
    "id,source,population,intervention,comparator,measure,timepoint,n,value,low,high,interval,unit,"
    "locator,statement,seen\n"
)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def finding(**cells: object) -> Finding:
    row = {
        "id": "a2020.share",
        "source": "a2020",
        "population": "adults",
        "intervention": "x",
        "measure": "m",
        "n": 346,
        "value": 142,
        "unit": "count",
        "locator": "Table 1",
        "statement": "What was measured.",
        "seen": "label",
    }
    return Finding.model_validate(row | cells)


def test_every_table_loads_and_no_source_is_an_orphan():
    assert (
        len(tables.claims()) == 36
        and len(tables.findings()) >= 300
        and len(tables.sources()) >= 150
    )
    assert tables.trials() and tables.study_rows() and tables.jurisdictions() and tables.timeline()
    assert sorted(set(tables.sources()) - tables.cited()) == [], "sources that no table rests on"


def test_secondary_findings_say_so():
    silent = [
        f.id
        for f in tables.findings().values()
        if f.seen == "secondary" and "as reported" not in f.statement.lower()
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("ask", "nearest"),
    [
        (
            lambda: evidence.finding(next(iter(tables.findings()))[:-1]),
            next(iter(tables.findings())),
        ),
        (lambda: evidence.source(next(iter(tables.sources())) + "x"), next(iter(tables.sources()))),
        (lambda: evidence.claim("c1"), "Did you mean 'c"),
    ],
)
def test_unknown_ids_name_the_nearest(ask, nearest):
    with pytest.raises(evidence.UnknownIdError, match=nearest):
        ask()


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        ({"value": 20, "low": 1, "high": 10, "interval": "ci95"}, "outside"),
        ({"low": 1}, "come together"),
        ({"low": 1, "high": 200}, "interval must say"),
        ({"unit": "percent", "value": 101}, "between 0 and 100"),
        ({"value": 400}, "does not fit n"),
        ({"unit": "furlong"}, "unit"),
        ({"seen": "dreamt"}, "seen"),
    ],
)
def test_impossible_findings_are_refused(cells, complaint):
    with pytest.raises(ValueError, match=complaint):
        finding(**cells)


def test_share_of_a_count():
    assert finding().percent == pytest.approx(41.04, abs=0.005)
    with pytest.raises(ValueError, match=r"a2020.share"):
        _ = finding(unit="mg").percent


@pytest.mark.parametrize(
    ("authors", "label"),
    [
        ("Bowdle TA; Radant AD; Cowley DS", "Bowdle et al. 1998"),
        ("Smith J; Jones K", "Smith & Jones 1998"),
        ("Smith J", "Smith 1998"),
        ("Food and Drug Administration", "Food and Drug Administration 1998"),
    ],
)
def test_a_source_has_a_short_name_and_a_link(authors, label):
    source = Source(key="k", type="rct", authors=authors, year=1998, title="Title", doi="10.1000/x")
    assert (source.label, source.link) == (label, "https://doi.org/10.1000/x")


def test_a_source_without_an_address_is_refused():
    with pytest.raises(ValueError, match="doi or a url"):
        Source(key="k", type="rct", authors="Smith J", year=1998, title="Title")


def test_errors_name_file_row_and_field(tmp_path):
    path = write(
        tmp_path / "sources.csv",
        SOURCE_HEAD
        + "good,rct,Smith J,1998,Title,,10.1000/x,\nbad,rct,Smith J,soon,Title,,10.1000/y,\n",
    )
    with pytest.raises(evidence.EvidenceError, match=r"sources\.csv, row 'bad' \(line 3\), year"):
        tables.read(path, Source)


def test_a_doubled_id_is_refused(tmp_path):
    row = "same,rct,Smith J,1998,Title,,10.1000/x,\n"
    with pytest.raises(evidence.EvidenceError, match="'same' stands twice"):
        tables.read(write(tmp_path / "sources.csv", SOURCE_HEAD + row + row), Source)


def test_other_columns_are_refused(tmp_path):
    with pytest.raises(evidence.EvidenceError, match="columns are"):
        tables.read(write(tmp_path / "claims.csv", "id,text\n"), Claim)


def test_a_finding_of_an_unknown_source_is_refused(tmp_path, monkeypatch):
    write(tmp_path / "sources.csv", SOURCE_HEAD + "smith1998,rct,Smith J,1998,Title,,10.1000/x,\n")
    write(
        tmp_path / "findings.csv",
        FINDING_HEAD + "smyth1998.a,smyth1998,,,,,,,1,,,,count,p 1,What was measured.,label\n",
    )
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    tables.sources.cache_clear()
    tables.findings.cache_clear()
    try:
        with pytest.raises(evidence.EvidenceError, match=r"smyth1998.a.*Did you mean 'smith1998'"):
            tables.findings()
    finally:
        tables.sources.cache_clear()
        tables.findings.cache_clear()


def test_claim_cards_carry_verdict_and_sources_and_escape_text():
    claim = Claim(
        id="c01",
        section=1,
        claim="<b>bold</b> claim",
        verdict="overstated",
        certainty="low",
        why="First sentence of a reason. Second sentence of it.",
        findings=next(iter(tables.findings())),
    )
    html = evidence.Claims([claim])._repr_html_()
    assert '<article class="kc-claim" data-claim="c01" data-verdict="overstated">' in html
    assert "&lt;b&gt;bold" in html and "<b>bold" not in html
    assert evidence.finding(claim.findings[0]).cite.link in html


@pytest.mark.parametrize(
    ("table", "column", "value", "complaint"),
    [
        ("trials", "events_drug", "999", "do not fit n"),
        ("trials", "panel", "everything", "panel"),
        ("jurisdictions", "as_of", "lately", "as_of"),
        ("timeline", "topic", "gossip", "topic"),
        ("timeline", "source", "nobody2020", "no source 'nobody2020'"),
        ("study_rows", "sd_drug", "0", "sd_drug"),
    ],
)
def test_impossible_rows_of_other_tables_are_refused(
    tmp_path, monkeypatch, table, column, value, complaint
):
    load = getattr(tables, table)
    name = {"study_rows": "forest"}.get(table, table)
    with (tables.FOLDER / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rows[0][column] = value
    with (tmp_path / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    tables.sources()
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    load.cache_clear()
    try:
        with pytest.raises(evidence.EvidenceError, match=f"{name}.csv, row .*{complaint}"):
            load()
    finally:
        load.cache_clear()


def test_data_frames_for_students():
    frame = evidence.findings_table()
    assert list(frame.columns) == [name for name in Finding.model_fields if name != "id"]
    one = frame.index[0]
    assert list(evidence.findings_table([one]).index) == [one]
    assert len(evidence.sources_table()) == len(tables.sources())
    assert {"response", "ect"} <= set(evidence.trials_table().panel)
    assert evidence.jurisdictions_table().as_of.str.match(r"\d{4}").all()
    assert set(evidence.timeline_table().topic) == {"pharmacology", "medicine", "law"}
