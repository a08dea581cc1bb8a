"""JavaScript outside a browser, in the Node.js that Playwright brings along."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import playwright

ROOT = Path(__file__).parents[1]
NODE = Path(playwright.__file__).parent / "driver" / ("node.exe" if os.name == "nt" else "node")
PARSES = """
const parses = async (source) => {
  try { await import("data:text/javascript;base64," + source); return true; }
  catch (error) { return !(error instanceof SyntaxError); }
};
const done = [];
for (const source of input) done.push(await parses(source));
output(done);
"""


def module(path: str) -> str:
    """Address of a module of the repository to import from, or of the mutant that is tested in
    its place.
    """
    mutant = Path(os.environ.get("KETAMINE_COURSE_MUTANT", ROOT), path)
    return (mutant if mutant.exists() else ROOT / path).as_uri()


def run(script: str, given: Any) -> Any:
    """What ``script``, an ES module, gives to ``output(...)`` for ``input``, both JSON."""
    whole = (
        'import { readFileSync } from "node:fs";\n'
        'const input = JSON.parse(readFileSync(0, "utf-8"));\n'
        "const output = (result) => console.log(JSON.stringify(result));\n" + script
    )
    done = subprocess.run(
        [NODE, "--no-warnings", "--input-type=module", "--eval", whole],
        input=json.dumps(given),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def parses(sources: list[str]) -> list[bool]:
    """Whether each of these is an ES module; one that fails when it runs is one too."""
    return run(PARSES, [base64.b64encode(source.encode()).decode() for source in sources])
