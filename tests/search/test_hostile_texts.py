"""What members may write to hold up who finds it: one word ten thousand times, thousands of made-up ones."""

import time

import pytest

from search import vocabulary
from search.snippets import MOST_ALIKE, Marker, Text

pytestmark = pytest.mark.django_db

LONGEST = 30_000  # characters of a post


def marked(pieces):
    return {piece.text for piece in pieces if piece.is_match}


def test_a_page_of_posts_that_say_one_word_takes_no_longer_than_others():
    texts = [Text.of("спам " * (LONGEST // 5)) for _post in range(20)]
    started = time.process_time()
    marker = Marker({"спам": 1.0, "ещ": 1.0}, texts)
    assert all(marked(marker.snippet(text)) == {"спам"} for text in texts)
    assert time.process_time() - started < 1


def test_of_thousands_of_made_up_words_the_likeliest_are_asked_for(monkeypatch):
    asked = []
    lexemes_of = vocabulary.lexemes_of
    monkeypatch.setattr(
        vocabulary, "lexemes_of", lambda words: asked.extend(words) or lexemes_of(words)
    )
    made_up = " ".join(f"спам{number:05}" for number in range(5_000))
    text = Text.of(f"спо {made_up} спама")
    assert marked(Marker({"спам": 1.0}, [text]).mark(text)) == {"спама"}
    assert len(asked) == MOST_ALIKE


def test_the_window_says_most_of_the_query_and_the_earliest_of_equal_ones():
    far = "и ещё " * 60
    text = Text.of(f"замок {far} замок замок {far} замок башня {far} башня замок ров")
    marker = Marker({"замок": 1.0, "башн": 0.5}, [text])
    assert "".join(piece.text for piece in marker.snippet(text)).count("башня") == 1
    start, _end = marker.window(text.shown, marker.matches(text))
    assert 0 < text.shown.index("башня") - start < 100
