"""What travels between the steps of an import, and the two ways it can stop."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


class Unreadable(Exception):
    """A file, or the rest of it, cannot be read; the message is one translated line."""


class LeftOut(Exception):
    """One item stays out, the others go on; the message is one translated line."""


@dataclass(slots=True)
class Entry:
    """One <item> as it stood in the file: text by field, nothing judged yet."""

    line: int
    fields: dict[str, str] = field(default_factory=dict)
    categories: list[tuple[str, str, str]] = field(default_factory=list)  # domain, nicename, text
    meta: dict[str, str] = field(default_factory=dict)
    comments: int = 0
    is_oversized: bool = False

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "").strip()


@dataclass(frozen=True, slots=True)
class Picture:
    url: str
    alt: str = ""
    parent: str = ""  # number of the post it was added to


@dataclass(frozen=True, slots=True)
class Item:
    """One post as its source tells it, whatever the format was. Texts are not cleaned yet."""

    title: str
    body: str  # HTML
    excerpt: str = ""
    link: str = ""
    guid: str = ""
    author: str = ""
    topics: tuple[str, ...] = ()
    published_at: datetime | None = None
    is_draft: bool = False  # its source had not published it: having no date is in order
    language_hint: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """One post as we would write it: cleaned, in a known language, with an identity."""

    language: str
    path: str  # its address on the older site: what makes it the same post next time
    title: str
    summary: str
    body: str
    author: str
    topics: tuple[str, ...]
    published_at: datetime | None
    picture: Picture | None
    lacks_pictures: bool = False  # some of its text's are not in the folder
    notes: tuple[str, ...] = ()  # what an editor should know, a translated line each
