"""Posts as a page shows them to one reader: rendered, with what this reader may do to each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.models import User
from core.html import as_safe
from forum import liking
from forum.anonymity import pseudonym
from forum.models import Post, Topic
from forum.posting import may_edit
from forum.standing import is_moderator

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


NOTHING = as_safe("")


@dataclass(frozen=True)
class Shown:
    post: Post
    html: SafeString  # empty where this reader may not see the text
    state: str  # "stands", "waits", "hidden" or "deleted"
    pseudonym: str  # for moderators, of who isn't named
    is_mine: bool
    is_liked: bool
    is_bookmarked: bool
    is_new: bool
    is_answer: bool
    can_edit: bool
    can_like: bool
    can_accept: bool
    can_reply: bool
    can_see_history: bool


@dataclass(frozen=True)
class Rights:
    """What holds for all posts of the page; asked once."""

    can_choose: bool
    can_reply: bool
    can_see_history: bool
    read_number: int | None


def shown(
    posts: Sequence[Post], topic: Topic, reader: User | AnonymousUser, rights: Rights
) -> list[Shown]:
    """One query, for the likes of a member; none for a stranger."""
    member = reader if isinstance(reader, User) else None
    liked = liking.liked_by(member, list(posts)) if member and posts else set()
    moderates = is_moderator(reader)
    addresses = profile_addresses(posts)
    made = []
    for post in posts:
        post.topic = topic
        is_mine = post.is_by(reader)
        stands = post.stands
        is_reply = post.number != 0
        made.append(
            Shown(
                post=post,
                html=post.html(addresses)
                if stands or moderates or waits_for(post, reader)
                else NOTHING,
                state=state_of(post),
                pseudonym=pseudonym(post.author_key) if moderates and post.author_key else "",
                is_mine=is_mine,
                is_liked=post.pk in liked,
                is_bookmarked=bool(getattr(post, "is_bookmarked", False)),
                is_new=member is not None
                and not is_mine
                and rights.read_number is not None
                and (post.number or 0) > rights.read_number,
                is_answer=topic.answer_id == post.pk,
                can_edit=member is not None and may_edit(post, member),
                can_like=member is not None and not is_mine and stands,
                can_accept=rights.can_choose and is_reply and stands,
                can_reply=rights.can_reply and stands,
                can_see_history=rights.can_see_history and post.was_edited,
            )
        )
    return made


def state_of(post: Post) -> str:
    if post.deleted_at:
        return "deleted"
    if post.hidden_at:
        return "hidden"
    return "waits" if post.held_at else "stands"


def waits_for(post: Post, reader: User | AnonymousUser) -> bool:
    """Whether it is the reader's own and a moderator has yet to approve it."""
    return state_of(post) == "waits" and post.is_by(reader)


def profile_addresses(posts: Iterable[Post]) -> dict[str, str]:
    """Where the names lead that the posts mention. No query: they were looked up when it was written."""
    names = {name for post in posts for name in post.mentions}
    return {name: reverse("accounts:profile", args=[name]) for name in names}
