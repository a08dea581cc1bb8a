"""The questions in other tools' formats: none lost, marked as in the course, and text stays text.

QTI 2.1 is read back and marked by Pyslet, Moodle's multiple choice by moodle-xml-parser, xAPI by
tincan; none knows this course. Pyslet reads QTI 1.2 too, but cannot mark it, so its marks are held
here to what Canvas's importer makes of them.
"""

from __future__ import annotations

import csv
import html
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from itertools import combinations, permutations, product
from pathlib import Path
from typing import Any

import moodle_xml_parser.parser as moodle_reader
import pytest
from pyslet.qtiv1 import item as qti1_item
from pyslet.qtiv1 import xml as qti1_xml
from pyslet.qtiv2 import variables
from pyslet.qtiv2 import xml as pyslet_xml
from tincan import Statement

from ketamine_course.cli import main
from ketamine_course.progress import xapi
from ketamine_course.quiz import bank
from ketamine_course.quiz.definition import define
from ketamine_course.quiz.formats import WRITERS, moodle, paper, qti, qti12, spreadsheet
from ketamine_course.quiz.grading import grade

from ..quiz_evidence import BANKS, made_up_evidence
from .test_progress_store import attempt

FILES = {
    name: module.FILE
    for name, module in zip(WRITERS, (moodle, qti, qti12, spreadsheet, paper), strict=True)
}
ROOT = Path(__file__).parents[2]
Q12 = f"{{{qti12.NS}}}"


# Pyslet calls its own older names.
pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning:pyslet", "ignore::DeprecationWarning:tincan"
)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The whole bank in every format: the folder, the definitions by quiz, and what was left out by
    format.
    """
    folder = tmp_path_factory.mktemp("export")
    banks = list(bank.load_all().values())
    left = {name: write(banks, folder) for name, write in WRITERS.items()}
    return {"folder": folder, "quizzes": {each.id: define(each) for each in banks}, "left": left}


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder with a quiz of harmful texts in every format."""
    with made_up_evidence():
        made = bank.load("hostile", BANKS)
        for write in WRITERS.values():
            assert write([made], tmp_path) == []
    return tmp_path


def items(exported: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{id}.{item['id']}": item
        for id, quiz in exported["quizzes"].items()
        for item in quiz["items"]
    }


def found(name: str, folder: Path) -> list[str]:
    """The ids (quiz.item) of the questions in an exported file."""
    path = folder / FILES[name]
    if name == "moodle":
        return [
            node.findtext("idnumber")
            for node in ET.parse(path).getroot()
            if node.get("type") != "category"
        ]
    if name == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(
                dict.fromkeys(f"{row['quiz']}.{row['item']}" for row in csv.DictReader(file))
            )
    if name == "paper":
        return [
            id
            for id in Page(path.read_text(encoding="utf-8")).ids
            if "." in id and not id.startswith("key-")
        ]
    with zipfile.ZipFile(path) as archive:
        if name == "qti":
            return [each[6:-4] for each in archive.namelist() if each.startswith("items/")]
        roots = [ET.fromstring(archive.read(each)) for each in archive.namelist() if "/" in each]
    return [node.get("ident") for root in roots for node in root.iter(f"{Q12}item")]


class Page(HTMLParser):
    """What a browser would see of a page: its tags, ids and text."""

    def __init__(self, source: str):
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.words = ""
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.ids += [value for key, value in attrs if key == "id"]

    def handle_data(self, data):
        self.words += data


@pytest.mark.parametrize("name", WRITERS)
def test_every_question_is_in_the_file_or_named_as_left_out(exported, name):
    left = [f"{each.quiz}.{each.item}" for each in exported["left"][name]]
    there = found(name, exported["folder"])
    assert sorted(there + left) == sorted(items(exported))
    assert all(each.why for each in exported["left"][name])
    guesses = {
        f"{id}.{i['id']}"
        for id, quiz in exported["quizzes"].items()
        if quiz["mode"] == "predict"
        for i in quiz["items"]
    }
    if name in ("csv", "paper"):
        assert left == []
    else:
        kinds = {"moodle": {"survey"}, "qti": set(), "qti12": {"survey"}}[name]
        assert set(left) == guesses | {
            id for id, item in items(exported).items() if item["type"] in kinds
        }


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_questions_make_the_same_file(exported, name, tmp_path):
    WRITERS[name](list(bank.load_all().values()), tmp_path)
    assert (tmp_path / FILES[name]).read_bytes() == (exported["folder"] / FILES[name]).read_bytes()


