"""What search engines are told of the blog: each post in each language it exists in."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.db.models import BooleanField, ExpressionWrapper, Max, Min

from blog.models import Post, PostQuerySet, Topic, written_in
from blog.reading import topic_address
from core.languages import LANGUAGES, current_language


def published() -> PostQuerySet:
    return Post.objects.visible_to(AnonymousUser())


def years() -> range:
    """Years with posts in any language, newest first. One query."""
    span = published().aggregate(first=Min("published_at"), last=Max("published_at"))
    return range(span["last"].year, span["first"].year - 1, -1) if span["first"] else range(0)


class PostSitemap(Sitemap[Post]):
    """A year's posts. A post's alternates are only the languages it exists in."""

    i18n = alternates = True
    limit = 5000

    def __init__(self, year: int) -> None:
        self.year = year

    def items(self) -> PostQuerySet:
        columns = [f"{name}_{code}" for name in ("title", "slug") for code in LANGUAGES]
        written = {
            f"written_{code}": ExpressionWrapper(written_in(code), BooleanField())
            for code in LANGUAGES
        }
        posts = published().filter(published_at__year=self.year)
        return posts.order_by("pk").annotate(**written).only(*columns, "updated_at")

    def get_languages_for_item(self, item: Post) -> list[str]:
        return [code for code in LANGUAGES if getattr(item, f"written_{code}")]

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
