"""Numbers of phones and cards, in a member's text and for the audit of the whole database.

All patterns take time linear in their input: what may repeat is bounded.
"""

import re
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate, chain, repeat

Span = tuple[str, int, int]  # kind, start, end

S = "[ ().-]{0,3}"
PHONES = [
    re.compile(rf"(?<![0-9A-Za-z_])\(?[78]{S}[3489](?:{S}\d){{9}}(?!\w)"),  # Russian
    re.compile(  # with a country's code, of a known length or not
        rf"(?<![\d+])\+{S}(?:(?:375|380|48)(?:{S}\d){{9}}|7(?:{S}\d){{10}}|\d(?:{S}\d){{7,14}})(?!\d)"
    ),
    re.compile(
        rf"""(?x) (?<![\w+.,-]) (?=[(03789])
        (?: (?:00{S})? (?:375{S}(?:17|25|29|33|44) | 380{S}[3569]\d) (?:{S}\d){{7}}
          | \(?8{S}0{S}(?:1[5-7]|2[1-59]|33|44) (?:{S}\d){{7}}
          | \(?0(?:17|25|29|33|44|39|50|6[3678]|73|9[1-9]) (?:\)[ ]?|[ -]) \d{{3}}[ -]?\d\d[ -]?\d\d
          | \(?9\d\d (?:\)[ ]?|[ -]) \d{{3}}[ -]\d\d[ -]\d\d ) (?!\w)"""
    ),
]
MESSENGER = re.compile(r"(?i)(?:wa\.me|t\.me|viber|whatsapp)[/:?\w=%]{1,20}\+?\d{10,15}(?!\w)")
NAMED_PHONE = re.compile(
    rf"""(?ix) (?<!\w) (?=[тмзпнвcwmpt])
    (?:тел|моб|тэл|звоните|позвоните|набери|вайбер|вотсап|ватсап|номер[ ]телефона
      |whats[ ]?app|viber|phone|mobile|tel|call[ ]me) \w{{0,7}}+
    [ .:—-]{{0,3}} (?:мой|номер|number|is|на|at|по)? [ .:—-]{{0,3}}
    (?P<number> (?!\d\d?[./-]\d\d?[./-]\d|\d{{4}}-\d\d-) \(?\d(?:{S}\d){{6,14}} ) (?!\d)"""
)
CARD = re.compile(
    r"(?<![0-9A-Za-z_])(?=4|5[1-5]|2[2-7]|3[04-9]|6)"
    r"(?=(\d{4}([ -]{1,3})\d{4}\2\d{4}\2\d{1,7}|\d{4}[ -]\d{6}[ -]\d{4,5}|\d{13,19})(?![0-9A-Za-z_]))"
)
LINK = re.compile(r"(?i)(?:https?://|www\.|(?<![\w.@-])(?:[\w-]+\.)+[a-z]{2,}/)[^\s<>()\[\]\"»…]*")

# What an audit of the database takes for a number; alone: within a hash, digits mean nothing
NUMBER = r"(?<![0-9A-Za-z_])\+?[(]?[0-9](?:[ ().-]{0,2}[0-9]){8,18}(?![0-9A-Za-z_])"
LONE_NUMBER, DIGITS, DIGIT = re.compile(NUMBER), re.compile(r"\d+"), re.compile(r"\d")
NANP = re.compile(r"(?<!\d)\(?[2-9]\d\d\)?[ .-]{1,2}[2-9]\d\d[ .-]\d{4}(?!\d)")
RUSSIAN = ("73", "74", "78", "79", "83", "84", "88", "89")
CARD_STARTS = re.compile(r"4|5[1-5]|2[2-7]|3[47]|3[0689]|6|220")
DOUBLED = str.maketrans("123456789", "246813579")  # twice, and the sum of that’s digits
INTERNET = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


def phones(text: str) -> Iterator[Span]:
    """Of links, those which open a conversation with one; other digits in links mean other things."""
    links = [found.span() for found in LINK.finditer(text)] if "/" in text or "www." in text else []
    for pattern in PHONES:
        for found in pattern.finditer(text):
            nearest = bisect(links, (found.start(), len(text))) - 1
            if nearest < 0 or found.start() >= links[nearest][1]:
                yield "phone", found.start(), found.end()
    for found in NAMED_PHONE.finditer(text):
        yield "phone", *found.span("number")
    for found in MESSENGER.finditer(text) if "=" in text or "/" in text else ():
        yield "phone", found.start(), found.end()


def cards(text: str) -> Iterator[Span]:
    for found in CARD.finditer(text):
        if is_card(found[1].replace(" ", "").replace("-", "")):
            yield "card", *found.span(1)


def audited(text: str) -> Iterator[Span]:
    """What the audit of the database takes for phones and cards."""
    for found in LONE_NUMBER.finditer(text):
        piece, start = found[0], found.start()
        if INTERNET.fullmatch(piece):
            continue
        if near := NANP.search(piece):
            yield "phone", start + near.start(), start + near.end()
        for kind, first, last in runs(piece):
            places = [digit.start() for digit in DIGIT.finditer(piece)]
            yield kind, start + places[first], start + places[last - 1] + 1


def runs(piece: str) -> Iterator[Span]:
    """What the piece's groups of digits are, from the first on and up to the last: which digits."""
    groups = DIGITS.findall(piece)
    digits, ends = "".join(groups), list(accumulate(map(len, groups)))
    sign = "+" * piece.startswith("+")
    for first, last in chain(
        zip(repeat(0), ends, strict=False),
        zip(ends[:-1], repeat(len(digits)), strict=False),
    ):
        size = last - first
        if size > 12 and is_card(digits[first:last]):
            yield "card", first, last
        elif (sign or size == 11) and is_phone(
            digits[first:last] if first else sign + digits[:last]
        ):
            yield "phone", first, last


def is_card(digits: str) -> bool:
    """13 to 19 digits as a payment system begins them, the last one right by Luhn's rule."""
    if not (
        12 < len(digits) < 20
        and CARD_STARTS.match(digits)
        and digits.isascii()
        and digits.isdigit()
    ):
        return False
    summed = (digits[::-2] + digits[-2::-2].translate(DOUBLED)).encode()
    return (sum(summed) - 8 * len(digits)) % 10 == 0 and len(set(digits)) > 1


def is_phone(digits: str) -> bool:
    """With a country's code, or as Russians write theirs; no bare number of an id."""
    if digits.startswith("+"):
        return 8 <= len(digits) - 1 <= 15 and digits[1:].isdigit()
    return len(digits) == 11 and digits.startswith(RUSSIAN)
