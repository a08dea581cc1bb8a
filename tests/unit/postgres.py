"""A real PostgreSQL for the tests: made in a scratch folder, reached over loopback, gone
afterwards.
"""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

GERMAN = "de_DE"
HOW_GERMAN = (
    "The tests need a PostgreSQL that speaks German, to see that no error is known by its English"
    " words. Install the sources of languages (Debian, Ubuntu: 'apt-get install locales'), with"
    " which 'localedef' makes German for the tests alone."
)
HOW = (
    "Install it (Debian, Ubuntu: 'apt-get install postgresql'; macOS: 'brew install postgresql'),"
    " or put the folder that has its initdb on PATH."
)


class NoServer(RuntimeError):
    """There is no PostgreSQL to test against; the message says how to get one."""


def tools() -> Path:
    """The folder with the server's programs; Debian keeps them off the PATH.

    Raises :class:`NoServer`.
    """
    found = [Path(path).parent for path in [shutil.which("initdb")] if path]
    found += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda path: int(path.parent.name),
        reverse=True,
    )
    for folder in found:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise NoServer(
        f"The tests of a shared database need a PostgreSQL server, and none was found. {HOW}"
    )


def german(folder: Path) -> None:
    """Make German in ``folder``, where the system has none.

    Raises :class:`NoServer`.
    """
    maker = shutil.which("localedef")
    if maker is None:
        raise NoServer(HOW_GERMAN)
    target = folder / f"{GERMAN}.UTF-8"
    run(maker, "-i", GERMAN, "-f", "UTF-8", str(target), how=HOW_GERMAN)


@contextmanager
def serving(language: str = "C") -> Iterator[str]:
    """The address of a running server, up to and with the slash before a database's name, for the
    user ``postgres``; ``language`` is what it says its errors in.
    """
    programs = tools()
    with tempfile.TemporaryDirectory(prefix="kc-pg-") as scratch:
        folder = Path(scratch)
        # The server refuses to run as root; Debian's package brings a user for it.
        as_user: list[str] = []
        languages = os.environ
        if language == GERMAN:
            (folder / "languages").mkdir()
            german(folder / "languages")
            languages = os.environ | {"LOCPATH": f"{folder}/languages"}
            language = f"{GERMAN}.UTF-8"
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


def run(*command: str, env: Mapping[str, str] | None = None, how: str = HOW) -> None:
    """Run to its end; raises :class:`NoServer` with what it said, and ``how`` to mend it, when it
    fails.
    """
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
            raise NoServer(
                f"'{' '.join(command)}' failed as {getpass.getuser()}: {said.read().strip()}. {how}"
            )
