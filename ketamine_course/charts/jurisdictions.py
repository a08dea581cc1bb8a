"""What the law says about ketamine, place by place or question by question, each entry as of its
own date.

An empty cell of the table is told as what it is: nobody of this course found a source. It never
means "no".
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap

import altair as alt
import pandas as pd

from ketamine_course import evidence
from ketamine_course.evidence import Jurisdiction, tables

from ..errors import InputError, did_you_mean
from .figure import Datum, Figure
from .parts import Channel
from .theme import ACCENT, CAUTION, DRUG, GRID, INK, MUTED, PAPER, UNKNOWN_SHAPE

NO_SOURCE = "We found no source. That is not a no."
CHARACTERS = 44  # fit 330 px at 13 px; a wide page takes two such lines as one
YES, DEPENDS, NO, UNKNOWN = "yes", "depends", "no", "unknown"
SHAPES = {YES: "circle", DEPENDS: "diamond", NO: "square", UNKNOWN: UNKNOWN_SHAPE}
FILLS = {YES: ACCENT, DEPENDS: DRUG, NO: CAUTION, UNKNOWN: PAPER}
STROKES = FILLS | {UNKNOWN: MUTED}
VIEWS = ("place", "question")

# Whom to ask today. These bodies keep the registers; entries above them are as old as they say.
REGISTERS = {
    "usa": "FDA (Drugs@FDA), DEA, Federal Register",
    "can": "Health Canada (drug product database), Canada's Drug Agency",
    "gbr": "MHRA, NICE, SMC, legislation.gov.uk",
    "eu": "European Medicines Agency",
    "deu": "BfArM, G-BA",
    "fra": "ANSM, HAS",
    "nld": "CBG-MEB, Zorginstituut Nederland",
    "swe": "Läkemedelsverket, NT-rådet",
    "esp": "AEMPS, Ministry of Health",
    "irl": "HPRA, NCPE, HSE",
    "aus": "TGA (register of medicines), PBS, state health departments",
    "nzl": "Medsafe, Pharmac",
    "hkg": "Department of Health (Drug Office)",
    "ind": "CDSCO",
    "kor": "Ministry of Food and Drug Safety",
}


@dataclass(frozen=True)
class Question:
    """A question to the table: the column that answers it, and short words for the states that its
    answers fall into.
    """

    words: str
    column: str
    short: dict[str, str]

    def state(self, place: Jurisdiction) -> str:
        """Which state a place is in; an empty cell is ``unknown``, whatever it may be."""
        if not getattr(place, self.column):
            return UNKNOWN
        return JUDGED.get((self.column, place.id), next(iter(self.short)))


# Judged from the words of an entry: some authorities pay and others in the same place refuse, or
# each country decides.
JUDGED = {("public_funding", id): DEPENDS for id in ("usa", "gbr", "eu", "fra", "swe")} | {
    ("public_funding", "can"): NO,
    ("ketamine_control", "eu"): DEPENDS,
}
QUESTIONS = (
    Question(
        "Is ketamine a controlled drug?",
        "ketamine_control",
        {YES: "under control", DEPENDS: "each country decides"},
    ),
    Question(
        "What is ordinary ketamine licensed for?", "racemic_licensed_for", {YES: "anaesthesia"}
    ),
    Question("Ordinary ketamine for depression?", "racemic_for_depression", {DEPENDS: "off label"}),
    Question("Is esketamine spray licensed?", "esketamine_spray", {YES: "licensed, year not seen"}),
    Question(
        "Who pays for the spray?",
        "public_funding",
        {YES: "paid for, with limits", DEPENDS: "it depends", NO: "advice: do not pay"},
    ),
    Question("Which rules or advice are there?", "rules", {YES: "an entry"}),
)
COMPARED = QUESTIONS[:5]
FROM, WRITTEN, TO = 1999.5, 2026.9, 2027.5  # years; this lesson was written in November 2026
ROW = 33  # pixels


def jurisdictions(view: str = "place") -> Figure:
    """A menu of places, or of questions asked of all of them.

    ``view`` is ``"place"`` (everything we found on one place) or ``"question"`` (one question to
    all places, by the date of the entry). Raises ``ValueError`` for others.
    """
    if view not in VIEWS:
        raise InputError(f"There is no view '{view}'. {did_you_mean(view, VIEWS)}")
    places = list(tables.jurisdictions().values())
    caption = _caption(view, places)
    chart = _card_chart(places, caption) if view == "place" else _question_chart(places, caption)
    return Figure(id=f"jurisdictions-{view}", chart=chart, caption=caption, table=table(view))


def table(view: str = "place") -> pd.DataFrame:
    """The entries behind :func:`jurisdictions`: a row per place (blank: no source), or per question
    and place with an answer.
    """
    places = list(tables.jurisdictions().values())
    if view == "question":
        rows = [
            {
                "Question": q.words,
                "Place": p.jurisdiction,
                "In short": brief(q, p),
                "As of": p.as_of,
                "Source": _links(p)[0],
            }
            for q in COMPARED
            for p in places
            if q.state(p) != UNKNOWN
        ]
        return pd.DataFrame(rows)
    head = {q.column: q.words for q in QUESTIONS}
    rows, most = [], max(len(p.sources) for p in places)
    for p in places:
        # No two columns may share a name: each further source adds a blank.
        links = dict(
            zip(
                ("Source", *("And" + " " * i for i in range(most - 1))),
                _links(p) + [""] * most,
                strict=False,
            )
        )
        row = {"Place": p.jurisdiction} | {
            words: getattr(p, column) for column, words in head.items()
        }
        rows.append(
            row
            | {
                "Spray since": p.esketamine_year,
                "As of": p.as_of,
                "Note": p.note,
                "Ask today": REGISTERS[p.id],
            }
            | links
        )
    return pd.DataFrame(rows)


def answer(question: Question, place: Jurisdiction) -> str:
    """What the table says, with the year of the spray's licence where the entry does not name one;
    or that we found no source.
    """
    text = getattr(place, question.column)
    if (
        question.column == "esketamine_spray"
        and text
        and place.esketamine_year
        and place.esketamine_year not in text
    ):
        text = f"{text} (since {place.esketamine_year})"
    return text or NO_SOURCE


def brief(question: Question, place: Jurisdiction) -> str:
    """An entry in the few words that fit beside a name; the cards tell it in full."""
    state, entry = question.state(place), getattr(place, question.column)
    if state == UNKNOWN:
        return "no source found"
    if question.column == "esketamine_spray" and place.esketamine_year:
        return f"since {place.esketamine_year}"
    return entry if len(entry) <= 24 else question.short[state]


def _links(place: Jurisdiction) -> list[str]:
    """Addresses of a place's sources, those that open as a link first."""
    return sorted(
        (evidence.source(key).link for key in place.sources),
        key=lambda link: not link.startswith("https://"),
    )


