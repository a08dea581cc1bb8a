"""What others made and the site ships, with their licences, for ``_static/THIRD-PARTY.txt``.

MIT and BSD licences ask that their text goes wherever the work goes. The texts come from the
installed packages, or from ``vendor`` for what reaches us in another package without its licence.
"""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

from .assets import VENDOR

FILE = "THIRD-PARTY.txt"
SPHINX = ("Sphinx",)
# Each file of the site that holds work of others, and whose.
SHIPPED = {
    "course.css": ("pydata-sphinx-theme", "sphinx-book-theme", "bootstrap"),
    "doctools.js": SPHINX,
    "documentation_options.js": SPHINX,
    "language_data.js": SPHINX,
    "my-progress.js": ("ts-fsrs",),
    "pygments.css": ("Pygments", "accessible-pygments"),
    "searchtools.js": SPHINX,
    "sphinx-design.min.css": ("sphinx-design",),
    "sphinx_highlight.js": SPHINX,
    "translations.js": SPHINX,
    "vega.js": ("vega",),
}
_LICENCE = re.compile(r"(licen[sc]e|copying|notice)", re.IGNORECASE)
_RULE = "=" * 80


def text() -> str:
    """All of it: for each work the files that it is in, then its licence."""
    works: dict[str, list[str]] = {}
    for file, names in SHIPPED.items():
        for name in names:
            works.setdefault(name, []).append(file)
    head = (
        "Parts of this site were made by others. Here is what, in which file, and under which\n"
        "licence. Everything else is the course's own: code under the MIT licence, texts,\n"
        "pictures and quizzes under CC BY 4.0.\n"
    )
    parts = [
        f"{_RULE}\n{name} (in {', '.join(works[name])})\n{_RULE}\n\n{licence(name)}\n"
        for name in sorted(works, key=str.casefold)
    ]
    return "\n".join([head, *parts])


def licence(name: str) -> str:
    """The licence of a vendored work or an installed package, as its makers wrote it.

    Raises ``LookupError`` when there is none.
    """
    vendored = VENDOR / f"{name}.LICENSE"
    if vendored.is_file():
        return vendored.read_text(encoding="utf-8").strip()
    found = [
        Path(str(path.locate())).read_text(encoding="utf-8").strip()
        for path in distribution(name).files or []
        if path.parts[0].endswith(".dist-info") and _LICENCE.match(path.name)
    ]
    if not found:
        raise LookupError(
            f"the package {name} brings no licence; put its text into {VENDOR.name}/{name}.LICENSE"
        )
    return "\n\n".join(found)


def write(folder: Path) -> None:
    """Write the file into the ``_static`` of a site."""
    (folder / FILE).write_text(text(), encoding="utf-8", newline="\n")
