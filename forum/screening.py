"""Whether a post that may be written is shown at once: spam, and the first posts of new members."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from forum import spam
from forum.models import Post, Section, SpamRule
from forum.refusals import Unwanted
from forum.standing import FIRST_POSTS, Standing, kept_posts, standing_of

LINK = re.compile(r"(?i)https?://|\bwww\.")
PICTURE = re.compile(r"!\[")
MOST_LINKS, MOST_PICTURES = 2, 1  # in a post of a new member

OWN_LATEST = 5  # posts of the author that a new one is compared with
REPEATED, COPIED = (
    30,
    150,
)  # letters from which the same words are one's own again, or somebody else's
DAY, WEEK = datetime.timedelta(days=1), datetime.timedelta(days=7)
SAME_LINK = 3  # new accounts with one link are one sender, or its victims


def must_wait(
    author: User,
    standing: Standing,
    section: Section,
    text: str,
    *,
    title: str = "",
    is_anonymous: bool,
) -> bool:
    """Whether a moderator has to approve it first. Raises Unwanted. Five queries at most.

    What a new member writes without a name waits always: nobody could tell their posts by it.
    """
    if standing == Standing.TEAM:
        return False
    whole = f"{title}\n\n{text}"
    if standing == Standing.NEW:
        refuse_many_links(whole)
    if is_caught(standing, whole):
        return True
    if standing < Standing.TRUSTED:
        refuse_repetition(author, text)
        if is_copy(author, text):
            return True
    if standing > Standing.NEW:
        return False
    if is_spread(author, whole):
        return True
    return section.approves_new and (is_anonymous or kept_posts(author, FIRST_POSTS) < FIRST_POSTS)


def refuse_change(author: User, post: Post, text: str) -> None:
    """Raises Unwanted where a change brings in what a new post would wait or be refused for.

    What the post said before may stay; one that waits is read by a moderator anyway. Three queries at
    most.
    """
    standing = standing_of(author)
    if standing == Standing.TEAM:
        return
    if standing == Standing.NEW and len(LINK.findall(text)) > len(LINK.findall(post.text)):
        refuse_many_links(text)
    known = {rule.pk for rule in met(standing, post.text)}
    added = [rule for rule in met(standing, text) if rule.pk not in known]
    refuse_ruled_out(added)
    if post.held_at is None and (added or (standing == Standing.NEW and is_spread(author, text))):
        raise Unwanted(
            _(
                "With what you added, a moderator has to read it before others do. Leave that out, or"
                " send it as a post of its own."
            )
        )


def is_caught(standing: Standing, text: str) -> bool:
    """Whether a rule holds it. Raises Unwanted where one refuses it. One query."""
    rules = met(standing, text)
    refuse_ruled_out(rules)
    return bool(rules)


def met(standing: Standing, text: str) -> list[SpamRule]:
    """The rules that find something in it, of those for this standing. One query."""
    return [
        rule
        for rule in spam.found(spam.active_rules(), text)
        if not (rule.spares_trusted and standing >= Standing.TRUSTED)
    ]


def refuse_ruled_out(rules: Iterable[SpamRule]) -> None:
    if any(rule.outcome == "refuse" for rule in rules):
        raise Unwanted(
            _("This text holds something moderators have ruled out here as spam. Please change it.")
        )


def refuse_repetition(author: User, text: str) -> None:
    """Raises Unwanted for the words of one of the author's latest posts. One query."""
    words = spam.words(text)
    if len(words) < REPEATED:
        return
    recent = Post.objects.filter(
        author=author, deleted_at=None, created_at__gt=timezone.now() - WEEK
    )
    latest = recent.order_by("-created_at").values_list("text", flat=True)[:OWN_LATEST]
    if any(spam.words(each) == words for each in latest):
        raise Unwanted(_("You have posted the same words already. Once is enough: they are there."))


def is_copy(author: User, text: str) -> bool:
    """Whether somebody else posted this long text within a day. One query."""
    if len(text) < COPIED:
        return False
    others = Post.objects.filter(Q(author=None) | ~Q(author=author), text=text)
    return others.filter(created_at__gt=timezone.now() - DAY).exists()


def is_spread(author: User, text: str) -> bool:
    """Whether other new accounts have posted a link of this text within a week. One query."""
    links = spam.links(text)
    if not links:
        return False
    has_link = Q(pk=None)
    for link in links:
        has_link |= Q(text__icontains=link.address)
    since = timezone.now() - WEEK
    posts = Post.objects.filter(has_link, created_at__gt=since, author__joined_at__gt=since)
    others = posts.exclude(author=author).values("author").distinct()[: SAME_LINK - 1]
    return len(others) == SAME_LINK - 1


def refuse_many_links(text: str) -> None:
    if len(LINK.findall(text)) > MOST_LINKS:
        raise Unwanted(
            ngettext(
                "A new member’s post can hold %(n)d link. Please leave some out.",
                "A new member’s post can hold %(n)d links. Please leave some out.",
                MOST_LINKS,
            )
            % {"n": MOST_LINKS}
        )
    if len(PICTURE.findall(text)) > MOST_PICTURES:
        raise Unwanted(_("A new member’s post can hold one picture. Please leave the others out."))
