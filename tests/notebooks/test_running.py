"""Running a lesson keeps its file tidy: a second run changes nothing."""

import shutil
from pathlib import Path

from ketamine_course.publish import notebooks

ROOT = Path(__file__).parents[2]


def test_running_a_lesson_again_changes_nothing(tmp_path):
    (tmp_path / "book").mkdir()
    copy = shutil.copy(next((ROOT / "notebooks").glob("03-*.ipynb")), tmp_path / "03.ipynb")
    notebooks.write(Path(copy))
    assert not notebooks.write(Path(copy))
