"""What a reader asks for: words, phrases, exclusions and filters, read from one line of text.

Nothing is an error: what can't be read as an operator is read as plain words.

- Words part at whitespace and punctuation as PostgreSQL parts them once dots and slashes are
  folded; hyphens, apostrophes and decimal points inside a word stay, for the engine to part.
- `-word` excludes only at a word's beginning, never inside one, so a lone dash is nothing. A minus
  before a number is a sign (-5, -20°), before a year an exclusion (-2020). `-Node.js` excludes the
  phrase, and so does `-author:name`, which is no operator.
- `OR` joins the words on both its sides. A phrase beside it is no longer exact: of phrases all
  are required, and a reader who wrote OR wants either.
- A period is half open: `after:2024-05 before:2024-06` is May, its first day included.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

from core.languages import LANGUAGES
from search.folding import clean

LONGEST, LONGEST_WORD = 1_000, 100  # characters; PostgreSQL refuses a lexeme of 2,047 bytes
MOST_WORDS, MOST_PHRASES, MOST_EXCLUSIONS, MOST_NAMES = 24, 6, 6, 3

_KINDS = {
    "author": "author",
    "автор": "author",
    "in": "place",
    "в": "place",
    "topic": "topic",
    "тема": "topic",
    "before": "before",
    "до": "before",
    "after": "after",
    "после": "after",
    "lang": "language",
    "язык": "language",
}
_LANGUAGES = {code: code for code in [*LANGUAGES, "be", "uk"]} | {
    "русский": "ru",
    "английский": "en",
    "белорусский": "be",
    "беларуский": "be",
    "украинский": "uk",
    "russian": "ru",
    "english": "en",
    "belarusian": "be",
    "ukrainian": "uk",
}
_LETTER = r"(?:[^\W_]|[\u0300-\u036f])"
_WORD = re.compile(rf"{_LETTER}+(?:(?:[-‐‑'’‘ʼ`´]|(?<=[0-9])\.(?=[0-9])){_LETTER}+)*")
_QUOTED = r'"[^"]*"(?![^\W_])|«[^«»]*»|“[^“”]*”|„[^„“”]*[“”]'
_RUN = r'[^\s"«»“”„]'
_START = r"(?<![^\s(])"
_TOKEN = re.compile(
    rf"(?:{_START}(?P<minus>-))?(?<![^\W_])(?P<quoted>{_QUOTED})"
    rf"|{_START}(?P<name>{'|'.join(_KINDS)}):(?P<value>{_QUOTED}|{_RUN}+)"
    rf"|{_START}-(?P<excluded>[^\W_]{_RUN}*)"
    rf"|(?P<run>(?!\(){_RUN}+)|\S",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?!(?:19|20)[0-9]{2}\W*$)[0-9][0-9.,]*\W*")
_DATES = [
    re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2}))?)?"),
    re.compile(r"(?:(?P<day>[0-9]{1,2})\.)?(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})"),
]
_EDGES = " \t.,;:!?()…—-@\"'«»“”„"
Span = tuple[int, int]


@dataclass(frozen=True)
class Word:
    text: str
    alternatives: tuple[str, ...] = ()  # any of which will do as well


@dataclass(frozen=True)
class Query:
    text: str = ""  # cleaned, as shown in the box
    words: tuple[Word, ...] = ()  # as typed, also those of phrases
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()  # words, or phrases
    authors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    before: date | None = None  # earlier than this day
    after: date | None = None  # on this day or later
    language: str = ""
    word_spans: tuple[Span, ...] = field(default=(), compare=False, repr=False)
    plain_spans: tuple[Span, ...] = field(default=(), compare=False, repr=False)

    @property
    def is_empty(self) -> bool:
        """Nothing narrows it: everything is found. There may be text, such as “!!!”."""
        narrowing = (self.words, self.without, self.authors, self.places, self.topics)
        return not any([*narrowing, self.before, self.after, self.language])

    @property
    def plain(self) -> str:
        """The words alone, without operators and punctuation."""
        return " ".join(text for word in self.words for text in (word.text, *word.alternatives))

    def without_operators(self) -> str:
        """The text as typed, with its punctuation, but without quotes, filters and exclusions."""
        return " ".join(self.text[start:end] for start, end in self.plain_spans)

    def rewritten(self, change: Callable[[str], str]) -> str:
        """The text with `change` applied to what is no operator, one typed word or phrase a time."""
        return self._with([(span, change(self.text[slice(*span)])) for span in self.plain_spans])

    def replaced(self, index: int, word: str) -> str:
        """The text with another word in the place of `words[index]`."""
        return self._with([(self.word_spans[index], word)])

    def _with(self, changes: list[tuple[Span, str]]) -> str:
        text = self.text
        for (start, end), piece in reversed(changes):
            text = text[:start] + piece + text[end:]
        return text


def read(text: str) -> Query:
    """The query in a text of any kind and length; only its first 1,000 characters count."""
    text = " ".join(clean(text[:LONGEST]).split())[:LONGEST].rstrip()
    reading = _Reading(text)
    for token in _TOKEN.finditer(text):
        reading.take(token)
    return reading.query()


@dataclass
class _Found:
    text: str
    span: Span
    alternatives: list[str] = field(default_factory=list)


@dataclass
class _Term:
    words: list[_Found]
    is_exact: bool = False
    is_or: bool = False


class _Reading:
    """What has been found so far, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.terms: list[_Term] = []
        self.plain_spans: list[Span] = []
        self.without: list[tuple[str, ...]] = []
        self.names: dict[str, list[str]] = {"author": [], "place": [], "topic": []}
        self.dates: dict[str, list[date]] = {"before": [], "after": []}
        self.language = ""

    def take(self, token: re.Match[str]) -> None:
        start, end = token.span()
        if token["quoted"] and not token["minus"]:
            self._say(start + 1, end - 1, is_exact=True)
        elif token["run"] in ("OR", "ИЛИ"):
            self.terms.append(_Term([_Found(token.group(), (start, end))], is_or=True))
        elif not self._obey(token):
            self._say(start, end)

    def _say(self, start: int, end: int, is_exact: bool = False) -> None:
        words = _WORD.finditer(self.text, start, end)
        found = [_Found(word.group()[:LONGEST_WORD], word.span()) for word in words]
        if found:
            self.terms.append(_Term(found, is_exact))
        if self.plain_spans and self.plain_spans[-1][1] == start:
            start, _ = self.plain_spans.pop()
        if start < end:
            self.plain_spans.append((start, end))

    def _obey(self, token: re.Match[str]) -> bool:
        """Take it for an operator, if it is one."""
        if token["name"]:
            return self._filter(_KINDS[token["name"].lower()], token["value"].strip(_EDGES))
        excluded = token["excluded"]
        if token["minus"] or (excluded and not _NUMBER.fullmatch(excluded)):
            return self._exclude(token.group())
        return False

    def _exclude(self, text: str) -> bool:
        words = tuple(word[:LONGEST_WORD] for word in _WORD.findall(text))
        if words and len(words) <= MOST_WORDS:
            self.without.append(words)
        return bool(words)

    def _filter(self, kind: str, value: str) -> bool:
        if kind in self.names:
            name = " ".join(value.split())[:LONGEST_WORD]
            self.names[kind] += [name] if name else []
            return bool(name)
        if kind in self.dates:
            day = _day(value)
            self.dates[kind] += [day] if day else []
            return bool(day)
        language = _LANGUAGES.get(value.lower(), "")
        self.language = language or self.language
        return bool(language)

    def query(self) -> Query:
        terms = list(_bounded(_joined(self.terms)))
        found = [word for term in terms for word in term.words]
        phrases = [tuple(word.text for word in term.words) for term in terms if term.is_exact]
        return Query(
            text=self.text,
            words=tuple(Word(word.text, tuple(word.alternatives)) for word in found),
            phrases=tuple(phrases[:MOST_PHRASES]),
            without=tuple(self.without[:MOST_EXCLUSIONS]),
            authors=tuple(self.names["author"][:MOST_NAMES]),
            places=tuple(self.names["place"][:MOST_NAMES]),
            topics=tuple(self.names["topic"][:MOST_NAMES]),
            before=min(self.dates["before"], default=None),
            after=max(self.dates["after"], default=None),
            language=self.language,
            word_spans=tuple(word.span for word in found),
            plain_spans=tuple(self.plain_spans),
        )


