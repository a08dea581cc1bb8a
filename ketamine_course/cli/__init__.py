"""The command line, ``ketamine-course`` or ``python -m ketamine_course``: one module for each
subcommand, with the same manners for all.

Such a module has a docstring that says what the command does and ``run(arguments)``; where it takes
more than ``--help``, ``add_arguments(parser)``; ``PASSES_ON`` is true where further words go to
another program. To add a command, write its module and name it in :data:`COMMANDS`. The rest of the
package neither reads a command line nor prints.

Exit status: 0 when it is done, 1 when it failed (in one line on stderr), 2 when it was called
wrongly, 130 after Ctrl+C.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import NoReturn

from .. import extras
from ..errors import CourseError

COMMANDS = (
    # for everybody who has the course
    "cohort",
    "database",
    "export",
    "validation",
    "serve",
    # on a copy of the repository
    "book",
    "pdf",
    "epub",
    "site",
    "slides",
    "lab",
    "notebooks",
    "schema",
    "reading",
    "links",
    "bench",
    "ready",
    "lint",
    "check",
    "test",
    "coverage",
    "mutants",
    "pseudo",
    "lock",
    "release-check",
)
FAILED, MISUSED, INTERRUPTED = 1, 2, 130


class UsageError(CourseError):
    """Arguments that do not go together."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line; the whole usage would push it out of sight."""
        self.exit(MISUSED, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(words: Sequence[str] | None = None) -> int:
    """Run the subcommand that ``words`` (or the command line) name; returns the exit status.

    Without one, say which there are.
    """
    for stream in (sys.stdout, sys.stderr):
        # A name from another alphabet must not end a command in a terminal or pipe without it.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    parser = _parser()
    arguments, rest = parser.parse_known_args(words)
    if "run" not in arguments:
        parser.print_help()
        return 0
    if rest and not arguments.passes_on:
        arguments.parser.error(f"unrecognized arguments: {' '.join(rest)}")
    arguments.rest = rest
    return _run(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="ketamine-course",
        description="What the course can do outside of a notebook.",
        epilog="For more on one of them: ketamine-course COMMAND --help",
    )
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name in COMMANDS:
        command = import_module(f".{name.replace('-', '_')}", __package__)
        about = " ".join((command.__doc__ or "").split("\n\n", 1)[0].split())
        added = subparsers.add_parser(name, help=about, description=_full(command))
        if hasattr(command, "add_arguments"):
            command.add_arguments(added)
        added.set_defaults(
            run=command.run,
            parser=added,
            passes_on=getattr(command, "PASSES_ON", False),
        )
    return parser


def _full(command: ModuleType) -> str:
    return " ".join((command.__doc__ or "").split())


def _run(arguments: argparse.Namespace) -> int:
    """Run a command; what goes wrong is told in one line."""
    name = arguments.parser.prog
    try:
        return arguments.run(arguments) or 0
    except UsageError as error:
        arguments.parser.error(str(error))
    except CourseError as error:
        reason = str(error)
    except ModuleNotFoundError as error:
        reason = str(extras.explained(error))
    except BrokenPipeError:
        # Whoever read the output, such as "head", has had enough; nothing is left to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        reason = f"'{error.filename}': {error.strerror}" if error.filename else str(error)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED
    print(f"{name}: {' '.join(reason.split())}", file=sys.stderr)
    return FAILED
