"""Words counted and learned in the same moment, and more of them than fit into memory."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, product

import pytest
from django.db import connection, connections, transaction

from search import vocabulary
from search.models import Corpus, Word

SYLLABLES = "ба ве ги до жу зы ка ле ми но пу ры са".split()


def made_up(number):
    return ["".join(word) for word in islice(product(SYLLABLES, repeat=4), number)]


@pytest.mark.django_db(transaction=True)
def test_counting_waits_for_who_learns_and_knows_each_word_once():
    texts = ["лодка лодками"]
    vocabulary.replace(vocabulary.count(["лодка"]))
    tally, counting = vocabulary.count(texts), threading.Event()

    def count():
        try:
            counting.set()
            vocabulary.replace(tally)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            vocabulary.learn(texts)
            second = pool.submit(count)
            counting.wait()
            time.sleep(0.5)  # it has come as far as it may
        second.result()
    assert set(Word.objects.values_list("word", flat=True)) == {"лодка", "лодками"}
    assert Corpus.objects.count() == 1


@pytest.mark.django_db
def test_words_that_memory_does_not_hold_are_not_compared_one_with_another():
    """As where PostgreSQL is given 4 MB for each sort, as is its habit, and there are 500,000."""
    texts = [" ".join(made_up(20_000))]
    tally = vocabulary.count(texts)
    vocabulary.replace(tally)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS counted_lexeme, counted_word")
        cursor.execute("ANALYZE search_word")
        cursor.execute("SET LOCAL work_mem = '64kB'")
        cursor.execute("SET LOCAL statement_timeout = '4s'")
    vocabulary.replace(tally)
    vocabulary.learn(texts)
    assert Word.objects.count() == 20_000
