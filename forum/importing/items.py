"""What travels between the steps of an import, and the two ways it can stop."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Entry = Mapping[str, Any]  # one object of the file, nothing judged yet


class Unreadable(Exception):
    """A file cannot be read; the message is one translated line."""


class LeftOut(Exception):
    """One item stays out, the others go on; the message is one translated line."""


@dataclass(frozen=True)
class Category:
    """A section to be: `path` is its address on the older site."""

    path: str
    slug: str
    name: str
    language: str
    is_questions: bool


@dataclass(frozen=True)
class Text:
    """The words of a post, as Markdown, masked; `key` makes it the same post next time."""

    key: uuid.UUID
    author: str
    text: str
    created_at: datetime
    likes: int


@dataclass(frozen=True)
class Thread:
    """A topic to be, with the remarks it gave rise to: a translated line each."""

    path: str
    category: Category
    title: str
    opening: Text
    replies: Sequence[Text]
    views: int
    reply_count: int  # as the older site counted them, whether or not they are here
    remarks: Sequence[str]
