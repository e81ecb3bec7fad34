"""When an account is closed: nothing in the forum leads back to the member any more.

Their posts stay as those of a former member, or lose their words if they wished so. Rows that point to
the account go with it or lose the pointer by themselves; here is what only has their name or their key.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from accounts.signals import account_closed
from core import markdown, personal
from core.languages import LANGUAGES
from forum import counting, locking, noticing, picturing, posting, unread
from forum.anonymity import suspended_key
from forum.belongings import posts_of
from forum.models import (
    Action,
    Edit,
    Kind,
    Notice,
    Picture,
    Post,
    Report,
    Suspension,
    Topic,
)
from forum.quoting import escaped

BATCH = 500
LEFT_OUT = "…"  # in place of the name, in notes


@receiver(account_closed)
@transaction.atomic
def let_go(user: User, erase_texts: bool, **_more: Any) -> None:
    """The cost grows with the member's own posts and topics, and with what moderators noted."""
    posting.one_at_a_time(user)
    pks = [pk for posts in posts_of(user) for pk in posts.values_list("pk", flat=True)]
    forget_name(user, pks)
    if erase_texts:
        erase(pks)
    change_keys(user)
    for picture in Picture.objects.filter(user=user):
        picturing.discard(picture)
    Suspension.objects.filter(member_key=suspended_key(user.pk)).delete()
    unread.forget(user)
    noticing.forget(user)


def erase(pks: Sequence[int]) -> None:
    """The words of all these posts, as `posting.erase` does for one; each topic is counted once."""
    topics = locking.topics(*topics_of(pks))
    for start in range(0, len(pks), BATCH):
        posts = Post.objects.filter(pk__in=pks[start : start + BATCH])
        posts.update(
            text="",
            plain="",
            mentions=[],
            deleted_at=Coalesce("deleted_at", timezone.now()),
            version=F("version") + 1,
        )
        Edit.objects.filter(post__in=posts).delete()
        for picture in Picture.objects.filter(post__in=posts):
            picturing.discard(picture)
    for topic in topics:
        recount(topic)


def recount(topic: Topic) -> None:
    """Without the answer that was erased; hidden where nothing but an erased opening is left."""
    standing = topic.posts.standing()
    if topic.answer_id and not standing.filter(pk=topic.answer_id).exists():
        topic.answer = topic.answered_at = None
        topic.save(update_fields=["answer", "answered_at"])
    is_erased = topic.posts.filter(number=0, deleted_at__isnull=False).exists()
    if is_erased and not standing.replies().exists():
        topic.hidden_at = topic.hidden_at or timezone.now()
        topic.save(update_fields=["hidden_at"])
    counting.recount(topic)


def change_keys(user: User) -> None:
    """Anonymous posts keep an author who is one throughout the topic, and whom no key finds again."""
    _named, *nameless = posts_of(user)
    for posts in nameless:
        for topic in list(posts.order_by("topic").values_list("topic", flat=True).distinct()):
            posts.filter(topic=topic).update(author_key=secrets.token_hex(16))


def forget_name(user: User, pks: Sequence[int]) -> None:
    """In mentions, in the heads of quotes, and in notes."""
    for post in Post.objects.filter(mentions__contains=[user.name]).exclude(mentions=[]):
        post.mentions = [name for name in post.mentions if name != user.name]
        post.save(update_fields=["mentions"])
    head = f"**[{escaped(user.name)}](?reply="
    beside = Post.objects.filter(topic__in=topics_of(pks), text__contains=head)
    for post in beside.select_for_update().order_by("pk"):
        post.text = unquoted(post.text, user.name, post.language)
        post.plain = personal.mask(markdown.plain(post.text))
        post.save(update_fields=["text", "plain"])
    for edit in Edit.objects.filter(post__topic__in=topics_of(pks), text__contains=head):
        edit.text = unquoted(edit.text, user.name, "")
        edit.save(update_fields=["text"])
    clear(Action.objects.all(), "note", user.name)
    clear(Report.objects.all(), "note", user.name)
    clear(Suspension.objects.all(), "reason", user.name)
    clear(Notice.objects.filter(kind=Kind.MODERATION), "text", user.name)


def topics_of(pks: Sequence[int]) -> QuerySet[Post, int]:
    return Post.objects.filter(pk__in=pks).values_list("topic", flat=True).distinct()


def unquoted(text: str, name: str, language: str) -> str:
    """The heads of quotes with “A member” in place of the name."""
    head = re.compile(rf"\*\*\[{re.escape(escaped(name))}\](?=\(\?reply=\d+#reply-\d+\)\*\*)")
    with override(language if language in LANGUAGES else LANGUAGES[0]):
        unnamed = _("A member")
        return head.sub(f"**[{unnamed}]", text)


def clear(rows: QuerySet[Any], column: str, name: str) -> None:
    """The name as a word of its own."""
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    for row in rows.filter(**{f"{column}__contains": name}):
        text = word.sub(LEFT_OUT, getattr(row, column))
        rows.model._default_manager.filter(pk=row.pk).update(**{column: text})
