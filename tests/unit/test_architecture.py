"""Dependencies point one way, so that a reader can follow them and a change stays where it is
made.
"""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "ketamine_course"
MAY_IMPORT = {
    "evidence": set(),
    "models": {"evidence"},
    "charts": {"models", "evidence"},
    "quiz": {"evidence"},
    "progress": {"quiz", "evidence"},
    "publish": {"progress", "quiz", "charts", "models", "evidence"},
    "cli": {"publish", "progress", "quiz", "charts", "models", "evidence"},
}
CONTRIBUTING = PACKAGE.parent / "CONTRIBUTING.md"


def imported(path: Path) -> set[str]:
    """The parts of the package that a file imports, its own left out."""
    parts: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            depth = len(path.relative_to(PACKAGE.parent).parts) - node.level
            base = [] if node.level == 0 else list(path.relative_to(PACKAGE.parent).parts[:depth])
            names = base + (node.module.split(".") if node.module else [])
            found = [names] if len(names) > 1 else [[*names, alias.name] for alias in node.names]
            parts |= {
                name[1] for name in found if name and name[0] == "ketamine_course" and len(name) > 1
            }
        elif isinstance(node, ast.Import):
            parts |= {
                alias.name.split(".")[1]
                for alias in node.names
                if alias.name.startswith("ketamine_course.")
            }
    return parts & set(MAY_IMPORT) - {path.relative_to(PACKAGE).parts[0]}


def arrows() -> dict[str, set[str]]:
    """What each part imports, without what it has through another part already."""
    direct = {
        part: {name for path in (PACKAGE / part).rglob("*.py") for name in imported(path)}
        for part in MAY_IMPORT
    }

    def below(part: str) -> set[str]:
        return direct[part].union(*map(below, direct[part]))

    return {
        part: names - set().union(*(below(name) for name in names))
        for part, names in direct.items()
    }


def picture() -> str:
    """The parts and what each stands on, as a Mermaid diagram."""
    lines = [f"    {part} --> {name}" for part, names in arrows().items() for name in sorted(names)]
    return "\n".join(["```mermaid", "flowchart TB", *sorted(lines), "```"])


def test_no_part_reaches_up_or_sideways():
    wrong = {
        path.relative_to(PACKAGE).as_posix(): sorted(extra)
        for part, allowed in MAY_IMPORT.items()
        for path in sorted((PACKAGE / part).rglob("*.py"))
        if (extra := imported(path) - allowed)
    }
    assert wrong == {}


def test_the_test_sees_imports():
    assert imported(PACKAGE / "charts" / "concentration_ladder.py") == {"evidence", "models"}
    assert imported(PACKAGE / "publish" / "references.py") == {"evidence"}


def test_what_all_parts_share_stands_on_none_of_them():
    shared = [path for path in PACKAGE.glob("*.py") if not path.stem.startswith("__")]
    assert {path.name: imported(path) for path in shared} == {path.name: set() for path in shared}


def test_the_picture_in_the_guide_is_that_of_the_code():
    assert picture() in CONTRIBUTING.read_text(encoding="utf-8"), (
        f"the parts import each other in another way now; put into CONTRIBUTING.md:\n{picture()}"
    )
