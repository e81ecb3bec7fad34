"""Questions about pages, each answered in one query or two."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import override

from core.languages import LANGUAGES, current_language
from pages.models import FormerSlug, Page

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

    Reader = User | AnonymousUser


ADDRESS = re.compile(rf"/({'|'.join(LANGUAGES)})/([-\w]+)/?")  # of a page, or of what stands there


def is_address(slug: str, user: Reader) -> bool:
    """Whether a page is there, or was and has gone elsewhere."""
    pages = Page.objects.visible_to(user)
    former = FormerSlug.objects.filter(slug=slug, page__in=pages).values("page")
    return pages.at_address(slug).order_by().values("pk").union(former).exists()


def at(slug: str, user: Reader) -> Page | None:
    """By its address in any language; two pages may have the same one in different languages."""
    pages = list(Page.objects.visible_to(user).at_address(slug))
    here = (page for page in pages if getattr(page, f"slug_{current_language()}") == slug)
    return next(here, pages[0] if pages else None)


def words_at(slug: str, user: Reader) -> Page | None:
    """What editors add, in the language in force, to the page that the site has there."""
    language = current_language()
    pages = Page.objects.visible_to(user).in_language(language)
    return pages.filter(**{f"slug_{language}": slug}).first()


def moved_from(slug: str, user: Reader) -> Page | None:
    return Page.objects.visible_to(user).filter(former_slugs__slug=slug).first()


def now_at(path: str, user: Reader) -> str:
    """Where the page is that was at this path, with its last slash or without; "" for any other.

    Two queries where a page may be meant.
    """
    match = ADDRESS.fullmatch(path)
    if not match:
        return ""
    language, slug = match.groups()
    with override(language):
        page = None if at(slug, user) else moved_from(slug, user)
        return page.get_absolute_url() if page else ""
