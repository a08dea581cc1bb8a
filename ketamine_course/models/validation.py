"""Every published figure that a model of this course can work out again, beside what it makes of
it.

``ketamine-course validation`` prints the table and fails when a row is off by more than 5% and
nobody has said why. A figure printed as a range or an upper limit is met when ours lies inside;
otherwise the ratio is to its nearer end.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from .. import evidence
from . import checks_drug, checks_statistics
from .checks import Check

TOLERANCE = 0.05


@dataclass(frozen=True)
class Row:
    """One published figure and ours.

    ``low`` and ``high`` are the ends of a range that is itself the figure.
    """

    topic: str
    what: str
    published: float
    low: float | None
    high: float | None
    ours: float
    unit: str
    source: evidence.Source
    remark: str

    @property
    def ratio(self) -> float:
        """Ours over the published figure; 1 inside a published range."""
        if self.low is None or self.high is None:
            return self.ours / self.published
        if self.low <= self.ours <= self.high:
            return 1.0
        return self.ours / (self.low if self.ours < self.low else self.high)

    @property
    def met(self) -> bool:
        """Whether ours is within 5% of the published figure, or inside its range."""
        return abs(self.ratio - 1) <= TOLERANCE

    @property
    def explained(self) -> bool:
        """Whether it is met, or a remark says why not."""
        return self.met or bool(self.remark)

    @property
    def printed(self) -> str:
        """The published figure as it is shown."""
        if self.low is None or self.high is None:
            return number(self.published)
        return (
            f"{number(self.low)} to {number(self.high)}"
            if self.low
            else f"at most {number(self.high)}"
        )

    def cells(self) -> tuple[str, ...]:
        """Quantity, published figure, ours, ratio and remark as text."""
        return (
            self.what,
            f"{self.printed} {self.unit}".strip(),
            number(self.ours),
            f"{self.ratio:.2f}",
            self.remark,
        )


@dataclass(frozen=True, repr=False)
class Report:
    """All rows; shows itself as a table in a notebook and as text when printed."""

    rows: tuple[Row, ...]

    @property
    def unexplained(self) -> list[Row]:
        """Rows that are off by more than 5% without a remark."""
        return [row for row in self.rows if not row.explained]

    def topics(self) -> Iterator[tuple[str, list[Row]]]:
        """Rows by topic, in order."""
        for topic in dict.fromkeys(row.topic for row in self.rows):
            yield topic, [row for row in self.rows if row.topic == topic]

    def summary(self) -> str:
        """How many figures are met, in one sentence."""
        met = sum(row.met for row in self.rows)
        return (
            f"{met} of {len(self.rows)} published figures are met within 5% (or inside the printed"
            f" range); {len(self.rows) - met - len(self.unexplained)} are missed for a stated"
            f" reason, {len(self.unexplained)} without one."
        )

    def __str__(self) -> str:
        lines = []
        for topic, rows in self.topics():
            lines += ["", topic, "-" * len(topic)]
            for row in rows:
                what, published, ours, ratio, remark = row.cells()
                lines.append(
                    f"{what:<62} {published:>24} {ours:>10} {ratio:>6}  {row.source.label}"
                )
                lines += textwrap.wrap(remark, 112, initial_indent="    ", subsequent_indent="    ")
        head = f"{'quantity':<62} {'published':>24} {'ours':>10} {'ratio':>6}  source"
        return "\n".join([head, *lines, "", self.summary()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        heads = ("Quantity", "Published", "Ours", "Ratio", "Remark", "Source")
        head = "".join(f'<th scope="col">{name}</th>' for name in heads)
        body = ""
        for topic, rows in self.topics():
            body += (
                f'<tbody><tr><th scope="rowgroup" colspan="{len(heads)}">{escape(topic)}</th></tr>'
            )
            for row in rows:
                cells = "".join(f"<td>{escape(cell)}</td>" for cell in row.cells())
                link = f'<a href="{escape(row.source.link)}">{escape(row.source.label)}</a>'
                body += f"<tr>{cells}<td>{link}</td></tr>"
            body += "</tbody>"
        caption = f"<caption>{self.summary()}</caption>"
        return f'<table class="kc-validation">{caption}<thead><tr>{head}</tr></thead>{body}</table>'


def report() -> Report:
    """Work out every check now. Takes about a second."""
    return Report(tuple(_row(check) for check in all_checks()))


def all_checks() -> list[Check]:
    """What is checked, in the order shown."""
    return [
        *checks_drug.by_vein(),
        *checks_drug.spray(),
        *checks_drug.effects(),
        *checks_statistics.risks(),
        *checks_statistics.pools(),
    ]


def _row(check: Check) -> Row:
    found = evidence.finding(check.finding)
    low, high = (
        (found.low, found.high)
        if found.interval == "range" and check.bound == "value"
        else (None, None)
    )
    if check.at_most:
        low, high = 0.0, check.scale * found.value
    published = check.scale * found.figure(check.bound)
    return Row(
        check.topic,
        check.what,
        published,
        low,
        high,
        float(check.ours()),
        check.unit,
        found.cite,
        check.remark,
    )


def number(x: float) -> str:
    """At most three decimals, fewer for larger numbers, without an exponent.

    >>> number(0.1234), number(12.345), number(1234.5)
    ('0.123', '12.35', '1,234')
    """
    if x == 0:
        return "0"
    size = abs(x)
    decimals = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 else 3
    text = f"{x:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
