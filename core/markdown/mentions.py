"""Names written with @ in running text.

A name may hold spaces, so what follows an @ can be read as several: “@Anna Berg asks” is
“Anna Berg asks”, “Anna Berg” or “Anna”. The longest that somebody has is meant.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from html import escape
from itertools import islice

LONGEST = 40  # characters; the form of names is that of accounts.names, or a little wider
MOST_WORDS = 4
MOST_LINKS = 200  # in a text

BEFORE = r"(?<![\w@/+-])(?<!\w\.)"  # neither an e-mail address nor a path
AFTER = r"(?![^\W_]|@|[._-]++[^\W_])"
WORD = r"[^\W_]++"
AT = re.compile(rf"{BEFORE}@(?={WORD})")
RUN = re.compile(rf"{WORD}(?:(?:\. |[ '’ʼ._-]){WORD}){{0,{MOST_WORDS - 1}}}+")
WORDS = re.compile(WORD)
INITIAL = re.compile(r" [^\W\d_]\.")
STRAIGHT = str.maketrans("’ʼ", "''")  # names are kept with this apostrophe
END = re.compile(AFTER)


def readings(words: str) -> Iterator[list[str]]:
    """For each @ the names that may be meant, longer ones first."""
    for at in AT.finditer(words):
        start, ends = at.end(), []
        run = RUN.match(words, start, start + LONGEST)
        assert run
        for word in WORDS.finditer(words, start, run.end()):
            ends.append(word.end())
            if INITIAL.match(words, word.end() - 2):
                ends.append(word.end() + 1)
        yield [
            words[start:end].translate(STRAIGHT) for end in reversed(ends) if END.match(words, end)
        ]


def meant(words: str, names: Iterable[str]) -> Iterator[str]:
    """Those of the names that are mentioned, as they stand in `names`."""
    known = longest_first(names)
    for found in _pattern(known).finditer(words):
        yield known[(found.lastindex or 0) - 1]


def linking(addresses: Mapping[str, str]) -> Callable[[str], str]:
    """Makes HTML of the words of one text, names in it leading to their addresses."""
    known = longest_first(addresses)
    left = MOST_LINKS

    def link(words: str) -> str:
        nonlocal left
        if not known or "@" not in words:
            return escape(words, quote=False)
        out, last = [], 0
        for found in islice(_pattern(known).finditer(words), left):
            address = addresses[known[(found.lastindex or 0) - 1]]
            out.append(escape(words[last : found.start()], quote=False))
            out.append(f'<a href="{escape(address)}">{escape(found[0], quote=False)}</a>')
            last = found.end()
            left -= 1
        return "".join(out) + escape(words[last:], quote=False)

    return link


def longest_first(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


@lru_cache(maxsize=100)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """A group for each name; the number of the one that was found tells which."""
    either = "|".join(f"({re.escape(name)})".replace("'", "['’ʼ]") for name in names)
    return re.compile(f"{BEFORE}@(?:{either or '(?!)'}){AFTER}", re.IGNORECASE)
