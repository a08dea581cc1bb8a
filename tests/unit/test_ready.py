"""What the tests need from a machine is got once, before any of them, or named all at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .. import ready

ROOT = Path(__file__).parents[2]


def looked(path: str, home: Path) -> subprocess.CompletedProcess[str]:
    """What ``python -m tests.ready --check`` says where only ``path`` is on the PATH."""
    environment = {**os.environ, "PATH": path, "HOME": str(home)}
    environment.pop("KETAMINE_COURSE_CHROMIUM", None)
    return subprocess.run(
        [sys.executable, "-m", "tests.ready", "--check"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_everything_that_is_missing_is_named_at_once_with_one_way_to_get_it(tmp_path):
    found = looked(str(tmp_path), tmp_path)
    assert found.returncode == 1
    assert not found.stdout
    first, *needed, way = found.stderr.splitlines()
    assert first == "This machine lacks what the tests need:"
    assert any(line.startswith("  Git: ") for line in needed)
    assert way.startswith("Get it: ")


def test_a_command_to_paste_has_the_packages_of_all_that_is_missing(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ready.shutil, "which", lambda name, path=None: f"/usr/bin/{name}")
    told = ready._told(list(ready.needs().values())).splitlines()
    assert len(told) == len(ready.needs()) + 2
    for need in ready.needs().values():
        assert set(need.apt) <= set(told[-1].split())


def test_a_test_that_lacks_something_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("KETAMINE_COURSE_CHROMIUM", raising=False)
    alone = ready.Need("x", "Thing", "a reason", "buy one", programs=("no-such-program",))
    monkeypatch.setattr(ready, "needs", lambda: {"x": alone})
    with pytest.raises(ready.NotReadyError, match="Thing: a reason\nGet it: buy one"):
        ready.path_of("x")


def test_a_name_that_is_no_file_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("KETAMINE_COURSE_CHROMIUM", str(tmp_path / "gone"))
    with pytest.raises(ready.NotReadyError, match=r"KETAMINE_COURSE_CHROMIUM names .*gone"):
        ready.path_of("chromium")


@pytest.mark.parametrize("need", ready.needs().values(), ids=lambda need: need.id)
def test_every_platform_has_a_way(need):
    assert need.why and need.elsewhere
    assert need.programs or need.files or need.libraries
    assert "linux" not in need.platforms or need.apt
    assert "darwin" not in need.platforms or need.brew


def test_the_newest_of_several_versions_is_found(tmp_path):
    for version in ("9", "14", "15"):
        program = tmp_path / version / "bin" / "initdb"
        program.parent.mkdir(parents=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    need = ready.Need(
        "x", "Thing", "a reason", "", programs=("initdb",), folders=(f"{tmp_path}/*/bin",)
    )
    # One on the PATH would come first.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(tmp_path))
        assert need.program == tmp_path / "15" / "bin" / "initdb"


def test_only_this_file_installs_anything():
    installers = ("apt-get", "playwright install", "npm install", "brew install")
    for path in (ROOT / "tests").rglob("*.py"):
        if path.name in ("ready.py", "test_ready.py"):
            continue
        text = path.read_text(encoding="utf-8")
        assert not any(word in text for word in installers), path
