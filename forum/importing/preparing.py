"""Deciding what we would write of an entry: its words, its moment, its address; or why it stays out."""

from __future__ import annotations

import datetime
import re
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import unquote

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core import personal
from core.languages import LANGUAGES, written_in
from core.slugs import slugify
from forum.importing import texts
from forum.importing.items import Category, Entry, LeftOut, Text, Thread
from forum.models.posts import LONGEST
from forum.models.sections import RESERVED
from forum.models.topics import LONGEST_TITLE

FOLDER = "/forum"  # where an older site kept its sections
LONGEST_NAME = 80  # of a section
LONGEST_AUTHOR = 120
LONGEST_PATH = 500
MOST = 2_147_483_647  # what a counter holds
FIRST_YEAR = 1990
NOON = datetime.time(12)
ADDRESS = re.compile(r"[\w.~-]{1,200}")
QUESTIONS = re.compile(r"(?i)вопрос|пытанн|питанн|question|\bq ?& ?a\b|\bfaq\b")
KEYS = uuid.UUID("b7d0c9f1-5a5e-4f0e-9a2c-6f3f2f0e8d11")  # any: imported posts are named below it


def category(entry: object) -> Category:
    """A section of questions is told by its name; an editor can say otherwise. Raises LeftOut."""
    fields = object_of(entry)
    name = texts.cut(personal.mask(texts.line(string(fields, "name"))), LONGEST_NAME)
    if not name:
        raise LeftOut(_("it has no name"))
    address = address_of(fields)
    slug = slugify(unquote(address), "ru")
    language = written_in(name)
    return Category(
        path=texts.normal_path(f"{FOLDER}/{address}"),
        slug=f"section-{slug}" if RESERVED.fullmatch(slug) else slug,
        name=name,
        language=language if language in LANGUAGES else settings.LANGUAGE_CODE,
        is_questions=bool(QUESTIONS.search(name)),
    )


def thread(entry: object, categories: Mapping[str, Category]) -> Thread:
    """Replies that can't be taken are said and missing from it. Raises LeftOut."""
    fields = object_of(entry)
    section = categories.get(texts.line(string(fields, "category")))
    if not section:
        raise LeftOut(_("its category is not in the file"))
    path = texts.normal_path(f"{section.path}/{address_of(fields)}")
    if len(path) > LONGEST_PATH:
        raise LeftOut(_("its address is too long"))
    remarks: list[str] = []
    title = title_of(fields, remarks)
    opening, said = post(fields, f"{path}\0opening", None)
    replies, unread = replies_of(fields, path, opening, remarks)
    return Thread(
        path=path,
        category=section,
        title=title,
        opening=opening,
        replies=replies,
        views=number(fields, "views"),
        reply_count=max(number(fields, "replies_count"), len(replies) + unread),
        remarks=[*said, *remarks],
    )


def replies_of(
    fields: Entry, path: str, opening: Text, remarks: list[str]
) -> tuple[Sequence[Text], int]:
    """By time, those of one moment as they stand in the file; and how many stay out."""
    entries = fields.get("replies") or []
    if not isinstance(entries, list):
        raise LeftOut(_("its replies are no list"))
    found: list[Text] = []
    names: Counter[str] = Counter()
    for position, entry in enumerate(entries, start=1):
        try:
            reply, said = reply_of(entry, path, opening, names)
        except LeftOut as reason:
            said = [str(reason)]
        else:
            found.append(reply)
        remarks += [
            _("reply %(number)d: %(remark)s") % {"number": position, "remark": remark}
            for remark in said
        ]
    return sorted(found, key=lambda reply: reply.created_at), len(entries) - len(found)


def reply_of(
    entry: object, path: str, opening: Text, names: Counter[str]
) -> tuple[Text, Sequence[str]]:
    """It is the same next time by its author, its day, and how many of these came before it."""
    fields = object_of(entry)
    name = "\0".join([path, author_of(fields)[0], string(fields, "created")])
    reply = post(fields, f"{name}\0{names[name]}", opening.created_at)
    names[name] += 1
    return reply


def post(fields: Entry, key: str, earliest: datetime.datetime | None) -> tuple[Text, Sequence[str]]:
    """Its words masked, since an import is nobody's decision to publish; what was found is said by kind."""
    words = texts.lines(string(fields, "body"))
    if not words:
        raise LeftOut(_("it has no text"))
    text = texts.as_markdown(personal.mask(words))
    if len(text) > LONGEST:
        raise LeftOut(_("it is longer than %(count)d characters") % {"count": LONGEST})
    author, in_name = author_of(fields)
    created_at = moment(string(fields, "created"))
    remarks = masked([words, in_name])
    if earliest and created_at < earliest:
        created_at = earliest
        remarks.append(_("it is dated before what it replies to: takes its day"))
    made = Text(uuid.uuid5(KEYS, key), author, text, created_at, number(fields, "likes"))
    return made, remarks


def title_of(fields: Entry, remarks: list[str]) -> str:
    whole = texts.line(string(fields, "title"))
    if not whole:
        raise LeftOut(_("it has no title"))
    remarks += masked([whole])
    title = personal.mask(whole)
    if len(title) > LONGEST_TITLE:
        remarks.append(
            _("its title is longer than %(count)d characters: cut") % {"count": LONGEST_TITLE}
        )
    return texts.cut(title, LONGEST_TITLE)


def author_of(fields: Entry) -> tuple[str, str]:
    """The name as it may be stored, and as it stood there."""
    name = texts.line(string(fields, "author"))
    return texts.cut(personal.mask(name), LONGEST_AUTHOR), name


def masked(words: Iterable[str]) -> list[str]:
    """A remark naming the kinds of personal data that were found. Never the pieces."""
    kinds = {str(personal.labels[piece.kind]) for text in words for piece in personal.find(text)}
    if not kinds:
        return []
    return [_("personal data masked: %(kinds)s") % {"kinds": ", ".join(sorted(kinds))}]


def address_of(fields: Entry) -> str:
    """The last part of its old address: a name, not a path that leads elsewhere."""
    address = unquote(string(fields, "slug").strip())
    if not address:
        raise LeftOut(_("it has no address"))
    if not ADDRESS.fullmatch(address) or not address.strip("."):
        raise LeftOut(_("its address is none that a page can have"))
    return address


def moment(text: str) -> datetime.datetime:
    """A day is its noon here, so that it stays that day in most of the world."""
    try:
        if len(text.strip()) <= len("2025-05-11"):
            found = datetime.datetime.combine(datetime.date.fromisoformat(text.strip()), NOON)
        else:
            found = datetime.datetime.fromisoformat(text.strip())
        found = found if found.tzinfo else timezone.make_aware(found)
        found = found.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        raise LeftOut(_("it has no date that can be read")) from None
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    if found.year < FIRST_YEAR or found > tomorrow:
        raise LeftOut(_("its date cannot be right"))
    return found


def object_of(entry: object) -> Entry:
    if not isinstance(entry, dict):
        raise LeftOut(_("it is no object"))
    return entry


def string(fields: Entry, name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise LeftOut(_("its %(field)s is no text") % {"field": name})
    if len(value) > 4 * LONGEST:
        raise LeftOut(_("its %(field)s is too long") % {"field": name})
    return value


def number(fields: Entry, name: str) -> int:
    """A count; missing, it is 0."""
    value = fields.get(name)
    if value is None:
        return 0
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise LeftOut(_("its %(field)s is no count") % {"field": name})
    return value
