"""A post as readers will have it, before they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import override

from blog.models import Post, Topic
from blog.views import article_page
from editing import previewing
from editing.kinds import Values

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def shown(request: HttpRequest, post: Post, language: str, values: Values) -> HttpResponse:
    """The readers' own page."""
    previewing.put_out(post, language, values)
    topics = Topic.objects.filter(pk__in=values["topics"]) if "topics" in values else None
    with override(language):
        return article_page(
            previewing.asked_at(post, request),
            post,
            post.addresses(),
            post.topics.all() if topics is None else topics,
        )
