"""Checks that the pages that the book links to are still there.

It needs a network, so no test of the book runs it; ``ketamine-course links`` does.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import quote, urldefrag, urlsplit

TIMEOUT, TRIES, PAUSE = 20.0, 3, 1.0  # seconds, times, seconds before another try
SILENCES = 2  # pages of a host without any answer, after which its other pages are not asked for
SILENT = "the host did not answer for the pages before"
HOSTS = 16  # asked at the same time, each for one page after the other
AGENT = "Mozilla/5.0 (compatible; link check of the ketamine course)"
# A registry vouches for an address by sending us on; publishers behind it often turn away whatever
# is no browser.
REGISTRIES = {"doi.org"}
TURNED_AWAY = {401, 402, 403, 405, 406, 418, 429, 451, 999}
TRY_AGAIN = {408, 429, 500, 502, 503, 504}


@dataclass(frozen=True)
class Answer:
    """What became of an address: ``verdict`` is live, dead or unsure, and ``reason`` says why it is
    not live.
    """

    verdict: str
    reason: str = ""

    @property
    def silent(self) -> bool:
        """Whether there was no answer of any kind."""
        return self.verdict == "dead" and not self.reason.startswith("answered")


class _Links(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") or ""
        if tag == "a" and address.startswith(("http://", "https://")):
            self.found.add(urldefrag(address).url)


def external(folder: Path) -> dict[str, list[str]]:
    """Pages of the built book by the address they link to, both in order."""
    pages: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("*.html")):
        for address in _Links(path.read_text(encoding="utf-8")).found:
            pages[address].append(path.relative_to(folder).as_posix())
    return dict(sorted(pages.items()))


def check(addresses: Iterable[str]) -> dict[str, Answer]:
    """Ask for every address; hosts at the same time, the pages of one host after each other."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for address in addresses:
        hosts[_host(address)].append(address)

    with ThreadPoolExecutor(HOSTS) as pool:
        return dict(pair for pairs in pool.map(_ask_host, hosts.values()) for pair in pairs)


def _ask_host(addresses: list[str]) -> list[tuple[str, Answer]]:
    answers: list[tuple[str, Answer]] = []
    for address in addresses:
        silent = len(answers) >= SILENCES and all(
            answer.silent for _, answer in answers[-SILENCES:]
        )
        answers.append((address, Answer("dead", SILENT) if silent else ask(address)))
    return answers


def ask(address: str) -> Answer:
    """Ask for one address, again where that may help. Never raises."""
    answer = Answer("unsure")
    for attempt in range(TRIES):
        if attempt:
            time.sleep(PAUSE * attempt)
        answer, again = _once(address)
        if not again:
            break
    return answer


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: object) -> None:
        """Follow nothing."""


def _once(address: str) -> tuple[Answer, bool]:
    """An answer, and whether another try could change it."""
    registry = _host(address) in REGISTRIES
    opener = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(CookieJar()), *([_StayHere] if registry else [])
    )
    try:
        request = urllib.request.Request(
            quote(address, safe="%/:=&?~#+!$,;'@()*[]"),
            headers={"User-Agent": AGENT, "Accept": "*/*"},
        )
        with opener.open(request, timeout=TIMEOUT):
            return Answer("live"), False
    except urllib.error.HTTPError as error:
        error.close()
        if registry and 300 <= error.code < 400:
            return Answer("live"), False
        verdict = "unsure" if error.code in TURNED_AWAY or 300 <= error.code < 400 else "dead"
        return (
            Answer(verdict, f"answered {error.code} {error.reason}".strip()),
            error.code in TRY_AGAIN,
        )
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        return Answer("dead", f"{type(reason).__name__}: {reason}"), not isinstance(
            error, ValueError
        )


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""  # no address at all, as asking for it will tell


def report(pages: dict[str, list[str]], answers: dict[str, Answer]) -> str:
    """The dead and the unsure addresses, by page, and a last line that counts."""
    lines = []
    for verdict, heading in (("dead", "Dead"), ("unsure", "Not for us to see; look in a browser")):
        wrong = defaultdict(list)
        for address, answer in answers.items():
            if answer.verdict == verdict:
                for page in pages[address]:
                    wrong[page].append(f"    {address}  ({answer.reason})")
        if wrong:
            lines += [
                f"{heading}:",
                *(line for page in sorted(wrong) for line in (f"  {page}", *wrong[page])),
                "",
            ]
    count = {
        verdict: sum(answer.verdict == verdict for answer in answers.values())
        for verdict in ("live", "unsure", "dead")
    }
    return "\n".join(
        [
            *lines,
            (
                f"{len(answers)} addresses: {count['live']} live, {count['unsure']} turned us away,"
                f" {count['dead']} dead."
            ),
        ]
    )
