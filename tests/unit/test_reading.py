"""Reading ease and reading time: against texts counted by hand."""

import pytest

from ketamine_course.publish import reading


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("table", 2),
        ("ketamine", 3),
        ("esketamine", 4),
        ("people", 2),
        ("it's", 1),
        ("zzyzx", 1),
    ],
)
def test_syllables(word, count):
    assert reading.syllables(word) == count


def test_grade_by_the_formula():
    # Two sentences, 10 words, 11 syllables.
    text = "The cat sat on the mat. It was very glad."
    assert reading.grade(text) == pytest.approx(0.39 * 10 / 2 + 11.8 * 11 / 10 - 15.59)


def test_long_words_and_long_sentences_read_harder():
    assert (
        reading.grade("Administration of intravenous anaesthetics necessitates supervision.")
        > reading.grade("You need care while you have the drip.") + 8
    )


def test_sentences_leave_out_tables_headings_and_brackets():
    text = (
        "# A heading here\n\nOne *plain* thing ([Made 2001](https://example.org)) is 0.5 mg.\n\n| a"
        " b c | d |\n| --- | --- |\n| one two three | four |\n\n- an item of a list"
    )
    assert list(reading.sentences(text)) == ["One plain thing  is 0.5 mg.", "an item of a list."]


def test_a_link_counts_as_its_text():
    assert reading.count_words("As [Made 2001](https://example.org/very/long) said") == 4
