"""The Sphinx extension that publishes the course: ``ketamine_course.publish.sphinx_extension``.

Thin on purpose. What an output of a notebook becomes is in :mod:`.renderers`, what surrounds it on
every page in :mod:`.page`, and which files the page loads in :mod:`.assets`.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from sphinx.application import Sphinx

from ..typing import JSON
from . import (
    assets,
    downloads,
    findability,
    lessons,
    offline,
    page,
    progress,
    references,
    site,
    third_party,
    trainers,
    translation,
)
from .renderers import (
    Chart,
    ChartNode,
    ExplorerNode,
    QuizNode,
    skip,
    visit_chart,
    visit_explorer,
    visit_quiz,
)


def setup(app: Sphinx) -> JSON:
    """Register nodes, page contents and assets with Sphinx."""
    # Sphinx reads again what was edited. When what all pages are made with has changed, that is
    # every page.
    app.add_config_value(
        "ketamine_course_made_with", made_with(Path(app.confdir)), "env", types=(str,)
    )
    app.add_node(QuizNode, html=(visit_quiz, None), **_elsewhere())
    app.add_node(ExplorerNode, html=(visit_explorer, None), **_elsewhere())
    app.add_node(ChartNode, html=(visit_chart, None), **_elsewhere())
    app.add_node(trainers.KeyNode, html=(trainers.visit_key, None), **_elsewhere())
    app.add_directive("kc-chart", Chart)
    app.add_directive("kc-lessons", lessons.Lessons)
    app.add_directive("kc-downloads", downloads.Downloads)
    app.add_directive("kc-gain", progress.Gain)
    app.add_directive("kc-syllabus", progress.Syllabus)
    app.add_directive("kc-references", references.References)
    app.add_directive("kc-run-sheet", trainers.RunSheet)
    app.add_directive("kc-plan", trainers.Plan)
    app.add_directive("kc-from-lesson", trainers.FromLesson)
    app.add_directive("kc-answer-key", trainers.AnswerKey)
    app.add_directive("kc-local", trainers.Local)
    app.connect("config-inited", findability.configure)
    app.connect("builder-inited", site.read)
    # Before the theme drops the parts of the header that would be empty.
    app.connect("html-page-context", page.place, priority=100)
    # After the themes have added their own, so that what they added can be left out.
    app.connect("html-page-context", page.compose, priority=900)
    # After the theme has written its files, so that these replace or remove them.
    app.connect("build-finished", _write_assets, priority=900)
    app.connect("build-finished", downloads.copy_when_built)
    translation.setup_translation(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def made_with(root: Path) -> str:
    """A digest of what every page depends on: the package with its evidence and banks, templates,
    contents, settings.
    """
    package = Path(__file__).parents[1]
    shared = [
        *package.rglob("*"),
        *(root / "book" / "_templates").rglob("*"),
        *(root / "book" / "_static").rglob("*"),
        root / "_toc.yml",
        root / "_config.yml",
    ]
    # Every lesson's page names all lessons.
    digest = hashlib.sha256(repr(lessons.lessons(root / "notebooks")).encode())
    for path in sorted(path for path in shared if path.is_file() and path.suffix != ".pyc"):
        digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()


def _elsewhere() -> JSON:
    return dict.fromkeys(("latex", "text", "man", "texinfo"), (skip, None))


def _write_assets(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        files = site.of(app).files
        assets.write(files, Path(app.outdir))
        third_party.write(Path(app.outdir) / "_static")
        references.write_downloads(Path(app.outdir) / "_static")
        page.write_root(app)
        findability.write(app)
        offline.write(Path(app.outdir), files, app.config.html_title)
