"""The Sphinx extension that publishes the course: ``ketamine_course.publish.sphinx_extension``.

Thin on purpose. What an output of a notebook becomes is in :mod:`.renderers`, what surrounds it on
every page in :mod:`.page`, and which files the page loads in :mod:`.assets`.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

from . import assets, page, references
from .renderers import ChartNode, QuizNode, skip, visit_chart, visit_quiz


def setup(app: Sphinx) -> dict:
    """Register nodes, page contents and assets with Sphinx."""
    app.add_node(QuizNode, html=(visit_quiz, None), **_elsewhere())
    app.add_node(ChartNode, html=(visit_chart, None), **_elsewhere())
    app.add_directive("kc-references", references.References)
    app.connect("builder-inited", _remember_assets)
    # After the themes have added their own, so that what they added can be left out.
    app.connect("html-page-context", page.compose, priority=900)
    # After the theme has written its files, so that these replace or remove them.
    app.connect("build-finished", _write_assets, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _elsewhere() -> dict:
    return {builder: (skip, None) for builder in ("latex", "text", "man", "texinfo")}


def _remember_assets(app: Sphinx) -> None:
    app.ketamine_course_assets = assets.bundles(Path(app.confdir) / "book" / "_static")  # type: ignore[attr-defined]


def _write_assets(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        assets.write(app.ketamine_course_assets, Path(app.outdir))  # type: ignore[attr-defined]
        references.write_downloads(Path(app.outdir) / "_static")
        page.write_root(app)
