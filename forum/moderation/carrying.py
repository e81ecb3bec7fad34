"""Posts carried from one topic into another: numbers, counts, keys, and what was read of them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.db.models import F, QuerySet

from forum import counting, unread
from forum.anonymity import LENGTH, author_key, authors_behind
from forum.models import Notice, Post, Topic


def carry(pks: Sequence[int], source: Topic, target: Topic) -> None:
    """The caller has locked both. About 25 queries, and one for each thousand posts."""
    posts = Post.objects.filter(pk__in=pks, topic=source)
    is_new = not target.posts.exclude(number=None).exists()
    _rekey(posts, target)
    posts.update(topic=target, number=F("number") + counting.FAR, title="")
    Notice.objects.filter(post__in=pks).update(topic=target)
    numbers = _settle(target)
    if is_new:
        came = {old - counting.FAR: new for old, new in numbers.items() if old >= counting.FAR}
        unread.carried(source, target, came)
    _settle(source)


def _settle(topic: Topic) -> dict[int, int]:
    numbers = counting.renumber(topic)
    stayed = {old: new for old, new in numbers.items() if old < counting.FAR}
    if any(old != new for old, new in stayed.items()):
        unread.renumbered(topic, stayed)
    counting.recount(topic)
    return numbers


def _rekey(posts: QuerySet[Post], target: Topic) -> None:
    """A gone member's key stands for nobody: a fresh one keeps their posts together."""
    keys = dict(posts.exclude(author_key="").values_list("author_key", "topic_id").distinct())
    if not keys:
        return
    authors = authors_behind(keys)
    for key in keys:
        known = authors.get(key)
        new = author_key(target.pk, known) if known else secrets.token_hex(LENGTH // 2)
        posts.filter(author_key=key).update(author_key=new)