def responses(item: dict[str, Any]) -> list[Any]:
    """Answers of every kind to an item: all of them where they are few."""
    ids = [part["id"] for part in item.get("options", item.get("cards", []))]
    match item["type"]:
        case "choice" | "survey":
            return ids
        case "multiple" | "mark":
            return [
                list(some) for size in range(1, len(ids) + 1) for some in combinations(ids, size)
            ]
        case "classify":
            groups = [group["id"] for group in item["groups"]]
            whole = [
                dict(zip(ids, chosen, strict=True))
                for chosen in list(product(groups, repeat=len(ids)))[::7]
            ]
            right = {card["id"]: card["group"] for card in item["cards"]}
            return [right, {ids[0]: right[ids[0]]}, *whole[:40]]
        case "order":
            return [list(each) for each in list(permutations(ids))[:: max(1, len(ids) ** 2 // 2)]][
                :30
            ]
    ends = [part["to"] for part in item["ranges"]]
    return [
        item["minimum"],
        *ends,
        *(end - item["step"] / 2 for end in ends),
        item["evidence"]["value"],
    ]


def marked(root: Any, item: dict[str, Any], response: Any) -> tuple[float, Any]:
    """Score and feedback that Pyslet gives an answer."""
    match item["type"]:
        case "choice" | "survey":
            value: Any = f"a-{response}"
        case "multiple" | "mark" | "order":
            value = [f"a-{id}" for id in response]
        case "classify":
            value = [(f"a-{card}", f"g-{group}") for card, group in response.items()]
        case _:
            value = float(response)
    session = variables.ItemSessionState(root)
    session.begin_session()
    session["RESPONSE"].set_value(value)
    session.end_attempt()
    return session["SCORE"].value, session["FEEDBACK"].value


@pytest.mark.slow
def test_pyslet_marks_every_qti_question_as_the_course_does(exported):
    tried = 0
    with zipfile.ZipFile(exported["folder"] / qti.FILE) as archive:
        for id in found("qti", exported["folder"]):
            item = items(exported)[id]
            document = pyslet_xml.QTIDocument()
            document.read(src=BytesIO(archive.read(f"items/{id}.xml")))
            for response in responses(item):
                score, feedback = marked(document.root, item, response)
                assert score == pytest.approx(grade(item, response).score, abs=1e-9), (id, response)
                if item["type"] == "estimate":
                    place = next(
                        n for n, part in enumerate(item["ranges"], 1) if response <= part["to"]
                    )
                    assert feedback == f"range-{place}"
                tried += 1
    assert tried > 1000


def test_qti_packages_list_exactly_the_files_they_hold(exported):
    for name in ("qti", "qti12"):
        with zipfile.ZipFile(exported["folder"] / FILES[name]) as archive:
            manifest = ET.fromstring(archive.read("imsmanifest.xml"))
            names = set(archive.namelist()) - {"imsmanifest.xml"}
            assert archive.testzip() is None
        assert {node.get("href") for node in manifest.iter() if node.tag.endswith("}file")} == names
        ids = [node.get("identifier") for node in manifest.iter() if node.tag.endswith("}resource")]
        needed = [
            node.get("identifierref")
            for node in manifest.iter()
            if node.tag.endswith("}dependency")
        ]
        assert len(set(ids)) == len(ids) and set(needed) <= set(ids)


def test_a_qti_test_asks_the_questions_of_its_quiz_in_order(exported):
    with zipfile.ZipFile(exported["folder"] / qti.FILE) as archive:
        for id, quiz in exported["quizzes"].items():
            if quiz["mode"] != "predict":
                root = ET.fromstring(archive.read(f"tests/{id}.xml"))
                asked = list(root.iter(f"{{{qti.QTI}}}assessmentItemRef"))
                # A full stop in the name would end it where a test reads NAME.SCORE.
                assert not [node for node in asked if "." in node.get("identifier")]
                assert [node.get("href") for node in asked] == [
                    f"../items/{id}.{item['id']}.xml" for item in quiz["items"]
                ]


def test_moodle_marks_choices_and_estimates_as_the_course_does(exported):
    """Moodle adds the shares of what was ticked, never below zero, and takes the first number that
    is near enough.
    """
    questions = {
        node.findtext("idnumber"): node
        for node in ET.parse(exported["folder"] / moodle.FILE).getroot()
        if node.get("type") != "category"
    }
    for id, node in questions.items():
        item = items(exported)[id]
        shares = [float(answer.get("fraction")) / 100 for answer in node.findall("answer")]
        if item["type"] in ("choice", "multiple", "mark"):
            assert max(shares) == 1 or sum(s for s in shares if s > 0) == pytest.approx(1, abs=1e-4)
            by_id = {
                option["id"]: share for option, share in zip(item["options"], shares, strict=True)
            }
            for response in responses(item):
                ticked = response if isinstance(response, list) else [response]
                assert max(0, sum(by_id[each] for each in ticked)) == pytest.approx(
                    grade(item, response).score, abs=1e-4
                )
        elif item["type"] == "estimate":
            near = [
                (float(a.findtext("text")), float(a.findtext("tolerance")))
                for a in node.findall("answer")
            ]
            for guess in responses(item):
                hit = next(
                    n
                    for n, (value, tolerance) in enumerate(near)
                    if abs(guess - value) <= tolerance + 1e-9
                )
                assert shares[hit] == grade(item, guess).score, (id, guess)
        elif item["type"] == "order":
            said = [html.unescape(answer.findtext("text")) for answer in node.findall("answer")]
            assert said == [f"<p>{card['text']}</p>" for card in item["cards"]]
        else:
            names = {group["id"]: group["text"] for group in item["groups"]}
            pairs = [
                (html.unescape(s.findtext("text")), s.findtext("answer/text"))
                for s in node.findall("subquestion")
            ]
            cards = [(f"<p>{card['text']}</p>", names[card["group"]]) for card in item["cards"]]
            assert pairs[: len(cards)] == cards
            assert {name for _, name in pairs} == set(names.values())


@pytest.mark.slow
def test_another_library_finds_the_right_choices_in_moodle_xml(exported):
    parsed = moodle_reader.parse_bytes((exported["folder"] / moodle.FILE).read_bytes())[
        "multichoice"
    ]
    kept = [
        (id, item)
        for id, item in items(exported).items()
        if id in found("moodle", exported["folder"]) and "options" in item
    ]
    assert [each.name for each in parsed] == [id.replace(".", ": ", 1) for id, _ in kept]
    for each, (_, item) in zip(parsed, kept, strict=True):
        assert each.single == (item["type"] == "choice")
        right = [Page(option.answer).words for option in each.options if option.score_fraction > 0]
        assert right == [option["text"] for option in item["options"] if option["correct"]]
        assert [Page(option.feedback).words for option in each.options] == [
            option["feedback"] for option in item["options"]
        ]


def canvas_items(exported):
    """Each question of the Canvas package with its id."""
    with zipfile.ZipFile(exported["folder"] / qti12.FILE) as archive:
        roots = [ET.fromstring(archive.read(name)) for name in archive.namelist() if "/" in name]
    return {node.get("ident"): node for root in roots for node in root.iter(f"{Q12}item")}


KEY = "KeyEach question is worth one point."
CANVAS = {
    "choice": "multiple_choice_question",
    "multiple": "multiple_answers_question",
    "mark": "multiple_answers_question",
    "classify": "matching_question",
    "order": "matching_question",
    "estimate": "numerical_question",
}


def test_canvas_finds_the_right_answers(exported):
    for id, node in canvas_items(exported).items():
        item = items(exported)[id]
        scored = [c for c in node.iter(f"{Q12}respcondition") if c.find(f"{Q12}setvar") is not None]
        fields = [entry.text for entry in node.iter(f"{Q12}fieldentry")]
        assert fields == [CANVAS[item["type"]], "1.0"]
        texts = {
            label.get("ident"): Page(label.findtext(f".//{Q12}mattext")).words
            for label in node.iter(f"{Q12}response_label")
            if len(label)
        }
        if "cards" in item:
            cards = {
                box.get("ident"): box.findtext(f"{Q12}material/{Q12}mattext")
                for box in node.iter(f"{Q12}response_lid")
            }
            pairs = {
                cards[v.get("respident")]: texts[v.text]
                for c in scored
                for v in c.iter(f"{Q12}varequal")
            }
            names = {group["id"]: group["text"] for group in item.get("groups", [])}
            assert pairs == {
                card["text"]: names.get(card.get("group")) or str(n)
                for n, card in enumerate(item["cards"], 1)
            }
            assert sum(float(c.findtext(f"{Q12}setvar")) for c in scored) == pytest.approx(
                100, abs=1e-4
            )
            # Cards in the right order would give the answer away.
            assert [cards[key] for key in cards] == [
                next(c["text"] for c in item["cards"] if c["id"] == id) for id in item["start"]
            ]
        elif item["type"] == "estimate":
            (low,), (high,) = (
                [float(v.text) for v in node.iter(f"{Q12}{tag}")] for tag in ("vargte", "varlte")
            )
            assert grade(item, low).score == grade(item, high).score == 1
            assert low <= item["evidence"]["value"] <= high
            assert low == item["minimum"] or grade(item, low - item["step"]).score < 1
        else:
            (only,) = scored
            box = (
                only.find(f"{Q12}conditionvar/{Q12}and")
                if item["type"] in ("multiple", "mark")
                else only.find(f"{Q12}conditionvar")
            )
            right = [texts[v.text] for v in box.findall(f"{Q12}varequal")]
            wrong = [texts[v.text] for v in box.findall(f"{Q12}not/{Q12}varequal")]
            assert right == [option["text"] for option in item["options"] if option["correct"]]
            if item["type"] in ("multiple", "mark"):
                assert wrong == [
                    option["text"] for option in item["options"] if not option["correct"]
                ]


def test_canvas_shows_each_option_its_own_feedback(exported):
    """Canvas's importer takes a feedback named "…correct…", "…general_…" or "…_all…" for one on the
    whole question, and digits in the name of a choice for its number.
    """
    for id, node in canvas_items(exported).items():
        item = items(exported)[id]
        shown = {
            each.get("ident"): Page(each.findtext(f".//{Q12}mattext")).words
            for each in node.iter(f"{Q12}itemfeedback")
        }
        linked = {
            condition.find(f"{Q12}displayfeedback").get("linkrefid"): condition.findtext(
                f"{Q12}conditionvar/{Q12}varequal"
            )
            for condition in node.iter(f"{Q12}respcondition")
            if condition.find(f"{Q12}displayfeedback") is not None
        }
        assert set(shown) <= set(linked)
        own = {name: choice for name, choice in linked.items() if choice}
        assert not [
            name
            for name in own
            if re.search("wrong|correct|solution|general_|_all|_i?c$", name, re.IGNORECASE)
        ]
        assert all(
            label.get("ident").isdigit()
            for label in node.iter(f"{Q12}response_label")
            if len(label)
        )
        if "options" in item:
            texts = {
                label.get("ident"): Page(label.findtext(f".//{Q12}mattext")).words
                for label in node.iter(f"{Q12}response_label")
            }
            assert {texts[choice]: shown[name] for name, choice in own.items()} == {
                o["text"]: o["feedback"] for o in item["options"]
            }


@pytest.mark.slow
def test_pyslet_reads_every_question_and_choice_for_canvas(exported):
    read = {}
    with zipfile.ZipFile(exported["folder"] / qti12.FILE) as archive:
        for name in (each for each in archive.namelist() if "/" in each):
            document = qti1_xml.QTIDocument()
            document.read(src=BytesIO(archive.read(name)))
            for section in document.root.Assessment.SectionMixin:
                for each in section.SectionItemMixin:
                    labels = each.Presentation.find_children_depth_first(qti1_item.ResponseLabel)
                    read[each.ident] = [label.ident for label in labels]
    assert read == {
        id: [label.get("ident") for label in node.iter(f"{Q12}response_label")]
        for id, node in canvas_items(exported).items()
    }


def test_hostile_texts_stay_text(hostile):
    with made_up_evidence():
        item = define(bank.load("hostile", BANKS))["items"][0]
    wanted = [
        item["prompt"],
        item["explanation"],
        *(option["feedback"] for option in item["options"]),
    ]
    safe = {"p", "ul", "li", "a", "div"}
    page = Page((hostile / paper.FILE).read_text(encoding="utf-8"))
    assert not {"script", "img", "b", "i", "u"} & set(page.tags)
    assert all(text in page.words for text in wanted)
    node = ET.parse(hostile / moodle.FILE).getroot()
    shown = [
        Page(each.findtext("text") or "") for each in node.iter() if each.get("format") == "html"
    ]
    assert {tag for each in shown for tag in each.tags} <= safe
    assert all(any(text in each.words for each in shown) for text in wanted)
    with zipfile.ZipFile(hostile / qti12.FILE) as archive:
        root = ET.fromstring(archive.read("hostile/hostile.xml"))
    shown = [
        Page(each.text)
        for each in root.iter(f"{Q12}mattext")
        if each.get("texttype") == "text/html"
    ]
    assert {tag for each in shown for tag in each.tags} <= safe
    assert all(any(text in each.words for each in shown) for text in wanted)
    with zipfile.ZipFile(hostile / qti.FILE) as archive:
        root = ET.fromstring(archive.read("items/hostile.general.xml"))
    assert not {"script", "img", "b", "i"} & {each.tag.rpartition("}")[2] for each in root.iter()}
    assert all(text in "".join(root.itertext()) for text in wanted)


def test_a_spreadsheet_takes_no_text_for_a_formula(hostile):
    with (hostile / spreadsheet.FILE).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["text"] for row in rows[:2]] == [
        '\'=HYPERLINK("https://example.org")',
        "'@SUM(A1) <i>x</i>",
    ]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]


