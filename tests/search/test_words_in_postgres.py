"""The index folds and parts words in SQL, questions in Python: both do the same."""

import pytest
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.folding import DROPPED, FOLDED_FROM, clean, fold
from search.vocabulary import words_of

pytestmark = pytest.mark.django_db

LETTERS = FOLDED_FROM + DROPPED + "aZéßжЯйİıΣςσ٣5אمक日🙂.,-—«» \n\tшщ"
TEXTS = st.text(st.sampled_from(LETTERS), max_size=60)
FEW = settings(max_examples=40, deadline=None)


def asked(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}", params)
        return cursor.fetchone()[0]


@FEW
@given(TEXTS)
@example(LETTERS)
@example("Node.js т.е. 5.5 a.b.c")
def test_sql_folds_as_python_does(text):
    assert asked("lower(search_fold(%s))", clean(text)) == fold(text)


@FEW
@given(
    st.lists(st.text(st.sampled_from("абвгдеёжёйщъыьэюяіўїєґabcxyz'’-"), max_size=8), max_size=8)
)
def test_words_that_python_finds_are_those_of_the_index(words):
    text = " ".join(words)
    indexed = asked("tsvector_to_array(to_tsvector('simple', search_fold(%s)))", text)
    assert set(words_of(fold(text))) <= {
        part for word in indexed for part in (word, *word.split("'"))
    }


@pytest.mark.parametrize(
    ("text", "lexemes"),
    [
        ("«Привет» — мир…", ["мир", "привет"]),
        ("Ещё ёлки, её ЁЛКА", ["елк"]),
        ("Ле́бедев, Лебедев", ["лебед"]),
        ("Node.js да/нет, running", ["js", "node", "run"]),
        ("№5 на 100% (с НДС)", ["100", "5", "ндс"]),
    ],
)
def test_the_configuration_of_the_index_reads_both_languages(text, lexemes):
    found = asked("tsvector_to_array(to_tsvector('bilingual', search_fold(%s)))", text)
    assert sorted(found) == lexemes


def test_html_lends_its_words_and_nothing_of_its_tags():
    html = '<p title="чердак > подвал">Дом<br>у <a href="/x/">реки</a></p>'
    assert asked("search_plain(%s)", html).split() == ["Дом", "у", "реки"]
