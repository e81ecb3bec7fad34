"""What a member may be called: the form of a name, words that only staff may use, look-alikes."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, pairwise

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.lookalikes import APOSTROPHES, LETTER, LETTER_FOLDS, LETTERS, SEPARATORS, fold

SHORTEST, LONGEST = 2, 40  # characters
DIGITS = 6  # more would be a phone number

# Letters and digits with single separators between them; and initials: “J. R. Roe”, “Anna K.”
# PostgreSQL reads it as Python does: the same expression is the constraint.
SHAPE = rf"^[{LETTERS}0-9]+((\. |[{SEPARATORS}])[{LETTERS}0-9]+)*( [{LETTERS}]\.)?$"
SHAPE_PATTERN = re.compile(SHAPE)

NOT_FREE = _(
    "This name is taken, reserved, or too much like another. Please choose a different one."
)
UNFIT = _(
    "A name may have Latin and Cyrillic letters, digits, and between them single spaces, hyphens, "
    "apostrophes, dots and underscores. At least one letter is needed."
)

# Whose word or part of a word it is, speaks for the site. “Badminton” neither begins nor ends so.
ROLES = "admin админ moderator модератор administrator".split()
# Nobody's name, even beside other words; the site's own names are added.
WORDS = (
    "mod moder moderation staff support editor editors editorial owner webmaster postmaster sysop "
    "модер модерация модерации стафф саппорт поддержка поддержки техподдержка техподдержки "
    "редакция редакции редактор главред вече veche"
).split()
# Refused only when nothing else but FILLERS stands beside them: “Solar System” is a fine name.
ALONE = (
    "root system security anonymous anonym formermember former deleted deleteduser removed email "
    "noreply donotreply info help helpdesk billing donations abuse null undefined nobody everyone "
    "система безопасность аноним анонимно анонимный бывшийучастник бывшаяучастница удалённый "
    "удалено почта инфо помощь справка пожертвования касса никто все корень"
).split()
FILLERS = "the official team site service desk команда служба сайта сайт официальный".split()
# The letters a digit stands for in “Adm1n”, as they fold.
READ_AS = {
    "o": "0", "i": "1", "z": "2", "з": "3", "e": "3", "a": "4", "ч": "4", "s": "5", "б": "6",
    "b": "68", "t": "7", "g": "9",
}  # fmt: skip


def clean_name(text: str) -> str:
    """The name as it is stored: composed (NFC), trimmed, one space and one apostrophe for all.

    Other white space and invisible characters stay, for `validate_name` to refuse.
    """
    straight = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
    composed = unicodedata.normalize("NFC", text).translate(straight)
    return re.sub(" +", " ", composed).strip(" ")


def validate_name(name: str) -> None:
    """Refuse what nobody may be called now. Raises ValidationError; two queries, none for a bad form.

    One sentence tells of the taken, the reserved and the look-alike: which it was is nobody's matter.
    """
    validate_form(name)
    is_taken = get_user_model().objects.named(name).exists()  # asked first: all take the same time
    validate_distinct(name)
    if is_taken:
        raise ValidationError(NOT_FREE, code="taken")


def validate_form(name: str) -> None:
    """Refuse what is no name at all, in words of its own. No query."""
    name = clean_name(name)
    if "@" in name:
        raise ValidationError(
            _("A name can’t be an e-mail address: everyone would see it."), code="address"
        )
    if sum(each.isdigit() for each in name) > DIGITS:
        raise ValidationError(
            _("A name can’t hold a phone number, or seven digits and more."), code="phone"
        )
    if not SHORTEST <= len(name) <= LONGEST:
        raise ValidationError(_("A name has from 2 to 40 characters."), code="length")
    if not SHAPE_PATTERN.fullmatch(name) or not LETTER.search(name):
        raise ValidationError(UNFIT, code="form")


def validate_distinct(name: str, account: int = 0) -> None:
    """Refuse reserved words and look-alikes of staff, the account of that id apart. One query."""
    staff = get_user_model().objects.filter(is_staff=True).exclude(pk=account)
    others = [similar(each) for each in staff.values_list("name", flat=True)]
    text = bare(name)
    if is_reserved(name) or any(re.fullmatch(each, text) for each in others):
        raise ValidationError(NOT_FREE, code="taken")


def is_reserved(name: str) -> bool:
    role, word, alone, filler = patterns(*settings.SITE_NAME.values())
    parts = [bare(part) for part in split(name)]
    rest = [part for part in parts if not (part.isdigit() or filler.fullmatch(part))]
    return (
        any(role.search(part) for part in parts)
        or any(word.fullmatch(run) for run in runs(parts))
        or all(map(alone.fullmatch, rest))
        or bool(alone.fullmatch("".join(rest)))
    )


@lru_cache(maxsize=10)
def patterns(*site_names: str) -> tuple[re.Pattern[str], ...]:
    """For roles, words, those that stand alone, fillers; without nested repetition, so never slow."""
    role, alone, filler = (either(each) for each in (ROLES, ALONE, FILLERS))
    word = either([*ROLES, *WORDS, *site_names])
    joined = f"{filler}?{word}{word}?{filler}?"  # “vecheteam”
    return tuple(map(re.compile, (f"^{role}|{role}$", joined, f"{alone}|{joined}", filler)))


def either(names: list[str]) -> str:
    return f"(?:{'|'.join(map(similar, names))})"


def split(name: str) -> list[str]:
    """Words, whether separators or capitals within part them: “VecheAdmin” has two."""
    marked = "".join(
        each + " " * (each.islower() and after.isupper()) for each, after in pairwise(name + " ")
    )
    return re.split(f"[{re.escape(SEPARATORS)}]+", marked.strip())


def runs(parts: list[str]) -> Iterator[str]:
    """Neighbouring words put together, in every way: “A.d.m.i.n” is a word, too."""
    for start in range(len(parts)):
        for end in range(start, len(parts)):
            yield "".join(parts[start : end + 1])


def bare(name: str) -> str:
    """Folded but for its digits, which `similar` reads as letters or as nothing."""
    return "".join(
        each if each.isascii() and each.isdigit() else fold(each)
        for each in unicodedata.normalize("NFKC", name)
    )


@lru_cache(maxsize=1000)
def similar(name: str) -> str:
    """A regular expression for what a hasty eye takes for the name, once it is `bare`.

    It reads over digits, separators, and how often a letter is repeated; and takes a digit for the
    letter it stands for in “Adm1n” and “4dmin”. The name's own digits don't matter to it either.
    """
    looks = [LETTER_FOLDS[each] for each in name if each in LETTER_FOLDS]
    ways = ["|".join([look, *READ_AS.get(look, "")]) for look, _repeated in groupby(looks)]
    return "[0-9]*" + "".join(f"(?:{way})+[0-9]*" for way in ways)
