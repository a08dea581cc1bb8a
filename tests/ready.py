"""Finds what the tests need from this machine and gets what is missing, once, before any test.

``python -m tests.ready`` is the first step of ``make test``; ``--check`` only looks. ``needs.toml``
says what is needed, why, and how each platform gets it. Tests themselves find things with
:func:`path_of` and never install any: two workers that install at once are in each other's way.
"""

from __future__ import annotations

import argparse
import ctypes.util
import glob
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("needs.toml")


class NotReadyError(RuntimeError):
    """This machine lacks something that the tests need; the message says how to get it."""


@dataclass(frozen=True)
class Need:
    """One entry of ``needs.toml``."""

    id: str
    name: str
    why: str
    elsewhere: str
    variable: str = ""
    programs: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ("linux", "darwin", "win32")
    apt: tuple[str, ...] = ()
    brew: tuple[str, ...] = ()
    run: tuple[str, ...] = ()

    @property
    def program(self) -> Path | None:
        """The first of its programs: named in the variable, on the PATH, or in a known folder."""
        named = os.environ.get(self.variable) if self.variable else None
        if named:
            if not Path(named).is_file():
                raise NotReadyError(f"{self.variable} names '{named}', which is no file")
            return Path(named)
        places = [None, *(place for folder in self.folders for place in _newest_first(folder))]
        for place in places:
            for name in self.programs:
                found = shutil.which(name, path=place)
                if found:
                    return Path(found)
        return None

    @property
    def is_met(self) -> bool:
        """Whether this machine has it, or can do without it."""
        if sys.platform not in self.platforms:
            return True
        return (
            (not self.programs or self.program is not None)
            and all(_fitting(pattern) for pattern in self.files)
            and all(map(ctypes.util.find_library, self.libraries))
        )


def _fitting(pattern: str) -> list[str]:
    # Path.glob takes no absolute pattern.
    return glob.glob(str(Path(pattern).expanduser()), recursive=True)  # noqa: PTH207


def _newest_first(pattern: str) -> list[str]:
    """Folders that fit, those of the highest version first."""
    return sorted(
        _fitting(pattern), key=lambda path: [int(n) for n in _numbers(path)], reverse=True
    )


def _numbers(path: str) -> list[str]:
    return "".join(sign if sign.isdigit() else " " for sign in path).split()


@cache
def needs() -> dict[str, Need]:
    """Every need by its id."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {
        id: Need(id, **{k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()})
        for id, entry in table.items()
    }


def path_of(id: str) -> Path:
    """The program of a need. Raises :class:`NotReadyError`; never installs anything."""
    found = needs()[id].program
    if found is None:
        raise NotReadyError(_told([needs()[id]]))
    return found


def missing() -> list[Need]:
    """What this machine lacks."""
    return [need for need in needs().values() if not need.is_met]


def get(lacking: list[Need]) -> None:
    """Get what can be got without asking anybody, by the best way this machine has."""
    for command in _package_commands(lacking):
        _run(command)
    for need in lacking:
        if need.run and not need.is_met:
            _run([sys.executable, *need.run])


def _package_commands(lacking: list[Need]) -> list[list[str]]:
    apt = [package for need in lacking for package in need.apt]
    if apt and shutil.which("apt-get"):
        as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        if as_root and (not shutil.which("sudo") or _run(["sudo", "-n", "true"], quietly=True)):
            return []
        # Another program may hold the lock for a while, as a machine does that has just started.
        install = ["apt-get", "install", "-y", "-qq", "-o", "DPkg::Lock::Timeout=300"]
        environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
        return [
            [*as_root, "apt-get", "update", "-qq"],
            [*as_root, *environment, *install, "--no-install-recommends", *apt],
        ]
    if shutil.which("brew"):
        return [["brew", "install", *need.brew] for need in lacking if need.brew]
    return []


def _run(command: list[str], quietly: bool = False) -> int:
    """Run to its end and return its status; what it says goes to the terminal unless quietly."""
    if not quietly:
        print("Getting ready:", " ".join(command), flush=True)
    sink = subprocess.DEVNULL if quietly else None
    return subprocess.run(
        command, check=False, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink
    ).returncode


def _told(lacking: list[Need]) -> str:
    """What is missing and why, and the one command that gets it."""
    lines = ["This machine lacks what the tests need:"]
    lines += [f"  {need.name}: {need.why}" for need in lacking]
    if sys.platform == "linux" and all(need.apt for need in lacking) and shutil.which("apt-get"):
        packages = " ".join(package for need in lacking for package in need.apt)
        lines.append(f"Get it: sudo apt-get install {packages}")
    elif sys.platform == "darwin" and all(need.brew for need in lacking):
        lines.append(
            "Get it: " + " && ".join(f"brew install {' '.join(need.brew)}" for need in lacking)
        )
    else:
        lines += [f"Get it: {need.elsewhere}" for need in lacking]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Get ready; returns 1, having named everything at once, if something is still missing."""
    parser = argparse.ArgumentParser(prog="python -m tests.ready", description=main.__doc__)
    parser.add_argument("--check", action="store_true", help="only look, install nothing")
    chosen = parser.parse_args(arguments)
    lacking = missing()
    if lacking and not chosen.check:
        get(lacking)
        lacking = missing()
    if lacking:
        print(_told(lacking), file=sys.stderr)
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
