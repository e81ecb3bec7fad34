"""Whether a post that may be written is shown at once: spam, and the first posts of new members."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from forum.models import Section
from forum.refusals import Unwanted
from forum.standing import FIRST_POSTS, Standing, kept_posts

LINK = re.compile(r"(?i)https?://|\bwww\.")
PICTURE = re.compile(r"!\[")
MOST_LINKS, MOST_PICTURES = 2, 1  # in a post of a new member


def must_wait(
    author: User, standing: Standing, section: Section, text: str, *, is_anonymous: bool
) -> bool:
    """Whether a moderator has to approve it first. Raises Unwanted. Two queries at most.

    What a new member writes without a name waits always: nobody could tell their posts by it.
    """
    if standing == Standing.TEAM:
        return False
    if standing == Standing.NEW:
        refuse_many_links(text)
        if section.approves_new:
            return is_anonymous or kept_posts(author, FIRST_POSTS) < FIRST_POSTS
    return False


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
