"""The few files a page loads, all from the book itself: one style sheet, one script, and a few more
where needed.

The theme's own scripts (1.6 MB with Font Awesome, whose icons ``course.css`` draws itself) are left
out; ``static/theme.js`` does what is needed of them. That is what keeps a page light and free of
third parties.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import vl_convert

from .. import language
from ..charts.picture import VL_VERSION

STATIC = Path(__file__).parent / "static"
VENDOR = Path(__file__).parent / "vendor"
PAGE_SCRIPTS = (
    "theme.js",
    "store.js",
    "reading.js",
    "host.js",
    "review.js",
    "charts.js",
    "offline.js",
    "search.js",
)
SEARCH_FILES = (
    "documentation_options.js",
    "doctools.js",
    "sphinx_highlight.js",
    "language_data.js",
    "searchtools.js",
)
NOTHING_KEPT = "const nothingKept = { getItem: () => null, setItem() {}, removeItem() {} };\n"
# What the themes and extensions put into _static and no page loads.
UNUSED = (
    "scripts",
    "styles",
    "vendor",
    "locales",
    "images",
    "sbt-webpack-macros.html",
    "webpack-macros.html",
    "sphinx-thebe.js",
    "sphinx-thebe.css",
    "togglebutton.js",
    "togglebutton.css",
    "copybutton.js",
    "copybutton_funcs.js",
    "copybutton.css",
    "clipboard.min.js",
    "check-solid.svg",
    "play-solid.svg",
    "copy-button.svg",
    "design-tabs.js",
    "mystnb*.css",
    "basic.css",
    "__init__.py",
    "__pycache__",
    "_sphinx_javascript_frameworks_compat.js",
    "jquery.js",
    "file.png",
    "minus.png",
    "plus.png",
)
# Parts of the theme's style sheet that style nothing in this book, by how their class names begin.
UNUSED_CLASSES = re.compile(
    r"""
    \.(?:fa-|fa[bsrl]?\b|svg-inline--fa|carousel|accordion|offcanvas|toast|modal|spinner|
    placeholder|pagination|page-link|page-item|list-group|popover|bs-popover|tooltip|bs-tooltip|
    progress|btn-(?:outline|success|danger|warning|info|light|dark|primary|secondary|link|group|
    toolbar|check|close)|form-(?:check|switch|floating|range|select)|input-group|breadcrumb|
    alert|card|badge|text-bg|link-|ratio|g[xy]?-|(?:col|row-cols|offset|order|float|m[tbsexy]?|
    p[tbsexy]?|d|flex|justify-content|align-(?:items|content|self)|text)-(?:sm|md|lg|xl|xxl)\b|
    (?:col|row-cols|offset|order)-|thebe|jupyter-widgets|sphinx-tabs|sk-|bk-|plotly|xr-|sd-|
    ablog|postlist|navbar(?!-nav)|nav-underline|nboutput|nbinput|output_area|rendered_html|jp-|
    jupyter_container|above-|below-|marg(?:in\b|in-|innote)|sidenote|tag_|form-control|
    was-validated|(?:is-)?(?:in)?valid\b|(?:in)?valid-|bd-(?:header|footer)(?![\w-])|
    bd-(?:header-announcement|navbar)|prev-next-(?:area|title)|pst-(?:button|collapse|expand|
    squeeze|navbar|icon|sidebar)|table-(?:sm|primary|secondary|success|info|warning|danger|
    light|dark|active|group)|visually-hidden|theme-switch(?![\w-])|version(?:changed|added|
    removed|modified)|deprecated|todo|toggle-details|copybtn|guilabel|bi\b|icon-link|
    toctree-(?:toggle|l0)|only-(?:dark|light)|indices-link|field-list|option-list|linenos|
    onthispage|h-|w-|fs-|fw-|border-|bg-|rounded|shadow|position-|overflow-|translate|dropdown|
    nav-(?:tabs|pills|fill)|version-switcher|sidebar-ethical|ethical|sphx|gallery|longtable|
    autosummary|sig\b|viewcode|graphviz)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Bundle:
    """A file of the book: its name in ``_static`` and its text."""

    name: str
    text: str

    @property
    def url(self) -> str:
        """Path below the book's root; the digest makes a browser fetch a changed file."""
        return f"_static/{self.name}?v={hashlib.sha256(self.text.encode()).hexdigest()[:10]}"


