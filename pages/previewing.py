"""A page as readers will have it, before they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import override

from editing import previewing
from editing.kinds import Values
from pages.models import Page
from pages.views import own_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def shown(request: HttpRequest, page: Page, language: str, values: Values) -> HttpResponse:
    """The readers' own page."""
    previewing.put_out(page, language, values)
    with override(language):
        return own_page(previewing.asked_at(page, request), page, page.addresses())
