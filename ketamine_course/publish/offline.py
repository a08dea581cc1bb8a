"""What makes the published book readable without a network after one visit: a service worker and a
web app manifest.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import vl_convert

from ..typing import JSON
from .assets import STATIC, Bundle

KEPT = {".html", ".css", ".js", ".svg", ".png", ".webmanifest", ".txt"}
NOT_KEPT = {"_sources", "_images"}  # notebooks to download, and pictures that no page shows
NOT_NEEDED = {"service-worker.js", "social-card.png", "robots.txt"}
ICONS = (192, 512)  # pixels, the two sizes that browsers ask for
COLOURS = {"background_color": "#ffffff", "theme_color": "#0f6b74"}


def write(outdir: Path, bundles: dict[str, Bundle], title: str) -> None:
    """Write manifest, icons and service worker into the built book ``outdir``; call it when all
    else is written.
    """
    (outdir / "manifest.webmanifest").write_text(
        json.dumps(manifest(title), indent=1), encoding="utf-8"
    )
    icon = (outdir / "_static" / "favicon.svg").read_text(encoding="utf-8")
    for size in ICONS:
        (outdir / "_static" / f"icon-{size}.png").write_bytes(png(icon, size))
    (outdir / "service-worker.js").write_text(worker(outdir, bundles), encoding="utf-8")


def manifest(title: str) -> JSON:
    """The web app manifest, which lets a phone install the course."""
    icons = [
        {"src": f"_static/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
        for size in ICONS
    ]
    return {
        "name": title,
        "short_name": "Ketamine course",
        "lang": "en-GB",
        "start_url": "book/index.html",
        "scope": "./",
        "display": "minimal-ui",
        "icons": icons,
        **COLOURS,
    }


def png(svg: str, size: int) -> bytes:
    """A square SVG as PNG of ``size`` pixels."""
    width = float(svg.split('viewBox="0 0 ')[1].split(maxsplit=1)[0])
    return vl_convert.svg_to_png(svg, scale=size / width)


def worker(outdir: Path, bundles: dict[str, Bundle]) -> str:
    """The service worker's script, with the files to keep and a version that changes when any of
    them does.
    """
    addresses = {f"_static/{bundle.name}": bundle.url for bundle in bundles.values()}
    digest = hashlib.sha256()
    files = []
    for path in kept(outdir):
        name = path.relative_to(outdir).as_posix()
        files.append(addresses.get(name, name))
        digest.update(name.encode() + path.read_bytes())
    template = (STATIC / "service-worker.js").read_text(encoding="utf-8")
    return template.replace('["@FILES@"]', json.dumps(files)).replace(
        "@VERSION@", digest.hexdigest()[:16]
    )


def kept(outdir: Path) -> list[Path]:
    """The files of the built book that a reader without a network needs, in order."""
    found = (
        path
        for path in outdir.rglob("*")
        if path.is_file() and path.suffix in KEPT and path.name not in NOT_NEEDED
    )
    return sorted(path for path in found if not NOT_KEPT & set(path.relative_to(outdir).parts))
