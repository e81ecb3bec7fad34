"""What search engines are told of the forum: sections and topics that everybody may read."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.db.models import Max

from forum.models import Section, Topic

CHUNK = 5_000  # topics by number, of one file: it stays bounded, and costs no offset, at any size


def chunks() -> range:
    """Files needed for all topics. One look into an index."""
    last: int = Topic.objects.aggregate(last=Max("pk"))["last"] or 0
    return range(last // CHUNK + 1) if last else range(0)


class SectionSitemap(Sitemap[Section]):
    i18n = alternates = True

    def items(self) -> list[Section]:
        return list(Section.objects.visible_to(AnonymousUser()).in_order())


class TopicSitemap(Sitemap[Topic]):
    """A topic is the same in every interface language, so it is named once, in that of its text."""

    limit = CHUNK

    def __init__(self, chunk: int) -> None:
        self.first = chunk * CHUNK

    def items(self) -> list[Topic]:
        topics = Topic.objects.visible_to(AnonymousUser()).select_related("section").order_by("pk")
        return list(topics.filter(pk__gte=self.first, pk__lt=self.first + CHUNK))

    def location(self, item: Topic) -> str:
        return item.address_in(item.language)

    def lastmod(self, item: Topic) -> datetime:
        return item.last_posted_at
