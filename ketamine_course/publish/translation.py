"""The pages' own words in the reader's language: the course's catalogue comes before Sphinx's, in
templates and in what Sphinx writes.

Sphinx itself stays set to English, the language of the contents, for the search.
"""

from __future__ import annotations

from gettext import NullTranslations

from docutils import nodes
from sphinx import locale
from sphinx.application import Sphinx

from .. import language
from ..language import gettext as _
from ..typing import JSON

SAID_BY_SPHINX = (
    _("Link to this heading"),
    _("Link to this term"),
    _("Note"),
    _("Skip to main content"),
    _("Tip"),
    _("Warning"),
)
"""Marked here because nothing of ours says them."""


class _CourseFirst(NullTranslations):
    def __init__(self, sphinx: NullTranslations) -> None:
        super().__init__()
        self.add_fallback(sphinx)

    def gettext(self, message: str) -> str:
        said = language.gettext(message)
        return super().gettext(message) if said == message else said

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        said = language.ngettext(msgid1, msgid2, n)
        return super().ngettext(msgid1, msgid2, n) if said in (msgid1, msgid2) else said


def setup_translation(app: Sphinx) -> None:
    """Translate pages, and name the language to templates as ``language`` and ``kc_direction``."""
    app.connect("builder-inited", _translate)
    app.connect("html-page-context", _name_language)


def _translate(app: Sphinx) -> None:
    app.translator = locale.translators["general", "sphinx"] = _CourseFirst(app.translator)
    templates = getattr(app.builder, "templates", None)
    if templates:  # a builder of pages
        templates.environment.install_gettext_translations(app.translator)


def _name_language(
    app: Sphinx, pagename: str, templatename: str, context: JSON, doctree: nodes.document | None
) -> None:
    context["language"], context["kc_direction"] = language.tag(), language.direction()
