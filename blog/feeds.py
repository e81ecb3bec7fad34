"""Atom feeds with the full text: all posts of a language, and those of one topic."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from blog import reading
from blog.models import Post, PostQuerySet, Topic
from core.languages import current_language, site_name

LENGTH = 20


class FullTextAtom(Atom1Feed):
    """Atom whose entries carry the whole text as `content` beside the summary."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", self.absolute(item["content"]), {"type": "html"})

    def absolute(self, html: str) -> str:
        """Readers show entries away from the site, so its own addresses need the host."""
        link = urlsplit(self.feed["link"])
        return re.sub(r'( (?:src|href)=")/(?!/)', rf"\g<1>{link.scheme}://{link.netloc}/", html)


class PostsFeed(Feed[Post, Any]):
    feed_type = FullTextAtom

    def title(self, obj: Topic | None = None) -> str:
        return _("%(site)s: blog") % {"site": site_name()}

    def link(self, obj: Topic | None = None) -> str:
        return reverse("blog:index")

    def items(self, obj: Topic | None = None) -> PostQuerySet:
        posts = Post.objects.visible_to(AnonymousUser()).newest_in(current_language())
        return posts.select_related("author").prefetch_related("topics")[:LENGTH]

    def item_title(self, item: Post) -> str:
        return item.title

    def item_description(self, item: Post) -> str:
        return item.summary or ""

    def item_extra_kwargs(self, item: Post) -> dict[str, Any]:
        return {"content": item.body}

    def item_author_name(self, item: Post) -> str | None:
        return item.author.name if item.author else None

    def item_pubdate(self, item: Post) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Post) -> datetime:
        return item.updated_at

    def item_categories(self, item: Post) -> list[str]:
        return [topic.title for topic in item.topics.all() if topic.title]


class TopicFeed(PostsFeed):
    def get_object(self, request: HttpRequest, slug: str) -> Topic:
        return reading.topic_by_slug(slug)

    def title(self, obj: Topic | None = None) -> str:
        return _("%(site)s: %(topic)s") % {"site": site_name(), "topic": obj}

    def link(self, obj: Topic | None = None) -> str:
        assert obj is not None
        return reading.topic_address(obj, current_language())

    def items(self, obj: Topic | None = None) -> PostQuerySet:
        assert obj is not None
        posts = Post.objects.visible_to(AnonymousUser()).newest_in(current_language()).about(obj)
        return posts.select_related("author").prefetch_related("topics")[:LENGTH]
