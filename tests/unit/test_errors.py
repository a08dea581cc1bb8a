"""All errors of the course are one family, each told in one line that leads somewhere."""

import importlib
import inspect
import pkgutil

import pytest
from IPython.core.interactiveshell import InteractiveShell

import ketamine_course
from ketamine_course import evidence
from ketamine_course.errors import (
    CourseError,
    InputError,
    UnknownIdError,
    did_you_mean,
    nearest,
    unknown,
)
from ketamine_course.models import risk


def error_classes() -> list[type[BaseException]]:
    """Every exception class that a module of the package defines."""
    found = []
    for module in pkgutil.walk_packages(ketamine_course.__path__, "ketamine_course."):
        if module.name.endswith("__main__") or ".migrations." in module.name:
            continue  # these run something when they are imported
        members = vars(importlib.import_module(module.name)).values()
        found += [
            each
            for each in members
            if inspect.isclass(each)
            and issubclass(each, BaseException)
            and each.__module__ == module.name
        ]
    return found


def test_every_error_of_the_package_belongs_to_the_family_and_is_named_so():
    found = error_classes()
    assert len(found) > 10
    assert [each for each in found if not issubclass(each, CourseError)] == []
    assert [each for each in found if not each.__name__.endswith("Error")] == []


@pytest.mark.parametrize("kind", error_classes(), ids=lambda kind: kind.__name__)
def test_every_message_is_one_line_whatever_it_quotes(kind: type[CourseError]):
    quoted = ["a 'b\nc\u2028d' e", "f"] if kind.__name__ == "BankError" else "a 'b\nc\u2028d' e"
    said = str(kind(quoted))
    assert said.startswith("a 'b c d' e") and len(said.splitlines()) == 1


def test_python_s_own_words_for_it_still_catch_it():
    with pytest.raises(LookupError):
        evidence.finding("no-such-finding")
    with pytest.raises(ValueError, match="percentage"):
        evidence.search(kind="percentage")


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        (
            lambda: evidence.finding("spravato_label.headache_drag"),
            "UnknownIdError: There is no finding 'spravato_label.headache_drag'. Did you mean '",
        ),
        (
            lambda: risk.Arm(120, 100),
            "InputError: ",
        ),
    ],
    ids=["an id with a wrong letter", "more people than there are"],
)
def test_a_slip_in_a_notebook_is_answered_in_one_line(slip, said, capsys):
    shell = InteractiveShell()
    try:
        slip()
    except CourseError:
        shell.showtraceback()
    shown = capsys.readouterr().out
    assert shown.startswith(said)
    assert len(shown.strip().splitlines()) == 1


def test_the_nearest_names_come_first_and_a_few_names_are_all_listed():
    assert nearest("six-kind", ["made-guess", "six-kinds"]) == ["six-kinds"]
    assert did_you_mean("questions", ["place", "question"]) == (
        "Did you mean 'question'? There are: place, question."
    )
    assert did_you_mean("zz", ["place", "question"]) == "There are: place, question."
    many = [f"finding-{number}" for number in range(100)]
    assert did_you_mean("zz", many, "search() finds it.") == "search() finds it."
    assert "finding-7" in did_you_mean("finding7", many)
    assert did_you_mean("zz", []) == "There are: none."
    error = unknown("item", "x", ["ab"], place="quiz 'q'")
    assert str(error) == "There is no item 'x' in quiz 'q'. There are: ab."
    assert isinstance(error, UnknownIdError) and not isinstance(error, InputError)
