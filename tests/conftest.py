"""What holds for all tests: nobody's own answers are read or changed."""

import os
import tempfile
from pathlib import Path

_SCRATCH = tempfile.TemporaryDirectory(prefix="ketamine-course-tests-", ignore_cleanup_errors=True)
# Kernels that notebooks start inherit this.
os.environ["KETAMINE_COURSE_DB"] = f"sqlite:///{Path(_SCRATCH.name, 'answers.sqlite3').as_posix()}"
os.environ["KETAMINE_COURSE_LEARNER"] = "00000000-0000-4000-8000-000000000000"
