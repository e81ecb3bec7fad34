"""One form for letters that people type differently, in questions as in the index.

The index folds by an SQL function made of the same constants; PostgreSQL's parser lowers:
    regexp_replace(translate(normalize(text), FOLDED_FROM || DROPPED, FOLDED_TO), DOT_IN_SQL, ' ', 'g')
where `translate` deletes what has no counterpart. The two differ only where an invisible mark
stands between a letter and its own breve or dots, which here doesn't part them.
"""

import re
import unicodedata

# Place by place: ѐ and ѝ are what NFC makes of е and и under a grave stress mark; і, ї, ў, є and ґ
# are Belarusian and Ukrainian; every apostrophe is one, a typesetter's hyphen is a hyphen, and
# a slash or a low line parts words (PostgreSQL takes a/b for a path).
FOLDED_FROM = "ёЁѐЀѝЍіІїЇўЎєЄґҐ’‘ʼ`´‐‑/_"
FOLDED_TO = "еЕеЕиИиИиИуУеЕгГ'''''--  "

STRESS = "\u0300\u0301"
_INVISIBLE = "".join(
    chr(code)
    for first, last in [
        (0x01, 0x08),  # controls but tab and newline; NUL, which PostgreSQL can't hold, is below
        (0x0B, 0x1F),
        (0x7F, 0x9F),
        (0xAD, 0xAD),  # the soft hyphen
        (0x200B, 0x200F),  # of no width, and marks of direction
        (0x202A, 0x202E),
        (0x2060, 0x2060),
        (0x2066, 0x2069),
        (0xFEFF, 0xFEFF),
    ]
    for code in range(first, last + 1)
)
DROPPED = STRESS + _INVISIBLE

DOT_IN_SQL = r"(?<=[[:alpha:]])\.(?=[[:alpha:]])"  # “Node.js” would be one token, a host's name
_DOT = re.compile(r"(?<=[^\W\d_])\.(?=[^\W\d_])")

_IMPOSSIBLE = [0x00, *range(0xD800, 0xE000)]  # halves of surrogate pairs are no characters
_UNSEEN = dict.fromkeys([*_IMPOSSIBLE, *map(ord, _INVISIBLE)])
_UNSTRESSED = dict.fromkeys(map(ord, STRESS))
# The two letters that Python lowers by more than the letter itself, unlike PostgreSQL.
_FOLDED = str.maketrans(FOLDED_FROM + "İΣ", FOLDED_TO + "iσ")


def clean(text: str) -> str:
    """The text in NFC without what can't be seen, stress marks included; й and ё stay letters."""
    text = unicodedata.normalize("NFC", text.translate(_UNSEEN))
    if not any(mark in text for mark in STRESS):
        return text
    return unicodedata.normalize("NFC", text.translate(_UNSTRESSED))


def fold(text: str) -> str:
    """The cleaned text in lower case as the index has it: as long as the cleaned one."""
    return _DOT.sub(" ", clean(text).translate(_FOLDED)).lower()
