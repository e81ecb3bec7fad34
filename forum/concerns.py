"""What an author is asked before a text is published, once: personal data, a way to stop giving, news.

Nothing is forbidden by it but card numbers; everything typed stays in the form meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core import personal
from forum.forms import ComposerForm
from forum.intent import asks_to_stop_giving
from forum.models import Post, Topic
from forum.unread import last_number

REMOVE, KEEP = "remove", "keep"
MOST_NEWS = 5


@dataclass
class Concerns:
    """`sent` is the form as it was sent: it says what its author was asked and answered before."""

    form: ComposerForm
    sent: Mapping[str, Any]
    topic: Topic | None

    @property
    def are_open(self) -> bool:
        """Whether there is something to ask that hasn't been answered."""
        return bool(self.personal_is_open or self.stopping_is_open or self.news)

    @cached_property
    def findings(self) -> list[personal.Finding]:
        data = self.form.cleaned_data
        title: str = data.get("title", "")
        return [*personal.find(title), *personal.find(data["text"])]

    @property
    def kinds(self) -> list[str]:
        return list(dict.fromkeys(str(personal.labels[each.kind]) for each in self.findings))

    @cached_property
    def fingerprint(self) -> str:
        """Of what was found: an answer holds for what its author was shown, and nothing more."""
        pieces = "\0".join(each.piece for each in self.findings)
        return hashlib.sha256(pieces.encode()).hexdigest()[:16]

    @property
    def personal_is_open(self) -> bool:
        answered = self.sent.get("personal") in (REMOVE, KEEP)
        return bool(self.findings) and not (
            answered and self.sent.get("personal_about") == self.fingerprint
        )

    @property
    def may_keep(self) -> bool:
        return all(personal.may_be_published(each.kind) for each in self.findings)

    @property
    def mended(self) -> dict[str, str]:
        """The fields that change by what was answered: masked, unless its author wants them told."""
        data = self.form.cleaned_data
        if not self.findings or (self.sent.get("personal") == KEEP and self.may_keep):
            return {}
        return {name: personal.mask(data[name]) for name in ("title", "text") if data.get(name)}

    @cached_property
    def asks_to_stop(self) -> bool:
        data = self.form.cleaned_data
        return asks_to_stop_giving(data.get("title", ""), data["text"])

    @property
    def stopping_is_open(self) -> bool:
        return self.asks_to_stop and "stopping_seen" not in self.sent

    @cached_property
    def news(self) -> list[Post]:
        """Replies by others since the form was opened, the first few. One query in a topic."""
        seen = self.form.cleaned_data.get("seen")
        if self.topic is None or seen is None:
            return []
        posts = self.topic.posts.standing().filter(number__gt=seen).exclude(author=self.form.author)
        return list(posts.select_related("author").order_by("number")[:MOST_NEWS])

    @property
    def last_seen(self) -> int:
        """What `seen` is to be once the news were shown: the first of them stand for all."""
        shown = max((post.number or 0 for post in self.news), default=0)
        return max(shown, last_number(self.topic)) if self.topic else shown
