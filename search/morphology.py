"""Other forms of a Russian word that stemming can't bring together: отец and отца, ребёнок and дети."""

from __future__ import annotations

import gc
import re
from functools import cache, lru_cache

import pymorphy3
import Stemmer

from search.folding import fold

RUSSIAN = re.compile(r"[а-яё-]{3,}", re.IGNORECASE)
LEAST_SCORE = 0.15  # of an analysis: below it a reading of the word is an oddity
MOST_STEMS = 6  # beside its own
# Endings of a verb and of the noun for what it does.
_DEEDS = [
    pair.split()
    for pair in (
        "ировать ация|овать ация|ать ание|ять яние|еть ение|ить ение|вить вление|бить бление"
        "|пить пление|мить мление|сить шение|зить жение|стить щение|тить щение|тить чение"
        "|дить ждение|дить жение"
    ).split("|")
]


@cache
def _analyzer() -> pymorphy3.MorphAnalyzer:
    """Some 0.3 s and 20 MB, once in a process."""
    return pymorphy3.MorphAnalyzer()


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("russian")


def is_word(word: str) -> bool:
    """A dictionary has it. Some 10 µs."""
    return bool(RUSSIAN.fullmatch(word) and _analyzer().word_is_known(word))


@lru_cache(maxsize=20_000)
def stems(word: str) -> frozenset[str]:
    """Stems of all forms of a Russian word, its own among them; none for a word no dictionary has.

    As typed, not folded: ё tells words apart. About 0.3 ms for a word that wasn't asked for before.
    """
    if not is_word(word):
        return frozenset()
    readings = [each for each in _analyzer().parse(word) if each.score >= LEAST_SCORE]
    forms = {fold(form.word) for reading in readings for form in reading.lexeme}
    found = sorted(set(_stemmer().stemWords(list(forms))), key=lambda stem: (len(stem), stem))
    return frozenset(found[:MOST_STEMS])


@lru_cache(maxsize=20_000)
def kin(word: str) -> frozenset[str]:
    """Stems of the noun for what a verb does, or of the verb: «пожертвовать», «пожертвование». 0.1 ms."""
    if not is_word(word):
        return frozenset()
    normal = {each.normal_form.removesuffix("ся") for each in _analyzer().parse(word)[:2]}
    others = {
        each.removesuffix(old) + new
        for each in normal
        for pair in _DEEDS
        for old, new in (pair, reversed(pair))
        if each.endswith(old)
    }
    return frozenset(stem for other in others for stem in stems(other)) - stems(word)


def warm_up() -> None:
    """Load the dictionary before somebody waits for it, and let nothing loaded so far be looked through
    for garbage again: that takes 10 ms now and then, a third of a search.
    """
    stems("вече")
    gc.collect()
    gc.freeze()
