"""The evidence explorer as HTML for a page without a kernel, and the two files that bring it to
life.

The evidence, by far the larger file, is loaded when the explorer comes near the screen. It is a
script and not JSON, for a page opened from a folder on disk may not fetch.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from ..charts.evidence_explorer import classic
from ..evidence import lookup, tables
from ..evidence.show import SYMBOLS
from ..typing import JSON
from .text import script_json

_HOST = Path(__file__).parent / "static" / "explorer.js"


def explorer_html(definition: JSON) -> str:
    """The place of the explorer; until it is live it says where else to look, and without scripts
    it lists every verdict's findings.
    """
    return (
        '<div class="kc-explorer-mount" data-status="static"><p class="kc-explorer-static">Every'
        " figure and source that you can search here is also on the <a"
        ' href="../book/references.html">references'
        f' page</a>.</p><noscript>{verdicts_html()}</noscript><script type="application/json"'
        f' class="kc-explorer-definition">{script_json(definition)}</script></div>\n'
    )


def verdicts_html() -> str:
    """Each claim with its verdict and the findings that it rests on, as a plain list."""
    found = {row["id"]: row for row in lookup.everything()["findings"]}
    claims = []
    for claim in tables.claims().values():
        items = "".join(f"<li>{escape(found[id]['statement'])}</li>" for id in claim.findings)
        verdict = f"{SYMBOLS[claim.verdict]} {claim.verdict}, {claim.certainty} certainty"
        claims.append(
            f"<li><p>{escape(claim.claim)} <strong>{verdict}</strong></p><ul>{items}</ul></li>"
        )
    return f'<ol class="kc-explorer-verdicts">{"".join(claims)}</ol>'


def script(data_url: str) -> str:
    """The explorer and its host as one classic script; ``data_url`` is where the evidence is,
    relative to the script.
    """
    return f"{classic()}\n" + _HOST.read_text(encoding="utf-8").replace("EVIDENCE_URL", data_url)


def data_script() -> str:
    """The evidence as a script that sets ``window.KetamineCourseEvidence``."""
    return f"window.KetamineCourseEvidence = {script_json(lookup.everything())};\n"
