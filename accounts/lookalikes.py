"""Which letters pass for which, and so which names pass for one another.

Folding replaces each letter by what it looks like, in either case. It works letter by letter, so
names that differ in look-alikes alone fold to the same text wherever in them those stand. A pair
that passes for one letter is what that letter folds to: “m” becomes “rn”, never the reverse.
"""

import re
import unicodedata

from django.db.models import CharField, Expression, F, Func, Value
from django.db.models.functions import Replace

# The letters a name may have, for a regular expression: Latin, Latin-1, Latin Extended-A, Cyrillic.
# Those that Unicode holds for other letters' other forms (ſ, ij, ŉ) are left out, so NFC is NFKC here.
LETTERS = "A-Za-zÀ-ÖØ-öø-ıĴ-ľŁ-ňŊ-žЀ-џҐґ"
SEPARATORS = " '._-"
APOSTROPHES = "’ʼ"  # what keyboards make of '

LETTER = re.compile(f"[{LETTERS}]")
ALPHABET = "".join(filter(LETTER.match, map(chr, range(0x500))))
STRANGE = "\N{REPLACEMENT CHARACTER}"  # what no name can hold folds to this, which no name has

# Lower-case letters without their accents, beside what each can pass for. «В» looks like “B”, and
# “I” like “l”: both cases count. What is missing here passes for itself alone.
_LATIN = {
    "l": "i", "ı": "i", "ł": "i", "m": "rn", "w": "vv", "d": "ci", "ð": "ci", "đ": "ci", "q": "g",
    "æ": "ae", "œ": "oe", "ß": "b", "ħ": "h", "ŋ": "n", "ø": "o", "þ": "p", "ŧ": "t", "ĸ": "k",
}  # fmt: skip
_CYRILLIC = {
    "а": "a", "в": "b", "г": "r", "ґ": "r", "е": "e", "є": "e", "и": "u", "і": "i", "ј": "j",
    "к": "k", "м": "rn", "н": "h", "о": "o", "п": "n", "р": "p", "с": "c", "т": "t", "у": "y",
    "х": "x", "ц": "u", "џ": "u", "ш": "vv", "щ": "vv", "ъ": "b", "ы": "bi", "ь": "b", "э": "з",
    "ю": "io", "ѕ": "s", "ђ": "h", "ћ": "h", "љ": "лb", "њ": "hb",
}  # fmt: skip
_DIGITS = {
    "0": "o", "1": "i", "2": "z", "3": "з", "4": "ч", "5": "s", "6": "б", "7": "7", "8": "b", "9": "g",
}  # fmt: skip


def _pass_for(letter: str) -> str:
    bare = "".join(
        each
        for each in unicodedata.normalize("NFKD", letter.lower())
        if not unicodedata.combining(each)
    )
    return (_LATIN | _CYRILLIC).get(bare, bare)


LETTER_FOLDS = {letter: _pass_for(letter) for letter in ALPHABET}
FOLDS = LETTER_FOLDS | _DIGITS | dict.fromkeys(SEPARATORS + APOSTROPHES, "")


def fold(text: str) -> str:
    """What a name looks like. Names with equal folds are one name; see `folded` for the database's."""
    return "".join(FOLDS.get(each, STRANGE) for each in unicodedata.normalize("NFKC", text))


def folded(name: Expression | F) -> Func:
    """SQL for `fold`. Immutable and the same under every locale, so that an index can hold it."""
    capitals = {look: each for each, look in reversed(FOLDS.items()) if len(look) > 1}
    singles = {each: capitals.get(look, look) for each, look in FOLDS.items()}
    kept = {each: look for each, look in singles.items() if look and look != each}
    dropped = "".join(each for each, look in singles.items() if not look)
    composed = Func(
        name,
        function="normalize",
        template="%(function)s(%(expressions)s, NFKC)",
        output_field=CharField(),
    )
    expression: Func = Func(
        composed,
        Value("".join(kept) + dropped),
        Value("".join(kept.values())),
        function="translate",
        output_field=CharField(),
    )
    for pair, capital in capitals.items():  # no fold has a capital in it
        expression = Replace(expression, Value(capital), Value(pair), output_field=CharField())
    return expression
