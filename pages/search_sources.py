"""What the search finds of pages, in each language they exist in."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, QuerySet

from core.html import plain_text
from core.languages import LANGUAGES
from editing.texts import by_preference, each_version, published_in
from pages.models import Page, PageQuerySet
from search.columns import Plain, title_words
from search.pages import KIND
from search.sources import Found, Hit, Source, Suggested, register

if TYPE_CHECKING:
    from search.sources import Reader


class WrittenPages(Source):
    """Beside the pages that nobody wrote, and of the same kind."""

    name = "written"
    kinds = (KIND,)
    columns = {code: f"search_{code}" for code in LANGUAGES}

    def rows(self, user: Reader) -> PageQuerySet:
        return visible(user).order_by().only("pk")

    def moment_in(self, language: str) -> str:
        return f"published_at_{language}"

    def version(self, rows: QuerySet[Any], language: str) -> QuerySet[Any]:
        return rows.filter(published_in(language))

    def hits(self, found: Collection[Found], user: Reader) -> dict[Found, Hit]:
        """One query."""
        rows = visible(user).in_bulk([each.pk for each in found])
        return {
            each: hit_of(rows[each.pk], each.language)
            for each in found
            if each.pk in rows and each.language in rows[each.pk].languages
        }

    def texts(self, user: Reader) -> QuerySet[Any, Any]:
        """A page is a document in each of its languages."""
        return (
            visible(user)
            .newest_first()
            .values_list(
                each_version({code: F(f"title_{code}") for code in LANGUAGES}),
                each_version({code: Plain(f"body_{code}") for code in LANGUAGES}),
            )
        )

    def titles(self, words: SearchQuery, user: Reader, limit: int) -> list[Suggested]:
        """One query for each language, the current one first. There are few pages: no index is asked."""
        suggested: dict[int, Suggested] = {}
        for code in by_preference():
            pages = visible(user).newest_in(code)
            having = pages.alias(words=title_words(f"title_{code}")).filter(words=words)
            for page in having.for_links()[:limit]:
                title, address = getattr(page, f"title_{code}"), page.address_in(code)
                suggested.setdefault(page.pk, Suggested(title, address))
        return list(suggested.values())[:limit]


def visible(user: Reader) -> PageQuerySet:
    """A page whose words end one of the site's is read there, as readers get it."""
    return Page.objects.visible_to(user).on_their_own()


def hit_of(page: Page, found_in: str) -> Hit:
    """Under the title in the current language where there is one, with the words of what was found."""
    language = page.languages[0]
    return Hit(
        title=getattr(page, f"title_{language}"),
        address=page.address_in(language),
        text=plain_text(getattr(page, f"body_{found_in}")),
        language=language,
    )


register(WrittenPages())
