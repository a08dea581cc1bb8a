"""Learners' attempts: what was answered, where it is kept, the file that carries it elsewhere.

In a notebook::

    from ketamine_course import progress
    progress.export_attempts("ketamine-course-answers.json")
    progress.import_attempts("ketamine-course-answers.json")
    progress.cohort("answers/")
    progress.report()
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .. import extras

if TYPE_CHECKING:
    from .attempts import Attempt
    from .files import ResultsFileError, export_attempts, import_attempts
    from .my_progress import erase, mark_read, report, review
    from .room import cohort
    from .store import Store, StoreError

_HOMES = {
    "Attempt": "attempts",
    "ResultsFileError": "files",
    "Store": "store",
    "StoreError": "store",
    "cohort": "room",
    "erase": "my_progress",
    "export_attempts": "files",
    "import_attempts": "files",
    "mark_read": "my_progress",
    "report": "my_progress",
    "review": "my_progress",
}
__all__ = [
    "Attempt",
    "ResultsFileError",
    "Store",
    "StoreError",
    "cohort",
    "erase",
    "export_attempts",
    "import_attempts",
    "mark_read",
    "report",
    "review",
]


def __getattr__(name: str) -> object:
    # A database library takes longer to load than most of the course; only who needs it should
    # wait.
    if name in _HOMES:
        try:
            home = import_module(f".{_HOMES[name]}", __name__)
        except ModuleNotFoundError as error:
            raise extras.explained(error) from None
        return getattr(home, name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
