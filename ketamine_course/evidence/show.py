"""How claims show themselves in a notebook and in the book: cards of plain HTML."""

from __future__ import annotations

from html import escape
from pathlib import Path

from .records import Claim

SYMBOLS = {
    "supported": "✓",
    "partly supported": "◐",
    "overstated": "▲",
    "contradicted": "✕",
    "unsettled": "?",
    "value judgement": "◇",
}


def css() -> str:
    """The cards' style sheet."""
    return (Path(__file__).parent / "claims.css").read_text(encoding="utf-8")


class Claims(tuple[Claim, ...]):
    """Examined claims; a notebook shows each as a card with verdict, certainty, reason and
    sources.
    """

    def _repr_html_(self) -> str:
        return f"<style>{css()}</style>" + "".join(card(claim) for claim in self)

    def __repr__(self) -> str:
        return "\n".join(
            f"{c.id} {SYMBOLS[c.verdict]} {c.verdict} ({c.certainty} certainty): {c.claim}"
            for c in self
        )


def card(claim: Claim) -> str:
    """One claim as an HTML article, escaped."""
    from . import finding

    cited = {finding(id).source: finding(id).cite for id in claim.findings}
    links = "; ".join(f'<a href="{escape(s.link)}">{escape(s.label)}</a>' for s in cited.values())
    sources = f'<p class="kc-claim-sources">Sources: {links}</p>' if links else ""
    return (
        f'<article class="kc-claim" data-claim="{claim.id}" data-verdict="{claim.verdict}">'
        f'<p class="kc-claim-text">{escape(claim.claim)}</p>'
        f'<p class="kc-claim-verdict"><span aria-hidden="true">{SYMBOLS[claim.verdict]}</span> '
        f"<strong>{claim.verdict.capitalize()}</strong> · certainty: {claim.certainty}</p>"
        f'<p class="kc-claim-why">{escape(claim.why)}</p>{sources}</article>'
    )
