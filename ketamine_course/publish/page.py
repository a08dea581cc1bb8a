"""What surrounds the text on every page: the files it loads, the answer key at its end."""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from ..typing import JSON
from . import findability, lessons, policy, quizzes, references, site
from .assets import SEARCH_FILES
from .renderers import ChartNode, ExplorerNode, QuizNode

ROOT_PAGE = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
{policy}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url={target}">
<title>{title}</title>
{canonical}</head>
<body><p><a href="{target}">{title}</a></p></body>
</html>
"""


def place(
    app: Sphinx, pagename: str, templatename: str, context: JSON, doctree: nodes.document | None
) -> None:
    """Tell the page's templates which lesson this is and which comes next, if any."""
    found = site.of(app).lessons
    names = [f"notebooks/{lesson.stem}" for lesson in found]
    here = names.index(pagename) if pagename in names else None
    context["kc_lessons_count"] = len(found)
    context["kc_lesson"] = None if here is None else found[here]
    context["kc_next"] = None if here is None or here + 1 == len(found) else found[here + 1]


def compose(
    app: Sphinx, pagename: str, templatename: str, context: JSON, doctree: nodes.document | None
) -> None:
    """Give a page's template what the course needs, in place of what themes and extensions
    added.
    """
    files = site.of(app).files
    quiz_list = [node["definition"] for node in doctree.findall(QuizNode)] if doctree else []
    has_charts = bool(doctree and next(iter(doctree.findall(ChartNode)), None))
    body = _without_empty_headers(policy.allowed(references.annotated(context.get("body", ""))))
    if context["kc_lesson"]:
        body = lessons.with_opening(body, site.of(app).lessons, context["kc_lesson"])
    if quiz_list:
        body += quizzes.answer_key_html(quiz_list)
    context["body"] = body
    scripts = [files["quiz"].url] if quiz_list else []
    scripts.append(files["page"].url)
    if doctree and next(iter(doctree.findall(ExplorerNode)), None):
        scripts.append(files["explorer"].url)
    if 'id="kc-my-answers"' in body:
        scripts.append(files["answers"].url)
    if 'id="kc-syllabus"' in body:
        scripts.append(files["progress"].url)
    context["metatags"] = policy.meta() + context.get("metatags", "")
    context["kc_first_script"] = policy.FIRST_SCRIPT
    context["kc_style"] = files["style"].url
    context["kc_scripts"] = scripts
    context["kc_vega"] = files["vega"].url if has_charts else ""
    context["kc_design"] = 'class="sd-' in body or " sd-" in body
    context["kc_search_files"] = (
        [f"_static/{name}" for name in SEARCH_FILES] if pagename == "search" else []
    )
    context["kc_findability"] = findability.metadata(app, pagename, context, doctree)
    context["kc_notebook"] = (
        f"_sources/{pagename}.ipynb" if context.get("sourcename", "").endswith(".ipynb") else ""
    )
    # Equations alone need MathJax, and no page has one; its CDN address must not slip in.
    context["script_files"] = []
    context["css_files"] = []


def _without_empty_headers(html: str) -> str:
    """A table's empty corner heads nothing, so it is a plain cell."""
    return re.sub(r"<th\b([^>]*)>(\s*|<p></p>)</th>", r"<td\1></td>", html)


def write_root(app: Sphinx) -> None:
    """Make the built folder's ``index.html`` open the landing page, and GitHub Pages take folders
    such as ``_static``.
    """
    (Path(app.outdir) / ".nojekyll").touch()
    root = app.config.root_doc
    if root != "index":
        address = findability.address(app, root)
        canonical = f'<link rel="canonical" href="{address}">\n' if address else ""
        page = ROOT_PAGE.format(
            policy=policy.meta(),
            target=app.builder.get_target_uri(root),
            title=app.config.html_title,
            canonical=canonical,
        )
        (Path(app.outdir) / "index.html").write_text(page, encoding="utf-8")
