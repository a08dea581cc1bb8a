"""The words of the interface in the reader's language: gettext, with English as it is written.

What a reader, learner or trainer sees and that is no content is marked where it stands: in Python
with :func:`gettext` and :func:`ngettext`, imported as ``_`` and ``ngettext``, in a template with
``_(…)``, ``ngettext(…)`` or ``{% trans %}``. A sentence is one string, with named places in it.
"""

from __future__ import annotations

import gettext as library
import os
from functools import cache
from pathlib import Path

DOMAIN = "ketamine_course"
LOCALES = Path(__file__).parent / "locales"


@cache
def _translations(language: str) -> library.NullTranslations:
    return library.translation(DOMAIN, LOCALES, [language] if language else [], fallback=True)


def translations() -> library.NullTranslations:
    """The catalogue of the language that ``KETAMINE_COURSE_LANGUAGE`` names; English without it."""
    return _translations(os.environ.get("KETAMINE_COURSE_LANGUAGE", ""))


def gettext(message: str) -> str:
    """The message in the reader's language.

    >>> gettext("Check answer")
    'Check answer'
    """
    return translations().gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The form of the message that goes with the count, in the reader's language.

    >>> ngettext("%(num)d answer", "%(num)d answers", 2) % {"num": 2}
    '2 answers'
    """
    return translations().ngettext(one, many, count)
