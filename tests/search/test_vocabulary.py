"""What is known of words: counted from texts, looked up by the search."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from search import counting, tasks, vocabulary
from search.models import Corpus, Lexeme, Word
from search.vocabulary import PREFIX, Known, deletions
from tests.factories import make_post, make_translated_post

WORDS = st.text("абвгд", min_size=4, max_size=PREFIX)


def counted(*texts):
    vocabulary.replace(vocabulary.count(texts))


def words():
    return {word.word: (word.lexeme, word.documents) for word in Word.objects.all()}


@pytest.mark.django_db
def test_a_document_counts_once_for_each_of_its_words_in_any_form():
    counted("Замок, замки и ЗАМКА", "Замки́ у реки", "the castles")
    assert dict(Lexeme.objects.values_list("lexeme", "documents")) == {"замок": 1, "замк": 2, "рек": 1, "castl": 1}  # fmt: skip
    assert words()["замки"] == ("замк", 2)
    corpus = Corpus.objects.get()
    assert (corpus.documents, corpus.length) == (3, pytest.approx(5 / 3))


@pytest.mark.django_db
def test_numbers_short_words_and_stop_words_are_not_what_anybody_may_have_meant():
    counted("Дом 2024 года b2b из я тот ах v2 снег")
    assert words().keys() == {"дом", "года", "снег"}
    assert Lexeme.objects.filter(lexeme="2024").exists()


@pytest.mark.django_db
def test_counting_anew_forgets_changes_and_keeps_rows():
    counted("дом снег", "дом")
    before = dict(Word.objects.values_list("word", "pk"))
    counted("дом", "река")
    assert words() == {"дом": ("дом", 1), "река": ("рек", 1)}
    assert Word.objects.get(word="дом").pk == before["дом"]
    assert set(Lexeme.objects.values_list("lexeme", flat=True)) == {"дом", "рек"}
    assert Corpus.objects.count() == 1


@pytest.mark.django_db
def test_what_is_learned_between_counts_is_added_and_changes_nothing():
    counted("дом", "дом")
    vocabulary.learn(["дом и сугроб"])
    assert words() == {"дом": ("дом", 2), "сугроб": ("сугроб", 1)}
    vocabulary.learn(["сугроб"])
    assert Word.objects.get(word="сугроб").deletions == deletions("сугроб")


@pytest.mark.django_db
def test_words_and_stems_are_looked_up_in_one_query():
    counted("Замки у реки", "Замки")
    with CaptureQueriesContext(connection) as queries:
        known = vocabulary.look_up(["замка", "и", "сугроб"], ["рек", "гор"])
    assert len(queries) == 1
    assert known.words == {"замка": Known("замк", 2), "и": Known("", 0), "сугроб": Known("сугроб", 0)}  # fmt: skip
    assert known.stems == {"рек": 1}
    assert (known.corpus.documents, known.corpus.length) == (2, 1.5)


@pytest.mark.django_db
def test_before_the_first_count_nothing_is_known_and_nothing_breaks():
    known = vocabulary.look_up(["дом"])
    assert (known.words["дом"].documents, known.corpus.documents) == (0, 1)
    assert known.corpus.length > 0


@pytest.mark.django_db
def test_every_version_of_every_text_is_counted_and_new_ones_learned():
    make_translated_post()
    assert counting.count_all() == 2
    make_post(title_ru="Сугроб", slug_ru="sugrob", body_ru="<p>Снег</p>")
    counting.learn_newest()
    assert {"дом", "house", "сугроб", "снег"} <= words().keys()
    assert Corpus.objects.get().documents == 2


@pytest.mark.django_db
def test_the_first_learning_counts_everything_and_the_night_does_anew():
    make_post(title_ru="Сугроб", slug_ru="sugrob", body_ru="<p>Снег</p>")
    tasks.learn(0)
    assert Corpus.objects.get().documents == 1
    Word.objects.all().delete()
    tasks.tidy(0)
    assert "сугроб" in words()


@given(WORDS, st.integers(0, PREFIX - 1), st.sampled_from("абвгде"), st.sampled_from("drop swap put change".split()))  # fmt: skip
def test_a_word_with_a_slip_has_a_hash_in_common_with_what_was_meant(word, place, letter, slip):
    place %= len(word) - 1
    start, rest = word[:place], word[place:]
    typed = {
        "drop": start + rest[1:],
        "swap": start + rest[1] + rest[0] + rest[2:],
        "put": start + letter + rest,
        "change": start + letter + rest[1:],
    }[slip]
    assert set(deletions(word)) & set(deletions(typed))


@given(st.text(max_size=50))
def test_hashes_are_few_and_fit_their_column(word):
    found = deletions(word)
    assert len(found) <= 29
    assert all(-(2**31) <= each < 2**31 for each in found)
