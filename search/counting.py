"""Keeps the words the search knows up to date with the texts."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from search import vocabulary
from search.models import Corpus
from search.sources import all_sources

NEWEST = 300  # documents whose words are learned between two counts


def count_all() -> int:
    """Count the words of everything that everyone may read; how many documents there are.

    About 0.1 ms a document of 190 words, and memory for the different words: 60 MB for 500,000.
    """
    tally = vocabulary.count(vocabulary.texts_of(all_sources()))
    vocabulary.replace(tally)
    return tally.documents


def learn(texts: Iterable[str]) -> None:
    """New words of texts that came out just now. Nothing before the first count, which takes all."""
    if Corpus.objects.exists():
        vocabulary.learn(texts)


def learn_newest() -> None:
    """New words of the newest documents of each source, so that nobody waits for the night."""
    if not Corpus.objects.exists():
        count_all()
        return
    for source in all_sources():
        vocabulary.learn(islice(vocabulary.texts_of([source]), NEWEST))
