"""What search engines are told of the blog: each post in each language it exists in."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap

from blog.models import Post, PostQuerySet, Topic
from blog.reading import topic_address
from core import sitemaps
from core.languages import LANGUAGES, current_language
from core.sitemaps import NumberedSitemap
from editing.texts import MOMENTS


def published() -> PostQuerySet:
    return Post.objects.visible_to(AnonymousUser())


def files() -> dict[int, datetime]:
    """The files posts need, and when a post in each changed last. One query."""
    return sitemaps.files(published(), "updated_at")


class PostSitemap(NumberedSitemap[Post]):
    """A post's alternates are only the languages readers have it in."""

    i18n = alternates = True

    def items(self) -> PostQuerySet:
        columns = [f"slug_{code}" for code in LANGUAGES]
        return self.within(published()).only(*columns, *MOMENTS, "updated_at")

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
