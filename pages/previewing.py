"""A page as readers will have it, before they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import resolve
from django.utils.translation import override

from editing import previewing
from editing.kinds import Values
from pages import addresses
from pages.models import Page
from pages.views import own_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def shown(request: HttpRequest, page: Page, language: str, values: Values) -> HttpResponse:
    """The readers' own page, or that of the site which ends with these words."""
    previewing.put_out(page, language, values)
    with override(language):
        asked = previewing.asked_at(page, request)
        if page.slug in addresses.SHARED:
            asked.previewed = page  # type: ignore[attr-defined]  # the tag asks for it
            response: HttpResponse = resolve(asked.path).func(asked)
            return response
        return own_page(asked, page, page.addresses())