def test_the_paper_asks_first_and_gives_reasons_and_sources_after(exported):
    page = Page((exported["folder"] / paper.FILE).read_text(encoding="utf-8"))
    key = page.ids.index("key")
    graded = items(exported)
    assert page.ids[:key] == list(graded) and page.ids[key + 1 :] == [f"key-{id}" for id in graded]
    asked, _, told = page.words.partition(KEY)
    for item in graded.values():
        for part in item.get("options", item.get("cards", item.get("ranges", []))):
            assert part["feedback"] in told and part["feedback"] not in asked
        assert all(source["url"] in told for source in item["sources"])
    assert not {"script", "link", "img"} & set(page.tags)


def test_the_paper_gives_the_emergency_numbers_of_the_crisis_page(exported):
    page = Page((exported["folder"] / paper.FILE).read_text(encoding="utf-8")).words
    crisis = (ROOT / "book" / "crisis.md").read_text(encoding="utf-8")
    first = crisis.partition("Tap a number")[0]
    numbers = re.findall(r"tel:(\d+)", first)
    assert len(numbers) >= 5
    assert all(f"{number} in " in page.partition(KEY)[0] for number in numbers)


def test_the_command_writes_the_quizzes_asked_for_and_says_what_is_left_out(tmp_path, capsys):
    assert (
        main(
            [
                "export",
                "--to",
                "moodle",
                "--quiz",
                "lesson-03",
                "lesson-03-guess",
                "--out",
                str(tmp_path / "new"),
            ]
        )
        == 0
    )
    said = capsys.readouterr().out
    assert set(found("moodle", tmp_path / "new")) == {
        f"lesson-03.{item.id}" for item in bank.load("lesson-03").items if item.type != "survey"
    }
    listed = (tmp_path / "new" / "left-out-moodle.txt").read_text(encoding="utf-8")
    assert listed in said
    gone = [item for item in bank.load("lesson-03").items if item.type == "survey"] + list(
        bank.load("lesson-03-guess").items
    )
    assert len(gone) == 3 and all(item.prompt in listed for item in gone)
    assert listed.count("\nLeft out: ") + listed.startswith("Left out: ") == 2


