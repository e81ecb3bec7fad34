"""What is shown of letters that deceive: piled-up marks, turned directions, invisible characters.

Marks of direction that turn nothing (U+200E, U+200F, U+061C) stay: Hebrew and Arabic need them; so
do joiners, for Persian and emoji. What else hides in a text unseen could mark its copies.
"""

import re
from functools import lru_cache
from unicodedata import category, combining, normalize

MOST_MARKS = 4  # on one letter; Vietnamese and vowelled Hebrew need three

NEWLINES = re.compile("\r\n?")
SURROGATES = re.compile("[\ud800-\udfff]")
TURNING = {code: f"[U+{code:04X}]" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
TURNED = re.compile("([\u202a-\u202e\u2066-\u2069])\\1*+")
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u180e\u200b\u2028\u2029\u2060-\u2064\u206a-\u206f\ufeff"
    "\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
# Latin, Greek, Cyrillic, punctuation, Chinese, Japanese, Korean, emoji: no mark among them
ORDINARY = (
    "\x00-\u02ff\u0370-\u0482\u048a-\u0590\u2000-\u200b\u200e-\u20cf\u20f1-\u2cee\u3030-\u3098"
    "\u309b-\ua66e\uac00-\ud7ff\U0001f000-\U0001fbff"
)
PILED = re.compile(f"[^{ORDINARY}]{{{MOST_MARKS + 1},}}+")
BASELESS = re.compile(f">[^{ORDINARY}]++")
JOINERS = "\u200c\u200d"


def tidied(text: str) -> str:
    """The text as it is read from: composed letters, one kind of line end."""
    text = SURROGATES.sub("\ufffd", NEWLINES.sub("\n", text))
    return normalize("NFC", PILED.sub(_thinned, text))  # thinned first: NFC sorts marks, slowly


def shown(text: str) -> str:
    """The text or HTML as readers may see it. It isn't composed again: `>` would join U+0338."""
    text = INVISIBLE.sub("", SURROGATES.sub("\ufffd", text))
    if TURNED.search(text):
        text = TURNED.sub(r"\1", text).translate(TURNING)
    return BASELESS.sub(_based, PILED.sub(_thinned, text))


def _thinned(piled: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in piled[0]:
        marks = marks + 1 if is_mark(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _based(after_tag: re.Match[str]) -> str:
    """Marks at the beginning of an element would go on top of the letter before it."""
    words = after_tag[0][1:]
    first = next((place for place, each in enumerate(words) if not is_mark(each)), len(words))
    return ">" + words[first:]


@lru_cache(maxsize=2000)
def is_mark(character: str) -> bool:
    return category(character) in ("Mn", "Me") or combining(character) > 0 or character in JOINERS
