"""Which words the texts have and how often: counted from the texts, looked up by the search.

Only what everyone may read is counted, so that no word of a hidden or a closed place is ever told.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import combinations, islice
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from search.folding import fold
from search.models import LONGEST_WORD, Corpus

if TYPE_CHECKING:
    from search.sources import Source

WORD = re.compile(r"\d+(?:\.\d+)+|[^\W_]+")
LETTERS = re.compile(r"[^\W\d_]+")
BATCH = 2_000  # documents
MOST_WORDS = 500_000  # kept for mending: those of most documents
PREFIX = 7  # letters of a word in which its first slip is looked for
SHORTEST = 3  # letters of a word that may be meant
REMEMBERED = 50_000  # words whose lexemes a process keeps, some 10 MB

LEXEMES = """
SELECT word, (tsvector_to_array(to_tsvector('bilingual', word)))[1] FROM unnest(%s::text[]) AS word
"""
# Whoever counts or learns waits for the other, and nobody who reads for either.
ALONE = "LOCK TABLE search_word IN SHARE ROW EXCLUSIVE MODE"
LOOK_UP = """
SELECT 'word', word, word.lexeme, coalesce(known.documents, 0)
FROM (
    SELECT word, (tsvector_to_array(to_tsvector('bilingual', word)))[1] AS lexeme
    FROM unnest(%s::text[]) AS word OFFSET 0
) AS word
LEFT JOIN search_lexeme AS known ON known.lexeme = word.lexeme
UNION ALL
SELECT 'stem', '', lexeme, documents FROM search_lexeme WHERE lexeme = ANY(%s)
UNION ALL
SELECT 'corpus', '', length::text, documents FROM search_corpus
"""


ENDINGS = """
SELECT word, lexeme FROM search_word WHERE word LIKE %s ORDER BY word = %s DESC, documents DESC, word LIMIT %s
"""
FORMS = 4  # of a word that are read, to tell it once


class Known(NamedTuple):
    """What a word is reduced to, and how many texts have it. A stop word has no lexeme."""

    lexeme: str
    documents: int


class Lexicon(NamedTuple):
    words: dict[str, Known]
    stems: dict[str, int]  # documents of those that occur
    corpus: Corpus


def words_of(text: str) -> list[str]:
    """The words of a folded text, as the index parts them; parts of hyphenated words stand alone."""
    return WORD.findall(text)


def look_up(words: Collection[str], stems: Collection[str] = ()) -> Lexicon:
    """Folded words, and stems. One query, some 0.3 ms."""
    lexicon = Lexicon({}, {}, Corpus(documents=1, length=100))  # before the first count
    with connection.cursor() as cursor:
        cursor.execute(LOOK_UP, [list(words), list(stems)])
        for kind, word, lexeme, documents in cursor.fetchall():
            if kind == "word":
                lexicon.words[word] = Known(lexeme or "", documents)
            elif kind == "stem":
                lexicon.stems[lexeme] = documents
            else:
                lexicon.corpus.documents, lexicon.corpus.length = documents, float(lexeme)
    return lexicon


def ended(start: str, number: int) -> list[tuple[str, str]]:
    """(word, lexeme) of the words most texts have among those that begin so, a form of each."""
    if len(start) < 2 or not start.isalnum():
        return []
    with connection.cursor() as cursor:
        cursor.execute(ENDINGS, [f"{start}%", start, number * FORMS])
        forms: dict[str, str] = {}
        for word, lexeme in cursor.fetchall():
            forms.setdefault(lexeme, word)
    return [(word, lexeme) for lexeme, word in forms.items()][:number]


_remembered: dict[str, str] = {}


def lexemes_of(words: Collection[str]) -> dict[str, str]:
    """What folded words are reduced to; empty for a stop word.

    One query for those that this process wasn't asked for lately, some 25 µs each.
    """
    known = ((word, _remembered.get(word)) for word in words)
    found = {word: lexeme for word, lexeme in known if lexeme is not None}
    if len(found) < len(words):
        asked = [word for word in words if word not in found]
        with connection.cursor() as cursor:
            cursor.execute(LEXEMES, [asked])
            new = {word: lexeme or "" for word, lexeme in cursor.fetchall()}
        if len(_remembered) + len(new) > REMEMBERED:
            _remembered.clear()
        _remembered.update(new)
        found |= new
    return found


def deletions(word: str) -> list[int]:
    """Hashes of the beginning of a word with up to two letters left out; one in a short word."""
    start = word[:PREFIX]
    most = 2 if len(start) > 4 else 1
    shorter = {
        "".join(letter for place, letter in enumerate(start) if place not in left_out)
        for number in range(most + 1)
        for left_out in combinations(range(len(start)), number)
    }
    return [zlib.crc32(each.encode()) - 2**31 for each in sorted(shorter)]


class Tally:
    """Counts words and lexemes over documents that come in batches."""

    def __init__(self) -> None:
        self.lexeme_of: dict[str, str] = {}
        self.words: Counter[str] = Counter()
        self.lexemes: Counter[str] = Counter()
        self.documents = self.length = 0

    def add(self, texts: Iterable[str]) -> None:
        sets = [
            {word for word in words_of(fold(text)) if len(word) <= LONGEST_WORD} for text in texts
        ]
        self._learn({word for each in sets for word in each if word not in self.lexeme_of})
        for words in sets:
            lexemes = {self.lexeme_of[word] for word in words} - {""}
            self.words.update(words)
            self.lexemes.update(lexemes)
            self.documents += 1
            self.length += len(lexemes)

    def _learn(self, words: Collection[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(LEXEMES, [list(words)])
            self.lexeme_of.update((word, lexeme or "") for word, lexeme in cursor.fetchall())

    def worth_keeping(self) -> Iterator[tuple[str, str, int]]:
        """(word, lexeme, documents) of what somebody may have meant by a mistyped word."""
        for word, documents in self.words.most_common(MOST_WORDS):
            lexeme = self.lexeme_of[word]
            if lexeme and len(word) >= SHORTEST and LETTERS.fullmatch(word):
                yield word, lexeme, documents


def count(texts: Iterable[str]) -> Tally:
    """About 0.1 ms a document of 190 words; memory grows with the different words only."""
    tally, texts = Tally(), iter(texts)
    while batch := list(islice(texts, BATCH)):
        tally.add(batch)
    return tally


@transaction.atomic
def replace(tally: Tally) -> None:
    """Put what was counted in place of what was known. Readers are never without words."""
    with connection.cursor() as cursor:
        cursor.execute(ALONE)
        cursor.execute("CREATE TEMP TABLE counted_lexeme (lexeme text, documents int)")
        with cursor.copy("COPY counted_lexeme FROM STDIN") as copy:
            for row in tally.lexemes.items():
                copy.write_row(row)
        cursor.execute(
            """
            DELETE FROM search_lexeme AS old
                WHERE NOT EXISTS (SELECT FROM counted_lexeme AS new WHERE new.lexeme = old.lexeme);
            INSERT INTO search_lexeme (lexeme, documents) SELECT lexeme, documents FROM counted_lexeme
                ON CONFLICT (lexeme) DO UPDATE SET documents = excluded.documents
                WHERE search_lexeme.documents <> excluded.documents;
            """
        )
        cursor.execute("CREATE TEMP TABLE counted_word (word text, lexeme text, documents int)")
        with cursor.copy("COPY counted_word FROM STDIN") as copy:
            for word in tally.worth_keeping():
                copy.write_row(word)
        cursor.execute(
            """
            DELETE FROM search_word AS old
                WHERE NOT EXISTS (SELECT FROM counted_word AS new WHERE new.word = old.word);
            UPDATE search_word AS old SET documents = new.documents, lexeme = new.lexeme
                FROM counted_word AS new WHERE new.word = old.word
                AND (new.documents, new.lexeme) <> (old.documents, old.lexeme);
            """
        )
        cursor.execute(
            "SELECT * FROM counted_word AS new"
            " WHERE NOT EXISTS (SELECT FROM search_word AS old WHERE old.word = new.word)"
        )
        _insert(cursor.fetchall())
        cursor.execute("DROP TABLE counted_lexeme, counted_word")  # counting again may come at once
    Corpus.objects.all().delete()
    Corpus.objects.create(
        documents=max(1, tally.documents), length=max(1, tally.length / max(1, tally.documents))
    )


def _insert(words: Iterable[tuple[str, str, int]]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY search_word (word, lexeme, documents, deletions) FROM STDIN") as copy,
    ):
        for word, lexeme, documents in words:
            copy.write_row((word, lexeme, documents, deletions(word)))


def texts_of(sources: Iterable[Source]) -> Iterator[str]:
    """What everyone may read, a document after the other, through a cursor at the server."""
    for source in sources:
        for title, text in source.texts(AnonymousUser()).iterator(chunk_size=BATCH):
            yield f"{title} {text}"


@transaction.atomic
def learn(texts: Iterable[str]) -> None:
    """Add words that aren't known yet; those that are keep their counts until all are counted."""
    tally = count(texts)
    with connection.cursor() as cursor:
        cursor.execute(ALONE)
        cursor.execute(
            "INSERT INTO search_lexeme (lexeme, documents)"
            " SELECT * FROM unnest(%s::text[], %s::int[]) ON CONFLICT DO NOTHING",
            [list(tally.lexemes), list(tally.lexemes.values())],
        )
        words = list(tally.worth_keeping())
        cursor.execute(
            "SELECT word FROM unnest(%s::text[]) AS new(word)"
            " WHERE NOT EXISTS (SELECT FROM search_word AS old WHERE old.word = new.word)",
            [[word for word, _lexeme, _documents in words]],
        )
        new = {word for (word,) in cursor.fetchall()}
        cursor.executemany(
            "INSERT INTO search_word (word, lexeme, documents, deletions) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            [(*each, deletions(each[0])) for each in words if each[0] in new],
        )