def test_two_formats_in_one_folder_keep_both_lists(tmp_path):
    for name in ("moodle", "csv"):
        assert main(["export", "--to", name, "--quiz", "lesson-03", "--out", str(tmp_path)]) == 0
    assert "Left out: " in (tmp_path / "left-out-moodle.txt").read_text(encoding="utf-8")
    assert "Nothing was left out" in (tmp_path / "left-out-csv.txt").read_text(encoding="utf-8")


def test_all_quizzes_come_lesson_by_lesson_and_each_guess_before_what_would_answer_it(tmp_path):
    assert main(["export", "--to", "csv", "--out", str(tmp_path)]) == 0
    order = list(dict.fromkeys(id.partition(".")[0] for id in found("csv", tmp_path)))
    assert sorted(order) == bank.ids()
    lessons = [bank.load(id).lesson for id in order]
    assert lessons == sorted(lessons)
    assert all(
        order.index(f"lesson-{n:02}-guess") < order.index(f"lesson-{n:02}") for n in range(1, 12)
    )


def test_the_command_alone_says_what_it_can_do(capsys):
    assert main([]) == 0
    assert "export" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["export", "--help"])
    said = capsys.readouterr().out
    assert all(name in said for name in [*WRITERS, "xapi"])


def test_the_command_refuses_what_it_cannot_do(tmp_path, capsys):
    def refused(*words: str) -> str:
        try:
            status = main(["export", *words, "--out", str(tmp_path)])
        except SystemExit as misused:
            status = misused.code
        assert status in {1, 2}
        return capsys.readouterr().err

    assert "lesson-03" in refused("--to", "qti", "--quiz", "lesson-33")
    assert "--attempts" in refused("--to", "xapi")
    damaged = tmp_path / "damaged.json"
    damaged.write_text("{")
    assert "damaged.json" in refused("--to", "xapi", "--attempts", str(damaged))
    assert "xapi" in refused("--to", "csv", "--attempts", str(damaged))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["damaged.json"]


