"""What search engines are told of the forum: sections and topics that everybody may read."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from core import sitemaps
from core.sitemaps import NumberedSitemap
from forum.models import Section, Topic


def public() -> QuerySet[Topic]:
    return Topic.objects.visible_to(AnonymousUser())


def files() -> dict[int, datetime]:
    """The files topics need, and when something was said in each last. One query."""
    return sitemaps.files(public(), "last_posted_at")


class SectionSitemap(Sitemap[Section]):
    i18n = alternates = True

    def items(self) -> list[Section]:
        return list(Section.objects.visible_to(AnonymousUser()).in_order())


class TopicSitemap(NumberedSitemap[Topic]):
    """A topic is the same in every interface language, so it is named once, in that of its text."""

    def items(self) -> QuerySet[Topic]:
        return self.within(public()).select_related("section")

    def location(self, item: Topic) -> str:
        return item.address_in(item.language)

    def lastmod(self, item: Topic) -> datetime:
        return item.last_posted_at
