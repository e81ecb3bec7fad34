"""What follows from a post's text before it is stored: its words, its language, whom it names."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from core import markdown, personal
from core.languages import written_in

MOST_MENTIONS = 10
QUOTED = re.compile(r"\?reply=(\d{1,18})")


@dataclass(frozen=True)
class Writing:
    """A text as its author sends it. `token` makes sending it twice the same as once."""

    text: str
    is_anonymous: bool = False
    token: uuid.UUID | None = None


def columns(text: str) -> dict[str, Any]:
    """Every column of a post that is made from its text. At most one query."""
    return {
        "text": text,
        "plain": personal.mask(markdown.plain(text)),
        "language": written_in(text),
        "mentions": mentioned_names(text),
    }


def mentioned_names(text: str) -> list[str]:
    """Names of members whom the text addresses with @, as their owners write them."""
    candidates = markdown.mentioned(text)
    if not candidates:
        return []
    known = User.objects.named_any(candidates).filter(is_active=True, is_hidden=False)
    return markdown.named(text, known.values_list("name", flat=True))[:MOST_MENTIONS]


def quoted_posts(text: str) -> set[int]:
    """Numbers of posts the text links to, as a quote does. At most ten."""
    return set(map(int, QUOTED.findall(text)[:10]))
