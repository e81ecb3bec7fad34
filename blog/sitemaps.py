"""What search engines are told of the blog: each post in each language it exists in."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, Min

from blog.models import Post, PostQuerySet, Topic
from blog.reading import topic_address
from core.languages import LANGUAGES, current_language
from editing.texts import MOMENTS, first_published_at


def published() -> PostQuerySet:
    return Post.objects.visible_to(AnonymousUser())


def years() -> range:
    """Years with posts in any language, newest first. One query."""
    moment = first_published_at()
    span = published().aggregate(first=Min(moment), last=Max(moment))
    return range(span["last"].year, span["first"].year - 1, -1) if span["first"] else range(0)


class PostSitemap(Sitemap[Post]):
    """What first came out in a year. A post's alternates are only the languages readers have it in."""

    i18n = alternates = True
    limit = 5000

    def __init__(self, year: int) -> None:
        self.year = year

    def items(self) -> PostQuerySet:
        posts = published().alias(first=first_published_at()).filter(first__year=self.year)
        columns = [f"slug_{code}" for code in LANGUAGES]
        return posts.order_by("pk").only(*columns, *MOMENTS, "updated_at")

    def get_languages_for_item(self, item: Post) -> list[str]:
        present = item.languages
        return [code for code in LANGUAGES if code in present]

    def lastmod(self, item: Post) -> datetime:
        return item.updated_at


class TopicSitemap(Sitemap[Topic]):
    i18n = alternates = True

    def items(self) -> list[Topic]:
        return list(Topic.objects.order_by("pk"))

    def get_languages_for_item(self, item: Topic) -> list[str]:
        return [code for code in LANGUAGES if getattr(item, f"slug_{code}")]

    def location(self, item: Topic) -> str:
        return topic_address(item, current_language())
