"""What all pages of one build share, read once when the build begins."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

from sphinx.application import Sphinx

from . import assets, lessons


@dataclass(frozen=True)
class Site:
    """The lessons in order, and the files that pages load, by what they are for."""

    lessons: list[lessons.Lesson]
    files: dict[str, assets.Bundle]


_SITES: WeakKeyDictionary[Sphinx, Site] = WeakKeyDictionary()


def read(app: Sphinx) -> None:
    """Read what the pages of this build will share."""
    root = Path(app.confdir)
    _SITES[app] = Site(lessons.lessons(root / "notebooks"), assets.bundles(root / "book/_static"))


def of(app: Sphinx) -> Site:
    """What the pages of this build share, once it has begun."""
    return _SITES[app]
