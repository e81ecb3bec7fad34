"""What search engines are told of pages: each in the languages readers have it in."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap

from core.languages import LANGUAGES
from editing.texts import MOMENTS
from pages.models import Page, PageQuerySet


class WrittenPageSitemap(Sitemap[Page]):
    i18n = alternates = True

    def items(self) -> PageQuerySet:
        columns = [f"slug_{code}" for code in LANGUAGES]
        pages = Page.objects.visible_to(AnonymousUser()).on_their_own().order_by("pk")
        return pages.only(*columns, *MOMENTS, "updated_at")

    def get_languages_for_item(self, item: Page) -> list[str]:
        present = item.languages
        return [code for code in LANGUAGES if code in present]

    def lastmod(self, item: Page) -> datetime:
        return item.updated_at
