"""What a lesson costs a reader on a slow phone: ``python benchmarks/page_load.py [page ...]
[--build]``.

Serves the built book with gzip on loopback and loads one page in Chromium at 390 x 844 with 1.6
Mbit/s, 150 ms round trip and a processor slowed four times, beside the same notebook in a plain
Jupyter Book that is built in the same run. Prints figures; asserts nothing. Bytes are as received:
compressed, with headers.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from ketamine_course.publish.serve import serving  # noqa: E402
from tests.browser import chromium  # noqa: E402

PAGES = ["notebooks/02-what-is-ketamine.html", "notebooks/06-efficacy.html"]
"""The heaviest lesson and the one about evidence."""
PLAIN = (
    "title: A plain Jupyter Book\nonly_build_toc_files: true\nexecute:\n  execute_notebooks:"
    " 'off'\n"
)
NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWDOWN = 4
# This package is installed here, so its renderers would draw our quizzes in anybody's book.
PLAIN_BUILD = (
    "import myst_nb.core.render as r; r.load_mime_renders = lambda: []; from jupyter_book.cli.main"
    " import main; main()"
)
WATCH = """
window.kc = { shift: 0, paint: 0, quiz: null };
new PerformanceObserver((list) => {
  for (const e of list.getEntries()) if (!e.hadRecentInput) window.kc.shift += e.value; })
  .observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => {
  for (const e of list.getEntries()) window.kc.paint = e.startTime; })
  .observe({ type: "largest-contentful-paint", buffered: true });
const look = setInterval(() => {
  if (document.querySelector(".kc-quiz:not(.kc-waiting) input:enabled")) {
    window.kc.quiz = performance.now(); clearInterval(look); }
}, 10);
"""
MOVE = """(control) => new Promise((resolve) => {
  const svg = control.closest("figure").querySelector(".kc-chart-live svg");
  const before = svg.innerHTML;
  let frames = 0;
  const tick = () => { frames += 1; if (svg.innerHTML !== before) resolve(frames);
    else if (frames > 600) resolve(null); else requestAnimationFrame(tick); };
  control.value = control.value === control.max ? control.min : control.max;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  requestAnimationFrame(tick);
})"""


def throttled(page: Page) -> tuple[CDPSession, list[int]]:
    """Slow ``page`` down; returns the session and a list that grows by the size of each
    response.
    """
    session = page.context.new_cdp_session(page)
    sizes: list[int] = []
    session.on(
        "Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"]))
    )
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": False})
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    return session, sizes


def measure(address: str) -> dict[str, str]:
    """Load one page, scroll through it, move a slider."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=chromium.ARGUMENTS
        )
        # The copy for offline reading is fetched afterwards, by the browser's own leave.
        phone = {
            "viewport": {"width": 390, "height": 844},
            "device_scale_factor": 2,
            "is_mobile": True,
            "has_touch": True,
            "service_workers": "block",
        }
        page = browser.new_context(**phone).new_page()
        _, sizes = throttled(page)
        page.add_init_script(WATCH)
        page.goto(address, wait_until="load")
        if page.locator(".kc-mount").count():
            page.wait_for_function("() => window.kc.quiz !== null", timeout=60_000)
        page.wait_for_timeout(1500)
        before, found = sum(sizes), page.evaluate("window.kc")
        figures = page.locator("figure.kc-chart")
        for number in range(figures.count()):
            figures.nth(number).scroll_into_view_if_needed()
            page.wait_for_function(
                "(figure) => figure.dataset.status === 'live'",
                arg=figures.nth(number).element_handle(),
                timeout=60_000,
            )
        slider = page.locator("figure.kc-chart[data-status=live] input[type=range]").first
        frames = slider.evaluate(MOVE) if slider.count() else None
        shift = page.evaluate("window.kc.shift")
        after = sum(sizes)
        sizes.clear()
        page.goto("about:blank")
        page.goto(address, wait_until="load")
        page.wait_for_timeout(1500)
        repeat = sum(sizes)
        browser.close()
    return {
        "before any chart is on screen": f"{before / 1000:.0f} kB",
        "in all, every chart live": f"{after / 1000:.0f} kB",
        "quiz usable after": f"{found['quiz'] / 1000:.2f} s" if found["quiz"] else "never",
        "largest paint after": f"{found['paint'] / 1000:.2f} s",
        "layout shift": f"{shift:.3f}",
        "the same page again": f"{repeat / 1000:.0f} kB",
        "slider to picture": f"{frames} frame(s)" if frames else "no slider",
    }


def build_seconds() -> float:
    """Wall-clock seconds that building the whole book takes."""
    command = [
        sys.executable,
        "-c",
        "from jupyter_book.cli.main import main; main()",
        "build",
        str(ROOT),
        "--all",
    ]
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def plain_book(pages: list[str], folder: Path) -> Path:
    """Build the notebooks of ``pages`` as Jupyter Book does with no settings and none of our code;
    returns the built folder.
    """
    notebooks = [page.removesuffix(".html") for page in pages]
    (folder / "notebooks").mkdir()
    for name in notebooks:
        shutil.copy(ROOT / f"{name}.ipynb", folder / "notebooks")
    (folder / "_config.yml").write_text(PLAIN, encoding="utf-8")
    chapters = "".join(f"- file: {name}\n" for name in notebooks[1:])
    (folder / "_toc.yml").write_text(
        f"format: jb-book\nroot: {notebooks[0]}\nchapters:\n{chapters}", encoding="utf-8"
    )
    command = [sys.executable, "-c", PLAIN_BUILD, "build", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "_build" / "html"


def site_size(folder: Path) -> int:
    """Bytes of a built book without its source notebooks."""
    return sum(
        path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".ipynb"
    )


def main() -> None:
    """Print the figures of some pages of the built book beside a plain Jupyter Book's."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", default=PAGES)
    parser.add_argument(
        "--build", action="store_true", help="build the book first and say how long that takes"
    )
    options = parser.parse_args()
    built = ROOT / "_build" / "html"
    if options.build:
        print(f"make book: {build_seconds():.0f} s")
    for page in options.pages:
        if not (built / page).is_file():
            parser.error(f"there is no built page '{page}'; run 'make book' first")
    with tempfile.TemporaryDirectory() as scratch:
        plain = plain_book(options.pages, Path(scratch))
        with serving(built) as ours, serving(plain) as theirs:
            print(
                f"On a slow phone (390 x 844, 1.6 Mbit/s, 150 ms, processor slowed {SLOWDOWN}"
                " times)"
            )
            for page in options.pages:
                figures, beside = measure(ours + page), measure(theirs + page)
                print(f"{page:40}{'the course':>14}{'plain Jupyter Book':>22}")
                for name, figure in figures.items():
                    print(f"  {name:38}{figure:>14}{beside[name]:>22}")
        print(
            f"{'the site without source notebooks':40}{site_size(built) / 1e6:>11.1f}"
            f" MB{site_size(plain) / 1e6:>10.1f} MB (these pages)"
        )


if __name__ == "__main__":
    main()
