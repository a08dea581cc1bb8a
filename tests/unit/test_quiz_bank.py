"""Quiz banks: what is accepted, and what a trainer is told about everything else."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from ketamine_course.errors import UnknownIdError
from ketamine_course.quiz import bank, schema
from ketamine_course.quiz.faults import BankError

from ..quiz_evidence import BANKS, made_up_evidence

GOOD = (BANKS / "six-kinds.yaml").read_text(encoding="utf-8")


def test_every_quiz_of_the_course_is_sound():
    assert bank.load_all()


@pytest.fixture(autouse=True)
def evidence(request: pytest.FixtureRequest) -> Iterator[None]:
    if "of_the_course" in request.node.name:
        yield
        return
    with made_up_evidence():
        yield


def refusal(folder: Path, text: str | bytes, name: str = "six-kinds") -> str:
    """What is said about a bank with this text."""
    content = text if isinstance(text, bytes) else text.encode()
    (folder / f"{name}.yaml").write_bytes(content)
    with pytest.raises(BankError) as caught:
        bank.load(name, folder)
    return "\n".join(caught.value.problems)


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) >= 1, old
    return GOOD.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_good_bank_is_read():
    quiz = bank.load("six-kinds", BANKS)
    assert [item.type for item in quiz.items] == [
        "choice",
        "multiple",
        "classify",
        "order",
        "estimate",
        "estimate",
        "survey",
    ]
    # Unquoted, as a trainer types it, this would be the number 3.1 in YAML.
    assert quiz.items[0].objective == "03.1"
    assert quiz.items[0].options[1].id == "a-non-medical-setting"
    assert (
        set(bank.load_all(BANKS))
        == {"hostile", "six-kinds", "made-guess", "made-leaflet", "made-test", "made-test-after"}
        == set(bank.ids(BANKS))
    )


def test_an_unknown_quiz_names_the_nearest():
    with pytest.raises(UnknownIdError, match=r"no quiz 'six-kind'\. Did you mean 'six-kinds'"):
        bank.load("six-kind", BANKS)
    with pytest.raises(UnknownIdError, match=r"There are: .*made-guess"):
        bank.load("0000", BANKS)


@pytest.mark.parametrize(
    ("old", "new", "item", "field", "expected"),
    [
        (
            "prompt: Order these by height.",
            "promt: Order these by height.",
            "rank",
            "promt",
            "expected perhaps 'prompt'",
        ),
        (
            "    prompt: Order these by height.\n",
            "",
            "rank",
            "prompt",
            "is missing, expected a plain text, one or two sentences",
        ),
        (
            "prompt: Order these by height.",
            "prompt:",
            "rank",
            "prompt",
            "expected a plain text, one or two sentences, got nothing",
        ),
        (
            "type: order",
            "type: ordre",
            "rank",
            "type",
            "expected choice, multiple, classify, order, estimate, survey or mark, got 'ordre'",
        ),
        ("    type: order\n", "", "rank", "type", "expected choice, multiple, .*got nothing"),
        (
            "objective: 03.2",
            "objective: three",
            "rank",
            "objective",
            "expected the lesson and the number .*got 'three'",
        ),
        (
            'correct: true, feedback: "Yes',
            'correct: maybe, feedback: "Yes',
            "pick-one",
            "options[1].correct",
            "expected true or false, got 'maybe'",
        ),
        (
            ", feedback: Measuring and writing down is rare outside care.",
            "",
            "pick-one",
            "options[2].feedback",
            "is missing, expected .*teaches",
        ),
        (
            "A non-medical setting, feedback",
            "A non-medical setting, correct: true, feedback",
            "pick-one",
            "options",
            "exactly one .*found 2",
        ),
        (
            "Supervised care, correct: true",
            "Supervised care",
            "pick-one",
            "options",
            "exactly one .*found 0",
        ),
        (
            "A non-medical setting",
            "Supervised care",
            "pick-one",
            "options",
            "expected different ids, 'supervised-care' stands twice",
        ),
        (
            "id: bag, text: Powder of unknown purity, group: nonmedical",
            "id: bag, text: Powder, group: nomedical",
            "sort",
            "cards",
            "card 'bag' names group 'nomedical', expected one of",
        ),
        (
            "claims: [c01]\n    findings: [made2001.count]\n    prompt: Order",
            "claims: [c99]\n    findings: [made2001.count]\n    prompt: Order",
            "rank",
            "claims[1]",
            "no claim 'c99'",
        ),
        (
            "findings: [made2001.count]\n    prompt: Order",
            "findings: [made2001.cuont]\n    prompt: Order",
            "rank",
            "findings[1]",
            "no finding 'made2001.cuont'. Did you mean 'made2001.count'",
        ),
        (
            "findings: [made2002.number]}",
            "findings: [made2002.nubmer]}",
            "pick-one",
            "options[1].findings[1]",
            "Did you mean 'made2002.number'",
        ),
        (
            "answer: made2001.count",
            "answer: made2001.cont",
            "guess",
            "answer",
            "Did you mean 'made2001.count'",
        ),
        (
            "{to: 100, credit: none, feedback: It was a good deal less.}",
            "{to: 90, credit: none, feedback: Less.}",
            "guess",
            "ranges[4].to",
            "expected the maximum 100, so that the ranges cover 0 to 100; got 90",
        ),
        (
            "{to: 35, credit: half",
            "{to: 15, credit: half",
            "guess",
            "ranges[2].to",
            "expected a number above 20, got 15",
        ),
        (
            "{to: 50, credit: full",
            "{to: 50, credit: half",
            "guess",
            "ranges[3].credit",
            "expected full, because the evidence .41.* lies in this range",
        ),
        (
            "{to: 50, credit: full",
            "{to: 50, credit: lots",
            "guess",
            "ranges[3].credit",
            "expected full, half or none, got 'lots'",
        ),
        (
            "maximum: 240",
            "maximum: .inf",
            "guess-box",
            "maximum",
            "expected a number above the minimum",
        ),
        (
            "answer: made2002.number",
            "answer: made2001.begun",
            "guess-box",
            "answer",
            "expected a finding from 0 to 240, this one is 1998",
        ),
        ("id: guess-box", "id: guess", "", "items", "expected different ids, 'guess' stands twice"),
        (
            "mode: practice",
            "mode: exam",
            "",
            "mode",
            "expected practice, assessment or predict, got 'exam'",
        ),
        ("version: 2", "version: 0", "", "version", "expected a whole number"),
        (
            "id: six-kinds",
            "id: seven-kinds",
            "",
            "id",
            "expected 'six-kinds', as the file is named; got 'seven-kinds'",
        ),
        (
            "prompt: Order these by height.",
            "prompt: Order these by height.\n    prompt: Twice.",
            "rank",
            "prompt",
            "'prompt' stands twice here, expected once",
        ),
        (
            "objective: 03.2\n    claims: [c01]\n    findings: [made2001.count]\n    prompt: Order",
            "objective: 03.3\n    claims: [c01]\n    findings: [made2001.count]\n    prompt: Order",
            "rank",
            "objective",
            r"expected one of \['03.1', '03.2'\], got '03.3'",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)
def test_a_fault_is_named_with_file_line_item_field_and_what_was_expected(
    tmp_path: Path, old: str, new: str, item: str, field: str, expected: str
):
    said = refusal(tmp_path, changed(old, new))
    place = f", item '{item}'" if item else ""
    line = rf"^six-kinds\.yaml, line \d+{re.escape(place)}, {re.escape(field)}: .*{expected}"
    assert re.search(line, said, re.MULTILINE), said


def test_the_line_is_the_right_one(tmp_path: Path):
    text = changed("{to: 35, credit: half", "{to: 35, credit: some")
    assert f"line {line_of(text, 'credit: some')}," in refusal(tmp_path, text)


def test_all_faults_of_a_file_are_named_at_once(tmp_path: Path):
    said = refusal(
        tmp_path, GOOD.replace("version: 2", "version: two").replace("mode: practice", "mode: exam")
    )
    assert ", version: " in said and ", mode: " in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: six-kinds\n title: [", r"six-kinds\.yaml, line \d+: expected YAML, "),
        ('id: six-kinds\ntitle: "no end', r"six-kinds\.yaml, line \d+: expected YAML, "),
        ("id: six-kinds\n\ttitle: tab", r"six-kinds\.yaml, line 2: expected YAML, "),
        (b"id: \xff\xfe", r"six-kinds\.yaml: expected UTF-8 text, byte 4 is not"),
        ("id: \x00", r"six-kinds\.yaml: expected YAML, "),
        ("", r"six-kinds\.yaml: expected a quiz with id, version"),
        ("just words", r"six-kinds\.yaml: expected a quiz with id, version"),
        ("- a\n- list", r"six-kinds\.yaml: expected a quiz with id, version"),
        ("a: &x 1\nb: *y", r"six-kinds\.yaml, line 2: expected YAML, "),
        (
            "id: six-kinds\nitems: nothing",
            r"six-kinds\.yaml, line 2, items: expected a list of at least one question",
        ),
        ("id: six-kinds\nitems: [1]", r"item number 1"),
        ("{a: 1}: b", r"six-kinds\.yaml"),
        ("? [a]\n: b", r"six-kinds\.yaml"),
        ("!!python/object/apply:os.system ['true']", r"six-kinds\.yaml"),
    ],
    ids=str,
)
def test_what_is_no_bank_at_all_is_refused(tmp_path: Path, text: str | bytes, said: str):
    assert re.search(said, refusal(tmp_path, text))


def test_faults_of_several_files_come_together(tmp_path: Path):
    (tmp_path / "one.yaml").write_text("nothing")
    (tmp_path / "two.yaml").write_text("nothing")
    with pytest.raises(BankError, match=r"one\.yaml.* Also: two\.yaml"):
        bank.load_all(tmp_path)


def test_plain_words_are_taken_as_typed(tmp_path: Path):
    text = changed("text: From friends", "text: No").replace("text: In the news", "text: 2020")
    (tmp_path / "six-kinds.yaml").write_text(text)
    assert [option.text for option in bank.load("six-kinds", tmp_path).items[-1].options] == [
        "No",
        "2020",
    ]


def test_a_text_to_mark_needs_a_sentence_that_misleads(tmp_path: Path):
    text = (BANKS / "made-leaflet.yaml").read_text(encoding="utf-8")
    said = refusal(tmp_path, text.replace(", misleading: true", ""), "made-leaflet")
    assert said == (
        "made-leaflet.yaml, line 15, item 'leaflet', sentences: expected at least one with"
        " 'misleading: true', found 0"
    )
    said = refusal(tmp_path, text.replace("misleading", "correct", 1), "made-leaflet")
    assert "item 'leaflet', sentences[2].correct: is not a field here" in said


def test_the_published_schema_is_current():
    assert schema.SCHEMA_FILE.read_text(encoding="utf-8") == schema.schema_text(), (
        "run: ketamine-course schema"
    )


def test_the_worked_example_for_trainers_is_a_bank_in_good_form():
    import yaml

    text = (bank.FOLDER / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert example
    schema.Bank.model_validate(yaml.load(example[1], Loader=yaml.BaseLoader))
    for field in {*schema.Bank.model_fields, *schema.Item.model_fields} - {"items"}:
        assert f"`{field}`" in text, f"README.md does not explain {field}"


def test_the_example_in_contributing_is_a_quiz_of_the_course(tmp_path: Path):
    text = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    example = re.search(r"   ```yaml\n(.*?)   ```", text, re.DOTALL)
    assert example
    (tmp_path / "my-quiz.yaml").write_text(textwrap.dedent(example[1]), encoding="utf-8")
    assert bank.load("my-quiz", tmp_path).items[0].claims == ["c16"]


def test_own_quizzes_are_found_from_the_courses_folder_and_from_its_notebooks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("KETAMINE_COURSE_LOCAL", raising=False)
    (tmp_path / "book" / "local").mkdir(parents=True)
    (tmp_path / "notebooks").mkdir()
    for folder in (tmp_path, tmp_path / "notebooks"):
        monkeypatch.chdir(folder)
        assert bank.local_folder() == tmp_path / "book" / "local"
    elsewhere = tmp_path.parent
    monkeypatch.setenv("KETAMINE_COURSE_LOCAL", str(elsewhere))
    assert bank.local_folder() == elsewhere
