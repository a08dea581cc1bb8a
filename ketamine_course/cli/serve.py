"""Serve the built book on this machine; with --lan, to a room."""

from __future__ import annotations

import argparse
import threading
from pathlib import Path

from ..errors import CourseError
from . import checkout


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what ``serve`` takes."""
    parser.add_argument(
        "folder", nargs="?", default=checkout.BOOK, type=Path, help="the built book (_build/html)"
    )
    parser.add_argument(
        "--port", type=int, default=8000, help="any free port with 0 (default 8000)"
    )
    parser.add_argument(
        "--lan", action="store_true", help="let everybody in the same network read it"
    )


def run(arguments: argparse.Namespace) -> None:
    """Serve until interrupted."""
    folder = checkout.built(arguments.folder)
    from ..publish import join, serve

    try:
        with serve.serving(folder, arguments.port, arguments.lan) as address:
            print(f"The course is at {address}  (stop with Ctrl+C)", flush=True)
            if arguments.lan:
                print(
                    f"For the room's screen: {address}join",
                    *join.links(int(address.split(":")[2].rstrip("/"))),
                    sep="\n  ",
                    flush=True,
                )
            threading.Event().wait()
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CourseError(
            f"port {arguments.port} cannot be used ({reason}); choose another with --port"
        ) from None
    except KeyboardInterrupt:
        print()  # that is how it ends
