"""Serves the built book, as ``ketamine-course serve`` does.

A small threaded server that compresses and answers for unchanged files (ETag) as web hosts do. It
listens on the loopback address only, unless a trainer opens it to the room's network with
``--lan``.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO

from . import join, policy

HERE, EVERYWHERE = "127.0.0.1", "0.0.0.0"
JOIN = "/join"
COMPRESSED = {".css", ".html", ".ipynb", ".js", ".json", ".md", ".svg", ".txt", ".xml"}


class Handler(SimpleHTTPRequestHandler):
    """Static files, compressed for clients that accept it, over connections that stay open."""

    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 60  # seconds; a phone that left the room would hold its connection for ever
    extensions_map = {  # noqa: RUF012 - as the base class has it
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".ipynb": "application/json",
    }

    def send_head(self) -> BinaryIO | None:
        """Answer with a compressed body where that helps, as the base class does otherwise."""
        if self.path == JOIN and self.server.lan:
            return self._send_page(join.page(self.server.server_port).encode())
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.split("?")[0].endswith("/"):
            path = path / "index.html"
        if (
            path.suffix not in COMPRESSED
            or not path.is_file()
            or "gzip" not in self.headers.get("Accept-Encoding", "")
        ):
            return super().send_head()
        body = _compressed(str(path), path.stat().st_mtime_ns)
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.send_header("ETag", tag)
            self.end_headers()
            return None
        self.send_response(200)
        self.send_header("ETag", tag)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Vary", "Accept-Encoding")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)

    def _send_page(self, body: bytes) -> BinaryIO:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)

    def end_headers(self) -> None:
        """Send what a web host should send with every file."""
        for name, value in policy.headers().items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing for each request."""


@lru_cache(maxsize=256)
def _compressed(path: str, changed: int) -> bytes:
    """``changed`` is the file's time in ns: a rebuilt file is compressed again."""
    return gzip.compress(Path(path).read_bytes(), compresslevel=6, mtime=0)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # a room that opens the book at the same moment

    def __init__(self, folder: Path, port: int, lan: bool) -> None:
        self.lan = lan
        super().__init__(
            (EVERYWHERE if lan else HERE, port), partial(Handler, directory=str(folder))
        )

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that closes a connection early is no news."""


@contextmanager
def serving(folder: Path, port: int = 0, lan: bool = False) -> Iterator[str]:
    """Serve ``folder`` in the background; yields its address on this machine.

    Port 0 takes any free one.

    With ``lan``, whoever is in the same network may read it too, and the page ``join`` shows them
    the way.
    """
    server = _Server(folder, port, lan)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HERE}:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
