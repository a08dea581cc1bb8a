"""The link checker, against a host of our own: who answers is live, who is gone is dead, who turns
us away is neither.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ketamine_course.cli import main
from ketamine_course.publish import links

asked: Counter[str] = Counter()
over = threading.Event()


class Host(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        asked[self.path] += 1
        name = self.path.strip("/").split("?")[0]
        if name == "slow":
            over.wait(30)
        status = {
            "gone": 410,
            "missing": 404,
            "forbidden": 403,
            "broken": 500,
            "moved": 301,
            "lost": 302,
            "round": 302,
        }.get(name, 200)
        if name == "flaky" and asked[self.path] < 3:
            status = 503
        self.send_response(status)
        if status in (301, 302):
            self.send_header(
                "Location", {"moved": "/fine", "lost": "/missing", "round": "/round"}[name]
            )
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def host() -> Iterator[str]:
    asked.clear()
    over.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    over.set()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "verdict", "reason", "times"),
    [
        ("fine", "live", "", 1),
        ("moved", "live", "", 1),
        ("flaky", "live", "", 3),
        ("a b?c=é&d=(1)", "live", "", 0),
        ("missing", "dead", "answered 404", 1),
        ("gone", "dead", "answered 410", 1),
        ("lost", "dead", "answered 404", 1),
        ("broken", "dead", "answered 500", 3),
        ("slow", "dead", "time", 3),
        ("forbidden", "unsure", "answered 403", 1),
        ("round", "unsure", "answered 302", 0),
    ],
)
def test_what_becomes_of_an_address(
    host: str, path: str, verdict: str, reason: str, times: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(links, "TIMEOUT", 0.2 if path == "slow" else 10)
    answer = links.ask(f"{host}/{path}")
    assert answer.verdict == verdict and reason in answer.reason.lower()
    assert not times or asked[f"/{path}"] == times


def test_who_cannot_be_reached_is_dead():
    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as unused:
        port = unused.server_address[1]
    for address in (f"http://127.0.0.1:{port}/", "http://no-such-host.invalid/", "http://[broken/"):
        answer = links.ask(address)
        assert answer.verdict == "dead" and answer.reason, address


def test_a_registry_vouches_by_sending_us_on(host: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(links, "REGISTRIES", {host.removeprefix("http://")})
    assert links.ask(f"{host}/lost").verdict == "live"
    assert links.ask(f"{host}/missing").verdict == "dead"
    assert asked == {"/lost": 1, "/missing": 1}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "PAUSE", 0)


def book(folder: Path, **pages: str) -> Path:
    folder.mkdir()
    for name, html in {"index": "", **pages}.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return folder


def test_the_report_names_dead_addresses_by_page_and_the_command_fails(
    host: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    one = (
        f'<a href="{host}/fine">a</a> <a href="{host}/missing#there">b</a> <a'
        f' href="tel:116123">c</a> <a href="other.html">d</a> <link href="{host}/style">'
    )
    folder = book(
        tmp_path / "book",
        one=one,
        two=f'<a href="{host}/missing#here">e</a><a href="{host}/forbidden?a=1&amp;b=2">f</a>',
    )
    assert links.external(folder) == {
        f"{host}/fine": ["one.html"],
        f"{host}/forbidden?a=1&b=2": ["two.html"],
        f"{host}/missing": ["one.html", "two.html"],
    }
    assert main(["links", str(folder)]) == 1
    said = capsys.readouterr().out
    dead, unsure = said.split("Not for us to see")
    assert (
        dead.count(f"{host}/missing  (answered 404") == 2
        and "  one.html" in dead
        and "  two.html" in dead
    )
    assert "forbidden" in unsure and "3 addresses: 1 live, 1 turned us away, 1 dead." in unsure
    assert main(["links", str(book(tmp_path / "good", one=f'<a href="{host}/fine">a</a>'))]) == 0
    assert (
        main(
            [
                "links",
                str(book(tmp_path / "nobody", one='<a href="http://no-such-host.invalid/">a</a>')),
            ]
        )
        == 1
    )
    assert "is there a network?" in capsys.readouterr().err


def test_a_host_that_does_not_answer_is_not_asked_for_all_its_pages(
    host: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(links, "TIMEOUT", 0.2)
    answers = links.check([f"{host}/slow?{number}" for number in range(5)])
    assert {answer.verdict for answer in answers.values()} == {"dead"} and answers[
        f"{host}/slow?4"
    ].reason == links.SILENT
    assert set(asked) == {"/slow?0", "/slow?1"}
    assert (
        links.check([f"{host}/missing", f"{host}/gone", f"{host}/fine"])[f"{host}/fine"].verdict
        == "live"
    )


def test_listing_asks_nobody(host: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert (
        main(["links", str(book(tmp_path / "book", one=f'<a href="{host}/fine">a</a>')), "--list"])
        == 0
    )
    assert capsys.readouterr().out == f"{host}/fine  one.html\n" and not asked
