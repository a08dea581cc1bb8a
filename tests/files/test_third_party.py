"""Whose work the site ships is said, with the licence, in a file that its readers can reach."""

from __future__ import annotations

import re
from pathlib import Path

import pydata_sphinx_theme
import pytest
import vl_convert

from ketamine_course.charts.picture import VL_VERSION
from ketamine_course.publish import assets, third_party

from .conftest import BUILD, made

# What this project wrote, or writes from its own evidence and pages.
OURS = {
    "course.js",
    "evidence.js",
    "explorer.js",
    "my-answers.js",
    "quiz.js",
    "searchindex.js",
    "service-worker.js",
}
CODE_AND_FONTS = {".css", ".eot", ".js", ".mjs", ".otf", ".ttf", ".woff", ".woff2"}
README = (assets.VENDOR / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def notice() -> str:
    """The file as readers of the built book get it."""
    return made(Path("html/_static", third_party.FILE)).read_text(encoding="utf-8")


def shipped(folder: Path) -> dict[str, Path]:
    return {
        path.name: path
        for path in folder.rglob("*")
        if path.suffix in CODE_AND_FONTS and "_sources" not in path.parts
    }


def test_every_script_style_and_font_of_the_site_is_ours_or_has_an_entry(notice: str):
    found = shipped(BUILD / "html")
    assert len(found) > 15
    assert set(found) - OURS - set(third_party.SHIPPED) == set()
    assert set(third_party.SHIPPED) - set(found) == set(), "an entry for what the site doesn't ship"
    for file, names in third_party.SHIPPED.items():
        for name in names:
            assert re.search(
                rf"^{re.escape(name)} \(in .*\b{re.escape(file)}\b", notice, re.MULTILINE
            ), name


def test_what_is_ours_holds_no_work_of_others():
    for name, path in shipped(BUILD / "html").items():
        if name in OURS - {"evidence.js", "searchindex.js"}:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"copyright|@licen[sc]e|licensed under", text, re.IGNORECASE), name


@pytest.mark.parametrize(
    "name", sorted({n for names in third_party.SHIPPED.values() for n in names})
)
def test_each_licence_is_whole(name: str, notice: str):
    text = third_party.licence(name)
    assert text in notice
    assert re.search(r"copyright", text, re.IGNORECASE)
    assert re.search(r"without warrant|warranties of|AS IS", text, re.IGNORECASE)


def test_a_work_without_a_licence_stops_the_build(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(third_party, "_LICENCE", re.compile("no such file"))
    with pytest.raises(LookupError, match="Sphinx brings no licence"):
        third_party.licence("Sphinx")


def test_the_licences_are_those_of_the_versions_that_we_ship():
    """Else renew them, as vendor/README.md says."""
    for name, version in {
        "Vega": vl_convert.get_vega_version(),
        "vega-embed": vl_convert.get_vega_embed_version(),
        "Vega-Lite": VL_VERSION,
        "Bootstrap": bootstrap(),
    }.items():
        assert f"{name} {version}" in README


def bootstrap() -> str:
    theme = Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static/styles"
    banner = (theme / "pydata-sphinx-theme.css").read_text(encoding="utf-8")[:300]
    found = re.search(r"Bootstrap\s+v([\d.]+)", banner)
    assert found
    return found[1]


def test_readers_find_it_from_the_downloads(notice: str):
    page = made(Path("html/book/downloads.html")).read_text(encoding="utf-8")
    assert f'href="../_static/{third_party.FILE}"' in page
    assert notice.count("THE SOFTWARE IS PROVIDED") > 3
