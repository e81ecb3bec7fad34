"""Two lines of a text around what was looked for, with the matches told from the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from search import vocabulary
from search.folding import clean, fold_clean
from search.results import Piece

LENGTH = 220  # characters
LONGEST = 100_000  # of a text that is looked through
BEFORE = 50  # of them before the first match, about
BEGINNING = 2  # letters that a form of a word has in common with its stem
# Whoever writes a text of nothing but one word, or of made-up ones, must not hold up who finds it.
MOST_MATCHES = 1_000  # of a text, the first ones
MOST_ALIKE = 4_000  # words that are asked for, 25 µs each
ODD_SPACE = re.compile(r"[\t\r\v\f\x1c-\x1f\x85\u1680\u2000-\u200a\u2028\u2029\u205f\u3000]")
STOPS = ".,:;!?…"
ENDS = tuple(".!?…")  # of sentences: nothing more need say that the text goes on
LOOSE = re.compile(r"(?:[·=+/|—–-]+ )*")  # marks that begin nothing


class Match(NamedTuple):
    start: int
    end: int
    word: str  # folded


class Text(NamedTuple):
    """A text as it is shown, and as the index reads it: letter by letter the same length."""

    shown: str
    folded: str

    @classmethod
    def of(cls, text: str) -> Text:
        """About 50 µs for 1,800 characters."""
        shown = in_one_line(ODD_SPACE.sub(" ", clean(text[:LONGEST])))
        return cls(shown, fold_clean(shown))


def in_one_line(text: str) -> str:
    """Lines that are no whole sentences told apart; spaces that don’t part words are kept."""
    lines = [line for each in text.split("\n") if (line := each.strip(" "))]
    text = "".join(line + (" " if line[-1] in STOPS else " · ") for line in lines[:-1])
    text += "".join(lines[-1:])
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def words_beginning(beginnings: Collection[str]) -> Callable[[str], Iterator[Match]]:
    """Finds the words of a folded text that begin so, parted as `vocabulary.WORD` parts them.

    A fifth of the time that looking at every word takes: the beginnings come first in the pattern.
    """
    parts = [
        f"(?:{'|'.join(map(re.escape, alike))})(?<![^\\W_]{'.' * length})"
        for length in range(1, BEGINNING + 1)
        if (alike := sorted(each for each in beginnings if len(each) == length))
    ]
    pattern = f"(?:{'|'.join(parts)})[^\\W_]*"
    if any(each[0].isdecimal() for each in beginnings):
        pattern = rf"(?<![^\W_])\d+(?:\.\d+)+|{pattern}"
    compiled = re.compile(pattern, re.DOTALL)
    return lambda text: (Match(*found.span(), found[0]) for found in compiled.finditer(text))


class Marker:
    """Knows which words of some texts match. One query for all of them, none for words known lately."""

    def __init__(self, worth: Mapping[str, float], texts: Iterable[Text]) -> None:
        alike = words_beginning({lexeme[:BEGINNING] for lexeme in worth})
        self.worth = worth
        self.alike = {text: list(alike(text.folded)) for text in texts} if worth else {}
        words = {match.word for found in self.alike.values() for match in found}
        if len(words) > MOST_ALIKE:  # real forms are near their stems
            stems = tuple(worth)
            likely = sorted(words, key=lambda word: (not word.startswith(stems), len(word)))
            words = set(likely[:MOST_ALIKE])
        known = vocabulary.lexemes_of(words) if words else {}
        self.lexemes = {word: lexeme for word, lexeme in known.items() if lexeme in worth}

    def matches(self, text: Text) -> list[Match]:
        """Of one of the texts, in their order."""
        found = (match for match in self.alike.get(text, ()) if match.word in self.lexemes)
        return list(islice(found, MOST_MATCHES))

    def mark(self, text: Text) -> list[Piece]:
        return pieces(text.shown, self.matches(text))

    def snippet(self, text: Text) -> list[Piece]:
        """The beginning of the text when nothing in it matches."""
        matches = self.matches(text)
        start, end = self.window(text.shown, matches)
        inside = [match for match in matches if start <= match.start and match.end <= end]
        shown = [
            match._replace(start=match.start - start, end=match.end - start) for match in inside
        ]
        seen = text.shown[start:end].rstrip(" ·")
        cut = pieces(seen, shown)
        if start > 0:
            cut.insert(0, Piece("… "))
        if end < len(text.shown) and not seen.endswith(ENDS):
            cut.append(Piece("…"))
        return cut

    def window(self, text: str, matches: list[Match]) -> tuple[int, int]:
        """Where most is said of the query: different words before repeated ones, early before late."""
        best, start, last = 0.0, 0, 0
        inside: Counter[str] = Counter()  # of a window that begins with each match in turn
        for match in matches:
            while last < len(matches) and matches[last].end <= match.start - BEFORE + LENGTH:
                inside[self.lexemes[matches[last].word]] += 1
                last += 1
            said = sum(self.worth[lexeme] for lexeme, number in inside.items() if number > 0)
            if said > best:
                best, start = said, max(0, match.start - BEFORE)
            inside[self.lexemes[match.word]] -= 1
        return at_words(text, start)


def at_words(text: str, start: int) -> tuple[int, int]:
    """A window from about `start`, at most LENGTH long, that cuts no word and fills itself at the end."""
    start = max(0, min(start, len(text) - LENGTH))
    if start:
        space = text.find(" ", start, start + BEFORE)
        start = space + 1 if space >= 0 else start
        loose = LOOSE.match(text, start)
        start = loose.end() if loose else start
    end = min(len(text), start + LENGTH)
    if end < len(text):
        space = text.rfind(" ", start + LENGTH // 2, end)
        end = space if space >= 0 else end
    return start, end


def pieces(text: str, matches: Collection[Match]) -> list[Piece]:
    cut, place = [], 0
    for match in matches:
        cut += [
            Piece(text[place : match.start]),
            Piece(text[match.start : match.end], is_match=True),
        ]
        place = match.end
    return [piece for piece in [*cut, Piece(text[place:])] if piece.text]
