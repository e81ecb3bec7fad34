"""Whose name stands beside a post: for pages, quotes, letters and feeds alike."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.authorship import shown_author
from forum.models import Post


def author_name(post: Post) -> str:
    """What stands beside the post for everybody."""
    if post.author_key:
        return _("Anonymous")
    author = shown_author(post.author, post.created_at, timezone.now())
    if author:
        return author.name
    return post.imported_author or _("A member")
