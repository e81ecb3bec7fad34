"""What a word was meant to be that no text has: other letters, two words written as one, a slip or two."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import connection
from rapidfuzz.distance import OSA

from search import compounds, morphology, transliteration, vocabulary
from search.folding import fold
from search.vocabulary import SHORTEST, Known

ALTERNATIVES = 3  # words that a slip may have come from
LONG = 6  # letters from which on two slips are thought of
OTHER_LETTERS = 2  # spellings of a word in the other alphabet that slips are looked for in
MOST_NEAR = 2_000  # rows read for one word
FIRST_LETTER = 0.4  # slips that a wrong first letter counts for in addition: it is rarely the one
ALIKE = str.maketrans("у", "в")  # Belarusian has ў, folded to у, where Russian has в: «праўда»
COMMON = 0.06  # slips that a word of e times as many texts is nearer by

NEAR = """
SELECT word, lexeme, documents FROM search_word
WHERE deletions && %s AND length(word) BETWEEN %s AND %s
LIMIT %s
"""


@dataclass(frozen=True)
class Mended:
    text: str  # the likeliest, as it is written
    lexemes: tuple[Known, ...]  # of all that it may be, the likeliest first

    @property
    def told(self) -> tuple[str, ...]:
        """Lexemes of the text: whoever is told of it learns that they occur."""
        told = self.lexemes[: len(self.text.split())]
        return tuple(known.lexeme for known in told if known.lexeme)


def mend(words: Collection[str]) -> dict[str, Mended]:
    """What folded words that no text has may have been. One query for all, up to three more for each slip."""
    if not words:
        return {}
    spelled = {word: otherwise(word) for word in words}
    known = vocabulary.look_up(
        {part for texts in spelled.values() for text in texts for part in fold(text).split()}
    ).words
    mended = {}
    for word, texts in spelled.items():
        exact = there(texts, known)
        slip = slip_of(word) if exact else near(word)
        if found := slip or exact or near_in_other_letters(word):
            mended[word] = found
    return mended


def slip_of(word: str) -> Mended | None:
    """In a long Russian word a slip is likelier than what its letters are exactly in another alphabet."""
    return near(word, most=1) if len(word) >= LONG and not word.isascii() else None


def there(texts: Collection[str], known: Mapping[str, Known]) -> Mended | None:
    """The text whose words most texts have, if there is one."""
    spelled = [Mended(text, tuple(known[word] for word in fold(text).split())) for text in texts]
    real = filter(is_there, spelled)
    return max(real, key=lambda each: min(word.documents for word in each.lexemes), default=None)


def is_there(mended: Mended) -> bool:
    """Words that say nothing are part of it only beside a long one: “forgot” isn’t “for got”."""
    if not all(word.documents or not word.lexeme for word in mended.lexemes):
        return False
    saying = [
        len(part)
        for part, known in zip(mended.text.split(), mended.lexemes, strict=True)
        if known.lexeme
    ]
    return len(saying) == len(mended.lexemes) or max(saying, default=0) >= LONG


def in_other_letters(word: str) -> list[str]:
    return transliteration.cyrillic(word) if word.isascii() else transliteration.latin(word)


def near_in_other_letters(word: str) -> Mended | None:
    """One slip from its likeliest spelling there: names are spelled as they sound, «Латушко», «Схетына»."""
    spelled = [fold(text) for text in in_other_letters(word)[:OTHER_LETTERS]]
    return next(filter(None, (near(each, most=1) for each in spelled if len(each) >= LONG)), None)


def otherwise(word: str) -> list[str]:
    """In the other alphabet, and as two words. Russian ones must be words: many a scrap has a word's stem."""
    halves = [pair for pair in compounds.halves(word) if all(map(may_be_word, pair))]
    return [*in_other_letters(word), *map(" ".join, halves)]


def may_be_word(half: str) -> bool:
    return not morphology.RUSSIAN.fullmatch(half) or morphology.is_word(half)


def begun(word: str) -> Mended | None:
    """The word most texts have of those that begin with a word: «налоговой» for «налог». One query."""
    found = vocabulary.ended(word, 1) if len(word) > SHORTEST else []
    return next((Mended(text, (Known(lexeme, 1),)) for text, lexeme in found), None)


def near(word: str, most: int = 2) -> Mended | None:
    """Words of the index within two slips, one in short words: nearest first, then most frequent."""
    if len(word) <= SHORTEST:
        return None
    most = most if len(word) >= LONG else 1
    with connection.cursor() as cursor:
        cursor.execute(
            NEAR, [vocabulary.deletions(word), len(word) - most, len(word) + most, MOST_NEAR]
        )
        rows = cursor.fetchall()
    best: dict[str, tuple[float, str, int]] = {}
    for other, lexeme, documents in rows:
        if OSA.distance(word, other, score_cutoff=most) > most:
            continue
        cost = distance(word, other) - COMMON * math.log(documents)
        if lexeme not in best or cost < best[lexeme][0]:
            best[lexeme] = (cost, other, documents)
    return _ranked(best)


def distance(word: str, other: str) -> float:
    """In slips."""
    word, other = word.translate(ALIKE), other.translate(ALIKE)
    return OSA.distance(word, other) + FIRST_LETTER * (word[0] != other[0])


def _ranked(best: dict[str, tuple[float, str, int]]) -> Mended | None:
    if not best:
        return None
    ranked = sorted(best.items(), key=lambda item: item[1])
    lowest = ranked[0][1][0]
    chosen = [(lexeme, found) for lexeme, found in ranked[:ALTERNATIVES] if found[0] < lowest + 1]
    return Mended(
        ranked[0][1][1], tuple(Known(lexeme, documents) for lexeme, (_, _, documents) in chosen)
    )