def test_answers_become_statements_that_another_library_reads(tmp_path):
    attempts = [
        attempt("a", score=0.5, max_score=1.0, confidence=0.75, response={"bp": "care"}),
        attempt("b", score=0.0, max_score=0.0, mode="predict", confidence=None, response=40),
    ]
    path = tmp_path / "answers.json"
    content = {
        "format": "ketamine-course-attempts",
        "version": 1,
        "attempts": [each.model_dump() for each in attempts],
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    words = [
        "export",
        "--to",
        "xapi",
        "--attempts",
        str(path),
        "--out",
        str(tmp_path),
        "--home",
        "https://learn.example.org/",
    ]
    assert main(words) == 0
    statements = json.loads((tmp_path / xapi.FILE).read_text(encoding="utf-8"))
    first, guess = (Statement.from_json(json.dumps(each)) for each in statements)
    assert first.verb.id == "http://adlnet.gov/expapi/verbs/answered"
    assert (first.actor.account.home_page, first.actor.account.name) == (
        "https://learn.example.org",
        attempts[0].learner,
    )
    assert set(statements[0]["actor"]) == {"objectType", "account"}
    assert (first.result.score.scaled, first.result.success, first.result.response) == (
        0.5,
        False,
        "bp[.]care",
    )
    assert statements[0]["result"]["extensions"] == {
        "https://learn.example.org/xapi/confidence": 0.75
    }
    assert (
        statements[0]["object"]["id"]
        == f"https://learn.example.org/quiz/{attempts[0].quiz}/{attempts[0].item}"
    )
    assert (
        guess.result.score is None
        and guess.result.response == "40"
        and "extensions" not in statements[1]["result"]
    )
    assert statements[0]["id"] != statements[1]["id"]
    assert [xapi.statement(each, "https://learn.example.org") for each in attempts] == statements
