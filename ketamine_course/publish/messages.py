"""The messages of the interface, gathered from where they are marked, and catalogues of them.

Each kind of file has its extractor of Babel's: Python, Jinja templates, JavaScript.
"""

from __future__ import annotations

import json
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

from .. import language

PACKAGE = Path(__file__).parents[1]
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.js", "javascript")]
OPTIONS = {"**.html": {"trimmed": "true", "silent": "false"}}
KEYWORDS = {**DEFAULT_KEYWORDS, "_pieces": None}


def extract(*folders: Path) -> Catalog:
    """Every message in the package, without what others wrote, and in ``folders``, such as the
    book's own templates.
    """
    found = Catalog(project=language.DOMAIN, fuzzy=False)
    for folder in (PACKAGE, *folders):
        rows = extract_from_dir(
            folder,
            METHODS,
            OPTIONS,
            keywords=KEYWORDS,
            directory_filter=lambda path: Path(path).name != "vendor",
        )
        for file, line, message, comments, context in rows:
            place = (Path(folder.name) / file).as_posix()
            found.add(message, None, [(place, line)], auto_comments=comments, context=context)
    return found


def write(catalogue: Catalog, locales: Path, name: str) -> None:
    """Write the catalogue of a language, such as ``pt_BR``, below ``locales``: as ``.po`` for
    people, as ``.mo`` for Python, and the scripts' part of it as JavaScript.
    """
    folder = locales / name / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{language.DOMAIN}.po").open("wb") as file:
        write_po(file, catalogue)
    with (folder / f"{language.DOMAIN}.mo").open("wb") as file:
        write_mo(file, catalogue)
    words = {
        message.id[0] if message.pluralizable else message.id: message.string
        for message in catalogue
        if message.string and any(place.endswith(".js") for place, _ in message.locations)
    }
    (folder / f"{language.DOMAIN}.js").write_text(
        f'{{ language: "{name.replace("_", "-")}", plural: (n) => Number({catalogue.plural_expr}),'
        f" words: {json.dumps(words, ensure_ascii=False, indent=1)} }}\n",
        encoding="utf-8",
    )
