"""What changed from one version of a text to the next, word by word."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from core import personal
from forum.models import Post

WORDS = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 6_000  # beyond, the versions are compared line by line: difflib is quadratic
AROUND = 30  # words kept on both sides of a change


@dataclass(frozen=True)
class Piece:
    kind: str  # "same", "gone", "new" or "skipped"
    text: str


@dataclass(frozen=True)
class Change:
    at: datetime.datetime
    by_moderator: bool
    pieces: Sequence[Piece]


def changes(post: Post) -> list[Change]:
    """Newest first. One query. Personal data is masked in every version but the present page's own."""
    edits = list(post.edits.order_by("pk"))
    texts = [edit.text for edit in edits] + [personal.mask(post.text)]
    made = [
        Change(edit.edited_at, edit.by_moderator, list(difference(before, after)))
        for edit, before, after in zip(edits, texts, texts[1:], strict=False)
    ]
    return made[::-1]


def difference(before: str, after: str) -> Iterator[Piece]:
    old, new = split(before), split(after)
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) + len(new) > MOST_WORDS)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            yield from shortened(old[first:last])
            continue
        if last > first:
            yield Piece("gone", "".join(old[first:last]))
        if end > start:
            yield Piece("new", "".join(new[start:end]))


def split(text: str) -> list[str]:
    words = WORDS.findall(text)
    return words if len(words) <= MOST_WORDS else text.splitlines(keepends=True)


def shortened(words: list[str]) -> Iterator[Piece]:
    """What stayed the same, its middle left out where it is long."""
    if len(words) <= 4 * AROUND:
        yield Piece("same", "".join(words))
        return
    yield Piece("same", "".join(words[:AROUND]))
    yield Piece("skipped", "")
    yield Piece("same", "".join(words[-AROUND:]))
