"""The files that the hosting guide gives for Kubernetes agree with the course."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from ketamine_course.progress import store

ROOT = Path(__file__).parents[2]
HOSTING = ROOT / "book" / "hosting"
LEARNER = yaml.safe_load((HOSTING / "zero-to-jupyterhub.yaml").read_text(encoding="utf-8"))[
    "singleuser"
]


@pytest.fixture
def start() -> list[str]:
    """What the chart runs when a learner's server starts, with the image's folder put where the
    course is here.
    """
    *shell, script = LEARNER["lifecycleHooks"]["postStart"]["exec"]["command"]
    folder = "/srv/ketamine-course"
    assert f"WORKDIR {folder}\n" in (HOSTING / "Dockerfile").read_text(encoding="utf-8")
    return [*shell, script.replace(folder, str(ROOT))]


def test_learners_find_the_lessons_and_keep_their_own_changes(start: list[str], tmp_path: Path):
    def log_in() -> None:
        subprocess.run(start, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}, check=True)

    log_in()
    lesson = tmp_path / LEARNER["defaultUrl"].removeprefix("/lab/tree/")
    changed = lesson.with_name("03-therapy-or-recreation.ipynb")
    changed.write_text("mine", encoding="utf-8")
    log_in()
    assert lesson.read_bytes() == (ROOT / "notebooks" / lesson.name).read_bytes()
    assert changed.read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "ketamine-course" / "book" / "crisis.md").is_file()


def test_answers_go_where_the_course_looks():
    assert list(LEARNER["extraEnv"]) == [store.VARIABLE]
    page = (HOSTING / "jupyterhub.md").read_text(encoding="utf-8")
    secret = LEARNER["extraEnv"][store.VARIABLE]["valueFrom"]["secretKeyRef"]
    assert re.search(
        rf"kubectl create secret generic {secret['name']} \\\s+--from-literal={secret['key']}=",
        page,
    )
