"""Personal data in a text: e-mail addresses, numbers of phones, cards, bank accounts, passports.

`find` shows them, `mask` hides them. Written for Russian, Belarusian, Ukrainian and European ones;
where digits alone could mean anything, only a word before them makes them a phone or a passport.
All patterns take time linear in their input: what may repeat without bound is possessive, and
never tried again from its middle.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.numbers import Span, audited, cards, phones

labels: dict[str, Promise] = {  # where two overlap, the first is said
    "card": _("card number"),
    "iban": _("bank account number (IBAN)"),
    "passport": _("passport number"),
    "e-mail": _("e-mail address"),
    "phone": _("phone number"),
}
# Neither words nor digits: in any language they say what was there, and nothing of it
MASKS = {
    "card": "•••• ••••",
    "iban": "•• ••••",
    "passport": "№ ••••••",
    "e-mail": "…@…",
    "phone": "+••• •••",
}


@dataclass(frozen=True)
class Finding:
    kind: str  # of `labels`
    start: int
    end: int
    piece: str  # what was written there


def find(text: str) -> list[Finding]:
    """All of them in order, apart from each other. About a millisecond for 5,000 characters."""
    plain, places = fold(text)
    found = [(places[start], places[end - 1] + 1, kind) for kind, start, end in spans(plain)]
    if plain != text:  # what only an invisible character keeps apart
        found += [(start, end, kind) for kind, start, end in chain(addresses(text), audited(text))]
    groups: list[list[tuple[int, int, str]]] = []
    reached = 0
    for each in sorted(found):
        if not groups or each[0] >= reached:
            groups.append([])
        groups[-1].append(each)
        reached = max(reached, each[1])
    return [joined(group, text) for group in groups]


def joined(group: list[tuple[int, int, str]], text: str) -> Finding:
    """One for those that overlap, of the gravest kind among them."""
    starts, ends, kinds = zip(*group, strict=True)
    start, end = starts[0], max(ends)
    return Finding(min(kinds, key=list(labels).index), start, end, text[start:end])


def mask(text: str) -> str:
    """The text with each of them replaced by a mark of its kind; masking twice changes nothing more."""
    while found := find(text):
        pieces: list[str] = []
        end = 0
        for each in found:
            pieces += text[end : each.start], MASKS[each.kind]
            end = each.end
        text = "".join(pieces) + text[end:]
    return text


def may_be_published(kind: str) -> bool:
    """May its author show it all the same? The number of a card may be misused by anybody."""
    return kind != "card"


# What is written otherwise and reads the same: full width, digits of other scripts, spaces, dashes
INVISIBLE = frozenset("\xad\u034f\u061c\u180e\ufeff") | {
    chr(code)
    for first, last in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F))
    for code in range(first, last + 1)
}
SAME = (
    {
        code: str(unicodedata.decimal(chr(code)))
        for code in range(128, 0x1FBFA)
        if chr(code).isdecimal()
    }
    | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
    | dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0x2E3A, 0xFE58, 0xFE63), "-")
    | dict.fromkeys((0x2024, 0x3002, 0xFE52), ".")
    | {0xFE6B: "@"}
)


def fold(text: str) -> tuple[str, Sequence[int]]:
    """The text as it reads, and where each of its characters stands in the original."""
    if text.isascii():
        return text, range(len(text))
    text = text.translate(SAME)
    if INVISIBLE.isdisjoint(text):
        return text, range(len(text))
    places = [place for place, character in enumerate(text) if character not in INVISIBLE]
    return "".join(map(text.__getitem__, places)), places


def spans(text: str) -> Iterator[Span]:
    """In no order, and overlapping."""
    found = chain(addresses(text), disguised(text))
    if DIGITS.search(text):
        found = chain(found, ibans(text), passports(text), audited(text), phones(text), cards(text))
    return found


DIGITS = re.compile(r"\d(?:\D{0,4}\d){5}")  # fewer are nobody's number

# E-mail addresses

LOCAL = r"\w.!#$%&'*+/=?^`{|}~-"
ADDRESS = re.compile(
    rf"(?<![{LOCAL}])(?P<local>[{LOCAL}]++)\\?@[\\*`]{{0,3}}"
    r"(?:[\w-]+\\?\.)+(?:[^\W\d_]{2,63}|xn--[\w-]+)"
)
NOT_LOCAL = re.compile(r".*[/=?&#|*`!$%^{}~']")
AT, DOT = "at|ат|эт|собака|сабака|dog|@|a|а", r"dot|точка|кропка|тчк|\."
ENDS = (
    "com|org|net|info|biz|me|io|pro|press|media|online|site|email|news|ru|by|ua|eu|de|pl|lt|lv|ee|cz"
    "|uk|us|ge|am|kz|ch|fr|nl|se|fi|dk|il|tr|es|рф|бел|укр"
)
DISGUISED = re.compile(
    rf"""(?ix) (?<![\w.+-]) (?P<local>[\w.+-]{{2,64}}+)
    (?: \s{{0,2}}[\[({{<]\s?(?:{AT})\s?[\])}}>]\s{{0,2}} | \s{{1,2}}(?:собака|сабака)\s{{1,2}}
      | (?P<at>\sat\s) | \s{{1,2}}@\s{{0,2}} | @\s{{1,2}} | &(?:\#64|\#x40|commat); | %40 )
    (?: [a-z0-9-]{{2,63}}+ (?P<dot>
        \s{{0,2}}[\[({{<]\s?(?:{DOT})\s?[\])}}>]\s{{0,2}} | \s{{1,2}}(?:{DOT})\s{{1,2}} | \. ) ){{1,4}}
    (?:{ENDS}) (?![\w@-])"""
)
HINT = re.compile(
    rf"(?i)[\[({{<]\s?(?:{AT})\s?[\])}}>]|\s(?:at|собака|сабака|@)\s|\s@|@\s|%40|&(?:#|comm)"
)
NOT_NAMES = frozenset(
    "look looked looking is was are were be see found us it me page available".split()
)


def addresses(text: str) -> Iterator[Span]:
    for found in ADDRESS.finditer(text) if "@" in text else ():
        shift = NOT_LOCAL.match(found["local"])
        is_all = not shift or shift[0] == found["local"]
        yield "e-mail", found.start() + (0 if is_all or not shift else len(shift[0])), found.end()


def disguised(text: str) -> Iterator[Span]:
    """“I was at example.org” is no address, “anna at example dot org” is one."""
    for found in DISGUISED.finditer(text) if HINT.search(text) else ():
        if not found["at"] or (found["dot"] != "." and found["local"].lower() not in NOT_NAMES):
            yield "e-mail", found.start(), found.end()


# Bank accounts and passports

IBAN = re.compile(
    r"(?ai)(?<![a-z0-9])[a-z]{2}\d\d[ -]?[a-z0-9]{4}[ -]?[a-z0-9]{4}(?:[ -]?[a-z0-9]){3,22}"
)
IBAN_LENGTHS = {
    "AL": 28, "AT": 20, "AZ": 28, "BE": 16, "BG": 22, "BY": 28, "CH": 21, "CY": 28, "CZ": 24,
    "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GE": 22, "GR": 27,
    "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "KZ": 20, "LI": 21, "LT": 20, "LU": 20,
    "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MT": 31, "NL": 18, "NO": 15, "PL": 28,
    "PT": 25, "RO": 24, "RS": 22, "SE": 24, "SI": 19, "SK": 24, "TR": 26, "UA": 29,
}  # fmt: skip
PASSPORT = re.compile(
    r"""(?ix) (?<!\w) (?: (?=[abhkmspdавнкмср])
        (?:AB|BM|HB|KH|MP|MC|KB|PP|SP|DP|АВ|ВМ|НВ|КН|МР|МС|КВ|РР) [ ]? (?:№[ ]?)? \d{7} # Belarusian
      | [1-6]\d{6} [ ]? [abcehkmавсенкм] [ ]? \d{3} [ ]? (?:pb|ba|bi|рв|ва) [ ]? \d
      | (?<![.,+()-])(?<!\d[ ]) \d\d[ ]\d\d[ ]\d{6} (?![ ]\d|-)  # Russian
      | сери[яию]\W{0,3} \d\d[ ]?\d\d,? [ ]{0,2} (?:номер|ном\.?|№|n)? \W{0,3} \d{6} ) (?!\w)"""
)
NAMED_PASSPORT = re.compile(
    r"(?i)(?=[пpdi])(?:па[сш]+п[оа]рт|пашпарт|passport|paszport|dow[oó]d|id[- ]card)\w{0,4}+"
    r"[^\d\n]{0,40}?(?P<number>(?<!\w)(?:[a-zа-яіїє]{1,3} ?)?(?:№ ?)?"
    r"(?:\d\d ?\d\d ?\d{6}|\d\d ?\d{7}|\d{6,9}))(?!\w)"
)


def ibans(text: str) -> Iterator[Span]:
    for found in IBAN.finditer(text):
        length = IBAN_LENGTHS.get(found[0][:2].upper(), 99)
        places = [place for place, character in enumerate(found[0]) if character.isalnum()][:length]
        end = found.start() + places[-1] + 1
        if len(places) == length and not text[end : end + 1].isalnum():
            number = "".join(found[0][place] for place in places)
            digits = "".join(str(int(character, 36)) for character in number[4:] + number[:4])
            if int(digits) % 97 == 1:
                yield "iban", found.start(), end


def passports(text: str) -> Iterator[Span]:
    for found in PASSPORT.finditer(text):
        yield "passport", found.start(), found.end()
    for found in NAMED_PASSPORT.finditer(text):
        yield "passport", *found.span("number")
