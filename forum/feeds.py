"""Atom feeds of what strangers may read: the whole forum, a section, a topic."""

from __future__ import annotations

import datetime
import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from core import markdown, personal
from core.languages import site_name
from forum.bylines import author_name
from forum.models import Post, Section, Topic
from forum.models.posts import ForumPostQuerySet

LENGTH = 20
EMPTY = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
ADDRESS = re.compile(r'( (?:src|href)=")([/?#](?!/)[^"]*)')


class PostsAtom(Atom1Feed):
    """Entries carry the rendered text, in the language it is written in."""

    def latest_post_date(self) -> datetime.datetime:
        """Of an empty feed always the same, or it would be a new one each time it is asked for."""
        return super().latest_post_date() if self.items else EMPTY

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        attributes = {"type": "html"} | ({"xml:lang": item["language"]} if item["language"] else {})
        handler.addQuickElement("content", absolute(item["content"], item["link"]), attributes)


def absolute(html: str, page: str) -> str:
    """Readers show entries away from the site, so its own addresses need the host."""
    return ADDRESS.sub(lambda found: f"{found[1]}{urljoin(page, found[2])}", html)


def permanent_id(kind: str, pk: int, day: datetime.date) -> str:
    """The same on every mirror, under any title and in any section: RFC 4151."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{day:%Y-%m-%d}:forum/{kind}/{pk}"


class ForumFeed(Feed[Post, Any]):
    feed_type = PostsAtom

    def title(self, obj: Any = None) -> str:
        return _("%(site)s: forum") % {"site": site_name()}

    def link(self, obj: Any = None) -> str:
        return reverse("forum:index")

    def items(self, obj: Any = None) -> list[Post]:
        return list(newest(readable()))

    def item_title(self, item: Post) -> str:
        title = item.topic.title
        return title if item.is_opening else _("Re: %(title)s") % {"title": title}

    def item_description(self, item: Post) -> str:
        return ""

    def item_guid(self, item: Post) -> str:
        return permanent_id("post", item.pk, item.created_at.date())

    def item_extra_kwargs(self, item: Post) -> dict[str, Any]:
        html = markdown.render(personal.mask(item.text))
        return {"content": html, "language": item.language}

    def item_author_name(self, item: Post) -> str:
        return author_name(item)

    def item_pubdate(self, item: Post) -> datetime.datetime:
        return item.created_at

    def item_updateddate(self, item: Post) -> datetime.datetime:
        return item.edited_at or item.created_at

    def item_categories(self, item: Post) -> list[str]:
        return [str(item.topic.section)]


class SectionFeed(ForumFeed):
    def get_object(self, request: HttpRequest, section: str) -> Section:
        return get_object_or_404(Section.objects.visible_to(AnonymousUser()), slug=section)

    def title(self, obj: Section | None = None) -> str:
        return _("%(site)s: %(section)s") % {"site": site_name(), "section": obj}

    def link(self, obj: Section | None = None) -> str:
        assert obj is not None
        return obj.get_absolute_url()

    def items(self, obj: Section | None = None) -> list[Post]:
        """The latest posts of a section are among those of its latest topics."""
        topics = Topic.objects.visible_to(AnonymousUser()).filter(section=obj).latest_first()
        latest = list(topics.values_list("pk", flat=True)[:LENGTH])
        return list(newest(readable().filter(topic__in=latest)))


class TopicFeed(ForumFeed):
    def get_object(self, request: HttpRequest, section: str, pk: int) -> Topic:
        """Its number decides, as it does for the page."""
        topics = Topic.objects.visible_to(AnonymousUser()).select_related("section")
        return get_object_or_404(topics, pk=pk)

    def title(self, obj: Topic | None = None) -> str:
        return _("%(site)s: %(topic)s") % {"site": site_name(), "topic": obj}

    def link(self, obj: Topic | None = None) -> str:
        assert obj is not None
        return obj.get_absolute_url()

    def items(self, obj: Topic | None = None) -> list[Post]:
        return list(with_all(readable().filter(topic=obj).order_by("-number"))[:LENGTH])


def readable() -> ForumPostQuerySet:
    return Post.objects.visible_to(AnonymousUser())


def newest(posts: ForumPostQuerySet) -> ForumPostQuerySet:
    return with_all(posts.order_by("-created_at", "-pk"))[:LENGTH]


def with_all(posts: ForumPostQuerySet) -> ForumPostQuerySet:
    """With all that an entry names."""
    return posts.select_related("topic__section", "author")
