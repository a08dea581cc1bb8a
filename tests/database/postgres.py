"""A real PostgreSQL for the tests: made in a scratch folder, reached over loopback, gone
afterwards.
"""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .. import ready

GERMAN = "de_DE.UTF-8"


class ServerError(RuntimeError):
    """The server for the tests did not do what it was told; the message has its words."""


@contextmanager
def serving(language: str = "C") -> Iterator[str]:
    """The address of a running server, up to and with the slash before a database's name, for the
    user ``postgres``; ``language`` is what it says its errors in.
    """
    programs = ready.path_of("postgresql").resolve().parent
    with tempfile.TemporaryDirectory(prefix="kc-pg-") as scratch:
        folder = Path(scratch)
        # The server refuses to run as root; Debian's package brings a user for it.
        as_user: list[str] = []
        languages = os.environ
        if language == GERMAN and sys.platform == "linux":
            (folder / "languages").mkdir()
            maker = str(ready.path_of("german"))
            run(maker, "-i", "de_DE", "-f", "UTF-8", f"{folder}/languages/{GERMAN}")
            languages = os.environ | {"LOCPATH": f"{folder}/languages"}
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            shutil.chown(folder, "postgres")
            as_user = ["runuser", "-u", "postgres", "--"]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        run(
            *as_user,
            str(programs / "initdb"),
            "-D",
            f"{folder}/data",
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
        )
        # Few connections, so that a room of 200 meets a full server.
        options = (
            f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=40"
            f" -c lc_messages={language}"
        )
        run(
            *as_user,
            str(programs / "pg_ctl"),
            "-D",
            f"{folder}/data",
            "-l",
            f"{folder}/log",
            "-o",
            options,
            "-w",
            "start",
            env=languages,
        )
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/"
        finally:
            run(
                *as_user,
                str(programs / "pg_ctl"),
                "-D",
                f"{folder}/data",
                "-m",
                "immediate",
                "-w",
                "stop",
            )


def run(*command: str, env: Mapping[str, str] | None = None) -> None:
    """Run to its end; raises :class:`ServerError` with what it said when it fails."""
    # Not into pipes: the server keeps those of pg_ctl open for as long as it lives.
    with tempfile.TemporaryFile("w+") as said:
        status = subprocess.run(
            command,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd="/",
            timeout=120,
            check=False,
            env=env,
        ).returncode
        if status:
            said.seek(0)
            raise ServerError(
                f"'{' '.join(command)}' failed as {getpass.getuser()}: {said.read().strip()}"
            )