def _lines(text: str) -> str:
    return "\n".join(wrap(text, CHARACTERS, break_on_hyphens=False))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class Page:
    """Puts texts under each other, on a narrow and on a wide page at once; ``y`` counts pixels from
    the top.
    """

    def __init__(self, choice: str) -> None:
        self.choice = choice
        self.rows: list[Datum] = []
        self.narrow = self.wide = 0.0

    def put(self, kind: str, text: str, *, line: float, after: float, state: str = "") -> None:
        """Add a text with lines of ``line`` pixels and ``after`` pixels below it."""
        text = _lines(text)
        row: Datum = {
            "choice": self.choice,
            "kind": kind,
            "text": text,
            "n": round(self.narrow),
            "w": round(self.wide),
        }
        self.rows.append(row | ({"state": state} if state else {}))
        lines = text.count("\n") + 1
        self.narrow += lines * line + after
        self.wide += (lines + 1) // 2 * line * 1.1 + after * 1.6

    @property
    def height(self) -> float:
        """Pixels down to the end of the last text, where it takes up more room."""
        return max(self.narrow, self.wide)


def _cards(places: list[Jurisdiction]) -> list[Page]:
    pages = []
    for place in places:
        page = Page(place.id)
        page.put("title", place.jurisdiction, line=20, after=4)
        page.put("note", f"As of {place.as_of}. It may have changed since.", line=15, after=12)
        for question in QUESTIONS:
            page.put("head", question.words, line=17, after=0, state=question.state(place))
            page.put("text", _capital(answer(question, place)), line=16, after=9)
        if place.note:
            page.put("note", f"Note: {place.note}.", line=15, after=6)
        page.put("note", f"To check today, ask: {REGISTERS[place.id]}.", line=15, after=0)
        pages.append(page)
    return pages


