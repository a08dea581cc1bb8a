"""A real JupyterHub for the tests, and learners who use it as JupyterLab does: over HTTP and the
kernel's WebSocket.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
import websocket

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a word for the room"
LESSON = "ketamine-course/notebooks/03-therapy-or-recreation.ipynb"
PATIENCE = 300  # seconds for anything; a class of thirty shares two cores

JSON = dict[str, Any]


class HubError(RuntimeError):
    """The JupyterHub for the tests did not start; the message has its last words."""


@contextmanager
def serving(folder: Path, database: str) -> Iterator[str]:
    """The address of a JupyterHub set up as the hosting guide says, with the learners' database at
    ``database``.
    """
    shutil.copy(ROOT / "book/hosting/jupyterhub_course.py", folder)
    (folder / "ketamine-course-database").write_text(database + "\n", encoding="utf-8")
    ports = _free_ports(3)
    environment = {
        **os.environ,
        "HUB_FOLDER": str(folder),
        "HUB_PORTS": " ".join(map(str, ports)),
        "HUB_PASSWORD": PASSWORD,
    }
    # Thirty kernels should not starve the browser tests that run beside them.
    command = [
        "nice",
        sys.executable,
        "-m",
        "jupyterhub",
        "--config",
        str(Path(__file__).with_name("jupyterhub_config.py")),
    ]
    address = f"http://127.0.0.1:{ports[0]}/"
    with (folder / "hub.log").open("w") as log:
        hub = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            _wait_for(address, hub, folder / "hub.log")
            yield address
        finally:
            # The hub stops its learners' servers and the proxy by itself.
            hub.terminate()
            try:
                hub.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(hub.pid, signal.SIGKILL)


def give_course(home: Path) -> None:
    """Lay the course into a new home folder, as /etc/skel does."""
    for name in ("book", "notebooks"):
        shutil.copytree(ROOT / name, home / "ketamine-course" / name)


@dataclass
class Learner:
    """Somebody who logs in, opens lesson 03, runs it and answers its quiz."""

    hub: str
    name: str
    session: requests.Session = field(default_factory=requests.Session)
    quizzes: dict[str, list[tuple[str, JSON]]] = field(default_factory=dict)
    """By its id, each quiz on the screen: its channel and what it shows."""

    def log_in(self) -> str:
        """Log in and wait, without an error page, until the own server runs; returns where the
        learner lands.
        """
        form = self.session.get(f"{self.hub}hub/login", timeout=PATIENCE)
        fields = {"username": self.name, "password": PASSWORD, "_xsrf": _hidden(form.text, "_xsrf")}
        page = self.session.post(f"{self.hub}hub/login", fields, timeout=PATIENCE)
        end = time.monotonic() + PATIENCE
        while not page.url.startswith(self.server):
            if not page.ok or time.monotonic() > end:
                raise AssertionError(
                    f"{self.name} did not get in: {page.status_code} at {page.url}"
                )
            time.sleep(1)
            page = self.session.get(f"{self.hub}hub/spawn", timeout=PATIENCE)
        return page.url

    @property
    def server(self) -> str:
        return f"{self.hub}user/{self.name}/"

    def start_kernel(self) -> None:
        """Open the lesson, which starts its kernel, in a session as JupyterLab does."""
        model = {
            "path": LESSON,
            "name": "lesson",
            "type": "notebook",
            "kernel": {"name": "python3"},
        }
        kernel = self._api("POST", "sessions", model)["kernel"]["id"]
        self._channel = uuid.uuid4().hex
        cookies = "; ".join(
            f"{cookie.name}={cookie.value}"
            for cookie in self.session.cookies
            if self.server.endswith(cookie.path) or cookie.path == "/"
        )
        self._socket = websocket.create_connection(
            f"{self.server.replace('http', 'ws', 1)}api/kernels/{kernel}/channels"
            f"?session_id={self._channel}&_xsrf={self._xsrf}",
            cookie=cookies,
            timeout=PATIENCE,
        )

    def run_lesson(self) -> None:
        """Run every cell, top to bottom."""
        cells = self._api("GET", f"contents/{LESSON}")["content"]["cells"]
        for cell in cells:
            if cell["cell_type"] == "code":
                self.run("".join(cell["source"]))

    def run(self, code: str) -> str:
        """Run code to its end; returns what it printed.

        Raises AssertionError with the traceback of what fails.
        """
        content = {
            "code": code,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": True,
        }
        return self._ask("execute_request", content)

    def answer(self, quiz: str, attempts: list[JSON]) -> None:
        """Send answers from the quiz on the screen, one after the other, as ``quiz.js`` does."""
        channel, state = self.quizzes[quiz][0]
        for attempt in attempts:
            state["attempts"] = [*state["attempts"], attempt]
            data = {
                "method": "update",
                "state": {"attempts": state["attempts"]},
                "buffer_paths": [],
            }
            self._ask("comm_msg", {"comm_id": channel, "data": data})

    def leave(self) -> None:
        """Close the page and stop the own server."""
        self._socket.close()
        page = self.session.get(f"{self.hub}hub/home", timeout=PATIENCE)
        headers = {"X-XSRFToken": _cookie(self.session, "_xsrf", "/hub/"), "Referer": page.url}
        self.session.delete(
            f"{self.hub}hub/api/users/{self.name}/server", headers=headers, timeout=PATIENCE
        ).raise_for_status()

    def _ask(self, kind: str, content: JSON) -> str:
        id = uuid.uuid4().hex
        header = {
            "msg_id": id,
            "msg_type": kind,
            "session": self._channel,
            "username": "",
            "version": "5.3",
            "date": "",
        }
        self._socket.send(
            json.dumps(
                {
                    "header": header,
                    "parent_header": {},
                    "metadata": {},
                    "content": content,
                    "channel": "shell",
                    "buffers": [],
                }
            )
        )
        printed = ""
        while True:
            message = json.loads(self._socket.recv())
            if message["parent_header"].get("msg_id") != id:
                continue
            said = message["content"]
            match message["header"]["msg_type"]:
                case "stream":
                    printed += said["text"]
                case "error":
                    raise AssertionError(
                        f"{self.name}: "
                        + re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(said["traceback"]))
                    )
                case "comm_open" if "attempts" in said["data"].get("state", {}):
                    state = said["data"]["state"]
                    self.quizzes.setdefault(state["definition"]["id"], []).append(
                        (said["comm_id"], state)
                    )
                case "status" if said["execution_state"] == "idle":
                    return printed

    @property
    def _xsrf(self) -> str:
        return _cookie(self.session, "_xsrf", f"/user/{self.name}/")

    def _api(self, method: str, path: str, body: JSON | None = None) -> JSON:
        answer = self.session.request(
            method,
            f"{self.server}api/{path}",
            json=body,
            headers={"X-XSRFToken": self._xsrf},
            timeout=PATIENCE,
        )
        assert answer.ok, (
            f"{self.name}: {method} {path} gave {answer.status_code}: {answer.text[:300]}"
        )
        return answer.json()


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"\s+value="([^"]*)"', page)
    assert found, f"the page has no field {name}"
    return found[1]


def _cookie(session: requests.Session, name: str, path: str) -> str:
    return next(
        cookie.value or ""
        for cookie in session.cookies
        if cookie.name == name and cookie.path == path
    )


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def _wait_for(address: str, hub: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and hub.poll() is None:
        try:
            if requests.get(f"{address}hub/health", timeout=5).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.3)
    raise HubError(f"JupyterHub did not start. Its last words:\n{log.read_text()[-3000:]}")
