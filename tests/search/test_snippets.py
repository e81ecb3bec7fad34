"""Texts as results show them."""

import pytest

from search.snippets import Text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Куда идут деньги\nПосылки 28 %\n\n Суды 23 %", "Куда идут деньги · Посылки 28 % · Суды 23 %"),
        ("Одно предложение.\nДругое:\nтретье…\n", "Одно предложение. Другое: третье…"),
        ("\n\nСлово \n", "Слово"),
    ],
)  # fmt: skip
def test_lines_that_are_no_sentences_are_told_apart(text, shown):
    assert Text.of(text).shown == shown


def test_a_text_and_what_the_index_reads_of_it_go_letter_by_letter():
    text = Text.of("Ёлка\nи «ёж»\nещё")
    assert len(text.shown) == len(text.folded) and text.folded.startswith("елка · и ")