def _caption(view: str, places: list[Jurisdiction]) -> str:
    off_label = sum(p.racemic_for_depression == "off label" for p in places)
    silent = sum(not p.racemic_for_depression for p in places)
    sprays = sum(bool(p.esketamine_spray) for p in places)
    oldest, newest = min(places, key=lambda p: p.as_of), max(places, key=lambda p: p.as_of)
    if view == "place":
        return (
            f"What we found on ketamine and esketamine in {len(places)} places, each entry with its"
            f" date. In {off_label} of them ordinary ketamine for depression is off label; for the"
            f" other {silent} we found no source, and for none did we find it licensed for"
            " depression. Where a source is missing, the entry says so: it is not a no."
        )
    return (
        f"One question, {len(places)} places. Esketamine spray is licensed in {sprays} of them;"
        f" ordinary ketamine for depression is off label in all {off_label} for which we found a"
        f" source. The oldest entry is of {oldest.as_of[:4]} ({oldest.jurisdiction}), the newest of"
        f" {newest.as_of[:4]}: look at the date before you trust the words."
    )


def _marks(chart: alt.Chart, **where: Channel) -> alt.Chart:
    """The state of an entry as shape and colour; what it means stands beside it in words."""
    states = list(SHAPES)
    looks = {alt.Shape: SHAPES, alt.Fill: FILLS, alt.Stroke: STROKES}
    channels = (
        c("state:N", scale=alt.Scale(domain=states, range=list(look.values())), legend=None)
        for c, look in looks.items()
    )
    drawn: alt.Chart = chart.mark_point(size=110, strokeWidth=1.8, opacity=1).encode(
        *channels, **where
    )
    return drawn


def _card_chart(places: list[Jurisdiction], description: str) -> alt.LayerChart:
    pages = _cards(places)
    height = round(max(page.height for page in pages)) + 12
    menu = alt.binding_select(
        options=[p.id for p in places], labels=[p.jurisdiction for p in places], name="Place: "
    )
    shown = (
        alt.Chart()
        .transform_filter("datum.choice == choice")
        .transform_calculate(
            # A wide page reads two of the short lines as one.
            y="width < 540 ? datum.n : datum.w",
            words=(
                r"width < 540 ? datum.text : replace(datum.text, regexp('([^\n]*)\n([^\n]*)(\n|$)',"
                r" 'g'), '$1 $2$3')"
            ),
        )
    )
    y = alt.Y(
        "y:Q", axis=None, scale=alt.Scale(domain=[-10, height - 10], reverse=True, nice=False)
    )

    def texts(kind: str, indent: int, **look: object) -> alt.Chart:
        mark = {"align": "left", "baseline": "middle", "lineBreak": "\n", "lineHeight": 16} | look
        drawn: alt.Chart = (
            shown.transform_filter(f"datum.kind == '{kind}'")
            .mark_text(**mark)
            .encode(x=alt.value(indent), y=y, text="words:N")
        )
        return drawn

    return (
        alt.layer(
            _marks(shown.transform_filter("isValid(datum.state)"), x=alt.value(8), y=y),
            texts("title", 0, fontSize=17, lineHeight=20, color=INK),
            texts("head", 22, fontSize=13, fontWeight="bold", color=INK),
            texts("text", 22, fontSize=13, color=INK),
            texts("note", 0, fontSize=12, lineHeight=15, color=MUTED),
            data=alt.InlineData(
                values=[row for page in pages for row in page.rows], name="entries"
            ),
        )
        .add_params(alt.param(name="choice", value=pages[0].choice, bind=menu))
        .properties(width=640, height=height, description=description)
    )


