"""What search engines are told of pages: each in the languages readers have it in."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.utils.functional import cached_property

from core.languages import LANGUAGES
from editing.texts import MOMENTS
from pages.models import Page


class WrittenPageSitemap(Sitemap[Page]):
    i18n = alternates = True

    def items(self) -> list[Page]:
        return self.pages

    @cached_property
    def pages(self) -> list[Page]:
        """All of them: there are few, and a sitemap asks for its items more than once."""
        columns = [f"slug_{code}" for code in LANGUAGES]
        pages = Page.objects.visible_to(AnonymousUser()).on_their_own().order_by("pk")
        return list(pages.only(*columns, *MOMENTS, "updated_at"))

    def get_languages_for_item(self, item: Page) -> list[str]:
        present = item.languages
        return [code for code in LANGUAGES if code in present]

    def lastmod(self, item: Page) -> datetime:
        return item.updated_at
