"""RSS 2.0: what each field of an <item> means."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parseaddr, parsedate_to_datetime

from blog.importing import markup
from blog.importing.items import Entry, Item, Picture

YEARS = range(1900, 2200)  # a date outside is a mistake of the file
BEFORE_CHRIST = re.compile(r"\s-\d{4}\s+\d")  # how WordPress writes no date: “-0001 00:00:00”
IN_BRACKETS = re.compile(r"\(([^()]+)\)\s*$")


def read(entry: Entry) -> Item:
    body = entry["content"] or entry["description"]
    picture = entry["enclosure:url"]
    return Item(
        title=entry["title"],
        body=body if markup.has_blocks(body) else markup.paragraphs(body),
        excerpt=entry["description"] if entry["content"] else "",
        link=entry["link"],
        guid=entry["guid"],
        author=person(entry["dc:creator"] or entry["author"]),
        topics=tuple(text for _domain, _nicename, text in entry.categories),
        published_at=moment(entry["pubDate"]) or moment(entry["dc:date"]),
        picture=Picture(picture) if picture else None,
    )


def moment(text: str) -> datetime | None:
    """The moment an RFC 822 or ISO 8601 date names, in UTC (assumed where it has no zone), else None."""
    if BEFORE_CHRIST.search(text):
        return None
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = parse(text.strip())
            found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if found.year in YEARS:
            return found
    return None


def person(text: str) -> str:
    """A name without its e-mail address: `a@b.org (Name)`, `Name <a@b.org>`; "" for a bare address."""
    if "@" not in text:
        return text
    if bracketed := IN_BRACKETS.search(text):
        return person(bracketed[1])
    name, address = parseaddr(text)
    return "" if "@" in name or not address else name
