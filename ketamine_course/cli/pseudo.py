"""Build the book in two made-up languages, to _build/pseudo, where an unmarked word shows.

In one every word of the interface is ⟦áççéñţéđ⟧ and longer, in the other it runs from right to
left. The contents stay English.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from .. import language
from . import checkout

FOLDER = checkout.BUILD / "pseudo"
BUILD = "import sys; from ketamine_course.publish import pseudo; pseudo.build(*sys.argv[1:])"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what ``pseudo`` takes."""
    parser.add_argument(
        "--page",
        action="append",
        metavar="PAGE",
        help="only this page, such as notebooks/05-safety; give it again for more",
    )


def run(arguments: argparse.Namespace) -> None:
    """Build both and say where they are."""
    from ..publish import pseudo

    checkout.root()
    for locale in pseudo.LOCALES:
        build(locale, FOLDER / locale, arguments.page)
        print(f"{locale}: {FOLDER / locale / 'html' / 'index.html'}")


def build(locale: str, folder: Path, pages: Sequence[str] | None = None) -> None:
    """Build the book, or some of its ``pages``, in a pseudo-locale into ``folder/html``.

    Each has a process of its own, for what a process has read once stays in its language.
    """
    import yaml

    from ..publish import pseudo

    locales = (folder / "locales").resolve()
    pseudo.write(locale, locales, Path("book/_templates"))
    contents = Path("_toc.yml").resolve()
    if pages:
        first, *others = pages
        contents = folder.resolve() / "toc.yml"
        toc = {"format": "jb-book", "root": first, "chapters": [{"file": page} for page in others]}
        contents.write_text(yaml.safe_dump(toc), encoding="utf-8")
    environment = {language.LANGUAGE: locale, language.CATALOGUES: str(locales)}
    # With some pages only, links lead to pages that aren't there.
    strict = () if pages else ("strict",)
    checkout.run("-c", BUILD, str(folder.resolve()), str(contents), *strict, **environment)
