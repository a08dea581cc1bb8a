"""The downloads page: the course as PDF, EPUB and notebooks, each linked only when it is there."""

from __future__ import annotations

import shutil
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from . import epub, pdf, third_party
from .lessons import Lesson, lessons

FOLDER = "downloads"  # in the built book
FORMATS = (
    (pdf.FILE, "PDF", "for reading on paper or a large screen, with page numbers", "make pdf"),
    (
        epub.FILE,
        "EPUB",
        "for e-book readers and phones; you set the size of the letters",
        "make epub",
    ),
)


class Downloads(SphinxDirective):
    """``{kc-downloads}``: what can be downloaded, with its size."""

    def run(self) -> list[nodes.Node]:
        """The lists as raw HTML."""
        self.env.note_reread()  # it depends on files that other commands make
        root = Path(self.env.app.confdir)
        return [
            nodes.raw(
                "",
                downloads_html(Path(self.env.app.outdir).parent, root / "notebooks"),
                format="html",
            )
        ]


def downloads_html(build: Path, notebooks: Path) -> str:
    """Links to what ``build`` holds and, for what it lacks, the command that makes it; then every
    lesson's notebook.
    """
    books = "".join(_book(build / file, name, use, command) for file, name, use, command in FORMATS)
    files = "".join(
        _notebook(lesson, notebooks / f"{lesson.stem}.ipynb") for lesson in lessons(notebooks)
    )
    return (
        '<section id="one-file"><h2>The whole course in one file</h2><ul'
        f' class="kc-downloads">{books}</ul></section><section id="notebooks"><h2>The lessons as'
        " notebooks</h2><p>To run and change in JupyterLab.</p><ul"
        f' class="kc-downloads">{files}</ul></section><section id="parts-by-others"><h2>Parts by'
        " others</h2><p>Charts, layout and search use free software. The"
        f' <a href="../_static/{third_party.FILE}">names and licences of these parts</a> are in one'
        " text file.</p></section>"
    )


def copy(build: Path, html: Path) -> None:
    """Put what has been made into the built book."""
    for file, *_ in FORMATS:
        if (build / file).is_file():
            (html / FOLDER).mkdir(exist_ok=True)
            shutil.copyfile(build / file, html / FOLDER / file.name)


def copy_when_built(app: Sphinx, exception: Exception | None) -> None:
    """Sphinx's ``build-finished``: :func:`copy` for the web book."""
    if exception is None and app.builder.name == "html":
        copy(Path(app.outdir).parent, Path(app.outdir))


def _book(path: Path, name: str, use: str, command: str) -> str:
    if path.is_file():
        return (
            f'<li><a href="../{FOLDER}/{path.name}" download>{name}</a> ({_size(path)}): {use}</li>'
        )
    return (
        f"<li>{name}: not in this copy of the book. In the folder of the course,"
        f" <code>{command}</code> makes it, and <code>make book</code> links it here.</li>"
    )


def _notebook(lesson: Lesson, path: Path) -> str:
    return (
        f'<li><a href="../_sources/notebooks/{path.name}" download>{lesson.number} ·'
        f" {escape(lesson.title)}</a> ({_size(path)})</li>"
    )


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"
