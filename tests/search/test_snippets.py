"""Texts as results show them."""

import pytest

from search.snippets import LENGTH, Text, at_words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Куда идут деньги\nПосылки 28 %\n\n Суды 23 %", "Куда идут деньги · Посылки 28 % · Суды 23 %"),
        ("Одно предложение.\nДругое:\nтретье…\n", "Одно предложение. Другое: третье…"),
        ("\n\nСлово \n", "Слово"),
        ("72\xa0000\t € \u202f%", "72\xa0000 € \u202f%"),
    ],
)  # fmt: skip
def test_lines_that_are_no_sentences_are_told_apart(text, shown):
    assert Text.of(text).shown == shown


def test_a_text_and_what_the_index_reads_of_it_go_letter_by_letter():
    text = Text.of("Ёлка\nи «ёж»\nещё")
    assert len(text.shown) == len(text.folded) and text.folded.startswith("елка · и ")


def test_a_snippet_begins_and_ends_with_words():
    text = "слово · " * 100
    for place in range(300, 340):
        start, end = at_words(text, place)
        assert text[start:end].startswith("слово") and end - start <= LENGTH
