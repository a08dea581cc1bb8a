"""The interface's words: what is gathered, what a translation must keep, and what a script makes of
it.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_javascript
from jinja2 import nodes

from ketamine_course import language, templates
from ketamine_course.publish import messages, pseudo

from .. import node

ROOT = Path(__file__).parents[2]
OWN_TEMPLATES = ROOT / "book" / "_templates"
PLACE = re.compile(r"%\((\w+)\)[sd]")
MARKS = ("_", "_pieces", "gettext", "ngettext")


@pytest.fixture(scope="module")
def found() -> list[Message]:
    """Every message there is."""
    return [message for message in messages.extract(OWN_TEMPLATES) if message.id]


def forms(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def places(text: str) -> set[str]:
    return set(PLACE.findall(text))


def test_words_of_scripts_templates_and_python_are_gathered(found: list[Message]):
    kinds = {Path(file).suffix for message in found for file, _ in message.locations}
    assert kinds == {".py", ".html", ".js"}
    assert not [each for each in found if any("vendor" in file for file, _ in each.locations)]


def test_no_message_is_a_fragment_and_every_place_has_a_name(found: list[Message]):
    for message in found:
        for text in forms(message):
            assert text == text.strip() and not text.startswith((",", ";", ".")), text
            assert re.search(r"[^\W\d_]", PLACE.sub("", text)), text
            assert "%" not in PLACE.sub("", text).replace("%%", ""), text
            assert "{" not in text, text


def test_both_forms_of_a_plural_have_the_same_places_except_that_of_the_count(
    found: list[Message],
):
    for message in found:
        one, many = (forms(message) * 2)[:2]
        assert places(one) <= places(many) and len(places(many) - places(one)) <= 1, message.id


@pytest.mark.parametrize("locale", pseudo.LOCALES)
def test_a_pseudo_locale_says_every_message_with_its_places_and_tags(
    found: list[Message], locale: str
):
    made = pseudo.catalogue(messages.extract(OWN_TEMPLATES), locale)
    assert list(made.check()) == []
    for message in found:
        said = made[message.id]
        strings = said.string if message.pluralizable else [said.string]
        for text, own in zip(strings, forms(message), strict=True):
            assert text.startswith(pseudo.OPEN) and text.endswith(pseudo.CLOSE)
            assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(own))
            assert re.findall(r"<.*?>", text) == re.findall(r"<.*?>", own)


def test_other_languages_are_longer_by_two_fifths(found: list[Message]):
    for message in found:
        for text in forms(message):
            made = pseudo.longer(text)
            assert 1.4 * len(text) <= len(made) <= 1.4 * len(text) + len(" ţĥŕéé⟦⟧"), made


def brackets(source: str) -> Iterator[tuple[int, str]]:
    """Each place in a script outside of its strings, with the brackets that are open there."""
    opened, quote = "", ""
    for place, letter in enumerate(source):
        if quote:
            quote = "" if letter == quote else quote
            continue
        if letter in "\"'`":
            quote = letter
        elif letter in "([{":
            opened += letter
        elif letter in ")]}":
            opened = opened[:-1]
        yield place, opened


def calls(source: str) -> list[str]:
    """Every call of a mark in a script, as it is written."""
    called = []
    for start in re.finditer(rf"(?<![\w.$])(?<!function )(?:{'|'.join(MARKS)})(?=\()", source):
        rest = source[start.end() :]
        end = next(place for place, opened in brackets(rest) if not opened)
        called.append(start[0] + rest[: end + 1])
    return called


def named(call: str) -> set[str]:
    """The names of the values that a call gives, as ``{ name, other: value }``."""
    names = set()
    for place, opened in brackets(call):
        if opened == "({" and call[place] in "{,":
            names.update(re.findall(r"^\s*(\w+)", call[place + 1 :]))
    return names


def test_scripts_give_every_place_its_value():
    """And none of their messages escapes Babel, as one within another's values would."""
    scripts = [path for path in messages.PACKAGE.rglob("*.js") if "vendor" not in path.parts]
    checked = 0
    for script in scripts:
        source = script.read_bytes()
        rows = extract_javascript(io.BytesIO(source), messages.KEYWORDS, [], {})
        for call, (_, _, said, _) in zip(calls(source.decode()), rows, strict=True):
            texts = [said] if isinstance(said, str) else [text for text in said if text]
            given = named(call) | ({"count"} if call.startswith("ngettext") else set())
            assert set().union(*map(places, texts)) <= given, f"{script.name}: {call}"
            checked += 1
    assert checked > 80


