"""What the same keys give in the other keyboard layout, Russian ЙЦУКЕН or English QWERTY.

Some Russian letters share their key with a punctuation mark: in “ghbdtn, rke,” the first comma
is a comma and the second the end of «клуб». A word at a time, `readings` gives both, the likelier
first, for a caller who knows the words that exist.
"""

import re
from string import ascii_letters

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?~"
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбю.ёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,Ё"
# Belarusian and Ukrainian letters on the key of a Russian one.
_LATIN_TOO, _OTHERS = "sSoO]}'\"", "іІўЎїЇєЄ"

_RUSSIAN_OF = dict(zip(_LATIN, _RUSSIAN, strict=True))
_LATIN_OF = dict(zip(_RUSSIAN + _OTHERS, _LATIN + _LATIN_TOO, strict=True))
# Letters go each its own way; the marks of a word go the way of most of its letters.
_TO_RUSSIAN = str.maketrans(_LATIN_OF | _RUSSIAN_OF)
_TO_LATIN = str.maketrans({key: _RUSSIAN_OF[key] for key in ascii_letters} | _LATIN_OF)

_LETTER_KEYS = "[];',.`"  # letters in Russian; with shift, capitals:
_CAPITAL_KEYS = '{}:"<>~'
_DOUBTFUL = ".,;'"  # as often what they show, at the end of a word
_PIECES = re.compile(r"\s+|\S+")
_PAIRS = {'"': '"', "'": "'", "[": "]", "{": "}", "<": ">"}


def swapped(text: str) -> str:
    """The text in the other layout, key by key and word by word: “ghbdtn” ↔ «привет»."""
    tables: dict[bool | None, dict[int, str]] = {True: _TO_RUSSIAN, False: _TO_LATIN}
    tables[None] = tables[_is_latin(text) is not False]
    return "".join(piece.translate(tables[_is_latin(piece)]) for piece in _PIECES.findall(text))


def swapped_words(text: str) -> list[str]:
    """The likeliest word behind each typed one, without the marks around it."""
    tokens = (text.replace('"', "") if text.count('"') > 1 else text).split()
    return [word for token in _without_commas(tokens) for word in readings(token)[:1]]


def readings(token: str) -> list[str]:
    """What a typed word can be in the other layout, the likeliest first; none without letters."""
    latin = _is_latin(token)
    if latin is None:
        number = _trimmed(token.replace("-[", "-х"))  # as in «1990-х»
        return [number] if number else []
    if not latin:
        found = [token.translate(_TO_LATIN)]
    else:
        token = _unwrapped(token)
        shorter = token.rstrip(_DOUBTFUL).lstrip("'\"")
        found = [token.translate(_TO_RUSSIAN), shorter.translate(_TO_RUSSIAN)]
    return list(dict.fromkeys(filter(None, map(_trimmed, found))))


def _without_commas(tokens: list[str]) -> list[str]:
    """The tokens without a comma before another one, where it is rarely «б», except in «об»."""
    *earlier, last = tokens or [""]
    kept = [token if token.lower() == "j," else token.removesuffix(",") for token in earlier]
    return [*kept, last]


def _unwrapped(token: str) -> str:
    """A word in Latin letters without what around it can't be Russian letters."""
    token = _trimmed(token, but=_LETTER_KEYS + _CAPITAL_KEYS)
    if token[0] in _PAIRS and token.endswith(_PAIRS[token[0]]):
        token = token[1:-1]
    if not token.isupper():
        token = token.rstrip(_CAPITAL_KEYS)  # a capital begins a word or is among capitals
    return token.rstrip(".") if token.endswith("...") else token


def _trimmed(token: str, but: str = "") -> str:
    """The token without marks around it; in linear time, unlike a regular expression's."""
    return token.strip("".join({mark for mark in token if not (mark.isalnum() or mark in but)}))


def _is_latin(text: str) -> bool | None:
    """Whether most letters are Latin rather than Cyrillic; None if as many."""
    latin = sum(letter in ascii_letters for letter in text)
    russian = sum(letter in _LATIN_OF and letter.isalpha() for letter in text)
    return None if latin == russian else latin > russian
