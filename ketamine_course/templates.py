"""The template layer: every piece of HTML that the course makes is a Jinja template beside its
module, escaped unless it is already markup.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from . import language

ROOT = Path(__file__).parent


@cache
def environment() -> Environment:
    """The one environment: autoescape always on, an unknown name is an error."""
    made = Environment(
        loader=FileSystemLoader(ROOT),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(  # type: ignore[attr-defined]
        language.gettext, language.ngettext, newstyle=True
    )
    return made


def render(path: str, /, **values: object) -> Markup:
    """The template at ``path`` within the package, filled with ``values``.

    A template that includes or imports another names it in the same way:
    ``{% from "quiz/item.html" import item %}``.
    """
    return Markup(environment().get_template(path).render(**values))