def _year(date: str) -> float:
    year, month, _ = [int(part) for part in f"{date}-01-01".split("-")[:3]]
    return round(year + (month - 1) / 12, 2)


def _answers(places: list[Jurisdiction]) -> list[Datum]:
    rows = []
    for question in COMPARED:
        ranked = sorted(places, key=lambda p: p.as_of, reverse=True)
        ranked.sort(key=lambda p: list(SHAPES).index(question.state(p)))
        for line, place in enumerate(ranked):
            state = question.state(place)
            row = {
                "choice": question.words,
                "line": line,
                "place": place.jurisdiction,
                "said": brief(question, place),
                "state": state,
            }
            rows.append(row | ({} if state == UNKNOWN else {"year": _year(place.as_of)}))
    return rows


def _question_chart(places: list[Jurisdiction], description: str) -> alt.LayerChart:
    menu = alt.binding_select(options=[q.words for q in COMPARED], name="Question: ")
    shown = (
        alt.Chart()
        .transform_filter("datum.choice == question")
        .transform_calculate(
            name_y="datum.line - 0.2",
            y="datum.line + 0.36",
            start=str(FROM),
            end=str(TO),
            edge=str(WRITTEN - 0.5),
        )
    )
    known, silent = (
        shown.transform_filter("isValid(datum.year)"),
        shown.transform_filter("!isValid(datum.year)"),
    )
    scale = alt.Scale(domain=[-1.6, len(places) - 0.3], reverse=True, nice=False)
    time = alt.Scale(domain=[FROM, TO], nice=False, zero=False)
    axis = alt.Axis(
        title="Date of our entry",
        values=[2000, 2005, 2010, 2015, 2020, 2025],
        format="d",
        grid=False,
    )
    y, name_y, label_y, top = (
        alt.Y(f"{name}:Q", axis=None, scale=scale) for name in ("y", "name_y", "label_y", "top")
    )
    right, words = alt.X("edge:Q", scale=time), {"baseline": "middle", "fontSize": 13}
    # A single mark for the day on which all dates are looked at.
    once = alt.Chart(
        alt.InlineData(
            values=[{"year": WRITTEN, "top": -0.8, "end": len(places) - 0.3}], name="written"
        )
    )
    once = once.transform_calculate(label="'lesson written, November 2026'", label_y="-1.25")
    return (
        alt.layer(
            shown.mark_rule(color=GRID).encode(
                x=alt.X("start:Q", scale=time, axis=axis), x2="end:Q", y=y
            ),
            once.mark_rule(color=MUTED, strokeDash=[3, 3]).encode(
                x=alt.X("year:Q", scale=time), y=top, y2="end:Q"
            ),
            once.mark_text(align="right", fontSize=11, color=MUTED).encode(
                x=alt.value(alt.ExprRef("width")), y=label_y, text="label:N"
            ),
            shown.mark_text(align="left", fontWeight="bold", color=INK, **words).encode(
                x=alt.value(0), y=name_y, text="place:N"
            ),
            known.mark_text(align="right", color=INK, **words).encode(
                x=right, y=name_y, text="said:N"
            ),
            silent.mark_text(align="right", color=MUTED, **words).encode(
                x=right, y=name_y, text="said:N"
            ),
            _marks(known, x=alt.X("year:Q", scale=time), y=y),
            data=alt.InlineData(values=_answers(places), name="answers"),
        )
        .add_params(alt.param(name="question", value=COMPARED[2].words, bind=menu))
        .properties(width=640, height=ROW * (len(places) + 1), description=description)
    )
