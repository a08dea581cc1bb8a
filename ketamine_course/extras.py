"""Which extra of the package brings something that is not installed, such as ``polars``."""

from __future__ import annotations

import re
from importlib.metadata import requires

from .errors import CourseError

# Where a module isn't named as the package that brings it.
PACKAGES = {"markdown_it": "markdown-it-py"}
_IN_EXTRA = re.compile(r"""(?P<package>[\w.-]+)[^;]*;.*\bextra == ['"](?P<extra>[\w-]+)['"]""")


class MissingExtraError(CourseError, ModuleNotFoundError):
    """Something needs a package that only an extra of the course brings."""


def explained(error: ModuleNotFoundError) -> ModuleNotFoundError:
    """``error``, or, for a package of one of our extras, what to install in one line."""
    module = (error.name or "").split(".")[0]
    package = PACKAGES.get(module, module.replace("_", "-"))
    for line in requires("ketamine-course") or ():
        found = _IN_EXTRA.match(line)
        if found and found["package"].lower() == package.lower():
            return MissingExtraError(
                f"{package} is not installed; type: pip install"
                f' "ketamine-course[{found["extra"]}]"',
                name=error.name,
            )
    return error
