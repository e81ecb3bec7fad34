"""One form for letters that people type differently, in questions as in the index.

The index folds by an SQL function with the same letters, `search_fold` of the first migration;
PostgreSQL's parser lowers. The two differ only where an invisible mark stands between a letter and
its own breve or dots, which here doesn't part them.
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

# “Node.js” would be one token, a host's name. The dot comes first, so that others cost nothing.
_DOT = re.compile(r"\.(?<=[^\W\d_]\.)(?=[^\W\d_])")

# Halves of surrogate pairs are no characters.
_UNSEEN = re.compile(f"[{_INVISIBLE}\0\ud800-\udfff]")
_STRESS = re.compile(f"[{STRESS}]")
# The two letters that Python lowers by more than the letter itself, unlike PostgreSQL.
_FOLDED = dict(zip(FOLDED_FROM + "İΣ", FOLDED_TO + "iσ", strict=True))
_UNFOLDED = re.compile(f"[{re.escape(''.join(_FOLDED))}]")


def clean(text: str) -> str:
    """The text in NFC without what can't be seen, stress marks included; й and ё stay letters."""
    composed = unicodedata.normalize("NFC", text)
    seen = _STRESS.sub("", _UNSEEN.sub("", composed))
    return seen if seen == composed else unicodedata.normalize("NFC", seen)


def fold(text: str) -> str:
    """The cleaned text in lower case as the index has it: as long as the cleaned one."""
    return fold_clean(clean(text))


def fold_clean(text: str) -> str:
    """The same of a text that is clean already. About 20 µs for 1,000 characters."""
    return _DOT.sub(" ", _UNFOLDED.sub(lambda found: _FOLDED[found.group()], text)).lower()
