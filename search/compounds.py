"""Words written together, apart or with a hyphen: «онлайн платёж», «онлайн-платёж», «онлайнплатёж».

Which of them exist only the index knows; here are those that could. It has a hyphenated word
whole and in parts, so what is to be tried is writing together and, without a hyphen, apart.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

SHORTEST_HALF, LONGEST = 3, 40  # letters
_NUMBER = re.compile(r"(?P<digits>\d{1,3}(?:\.\d{3})+|\d+)(?P<unit>[^\W\d_]*)")
_YEAR = re.compile(r"(?:19|20)\d\d")


class Joined(NamedTuple):
    word: str
    start: int  # it would stand for words[start:end]
    end: int


def joined(words: Sequence[str]) -> list[Joined]:
    """Each hyphenated word and each two neighbours written together, without hyphens."""
    alone = [Joined(_together(word), n, n + 1) for n, word in enumerate(words) if "-" in word]
    pairs = [Joined(_together(*pair), n, n + 2) for n, pair in enumerate(pairwise(words))]
    return [found for found in alone + pairs if _is_word(found.word)]


def halves(word: str) -> list[tuple[str, str]]:
    """The ways to part a word without a hyphen in two, the most even first."""
    if not _is_word(word):
        return []
    places = range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1)
    evenly = sorted(places, key=lambda place: abs(2 * place - len(word)))
    return [(word[:place], word[place:]) for place in evenly]


def apart(word: str) -> list[str]:
    """A number in groups of three digits, and its unit: 72000, 72.000, 500g. Of others nothing.

    Years are whole numbers.
    """
    found = _NUMBER.fullmatch(word)
    if not found or len(word) > LONGEST:
        return []
    digits, unit = found["digits"].replace(".", ""), found["unit"]
    first = len(digits) if _YEAR.fullmatch(digits) else (len(digits) - 1) % 3 + 1
    groups = [
        digits[:first],
        *(digits[place : place + 3] for place in range(first, len(digits), 3)),
    ]
    parts = [*groups, unit] if unit else groups
    return parts if len(parts) > 1 else []


def _together(*words: str) -> str:
    return "".join(words).replace("-", "")


def _is_word(text: str) -> bool:
    return text.isalpha() and len(text) <= LONGEST
