"""Russian typed in Latin letters, and Latin names typed in Russian ones.

Nobody keeps to one standard: х is kh, h or x, soft signs are left out, ч is 4. So each letter has
several counterparts with a cost, and the cheapest spellings of the whole word are the candidates,
for a caller who knows which of them exist.
"""

import re
from collections import defaultdict
from typing import NamedTuple

MOST_CYRILLIC, MOST_LATIN = 8, 6
LONGEST = 40  # letters of a word that is tried

_VOWELS = frozenset("aeiouyаеёиоуыэюяіўїє")

# A counterpart may stand only: ^ at the beginning, $ at the end, < after a vowel, > after
# a consonant, = before a consonant or at the end. The number is its cost; “.” stands for nothing.
_CYRILLIC = """
a а | b б | d д =дь18 | e е ^э3 э10 >ъе12 >ье13 | f ф | g г | k к | l л =ль4 | m м $мь12 =мь20
n н =нь8 | o о | p п $пь20 | r р $рь8 =рь15 | s с $сь9 =сь13 | t т $ть3 =ть14 | u у | v в $вь9
z з =зь14 ц20 | c ц2 к3 с9 | ch ч $чь8 | tch ч | ck к цк3 | cz ц5 ч5 | h х г8 | kh х кх15 | q к
w в ш9 | x х кс3 | i и ы9 <й4 | ii ий3 | ij ий | iy ий >ый5 | j <й ^ж >ж >й9 <ж3 | yj ый | yy ый
y <й >ы ^й4 >$ий6 >$ый7 ы12 | ph ф9 | sh ш щ8 сх12 $шь8 | shch щ $щь8 | shh щ $щь8
sch щ сч6 ш9 $щь9 | ts ц тс6 | tz ц | zh ж $жь16 зх15 | ya я >ья7 >ъя9 | ja я >ья7 >ъя9
ia я4 <я1 >ья9 | yu ю >ью7 | ju ю >ью7 | iu ю4 <ю1 >ью9 | yi >ьи12 | yo ё >ьё7 <йо2 ^йо5
jo ё >ьё7 <йо2 ^йо5 | io ё8 >ьё9 | ye е >ье3 >ъе5 >$ые2 | je е >ье3 >ъе5 | ie >ье7
tsya >ться4 <ться2 | tsia >ться8 <ться6 | tsja >ться4 <ться2 | cja >ться6 <ться4
' ь ъ4 | '' ъ | 4 ч | 6 ш | - -
"""
_LATIN = """
а a | б b | в v w12 | г g h8 | д d | е e ^ye6 <ye7 | ё yo e2 io9 | ж zh j12 | з z | и i | й y i4 j7
ий iy $y2 ii5 | ый yy2 $y yi6 iy8 | к k c12 | кс ks x5 | л l | м m | н n | о o | п p | р r | с s | т t
у u | ф f | х kh h3 x12 | ц ts c6 tz9 | ч ch | ш sh | щ shch sch5 sh9 | ъ . | ы y | ь . | э e
ю yu iu3 ju9 | я ya ia3 ja9 | ье ye2 ie4 | ьё yo ie6 | ъе ye | ия iya ia2 iia4 ija7
і i | ї yi i4 | ў u w5 | є ye ie4 | ґ g
' . | - -
"""


_INSEPARABLE = frozenset("zh sh ch kh ya yu yo ye ja ju jo je shch shh".split())
_PARTING = 12  # what it costs to read one of these letter by letter


class _Way(NamedTuple):
    spelling: str
    where: str
    cost: int


def _ways(table: str) -> dict[str, list[_Way]]:
    ways: dict[str, list[_Way]] = defaultdict(list)
    for row in re.split(r"\s*[|\n]\s*", table.strip()):
        letters, *counterparts = row.split()
        for counterpart in counterparts:
            where, spelling, cost = re.findall(r"^([\^$<>=]*)(\D+?)(\d*)$", counterpart)[0]
            ways[letters].append(_Way(spelling.strip("."), where, int(cost or 0)))
    return dict(ways)


_TO_CYRILLIC, _TO_LATIN = _ways(_CYRILLIC), _ways(_LATIN)


def cyrillic(word: str) -> list[str]:
    """The likeliest Russian words behind one in Latin letters: “zhizn” → «жизн», «жизнь», …"""
    word = re.sub("[’‘ʼ`´]", "'", word.lower())
    if not re.search("[a-z]", word):
        return []
    return _spellings(word, _TO_CYRILLIC, MOST_CYRILLIC)


def latin(word: str) -> list[str]:
    """The likeliest Latin spellings of a word in Cyrillic letters: «латушка» → “latushka”."""
    return _spellings(word.lower(), _TO_LATIN, MOST_LATIN)


def _spellings(word: str, ways: dict[str, list[_Way]], most: int) -> list[str]:
    """The cheapest spellings by dynamic programming: the best ones up to each place suffice."""
    if len(word) > LONGEST:
        return []
    longest = max(map(len, ways))
    best: list[dict[str, int]] = [{"": 0}, *({} for _ in word)]
    for start in range(len(word)):
        cheapest = sorted(best[start].items(), key=lambda item: item[1])[:most]
        is_parted = False  # whether longer letters than these begin here
        for end in range(min(start + longest, len(word)), start, -1):
            places = _places(word, start, end)
            for spelling, where, cost in ways.get(word[start:end], []):
                if places.issuperset(where):
                    _extend(best[end], cheapest, spelling, cost + _PARTING * is_parted)
            is_parted |= word[start:end] in _INSEPARABLE
    return sorted(filter(None, best[-1]), key=best[-1].__getitem__)[:most]


def _extend(best: dict[str, int], cheapest: list[tuple[str, int]], more: str, cost: int) -> None:
    for beginning, before in cheapest:
        spelling = beginning + more
        best[spelling] = min(before + cost, best.get(spelling, before + cost))


def _places(word: str, start: int, end: int) -> set[str]:
    """Where the letters from start to end stand, in the tables' marks."""
    before, after = word[start - 1 : start], word[end : end + 1]
    places = {"^"} if not before else {"<"} if before in _VOWELS else {">"}
    if not after:
        places |= {"$"}
    return places if after in _VOWELS else places | {"="}
