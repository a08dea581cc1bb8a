"""What could hurt somebody: how the course has a disclosure of suicidal thoughts answered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TRAINERS = ROOT / "book" / "trainers"
GUIDES = sorted(
    path for path in TRAINERS.iterdir() if path.suffix in (".md", ".yaml") and path.is_file()
)
BANKS = sorted((ROOT / "ketamine_course" / "quiz" / "bank").glob("*.yaml"))
SUICIDAL = re.compile(
    r"suicid|(not|n't|no longer) (want to|wanting to) live|(want|wish)(s|es|ing)? to die"
    r"|rather not wake|end(ing)? (it all|their life)|self-harm|harm(ing)? themselves",
    re.IGNORECASE,
)
# Kind answers to something hard; to a wish not to live they are the wrong ones.
LETS_GO = re.compile(
    r"change the subject|go on, take a break|talk with me afterwards|talk afterwards"
    r"|like to go on|afterwards and alone|move on|quiet word",
    re.IGNORECASE,
)
STEPS = "](#suicide)"


def sections(path: Path) -> list[str]:
    """A page by its headings, a run sheet or a bank by its entries."""
    text = path.read_text(encoding="utf-8")
    return re.split(r"^#+ " if path.suffix == ".md" else r"^\s*- ", text, flags=re.MULTILINE)


def steps() -> str:
    page = (TRAINERS / "prepare.md").read_text(encoding="utf-8")
    return page.split("(suicide)=")[1].split("\n(")[0]


def speaks_of_it(section: str) -> bool:
    """Whether a section deals with a wish not to live, instead of sending its reader on to the
    steps for it.
    """
    sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z(])|\n\n", section)
    return any(SUICIDAL.search(sentence) and STEPS not in sentence for sentence in sentences)


@pytest.mark.parametrize("path", [*GUIDES, *BANKS], ids=lambda path: path.name)
def test_nobody_is_told_to_answer_a_wish_not_to_live_by_going_on(path):
    wrong = [part for part in sections(path) if speaks_of_it(part) and LETS_GO.search(part)]
    assert wrong == []


def test_a_wish_not_to_live_among_kind_answers_is_caught():
    """The list as it stood in the guide once."""
    section = (
        "If somebody tells you something hard\n\nSomebody may say that they lost a friend, or"
        " that they do not want to live.\n\n- **Protect them.** Change the subject kindly."
    )
    assert speaks_of_it(section) and LETS_GO.search(section)


@pytest.mark.parametrize(
    "step",
    [
        "Pause the room at once",
        "Stay with the person",
        "never alone until",
        "Ask directly",
        "Are you thinking about suicide?",
        "call your country's emergency number",
        "Hand over today, to a person with a name",
        "(../crisis.md)",
    ],
)
def test_the_guide_says_what_to_do_instead(step):
    assert step in steps()


def test_the_steps_come_before_those_for_other_hard_things():
    page = (TRAINERS / "prepare.md").read_text(encoding="utf-8")
    assert page.index("(suicide)=") < page.index("(disclosure)=") < page.index("(distress)=")


@pytest.mark.parametrize("path", sorted(TRAINERS.glob("lesson-*.md")), ids=lambda path: path.name)
def test_every_lessons_guide_names_the_steps_where_it_gets_personal(path):
    text = path.read_text(encoding="utf-8").split("## If it gets personal")[1].split("\n## ")[0]
    assert STEPS in text and "pause the room and stay with them" in text


CRISIS = (ROOT / "book" / "crisis.md").read_text(encoding="utf-8")
BY_COUNTRY = CRISIS.split("## By country")[1].split("\n## Elsewhere")[0]
COUNTRIES = dict(re.findall(r"^### (.*)\n((?:.*\n)*?)(?=^### |\Z)", BY_COUNTRY, flags=re.MULTILINE))


@pytest.mark.parametrize("country", sorted(set(COUNTRIES) - {"Europe: in every country of the EU"}))
def test_every_country_has_a_line_to_speak_to_besides_the_emergency_number(country):
    entries = re.split(r"\n(?=- )", COUNTRIES[country])
    lines = [entry for entry in entries if "tel:" in entry and "**Emergency" not in entry]
    assert lines, f"{country} has nobody to talk to"


def test_each_nation_of_the_united_kingdom_is_told_its_own_way():
    numbers = {"England": "111", "Wales": "111", "Scotland": "111", "Northern Ireland": "0808"}
    for nation, number in numbers.items():
        assert re.search(
            rf"^- \*\*{nation}, .*{number}", COUNTRIES["United Kingdom"], flags=re.MULTILINE
        )


def test_somebody_who_cannot_be_woken_is_turned_on_their_side_and_not_left():
    section = CRISIS.split("### If they can't be woken but are breathing")[1].split("\n###")[0]
    for words in ("Call first", "on their side", "Stay with them", "don't make them vomit"):
        assert words in section