def bundles(book_static: Path) -> dict[str, Bundle]:
    """The files of the book by what they are for: style, page, quiz, answers, progress, vega,
    explorer, evidence.
    """
    from ..charts.evidence_explorer import css as explorer_css
    from ..evidence.show import css as claims_css
    from ..quiz import frontend
    from . import explorer

    # In a layer of its own, the theme gives way to the course's rules however specific its
    # selectors are.
    theme = f"@layer theme {{{lean_css(_theme_css())}}}"
    style = "\n".join(
        [
            theme,
            frontend.css(),
            explorer_css(),
            claims_css(),
            (book_static / "course.css").read_text(encoding="utf-8"),
        ]
    )
    evidence = Bundle("evidence.js", explorer.data_script())
    files = [
        Bundle("course.css", style),
        Bundle(
            "course.js",
            "\n".join(
                [
                    language.classic_script(),
                    *((STATIC / name).read_text(encoding="utf-8") for name in PAGE_SCRIPTS),
                ]
            ),
        ),
        Bundle("quiz.js", frontend.classic()),
        Bundle(
            "my-answers.js",
            results_file_script() + (STATIC / "my-answers.js").read_text(encoding="utf-8"),
        ),
        Bundle("my-progress.js", my_progress_script()),
        Bundle("vega.js", vega_bundle()),
        Bundle("explorer.js", explorer.script(evidence.url.removeprefix("_static/"))),
        evidence,
    ]
    return dict(
        zip(
            ("style", "page", "quiz", "answers", "progress", "vega", "explorer", "evidence"),
            files,
            strict=True,
        )
    )


def write(files: dict[str, Bundle], outdir: Path) -> None:
    """Write the bundles below ``outdir`` and remove what no page loads."""
    static = outdir / "_static"
    for pattern in UNUSED:
        for path in static.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    # Sphinx would keep a reader's last search in the browser, which no page uses, and stop where
    # storage is blocked or full.
    for name, first in (("sphinx_highlight.js", NOTHING_KEPT), ("searchtools.js", "")):
        script = static / name
        script.write_text(
            first + script.read_text(encoding="utf-8").replace("localStorage.", "nothingKept."),
            encoding="utf-8",
        )
    for bundle in files.values():
        (static / bundle.name).write_text(bundle.text, encoding="utf-8")


def results_file_script() -> str:
    """The reader of results files, with the schema it reads them by."""
    from ..progress.schema import json_schema
    from .text import script_json

    return (
        (STATIC / "results-file.js")
        .read_text(encoding="utf-8")
        .replace('"@SCHEMA@"', script_json(json_schema()))
    )


def my_progress_script() -> str:
    """What adds up and draws "My progress", with FSRS, which plans when missed questions come
    back.
    """
    fsrs = re.sub(
        r"^//# sourceMappingURL=.*$",
        "",
        (VENDOR / "ts-fsrs.js").read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    return "\n".join(
        [
            fsrs,
            *(
                (STATIC / name).read_text(encoding="utf-8")
                for name in ("summary.js", "my-progress.js")
            ),
        ]
    )


@cache
def vega_bundle() -> str:
    """Vega, Vega-Lite and vega-embed as one classic script that sets ``window.kcVegaEmbed``."""
    code = vl_convert.javascript_bundle("window.kcVegaEmbed = vegaEmbed;", vl_version=VL_VERSION)
    # vl-convert pairs this Vega-Lite with Vega 6, which runs what it compiles but would warn of its
    # label on every page.
    code = code.replace("vega.github.io/schema/vega/v5.json", "vega.github.io/schema/vega/v6.json")
    # Its top-level names would otherwise become globals of the page.
    return f"(() => {{{code}\n}})();\n"


def lean_css(css: str) -> str:
    """``css`` without comments and without the rules that only unused classes select."""
    css = re.sub(r"/\*.*?\*/|@charset[^;]*;", "", css, flags=re.DOTALL)

    def keep(rule: re.Match[str]) -> str:
        whole: str = rule[0]
        selectors, body = rule[1].strip(), rule[2]
        if selectors.startswith("@font-face"):
            return "" if "Font Awesome" in body or "FontAwesome" in body else whole
        if selectors.startswith("@"):
            return whole
        used = [part for part in _split(selectors) if not UNUSED_CLASSES.search(part)]
        if not used or (selectors == ":host,:root" and "--fa-" in body):
            return ""
        return f"{','.join(used)}{{{body}}}"

    css = re.sub(r"([^{}]+)\{([^{}]*)\}", keep, css)
    return re.sub(r"@media[^{}]*\{\s*\}", "", css)


def _split(selectors: str) -> list[str]:
    """Selectors of a list, split at commas outside brackets."""
    return re.split(r",(?![^(\[]*[)\]])", selectors)


def _theme_css() -> str:
    themes = ("pydata_sphinx_theme", "sphinx_book_theme")
    sheets = (
        resources.files(name) / "theme" / name / "static/styles" / f"{name.replace('_', '-')}.css"
        for name in themes
    )
    return "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
