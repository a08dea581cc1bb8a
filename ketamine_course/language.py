"""The words of the interface in the reader's language: gettext, with English as it is written.

What a reader, learner or trainer sees and that is no content is marked where it stands: in Python
with :func:`gettext` and :func:`ngettext`, imported as ``_`` and ``ngettext``, in a template with
``_(…)``, ``ngettext(…)`` or ``{% trans %}``, in a script with ``language.js``. A sentence is one
string, with named places in it.
"""

from __future__ import annotations

import gettext as library
import os
import re
from functools import cache
from pathlib import Path

DOMAIN = "ketamine_course"
ENGLISH = "en_GB"
LANGUAGE = "KETAMINE_COURSE_LANGUAGE"
"""The variable that names another language than English, as gettext does: ``de`` or ``pt_BR``."""
CATALOGUES = "KETAMINE_COURSE_LOCALES"
"""The variable that names another folder of catalogues than the package's own."""
LOCALES = Path(__file__).parent / "locales"
RIGHT_TO_LEFT = {"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}

_SCRIPT = Path(__file__).with_suffix(".js")
_CATALOGUE = re.compile(r"^const CATALOGUE = .*;$", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=function\b)", re.MULTILINE)


def _locales() -> Path:
    return Path(os.environ.get(CATALOGUES, LOCALES))


def _language() -> str:
    return os.environ.get(LANGUAGE, "")


@cache
def _translations(language: str, locales: Path) -> library.NullTranslations:
    return library.translation(DOMAIN, locales, [language] if language else [], fallback=True)


def translations() -> library.NullTranslations:
    """The catalogue of the language that :data:`LANGUAGE` names; English without it."""
    return _translations(_language(), _locales())


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


def tag() -> str:
    """The language as HTML names it.

    >>> tag()
    'en-GB'
    """
    return (_language() or ENGLISH).replace("_", "-")


def direction() -> str:
    """How the language is written: ``ltr``, or ``rtl`` from right to left."""
    return "rtl" if tag().split("-")[0] in RIGHT_TO_LEFT else "ltr"


def script_catalogue() -> Path:
    """Where the words of the scripts lie, beside those of Python, as JavaScript; see
    :func:`~ketamine_course.publish.messages.write`, which makes the file.
    """
    return _locales() / _language() / "LC_MESSAGES" / f"{DOMAIN}.js"


def script() -> str:
    """``language.js`` in the reader's language, without ``export``, to be joined with scripts that
    import from it.
    """
    code = _EXPORT.sub("", _SCRIPT.read_text(encoding="utf-8"))
    if not _language() or not script_catalogue().is_file():
        return code
    words = script_catalogue().read_text(encoding="utf-8").strip()
    return _CATALOGUE.sub(lambda _: f"const CATALOGUE = {words};", code)


def classic_script() -> str:
    """The same as a classic script that sets ``window.KetamineCourseLanguage``; works from
    ``file://``.
    """
    return (
        f'(() => {{\n"use strict";\n{script()}\nwindow.KetamineCourseLanguage = {{ _, _pieces,'
        " ngettext, number, percent, day };\n})();\n"
    )
