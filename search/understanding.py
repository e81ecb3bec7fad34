"""From the words of a query to the lexemes that count for them: forms, spellings, slips of the keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from search import compounds, keyboard, mending, morphology, spellings, transliteration, vocabulary
from search.asking import Query, read
from search.folding import fold
from search.models import Corpus
from search.ranking import FORM, MENDED, SPELLING, WEAK, faintness
from search.vocabulary import WORD, Known, Lexicon, words_of

MOST_MENDED = 4  # words of a query; with more unknown ones it isn't slips


@dataclass(frozen=True)
class Term:
    """A word of the query: any of its lexemes counts, with its weight."""

    word: str  # folded, as it is looked for
    lexemes: Mapping[str, float]
    documents: int  # that have one of them, about
    faintness: float = 1.0  # of its own weight: a question word says little
    place: int = 0  # of the word in the query
    typed: str = ""  # lexeme of what was typed, when something else is looked for
    told: tuple[str, ...] = ()  # lexemes of what it was mended to

    @property
    def is_weak(self) -> bool:
        """Needn't be in a text that has all words."""
        return self.faintness <= WEAK


@dataclass(frozen=True)
class Meaning:
    query: Query
    corpus: Corpus
    terms: list[Term] = field(default_factory=list)
    mended: str = ""  # what is looked for instead of what was typed

    @property
    def strong(self) -> list[Term]:
        """The words that matter; all of them when none does."""
        return [term for term in self.terms if not term.is_weak] or self.terms


@dataclass(frozen=True)
class Part:
    """One word as the index has it; a hyphenated one gives several."""

    place: int  # in Query.words
    word: str  # folded
    spelled: str  # in lower case with its ё
    others: tuple[str, ...] = ()  # what OR allows as well


def understand(
    query: Query, *, verbatim: bool = False, kept: Collection[str] = (), is_swapped: bool = False
) -> Meaning:
    """At most five short queries; two when every word is known.

    Nothing is mended into words that say nothing: everything would be found.
    `verbatim` mends nothing at all; words `kept` are looked for as they are, `is_swapped` keeps the keys.
    """
    parts = parts_of(query)
    may_swap = not (verbatim or is_swapped)
    pairs = compounds.joined([part.word for part in parts])
    also = [pair.word for pair in pairs] + (typed_otherwise(query) if may_swap else [])
    also += [word for part in parts for word in compounds.apart(part.word)]
    lexicon = look_up(parts, also)
    if may_swap and (parted := with_numbers_apart(query, parts, lexicon)):
        meaning = understand(parted, kept=kept)
        return replace(meaning, mended=meaning.mended or parted.text)
    if may_swap and (swapped := in_other_layout(query, parts, lexicon, kept)):
        meaning = understand(swapped, kept=kept, is_swapped=True)
        if meaning.terms:
            return replace(meaning, mended=meaning.mended or swapped.text)
    whole = wholes(pairs, lexicon)
    unknown = [
        part
        for number, part in enumerate(parts)
        if part.word not in kept and number not in whole and is_unknown(part, lexicon)
    ]
    mended = {} if verbatim else mending.mend([part.word for part in unknown][:MOST_MENDED])
    terms = [
        term
        for number, part in enumerate(parts)
        if (term := term_of(part, lexicon, mended.get(part.word), whole.get(number)))
    ]
    if mended and not terms:
        return understand(query, verbatim=True)
    text = respelled(query, {word: each.text for word, each in mended.items()}, unknown)
    return Meaning(
        query=query,
        corpus=lexicon.corpus,
        terms=with_spellings(merged(terms)),
        mended=text if text != query.text else "",
    )


def respelled(query: Query, words: Mapping[str, str], parts: Iterable[Part]) -> str:
    """The text of the query with other words in the place of these parts."""
    text = query.text
    for place in sorted({part.place for part in parts if part.word in words}, reverse=True):
        text = read(text).replaced(place, with_others(query.words[place].text, words))
    return text


def with_others(typed: str, words: Mapping[str, str]) -> str:
    """A typed word, which may have a hyphen, with others in the place of its parts."""
    return WORD.sub(lambda part: words.get(part[0], typed[slice(*part.span())]), fold(typed))


def with_other(query: Query, term: Term, word: str) -> str:
    """The text of the query with another word in the place of one."""
    typed = query.words[term.place].text
    return query.replaced(term.place, with_others(typed, {term.word: word}))


def parts_of(query: Query) -> list[Part]:
    parts = []
    for place, word in enumerate(query.words):
        others = tuple(other for text in word.alternatives for other in words_of(fold(text)))
        spelled = words_of(word.text.lower())
        folded = words_of(fold(word.text))
        spelled = spelled if len(spelled) == len(folded) else folded
        parts += [Part(place, one, same, others) for one, same in zip(folded, spelled, strict=True)]
    return parts


def readings(token: str) -> list[str]:
    """What a typed word is on the other keys; in Latin letters with soft signs, also in Russian."""
    soft = transliteration.cyrillic(token) if "'" in token.strip("'") and token.isascii() else []
    return [*keyboard.readings(token), *soft]


def typed_otherwise(query: Query) -> list[str]:
    """Words that what was typed may stand for."""
    tokens = query.without_operators().split()
    return [word for token in tokens for text in readings(token) for word in words_of(fold(text))]


def look_up(parts: Iterable[Part], also: Collection[str]) -> Lexicon:
    words = {word for part in parts for word in (part.word, *part.others)} | set(also)
    stems = {stem for part in parts for stem in related(part.spelled)}
    return vocabulary.look_up(words, stems)


