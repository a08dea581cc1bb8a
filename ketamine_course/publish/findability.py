"""How the course is found: descriptions, previews, structured data, sitemap and robots.txt.

Search engines and previews want absolute addresses, and only the host knows its own. ``make book
BASE_URL=https://…`` (or ``html_baseurl`` in ``_config.yml``) names it. Without it, whatever would
need it is left out.
"""

from __future__ import annotations

import os
from html import escape, unescape
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit
from xml.sax.saxutils import escape as xml_escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from ..typing import JSON
from . import site
from .lessons import Lesson
from .text import script_json, shorten, striptags

CARD = "social-card.png"  # in book/_static
CARD_SIZE = (1200, 630)  # pixels
UNLISTED = {"search", "genindex"}
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
SEARCH = (
    "Search all lessons, methods and words of a free course on ketamine treatment. It works without"
    " a network too."
)


def configure(app: Sphinx, config: Config) -> None:
    """Take the book's address from ``BASE_URL`` in the environment, or leave what ``html_baseurl``
    says.

    Raises :class:`ConfigError` when it is no address of a site.
    """
    address = os.environ.get("BASE_URL") or config.html_baseurl
    parts = urlsplit(address)
    if address and (
        parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment
    ):
        raise ConfigError(
            f"BASE_URL is '{address}'; it must be where the book will be, such as"
            " https://example.org/ketamine/"
        )
    config.html_baseurl = address.rstrip("/") + "/" if address else ""


def metadata(app: Sphinx, pagename: str, context: JSON, doctree: nodes.document | None) -> str:
    """The elements of a page's head that describe it to search engines and in previews, escaped."""
    found = site.of(app).lessons
    lesson = next((lesson for lesson in found if pagename == f"notebooks/{lesson.stem}"), None)
    about = (
        describe_lesson(lesson, len(found))
        if lesson
        else description(pagename, context.get("meta") or {}, doctree)
    )
    course, landing = app.config.html_title, pagename == app.config.root_doc
    if pagename in UNLISTED:
        return (
            f'<meta name="description" content="{escape(about)}">\n  <meta name="robots"'
            ' content="noindex">'
        )
    card = Path(app.confdir) / "book" / "_static" / CARD
    image = (
        urljoin(app.config.html_baseurl, f"_static/{CARD}")
        if app.config.html_baseurl and card.is_file()
        else ""
    )
    properties = {
        "og:title": unescape(striptags(context.get("title") or course)),
        "og:description": about,
        "og:type": "article" if lesson else "website",
        "og:site_name": course,
        "og:locale": app.config.language,
        "og:url": address(app, pagename),
        "og:image": image,
    }
    if image:
        properties |= dict(
            zip(("og:image:width", "og:image:height"), map(str, CARD_SIZE), strict=True)
        )
        properties["og:image:alt"] = f"Title card of the course: {course}"
    named = {"description": about, "twitter:card": "summary_large_image" if image else "summary"}
    lines = [f'<meta name="{name}" content="{escape(value)}">' for name, value in named.items()]
    lines += [
        f'<meta property="{name}" content="{escape(value)}">'
        for name, value in properties.items()
        if value
    ]
    data = (
        course_data(app, found, about)
        if landing
        else lesson_data(app, lesson, about)
        if lesson
        else None
    )
    if data:
        linked = script_json({"@context": "https://schema.org", **data})
        lines.append(f'<script type="application/ld+json">{linked}</script>')
    return "\n  ".join(lines)


def description(pagename: str, meta: JSON, doctree: nodes.document | None) -> str:
    """What a page is about in at most 160 characters: its own ``description``, or how it begins."""
    if pagename == "search":
        return SEARCH
    if "description" in meta:
        return shorten(str(meta["description"]))
    first = next(iter(doctree.findall(nodes.paragraph)), None) if doctree else None
    return shorten(first.astext()) if first else ""


def describe_lesson(lesson: Lesson, of: int) -> str:
    """What a lesson is about in at most 160 characters."""
    return shorten(
        f"{lesson.question} Lesson {int(lesson.number)} of {of} of a free interactive course:"
        f" {lesson.title}"
    )


def address(app: Sphinx, pagename: str) -> str:
    """A page's absolute address, or nothing when the book doesn't know where it will be."""
    base = app.config.html_baseurl
    return urljoin(base, quote(app.builder.get_target_uri(pagename))) if base else ""


def course_data(app: Sphinx, found: list[Lesson], about: str) -> JSON:
    """The course as schema.org's ``Course``."""
    minutes = duration(sum(lesson.reading + lesson.activity for lesson in found))
    return {
        "@type": "Course",
        "description": about,
        "provider": _author(app),
        "timeRequired": minutes,
        "teaches": [aim for lesson in found for aim in lesson.objectives],
        "hasPart": [_part(app, lesson) for lesson in found],
        "hasCourseInstance": {
            "@type": "CourseInstance",
            "courseMode": "online",
            "courseWorkload": minutes,
        },
        "offers": {"@type": "Offer", "category": "Free"},
        **_course(app),
        **_common(app),
    }


def lesson_data(app: Sphinx, lesson: Lesson, about: str) -> JSON:
    """A lesson as schema.org's ``LearningResource``."""
    return {
        **_part(app, lesson),
        "description": about,
        "author": _author(app),
        "teaches": list(lesson.objectives),
        "isPartOf": {"@type": "Course", **_course(app)},
        "learningResourceType": "lesson",
        "interactivityType": "mixed",
        "educationalUse": ["self-study", "group work"],
        **_common(app),
    }


def _course(app: Sphinx) -> JSON:
    return _with_address({"name": app.config.html_title}, address(app, app.config.root_doc))


def _part(app: Sphinx, lesson: Lesson) -> JSON:
    part = {
        "@type": "LearningResource",
        "name": lesson.title,
        "position": int(lesson.number),
        "timeRequired": duration(lesson.reading + lesson.activity),
    }
    return _with_address(part, address(app, f"notebooks/{lesson.stem}"))


def _with_address(data: JSON, url: str) -> JSON:
    return {**data, "url": url} if url else data


def _author(app: Sphinx) -> JSON:
    return {"@type": "Organization", "name": app.config.author}


def _common(app: Sphinx) -> JSON:
    return {
        "inLanguage": app.config.language.replace("_", "-"),
        "license": LICENCE,
        "isAccessibleForFree": True,
        "educationalLevel": "Beginner",
    }


def duration(minutes: int) -> str:
    """Minutes as a duration in the form of ISO 8601."""
    hours, minutes = divmod(minutes, 60)
    return f"PT{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes or not hours else ''}"


def write(app: Sphinx) -> None:
    """Write robots.txt, and a sitemap where the book knows its address (else remove an older
    one).
    """
    outdir = Path(app.outdir)
    sitemap = outdir / "sitemap.xml"
    robots = "User-agent: *\nAllow: /\n"
    if app.config.html_baseurl:
        listed = [address(app, name) for name in sorted(app.env.found_docs) if name not in UNLISTED]
        sitemap.write_text(sitemap_xml(listed), encoding="utf-8")
        robots += f"Sitemap: {urljoin(app.config.html_baseurl, sitemap.name)}\n"
    else:
        sitemap.unlink(missing_ok=True)
    (outdir / "robots.txt").write_text(robots, encoding="utf-8")


def sitemap_xml(addresses: list[str]) -> str:
    """A sitemap by the rules of sitemaps.org."""
    entries = "".join(f"<url><loc>{xml_escape(url)}</loc></url>\n" for url in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset'
        f' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )
