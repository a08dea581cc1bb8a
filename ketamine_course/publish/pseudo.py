"""Pseudo-locales: languages that nobody speaks, made by rule, in which a word that was not marked
stays English and a box that is too narrow for German or Finnish overflows.

:data:`LONGER` is ⟦áççéñţéđ⟧ and longer, :data:`RIGHT_TO_LEFT` runs from right to left. Their names
are those of the Unicode CLDR. Every message stands in brackets, which a test looks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from jupyter_book.sphinx import build_sphinx

from ..errors import CourseError
from . import messages

LONGER, RIGHT_TO_LEFT = "en_XA", "ar_XB"
OPEN, CLOSE = "⟦", "⟧"
BY = 0.4
"""How much longer than English other languages are, as a share."""

# Places, tags, and characters written as entities.
_KEPT = re.compile(r"(%\(\w+\)[sd]|%%|<[^>]*>|&\w+;)")
_ACCENTS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "áƀçđéƒĝĥíĵķļɱñöþǫŕšţûṽŵẋýžÁƁÇĐÉƑĜĤÍĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ",
)
_FILLER = ("öñé", "ţŵö", "ţĥŕéé", "ƒöûŕ", "ƒíṽé", "šíẋ")
_FROM_RIGHT, _END = "\u202e", "\u202c"


def longer(text: str) -> str:
    """The text with accents, made longer and put in brackets; places and tags stay.

    >>> longer("Hint")
    '⟦Ĥíñţ öñé⟧'
    """
    accented = _between(text, lambda part: part.translate(_ACCENTS))
    length, words = (1 + BY) * len(accented), cycle(_FILLER)
    while len(accented) < length:
        accented += f" {next(words)}"
    return f"{OPEN}{accented}{CLOSE}"


def right_to_left(text: str) -> str:
    """The text in brackets, its letters running from right to left."""
    return f"{OPEN}{_between(text, lambda part: f'{_FROM_RIGHT}{part}{_END}')}{CLOSE}"


LOCALES: dict[str, Callable[[str], str]] = {LONGER: longer, RIGHT_TO_LEFT: right_to_left}


def catalogue(found: Catalog, locale: str) -> Catalog:
    """The messages of ``found`` as a catalogue in one of :data:`LOCALES`."""
    made = Catalog(locale=locale, project=found.project, fuzzy=False)
    for message in found:
        if message.id:
            made[message.id] = _said(message, LOCALES[locale])
    return made


def write(locale: str, locales: Path, *folders: Path) -> None:
    """Write the catalogue of a pseudo-locale, of all messages there are now, below ``locales``."""
    messages.write(catalogue(messages.extract(*folders), locale), locales, locale)


def _said(message: Message, say: Callable[[str], str]) -> Message:
    forms = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    said = tuple(map(say, forms))
    return Message(
        message.id,
        said if message.pluralizable else said[0],
        message.locations,
        message.flags,
        message.auto_comments,
        context=message.context,
    )


def _between(text: str, change: Callable[[str], str]) -> str:
    """``text`` with what stands between places and tags changed."""
    parts = _KEPT.split(text)
    return "".join(
        change(part) if part and not number % 2 else part for number, part in enumerate(parts)
    )


def build(folder: str, contents: str, strict: str = "") -> None:
    """Build the book of this folder, with the table of ``contents``, into ``folder/html``; the
    environment names the language.

    With ``strict``, a warning fails it. Raises :class:`~ketamine_course.errors.CourseError`.
    """
    failed = build_sphinx(
        ".",
        f"{folder}/html",
        path_config="_config.yml",
        noconfig=True,
        confoverrides={"external_toc_path": contents, "latex_individualpages": False},
        warningiserror=bool(strict),
        really_quiet=not strict,
        quiet=True,
    )
    if failed:
        raise CourseError(f"the book could not be built into '{folder}'; the lines above say why")
