"""Two lines around the best match; nothing but a match is ever marked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search import snippets, vocabulary
from search.folding import clean, fold
from search.snippets import LENGTH, Marker, Match, Text, at_words
from search.templatetags.search import marked
from search.vocabulary import WORD, look_up

pytestmark = pytest.mark.django_db

WORTH = {"лис": 1.0, "замок": 1.0, "замк": 1.0, "fox": 0.5}
PARTS = st.sampled_from(["лиса ", "Лисы, ", "замок", "foxes ", "о другом ", " ", "\n\n", "ё", "е\u0301", "\u200b", "\x02", "<mark>", "…", "&amp;", "я" * 300, "🙂", "ли\xadса "])  # fmt: skip
TEXTS = st.lists(PARTS | st.text(max_size=10), max_size=60).map("".join)


def snippet(text, worth=WORTH):
    found = Text.of(text)
    return Marker(worth, [found]).snippet(found)


def shown(pieces):
    return "".join(f"[{text}]" if is_match else text for text, is_match in pieces)


def plain(pieces):
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Лиса и лисы.", "[Лиса] и [лисы]."),
        ("Ли́са в лисе\u0301", "[Лиса] в [лисе]"),
        ("Ли\xadса,\x02лиса\x03", "[Лиса],[лиса]"),
        ("<mark>лиса</mark> & <b>", "<mark>[лиса]</mark> & <b>"),
        ("рыже-лисий лис-и-замок", "рыже-[лисий] [лис]-и-[замок]"),
        ("Лис \t и  замок", "[Лис] и [замок]"),
        ("Лисёнок; слизь", "Лисёнок; слизь"),
        ("Foxes’ den", "[Foxes]’ den"),
        ("", ""),
    ],
)
def test_matches_are_marked_where_they_stand(text, expected):
    assert shown(snippet(text)) == expected


def test_no_text_can_mark_anything_itself():
    html = marked(snippet("\x02лиса\x03 <mark>волк</mark> <script>alert(1)</script>"))
    assert html == "<mark>лиса</mark> &lt;mark&gt;волк&lt;/mark&gt; &lt;script&gt;alert(1)&lt;/script&gt;"  # fmt: skip


def test_the_window_lies_where_most_of_the_query_is():
    far = "Слово за словом идёт. " * 30
    text = f"Лиса. {far}Лиса, лиса, лиса. {far}Старый замок, в нём лиса. {far}"
    found = shown(snippet(text))
    assert "Старый [замок], в нём [лиса]." in found
    assert found.startswith("… ") and found.endswith("идёт.")
    assert "[Лиса], [лиса]" not in found


def test_of_places_that_say_as_much_the_first_is_shown():
    assert shown(snippet("Одна лиса. " + "Слово. " * 60 + "Другая лиса.")).startswith(
        "Одна [лиса]."
    )


def test_a_text_without_a_match_shows_its_beginning():
    found = shown(snippet("Начало. " + "Слово за словом. " * 60))
    assert found.startswith("Начало. Слово") and found.endswith("…") and "[" not in found


def test_a_word_as_long_as_a_book_is_cut_somewhere():
    found = plain(snippet("я" * 5_000 + " лиса " + "ж" * 5_000))
    assert "лиса" in found and len(found) <= LENGTH + 3


def test_no_word_is_cut_where_it_needn_t_be():
    words = [f"слово{number}" for number in range(200)]
    text = " ".join([*words[:100], "лиса", *words[100:]])
    found = plain(snippet(text)).strip("… ").split()
    assert set(found) <= {*words, "лиса"}


def test_only_the_beginning_of_an_endless_text_is_looked_through(monkeypatch):
    monkeypatch.setattr(snippets, "LONGEST", 50)
    assert shown(snippet("Слово " * 20 + "лиса")) == ("Слово " * 9).strip()[:50]


def test_all_texts_of_a_page_are_marked_with_one_query(monkeypatch):
    monkeypatch.setattr(vocabulary, "_remembered", {})
    texts = [Text.of(f"лиса и {number} замков") for number in range(40)]
    with CaptureQueriesContext(connection) as queries:
        marker = Marker(WORTH, texts)
        assert all(marker.snippet(text) and marker.mark(text) for text in texts)
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        assert shown(Marker(WORTH, texts).mark(texts[0])) == "[лиса] и 0 [замков]"
        assert shown(Marker({}, texts).mark(texts[0])) == "лиса и 0 замков"
    assert len(queries) == 0


@settings(max_examples=40, deadline=None)
@given(TEXTS)
@example("…лиса…" + "я" * 300)
def test_a_text_is_shown_in_its_own_words(text):
    assert Text.of(text).shown.replace("·", " ").split() == clean(text).replace("·", " ").split()


@settings(max_examples=40, deadline=None)
@given(TEXTS)
@example("…лиса…" + "я" * 300)
def test_pieces_together_are_a_part_of_the_text_as_it_is_shown(text):
    found, whole = snippet(text), Text.of(text).shown
    start = found[0].text == "… " if found else False
    end = len(found) > 1 and found[-1].text == "…" and not found[-1].is_match
    inside = found[int(start) : len(found) - int(end)]
    assert plain(inside) in whole
    assert len(plain(inside)) <= LENGTH
    title = Text.of(text)
    assert plain(Marker(WORTH, [title]).mark(title)) == whole
    assert all(piece.text for piece in found)


@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_what_is_marked_is_a_word_of_the_query(text):
    found = [fold(piece.text) for piece in snippet(text) if piece.is_match]
    assert {known.lexeme for known in look_up(found).words.values()} <= WORTH.keys()


@pytest.mark.parametrize("text", ["v1.2 1.2.а а1.5 12.50", "ба_ба ба-ба убаба ба", "ба.ба,ба"])
def test_words_are_found_where_the_index_parts_them(text):
    begins = snippets.words_beginning({"ба", "а", "12", "1", "2"})
    whole = [Match(*found.span(), found[0]) for found in WORD.finditer(fold(text))]
    told = [match for match in whole if match.word.startswith(("ба", "а", "12", "1", "2"))]
    assert [match for match in begins(fold(text)) if match in told] == told


def test_words_are_remembered_but_not_without_end(monkeypatch):
    monkeypatch.setattr(vocabulary, "_remembered", {})
    monkeypatch.setattr(vocabulary, "REMEMBERED", 3)
    for words in (["лиса", "и"], ["лисы", "замки"], ["лиса", "замков"]):
        assert vocabulary.lexemes_of(words) == {
            word: look_up([word]).words[word].lexeme for word in words
        }
        assert len(vocabulary._remembered) <= 3


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


def test_nothing_loose_begins_it_and_no_dots_follow_the_end_of_a_sentence():
    assert shown(snippet("Слово. " * 40 + "Лиса. " + "Слово. " * 40)).endswith("Слово.")
    assert at_words("я " * 30 + "= — лиса " + "слово " * 60, 58)[0] == 64
