"""Readable ASCII addresses from titles in Cyrillic and Latin letters.

Russian goes letter by letter, close to what readers type themselves:
а a, б b, в v, г g, д d, е e, ё yo, ж zh, з z, и i, й y, к k, л l, м m, н n, о o, п p, р r,
с s, т t, у u, ф f, х kh, ц ts, ч ch, ш sh, щ shch, ъ –, ы y, ь –, э e, ю yu, я ya.
Belarusian adds і i, ў u; Ukrainian є ye, і i, ї yi, ґ g; both read г as h, Ukrainian и as y.
Accented Latin letters lose their accents; everything else separates words.
"""

import re
import unicodedata
from collections.abc import Callable

LONGEST = 80
FALLBACK = "post"

_RUSSIAN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіўєїґ",
        "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch".split()
        + ["", "y", "", "e", "yu", "ya", "i", "u", "ye", "yi", "g"],
        strict=True,
    )
)
_LATIN = {
    "ß": "ss",
    "ł": "l",
    "đ": "d",
    "ø": "o",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
    "þ": "th",
    "ð": "d",
    "№": " ",
}
_TABLES = {
    "ru": str.maketrans(_RUSSIAN | _LATIN),
    "be": str.maketrans(_RUSSIAN | _LATIN | {"г": "h"}),
    "uk": str.maketrans(_RUSSIAN | _LATIN | {"г": "h", "и": "y"}),
}
_APOSTROPHES = re.compile("['’ʼ`´‘]")
_NOT_ASCII = re.compile(r"[^a-z0-9]+")


def slugify(text: str, language: str) -> str:
    """«Щёлкнем ещё раз» → `shchyolknem-eshchyo-raz`: at most 80 characters, never empty."""
    table = _TABLES.get(language, _TABLES["ru"])
    # A stress mark (а́) must not hide its letter, and й and ё are letters, not marks.
    text = unicodedata.normalize("NFC", text[: LONGEST * 20]).lower().translate(table)
    text = _APOSTROPHES.sub("", text)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c)).lower()
    return _cut(_NOT_ASCII.sub("-", text).strip("-"), LONGEST) or FALLBACK


def unique(slug: str, taken: Callable[[str], bool]) -> str:
    """The slug, or slug-2, slug-3, …: the first that is not taken. One call of `taken` for each."""
    candidate, number = slug, 1
    while taken(candidate):
        number += 1
        ending = f"-{number}"
        candidate = _cut(slug, LONGEST - len(ending)) + ending
    return candidate


def _cut(slug: str, length: int) -> str:
    if len(slug) <= length:
        return slug
    words, _, _ = slug[: length + 1].rpartition("-")
    return words.rstrip("-") or slug[:length]