def related(word: str) -> frozenset[str]:
    return morphology.stems(word) | morphology.kin(word)


def is_known(known: Known) -> bool:
    """It occurs, or is a stop word."""
    return not known.lexeme or known.documents > 0


def is_unknown(part: Part, lexicon: Lexicon) -> bool:
    """Neither in a text nor in a dictionary: a word that is one was meant, though nothing has it."""
    if is_known(lexicon.words[part.word]) or part.others or not part.word.isalpha():
        return False
    return not morphology.stems(part.spelled)


def in_other_layout(
    query: Query, parts: Collection[Part], lexicon: Lexicon, kept: Collection[str]
) -> Query | None:
    """The query on the other keys, when that makes words of most that are none."""
    unknown = [part for part in parts if part.word not in kept and is_unknown(part, lexicon)]
    if not unknown:
        return None
    tokens = query.without_operators().split()
    strange = [token for token in tokens if not makes_sense(token, lexicon)]
    saved = [
        token for token in strange if any(makes_sense(text, lexicon) for text in readings(token))
    ]
    if not saved or 2 * len(saved) < len(strange):
        return None
    swapped = read(query.rewritten(lambda text: other_layout(text, lexicon)))
    return swapped if swapped.text != query.text else None


def with_numbers_apart(query: Query, parts: Collection[Part], lexicon: Lexicon) -> Query | None:
    """The query with numbers that no text has as texts write them: 72000 as “72 000”, 500g as “500 g”."""
    words = {
        part.word: " ".join(apart)
        for part in parts
        if (apart := compounds.apart(part.word))
        and not lexicon.words[part.word].documents
        and all(is_known(lexicon.words[word]) for word in apart)
    }
    text = respelled(query, words, parts)
    return read(text) if text != query.text else None


def other_layout(text: str, lexicon: Lexicon) -> str:
    """Each word on the other keys, unless only the one that was typed is a word."""
    return " ".join(
        next(
            (reading for reading in [*readings(token), token] if makes_sense(reading, lexicon)),
            next(iter(readings(token)), token),
        )
        for token in text.split()
    )


def makes_sense(text: str, lexicon: Lexicon) -> bool:
    """Each of its words occurs, says nothing, or is in a dictionary."""
    return all(
        is_known(lexicon.words.get(word, Known(word, 0))) or morphology.stems(word)
        for word in words_of(fold(text))
    )


def wholes(pairs: Iterable[compounds.Joined], lexicon: Lexicon) -> dict[int, Known]:
    """By the number of a part the word it makes with its neighbour, where texts write them as one."""
    found: dict[int, Known] = {}
    for pair in pairs:
        known = lexicon.words[pair.word]
        if known.documents:
            found |= dict.fromkeys(range(pair.start, pair.end), known)
    return found


def term_of(
    part: Part, lexicon: Lexicon, mended: mending.Mended | None, whole: Known | None
) -> Term | None:
    """None for a stop word."""
    own = lexicon.words[part.word]
    if not own.lexeme or (mended and not any(known.lexeme for known in mended.lexemes)):
        return None
    lexemes = {own.lexeme: 1.0}
    counts = {own.lexeme: own.documents}
    if whole:
        lexemes[whole.lexeme], counts[whole.lexeme] = 1.0, whole.documents
    for stem in forms_of(part, lexicon) - lexemes.keys():
        lexemes[stem], counts[stem] = FORM, lexicon.stems[stem]
    for other in part.others:
        known = lexicon.words[other]
        if known.lexeme:
            lexemes[known.lexeme], counts[known.lexeme] = 1.0, known.documents
    if mended:
        for place, known in enumerate(each for each in mended.lexemes if each.lexeme):
            lexemes.setdefault(known.lexeme, MENDED[min(place, len(MENDED) - 1)])
            counts[known.lexeme] = known.documents
    return Term(
        word=part.word,
        lexemes=lexemes,
        documents=sum(counts.values()),
        faintness=faintness(own.lexeme),
        place=part.place,
        typed=own.lexeme if mended else "",
        told=mended.told if mended else (),
    )


def forms_of(part: Part, lexicon: Lexicon) -> frozenset[str]:
    """Stems of its forms that texts have; of what is akin to a word of which they have none."""
    found = morphology.stems(part.spelled) & lexicon.stems.keys()
    if found or lexicon.words[part.word].documents:
        return found
    return morphology.kin(part.spelled) & lexicon.stems.keys()


def merged(terms: Iterable[Term]) -> list[Term]:
    """A word said twice counts once."""
    first: dict[str, Term] = {}
    for term in terms:
        first.setdefault(next(iter(term.lexemes)), term)
    return list(first.values())


def with_spellings(terms: list[Term]) -> list[Term]:
    """Terms with what editors' glossary says is the same."""
    equals = spellings.equals([lexeme for term in terms for lexeme in term.lexemes])
    if not equals:
        return terms
    found = vocabulary.look_up((), {other for others in equals.values() for other in others}).stems
    widened = []
    for term in terms:
        others = {other for lexeme in term.lexemes for other in equals.get(lexeme, ())}
        new = {other: SPELLING for other in others if other not in term.lexemes}
        documents = term.documents + sum(found.get(other, 0) for other in new)
        widened.append(replace(term, lexemes={**term.lexemes, **new}, documents=documents))
    return widened
