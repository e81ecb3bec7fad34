"""What the search finds beside the features' own: pages nobody wrote, and which of them belong to no
feature."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import BigIntegerField, Case, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import override

from core.languages import current_language
from search.columns import title_words
from search.models import Page
from search.pages import KIND, register_page, registered_pages
from search.sources import Found, Hit, Source, Suggested, register

if TYPE_CHECKING:
    from search.sources import Reader


class Pages(Source):
    """A page is a row for each language: a version. It is shown in the reader's."""

    name = "pages"
    kinds = (KIND,)
    columns = {"": "search"}
    moment = "changed_at"
    language = "language"
    key = "number"

    def rows(self, user: Reader) -> QuerySet[Page]:
        numbers = [When(name=name, then=Value(number_of(name))) for name in registered_pages()]
        pages = Page.objects.filter(name__in=registered_pages()).only("pk")
        return pages.annotate(number=Case(*numbers, output_field=BigIntegerField()))

    def hits(self, found: Collection[Found], user: Reader) -> dict[Found, Hit]:
        """One query."""
        numbers = {each.pk for each in found}
        names = [name for name in registered_pages() if number_of(name) in numbers]
        pages = {
            Found(number_of(page.name), page.language): page
            for page in Page.objects.filter(name__in=names)
        }
        return {
            each: hit_of(page, pages.get(Found(each.pk, current_language()), page))
            for each in found
            if (page := pages.get(each))
        }

    def texts(self, user: Reader) -> QuerySet[Any, Any]:
        return self.rows(user).order_by("-changed_at", "-pk").values_list("title", "body")

    def titles(self, words: SearchQuery, user: Reader, limit: int) -> list[Suggested]:
        """One query. There are few pages, so no index is asked."""
        pages = self.rows(user).alias(words=title_words("title")).filter(words=words)
        having = pages.order_by("-changed_at").defer(None)[:limit]
        return [Suggested(page.title, address_of(page)) for page in having]


def number_of(name: str) -> int:
    """Always the same for the same page."""
    return zlib.crc32(name.encode())


def hit_of(found: Page, shown: Page) -> Hit:
    return Hit(shown.title, address_of(shown), found.body, shown.language)


def address_of(page: Page) -> str:
    with override(page.language):
        return reverse(page.name)


for name in ("protection", "mirrors", "exit-help"):
    register_page(name)
for name in ("account_signup", "account_reset_password", "accounts_recover"):
    register_page(name)  # «забыл пароль» is asked of the search, too
register(Pages())