def test_templates_give_every_place_its_value():
    environment = templates.environment()
    for path in [*messages.PACKAGE.rglob("*.html"), *OWN_TEMPLATES.rglob("*.html")]:
        tree = environment.parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            if getattr(call.node, "name", "") not in MARKS or call.dyn_kwargs:
                continue  # with `**values`, rendering finds what is missing
            texts = [each.value for each in call.args if isinstance(each, nodes.Const)]
            given = {each.key for each in call.kwargs} | {"num"}
            assert set().union(*map(places, texts)) <= given, f"{path.name}, line {call.lineno}"


def test_python_gives_every_place_its_value():
    """``_("…") % {…}``: what is filled has all its names there, and nothing is put in by an
    f-string, which no catalogue could know.
    """
    for path in messages.PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        filled = {
            id(each.left): {key.value for key in each.right.keys if isinstance(key, ast.Constant)}
            for each in ast.walk(tree)
            if isinstance(each, ast.BinOp) and isinstance(each.right, ast.Dict)
        }
        for call in ast.walk(tree):
            name = getattr(getattr(call, "func", None), "id", "")
            if not isinstance(call, ast.Call) or name not in MARKS:
                continue
            texts = call.args[: 2 if name == "ngettext" else 1]
            if not all(isinstance(each, ast.Constant) for each in texts):
                assert not any(isinstance(each, ast.JoinedStr) for each in texts), path
                continue
            needed = set().union(*(places(each.value) for each in texts))
            assert needed <= filled.get(id(call), set()), f"{path.name}, line {call.lineno}"


SAY = """
const { _, _pieces, ngettext, number, percent, day } = await import(input);
output({
  text: _("%(a)s of %(b)s, 100%%", { a: "some", b: 1234.5 }),
  one: ngettext("%(count)s answer", "%(count)s answers", 1),
  many: ngettext("%(count)s of %(all)s answers", "%(count)s of %(all)s answers", 0, { all: 2 }),
  pieces: _pieces("before %(it)s after", { it: ["an element"] }),
  numbers: [number(0.125, { maximumFractionDigits: 2 }), percent(0.875)],
  day: day("2026-01-31T23:30:00.000Z"),
  known: _("Close"),
  plural: [0, 1, 2, 5].map((count) => ngettext("%(count)s day", "%(count)s days", count)),
});
"""


def test_a_script_speaks_english_as_it_is_written():
    assert node.run(SAY, node.module("ketamine_course/language.js")) == {
        "text": "some of 1,234.5, 100%",
        "one": "1 answer",
        "many": "0 of 2 answers",
        "pieces": ["before ", ["an element"], " after"],
        "numbers": ["0.13", "88%"],
        "day": "31 Jan 2026",
        "known": "Close",
        "plural": ["0 days", "1 day", "2 days", "5 days"],
    }


@pytest.fixture
def polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A language with three forms of plural."""
    catalogue = Catalog(locale="pl")
    catalogue.add("Close", "Zamknij", locations=[("theme.js", 1)])
    catalogue.add("Only Python says this", "Tylko Python", locations=[("a.py", 1)])
    catalogue.add(
        ("%(count)s day", "%(count)s days"),
        ("%(count)s dzień", "%(count)s dni", "%(count)s dnia"),
        locations=[("a.js", 1), ("a.py", 1)],
    )
    messages.write(catalogue, tmp_path, "pl")
    monkeypatch.setenv(language.LANGUAGE, "pl")
    monkeypatch.setenv(language.CATALOGUES, str(tmp_path))


def test_another_language_is_spoken_by_python_and_scripts(polish: None, tmp_path: Path):
    assert (language.tag(), language.direction()) == ("pl", "ltr")
    assert language.gettext("Only Python says this") == "Tylko Python"
    many = language.ngettext("%(count)s day", "%(count)s days", 2)
    assert many % {"count": 2} == "2 dni"
    assert "Tylko Python" not in language.script()
    exports = "export { _, _pieces, ngettext, number, percent, day };"
    module = tmp_path / "language.mjs"
    module.write_text(f"{language.script()}\n{exports}", encoding="utf-8")
    said = node.run(SAY, module.as_uri())
    assert said["known"] == "Zamknij" and said["text"] == "some of 1234,5, 100%"
    assert said["plural"][1:3] == ["1 dzień", "2 dni"]


def test_a_language_without_a_catalogue_falls_back_to_english(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(language.LANGUAGE, "fa_IR")
    assert (language.tag(), language.direction()) == ("fa-IR", "rtl")
    assert language.gettext("Close") == "Close"
    assert 'language: "en-GB"' in language.script()
