"""Write the JSON Schemas of quiz banks and results files anew, from the code that checks them."""

from __future__ import annotations

import argparse

from . import checkout


def run(arguments: argparse.Namespace) -> None:
    """Write both files and say where they are."""
    checkout.root()
    from ..progress import schema as attempts
    from ..quiz import schema as bank

    for module in (bank, attempts):
        module.SCHEMA_FILE.write_text(module.schema_text(), encoding="utf-8", newline="\n")
        print(f"Wrote {module.SCHEMA_FILE}")
