"""The command line, ``ketamine-course`` or ``python -m ketamine_course``: one module for each
subcommand.

Such a module has a docstring that says what it does, ``add_arguments(parser)`` and
``run(arguments)``, which returns the exit status. To add a command, write its module and name it in
``COMMANDS``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from . import cohort, database, export, extras

COMMANDS = {"cohort": cohort, "database": database, "export": export}


def main(words: Sequence[str] | None = None) -> int:
    """Run the subcommand that ``words`` (or the command line) name; returns the exit status.

    Without one, say which there are.
    """
    parser = argparse.ArgumentParser(
        prog="ketamine-course",
        description=(
            "Tools for trainers of the course. For more on one of them: ketamine-course COMMAND"
            " --help"
        ),
    )
    parser.set_defaults(run=lambda _: parser.print_help() or 0)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name, command in COMMANDS.items():
        about = (command.__doc__ or "").splitlines()[0]
        added = subparsers.add_parser(name, help=about, description=about)
        command.add_arguments(added)
        added.set_defaults(run=command.run)
    arguments = parser.parse_args(words)
    try:
        return arguments.run(arguments)
    except ModuleNotFoundError as error:
        print(extras.explained(error), file=sys.stderr)
        return 1