def _joined(terms: list[_Term]) -> list[_Term]:
    """The terms with chains of OR made one word with alternatives."""
    joined: list[_Term] = []
    last: _Found | None = None  # the word that an OR would join to
    is_waiting = False
    for term, following in zip_longest(terms, terms[1:]):
        if term.is_or and last and following:
            is_waiting = True
            joined[-1].is_exact = False
            continue
        words = term.words
        if is_waiting and last:
            last.alternatives.append(words[0].text)
            words = words[1:]
        last = words[-1] if words else last
        if words:
            joined.append(_Term(words, term.is_exact and not is_waiting))
        is_waiting = False
    return joined


def _bounded(terms: list[_Term]) -> Iterator[_Term]:
    """The terms as far as there is room for their words; a phrase's beginning is a phrase."""
    room = MOST_WORDS
    for term in terms:
        kept = []
        for word in term.words:
            if room:
                del word.alternatives[room - 1 :]
                room -= 1 + len(word.alternatives)
                kept.append(word)
        if kept:
            yield _Term(kept, term.is_exact)


def _day(value: str) -> date | None:
    """The first day of a year, a month or a day: 2024, 2024-05, 05.2024, 2024-05-01, 01.05.2024."""
    found = next(filter(None, (form.fullmatch(value) for form in _DATES)), None)
    if not found or not 1900 <= int(found["year"]) <= 2100:  # far days overflow in time zones
        return None
    try:
        return date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
    except ValueError:
        return None
