"""The pages' own words in the reader's language: the course's catalogue for Sphinx's templates.

Sphinx itself stays set to English, the language of the contents, for its search and its hyphens.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from .. import language
from ..typing import JSON


def setup_translation(app: Sphinx) -> None:
    """Translate templates, and name the language to them as ``language`` and ``kc_direction``."""
    app.connect("builder-inited", _translate_templates)
    app.connect("html-page-context", _name_language)


def _translate_templates(app: Sphinx) -> None:
    """What the course doesn't say, Sphinx may: its own templates use its own words."""
    environment = getattr(getattr(app.builder, "templates", None), "environment", None)
    if not environment:
        return  # a builder without pages

    def gettext(message: str) -> str:
        said = language.gettext(message)
        return app.translator.gettext(message) if said == message else said

    def ngettext(one: str, many: str, count: int) -> str:
        said = language.ngettext(one, many, count)
        return app.translator.ngettext(one, many, count) if said in (one, many) else said

    environment.install_gettext_callables(gettext, ngettext, newstyle=False)


def _name_language(
    app: Sphinx, pagename: str, templatename: str, context: JSON, doctree: nodes.document | None
) -> None:
    context["language"], context["kc_direction"] = language.tag(), language.direction()
