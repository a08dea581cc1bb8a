"""The book's own pages: help lines come from official pages, lessons are announced truly, words
carry no stigma.
"""

import json
import re
from pathlib import Path

import pytest
import yaml

import ketamine_course
from ketamine_course import cli
from ketamine_course.publish import reading

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "book").glob("**/*.md"))
GUIDES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
BANKS = sorted((ROOT / "ketamine_course" / "quiz" / "bank").glob("*.yaml"))
# Countries, bodies whose name says enough where they are met, names of trials and of a checklist, a
# Roman number.
NAMES = {
    "AIHW",
    "APA",
    "COVID",
    "DISCERN",
    "ELEKT",
    "ESCAPE",
    "EU",
    "III",
    "KARMA",
    "MIT",
    "NYU",
    "STAR",
    "SUSTAIN",
    "TRANSFORM",
    "UK",
    "US",
}
STIGMA = re.compile(
    r"\b(addicts?|abusers?|junkies?|druggies?|substance abuse|commit(s|ted|ting)? suicide|got"
    r" clean|drug habit)\b",
    re.IGNORECASE,
)


def prose(path: Path) -> str:
    """What a reader reads in a page, a bank or a notebook's text cells."""
    if path.suffix != ".ipynb":
        return path.read_text(encoding="utf-8")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def test_every_help_line_names_the_official_page_it_was_seen_on_and_when():
    by_country = (
        (ROOT / "book" / "crisis.md")
        .read_text(encoding="utf-8")
        .split("## By country")[1]
        .split("## Elsewhere")[0]
    )
    entries = [entry for entry in re.split(r"\n(?=- )", by_country) if "tel:" in entry]
    assert len(entries) > 20
    silent = [
        entry
        for entry in entries
        if not re.search(r"Seen \d{1,2} [A-Z][a-z]{2} 20\d\d on \[[^\]]+\]\(https?://", entry)
    ]
    assert silent == []


def test_the_number_that_is_dialled_is_the_number_that_is_shown():
    text = (ROOT / "book" / "crisis.md").read_text(encoding="utf-8")
    for dialled, shown in re.findall(r'<a href="tel:(\d+)">([^<]+)</a>', text):
        digits = re.sub(r"\D", "", shown)
        assert dialled.endswith(digits.removeprefix("0")), f"{shown} dials {dialled}"


def test_the_contents_list_every_lesson_in_order():
    listed = re.findall(r"file: notebooks/(\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))
    assert listed == [path.stem for path in NOTEBOOKS] and len(listed) == 11


@pytest.mark.parametrize("path", [*PAGES, *NOTEBOOKS, *BANKS], ids=lambda path: path.name)
def test_words_put_people_first(path):
    # A source's title is quoted as it stands; its link says where from.
    text = re.sub(r"\[[^\]]*\]\([^)]*\)", "", prose(path))
    text = re.sub(r"No labels.*|Say \".*?\"", "", text)
    assert not (found := STIGMA.search(text)), f"{path.name}: '{found[0]}'; say it person-first"


def test_every_abbreviation_in_a_lesson_is_in_the_glossary():
    glossary = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
    unexplained = {}
    for path in NOTEBOOKS:
        text = "\n\n".join(
            source for tags, source in reading.texts(path) if not reading.GENERATED & tags
        )
        short = set(re.findall(r"\b[A-Z][A-Z]+\b", re.sub(r"\]\([^)]*\)", "]", text))) - NAMES
        unexplained[path.stem] = sorted(
            word for word in short if not re.search(rf"\b{word}\b", glossary)
        )
    assert not {stem: words for stem, words in unexplained.items() if words}


def test_versions_agree():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert str(citation["version"]) == ketamine_course.__version__
    assert ketamine_course.__version__ in changelog
    assert f'version = "{ketamine_course.__version__}"' in project


def test_every_command_that_a_page_names_is_there():
    text = "\n".join(path.read_text(encoding="utf-8") for path in [*PAGES, *GUIDES])
    targets = set(
        re.findall(
            r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE
        )
    )
    # What stands as code only: in prose, "make a page" names no target.
    named = set(
        re.findall(r"(?:`|^ *)make ([a-z]+)(?= *(?:`|#|$|[A-Z_]+=))", text, flags=re.MULTILINE)
    )
    assert "book" in named and named <= targets
    assert set(re.findall(r"ketamine-course ([a-z][a-z-]*)\b", text)) <= set(cli.COMMANDS)
    assert not re.findall(r"-m ketamine_course\.\S*", text), "each program has a command"


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_what_a_guide_for_contributors_points_to_is_there(path: Path):
    text = path.read_text(encoding="utf-8")
    files = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    # Issues are no file: the address is that of wherever the repository is hosted.
    missing = [
        link for link in files if not link.startswith("../../") and not (ROOT / link).exists()
    ]
    assert files and not missing
    folders = re.findall(r"`((?:book|tests|ketamine_course|notebooks)/[\w./-]*)`", text)
    new = {"ketamine_course/quiz/bank/my-quiz.yaml", "ketamine_course/charts/my_chart.py"}
    new |= {"tests/unit/test_my_chart.py", "notebooks/12-my-lesson.ipynb"}
    new |= {"book/trainers/lesson-12.md"}
    assert [
        folder for folder in folders if folder not in new and not (ROOT / folder).exists()
    ] == []
