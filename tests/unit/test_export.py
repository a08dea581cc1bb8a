"""The questions in other tools' formats: none lost, marked as in the course, and text stays text.

QTI 2.1 is read back and marked by Pyslet, Moodle's multiple choice by moodle-xml-parser, xAPI by tincan; none knows this
course. QTI 1.2 has no reader to be had, so its form is held here to what Canvas reads.
"""

from __future__ import annotations

import csv
import html
import json
import xml.etree.ElementTree as ET
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from itertools import combinations, permutations, product
from pathlib import Path
from typing import Any

import moodle_xml_parser.parser as moodle_reader
import pytest
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

FILES = {name: module.FILE for name, module in zip(WRITERS, (moodle, qti, qti12, spreadsheet, paper), strict=True)}
Q12 = f"{{{qti12.NS}}}"


# Pyslet calls its own older names.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:pyslet", "ignore::DeprecationWarning:tincan")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The whole bank in every format: the folder, the definitions by quiz, and what was left out by format."""
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
    return {f"{id}.{item['id']}": item for id, quiz in exported["quizzes"].items() for item in quiz["items"]}


def found(name: str, folder: Path) -> list[str]:
    """The ids (quiz.item) of the questions in an exported file."""
    path = folder / FILES[name]
    if name == "moodle":
        return [node.findtext("idnumber") for node in ET.parse(path).getroot() if node.get("type") != "category"]
    if name == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(dict.fromkeys(f"{row['quiz']}.{row['item']}" for row in csv.DictReader(file)))
    if name == "paper":
        return [id for id in Page(path.read_text(encoding="utf-8")).ids if "." in id and not id.startswith("key-")]
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
    guesses = {f"{id}.{i['id']}" for id, quiz in exported["quizzes"].items() if quiz["mode"] == "predict" for i in quiz["items"]}
    if name in ("csv", "paper"):
        assert left == []
    else:
        kinds = {"moodle": {"survey"}, "qti": set(), "qti12": {"survey", "order"}}[name]
        assert set(left) == guesses | {id for id, item in items(exported).items() if item["type"] in kinds}


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
        case "multiple":
            return [list(some) for size in range(1, len(ids) + 1) for some in combinations(ids, size)]
        case "classify":
            groups = [group["id"] for group in item["groups"]]
            whole = [dict(zip(ids, chosen, strict=True)) for chosen in list(product(groups, repeat=len(ids)))[::7]]
            right = {card["id"]: card["group"] for card in item["cards"]}
            return [right, {ids[0]: right[ids[0]]}, *whole[:40]]
        case "order":
            return [list(each) for each in list(permutations(ids))[:: max(1, len(ids) ** 2 // 2)]][:30]
    ends = [part["to"] for part in item["ranges"]]
    return [item["minimum"], *ends, *(end - item["step"] / 2 for end in ends), item["evidence"]["value"]]


def marked(root: Any, item: dict[str, Any], response: Any) -> tuple[float, Any]:
    """Score and feedback that Pyslet gives an answer."""
    match item["type"]:
        case "choice" | "survey":
            value: Any = f"a-{response}"
        case "multiple" | "order":
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
                    place = next(n for n, part in enumerate(item["ranges"], 1) if response <= part["to"])
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
        needed = [node.get("identifierref") for node in manifest.iter() if node.tag.endswith("}dependency")]
        assert len(set(ids)) == len(ids) and set(needed) <= set(ids)


def test_a_qti_test_asks_the_questions_of_its_quiz_in_order(exported):
    with zipfile.ZipFile(exported["folder"] / qti.FILE) as archive:
        for id, quiz in exported["quizzes"].items():
            if quiz["mode"] != "predict":
                root = ET.fromstring(archive.read(f"tests/{id}.xml"))
                refs = [node.get("href") for node in root.iter(f"{{{qti.QTI}}}assessmentItemRef")]
                assert refs == [f"../items/{id}.{item['id']}.xml" for item in quiz["items"]]


def test_moodle_marks_choices_and_estimates_as_the_course_does(exported):
    """Moodle adds the shares of what was ticked, never below zero, and takes the first number that is near enough."""
    questions = {
        node.findtext("idnumber"): node for node in ET.parse(exported["folder"] / moodle.FILE).getroot() if node.get("type") != "category"
    }
    for id, node in questions.items():
        item = items(exported)[id]
        shares = [float(answer.get("fraction")) / 100 for answer in node.findall("answer")]
        if item["type"] in ("choice", "multiple"):
            assert max(shares) == 1 or sum(s for s in shares if s > 0) == pytest.approx(1, abs=1e-4)
            by_id = {option["id"]: share for option, share in zip(item["options"], shares, strict=True)}
            for response in responses(item):
                ticked = response if isinstance(response, list) else [response]
                assert max(0, sum(by_id[each] for each in ticked)) == pytest.approx(grade(item, response).score, abs=1e-4)
        elif item["type"] == "estimate":
            near = [(float(a.findtext("text")), float(a.findtext("tolerance"))) for a in node.findall("answer")]
            for guess in responses(item):
                hit = next(n for n, (value, tolerance) in enumerate(near) if abs(guess - value) <= tolerance + 1e-9)
                assert shares[hit] == grade(item, guess).score, (id, guess)
        elif item["type"] == "order":
            said = [html.unescape(answer.findtext("text")) for answer in node.findall("answer")]
            assert said == [f"<p>{card['text']}</p>" for card in item["cards"]]
        else:
            names = {group["id"]: group["text"] for group in item["groups"]}
            pairs = [(html.unescape(s.findtext("text")), s.findtext("answer/text")) for s in node.findall("subquestion")]
            cards = [(f"<p>{card['text']}</p>", names[card["group"]]) for card in item["cards"]]
            assert pairs[: len(cards)] == cards
            assert {name for _, name in pairs} == set(names.values())


def test_another_library_finds_the_right_choices_in_moodle_xml(exported):
    parsed = moodle_reader.parse_bytes((exported["folder"] / moodle.FILE).read_bytes())["multichoice"]
    kept = [(id, item) for id, item in items(exported).items() if id in found("moodle", exported["folder"]) and "options" in item]
    assert [each.name for each in parsed] == [id.replace(".", ": ", 1) for id, _ in kept]
    for each, (_, item) in zip(parsed, kept, strict=True):
        assert each.single == (item["type"] == "choice")
        right = [Page(option.answer).words for option in each.options if option.score_fraction > 0]
        assert right == [option["text"] for option in item["options"] if option["correct"]]
        assert [Page(option.feedback).words for option in each.options] == [option["feedback"] for option in item["options"]]


def test_canvas_finds_the_right_answers(exported):
    with zipfile.ZipFile(exported["folder"] / qti12.FILE) as archive:
        roots = [ET.fromstring(archive.read(name)) for name in archive.namelist() if "/" in name]
    for node in (item for root in roots for item in root.iter(f"{Q12}item")):
        item = items(exported)[node.get("ident")]
        scored = [c for c in node.iter(f"{Q12}respcondition") if c.find(f"{Q12}setvar") is not None]
        fields = [entry.text for entry in node.iter(f"{Q12}fieldentry")]
        assert fields == [qti12.KINDS[item["type"]], "1.0"]
        linked = {each.get("linkrefid") for each in node.iter(f"{Q12}displayfeedback")}
        shown = [each.get("ident") for each in node.iter(f"{Q12}itemfeedback")]
        assert len(set(shown)) == len(shown) and set(shown) <= linked
        if item["type"] == "classify":
            pairs = {v.get("respident").removeprefix("response_"): v.text for c in scored for v in c.iter(f"{Q12}varequal")}
            assert pairs == {card["id"]: card["group"] for card in item["cards"]}
            assert sum(float(c.findtext(f"{Q12}setvar")) for c in scored) == pytest.approx(100, abs=1e-4)
        elif item["type"] == "estimate":
            (low,), (high,) = ([float(v.text) for v in node.iter(f"{Q12}{tag}")] for tag in ("vargte", "varlte"))
            assert grade(item, low).score == grade(item, high).score == 1
            assert low <= item["evidence"]["value"] <= high
            assert low == item["minimum"] or grade(item, low - item["step"]).score < 1
        else:
            (only,) = scored
            box = only.find(f"{Q12}conditionvar/{Q12}and") if item["type"] == "multiple" else only.find(f"{Q12}conditionvar")
            right = [v.text for v in box.findall(f"{Q12}varequal")]
            wrong = [v.text for v in box.findall(f"{Q12}not/{Q12}varequal")]
            assert right == [option["id"] for option in item["options"] if option["correct"]]
            if item["type"] == "multiple":
                assert wrong == [option["id"] for option in item["options"] if not option["correct"]]


def test_hostile_texts_stay_text(hostile):
    with made_up_evidence():
        item = define(bank.load("hostile", BANKS))["items"][0]
    wanted = [item["prompt"], item["explanation"], *(option["feedback"] for option in item["options"])]
    safe = {"p", "ul", "li", "a", "div"}
    page = Page((hostile / paper.FILE).read_text(encoding="utf-8"))
    assert not {"script", "img", "b", "i", "u"} & set(page.tags)
    assert all(text in page.words for text in wanted)
    node = ET.parse(hostile / moodle.FILE).getroot()
    shown = [Page(each.findtext("text") or "") for each in node.iter() if each.get("format") == "html"]
    assert {tag for each in shown for tag in each.tags} <= safe
    assert all(any(text in each.words for each in shown) for text in wanted)
    with zipfile.ZipFile(hostile / qti12.FILE) as archive:
        root = ET.fromstring(archive.read("hostile/hostile.xml"))
    shown = [Page(each.text) for each in root.iter(f"{Q12}mattext") if each.get("texttype") == "text/html"]
    assert {tag for each in shown for tag in each.tags} <= safe
    assert all(any(text in each.words for each in shown) for text in wanted)
    with zipfile.ZipFile(hostile / qti.FILE) as archive:
        root = ET.fromstring(archive.read("items/hostile.general.xml"))
    assert not {"script", "img", "b", "i"} & {each.tag.rpartition("}")[2] for each in root.iter()}
    assert all(text in "".join(root.itertext()) for text in wanted)


def test_a_spreadsheet_takes_no_text_for_a_formula(hostile):
    with (hostile / spreadsheet.FILE).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["text"] for row in rows[:2]] == ["'=HYPERLINK(\"https://example.org\")", "'@SUM(A1) <i>x</i>"]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]


def test_the_paper_asks_first_and_gives_reasons_and_sources_after(exported):
    page = Page((exported["folder"] / paper.FILE).read_text(encoding="utf-8"))
    key = page.ids.index("key")
    graded = items(exported)
    assert page.ids[:key] == list(graded) and page.ids[key + 1 :] == [f"key-{id}" for id in graded]
    asked, _, told = page.words.partition("Key\n")
    for item in graded.values():
        for part in item.get("options", item.get("cards", item.get("ranges", []))):
            assert part["feedback"] in told and part["feedback"] not in asked
        assert all(source["url"] in told for source in item["sources"])
    assert not {"script", "link", "img"} & set(page.tags)


def test_the_command_writes_the_quizzes_asked_for_and_says_what_is_left_out(tmp_path, capsys):
    assert main(["export", "--to", "moodle", "--quiz", "lesson-03", "lesson-03-guess", "--out", str(tmp_path / "new")]) == 0
    said = capsys.readouterr().out
    assert set(found("moodle", tmp_path / "new")) == {
        f"lesson-03.{item.id}" for item in bank.load("lesson-03").items if item.type != "survey"
    }
    lines = (tmp_path / "new" / "left-out.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3 and all(line in said for line in lines)


def test_the_command_refuses_what_it_cannot_do(tmp_path, capsys):
    assert main(["export", "--to", "qti", "--quiz", "lesson-33", "--out", str(tmp_path)]) == 2
    assert "lesson-03" in capsys.readouterr().err
    assert main(["export", "--to", "xapi", "--out", str(tmp_path)]) == 2
    assert "results file" in capsys.readouterr().err
    damaged = tmp_path / "damaged.json"
    damaged.write_text("{")
    assert main(["export", "--to", "xapi", str(damaged), "--out", str(tmp_path)]) == 2
    assert "damaged.json" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["damaged.json"]


def test_answers_become_statements_that_another_library_reads(tmp_path):
    attempts = [
        attempt("a", score=0.5, max_score=1.0, confidence=0.75, response={"bp": "care"}),
        attempt("b", score=0.0, max_score=0.0, mode="predict", confidence=None, response=40),
    ]
    path = tmp_path / "answers.json"
    content = {"format": "ketamine-course-attempts", "version": 1, "attempts": [each.model_dump() for each in attempts]}
    path.write_text(json.dumps(content), encoding="utf-8")
    words = ["export", "--to", "xapi", str(path), "--out", str(tmp_path), "--home", "https://learn.example.org/"]
    assert main(words) == 0
    statements = json.loads((tmp_path / xapi.FILE).read_text(encoding="utf-8"))
    first, guess = (Statement.from_json(json.dumps(each)) for each in statements)
    assert first.verb.id == "http://adlnet.gov/expapi/verbs/answered"
    assert (first.actor.account.home_page, first.actor.account.name) == ("https://learn.example.org", attempts[0].learner)
    assert set(statements[0]["actor"]) == {"objectType", "account"}
    assert (first.result.score.scaled, first.result.success, first.result.response) == (0.5, False, "bp[.]care")
    assert statements[0]["result"]["extensions"] == {"https://learn.example.org/xapi/confidence": 0.75}
    assert statements[0]["object"]["id"] == f"https://learn.example.org/quiz/{attempts[0].quiz}/{attempts[0].item}"
    assert guess.result.score is None and guess.result.response == "40" and "extensions" not in statements[1]["result"]
    assert statements[0]["id"] != statements[1]["id"]
    assert [xapi.statement(each, "https://learn.example.org") for each in attempts] == statements
