"""What a page may load and run: a Content-Security-Policy that holds with and without a web host's
help.

Every page carries it in a ``meta`` element; ``serve.py`` sends it as a header too, as a web host
should.
"""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape
from pathlib import Path

FIRST_SCRIPT = (Path(__file__).parent / "static" / "first.js").read_text(encoding="utf-8")
"""The one script that stands in the page itself; it has to run before the style sheets arrive."""


def policy() -> str:
    """The policy: nothing but the book's own files, no inline script except the first, nothing made
    from text.
    """
    digest = base64.b64encode(hashlib.sha256(FIRST_SCRIPT.encode()).digest()).decode()
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' 'sha256-{digest}'",
            "style-src 'self'",
            # marks of charts and places on number lines are style attributes; these run nothing
            "style-src-attr 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",  # the service worker fetches its copy of the book
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
        ]
    )


def headers() -> dict[str, str]:
    """The headers a web host should send with every file.

    Who may frame a page can only be said in a header.
    """
    return {
        "Content-Security-Policy": f"{policy()}; frame-ancestors 'self'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }


def meta() -> str:
    """The policy as an element for a page's head, where it counts for what follows it."""
    return f'<meta http-equiv="Content-Security-Policy" content="{escape(policy(), quote=False)}">'


def allowed(body: str) -> str:
    """A page's HTML without the inline styles and scripts that the policy would refuse.

    They come from pandas, from a claim's card and from the theme. ``course.css`` has the rules, and
    the script would do nothing.
    """
    return re.sub(
        r"<style\b[^>]*>.*?</style>|<script>.*?</script>|<script"
        r" type=\"text/x-thebe-config\">.*?</script>",
        "",
        body,
        flags=re.DOTALL,
    )
