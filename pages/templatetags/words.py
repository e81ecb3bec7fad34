"""What editors add to a page that the site makes itself."""

from typing import Any

from django import template
from django.db import Error

from core import html
from core.middleware import is_lost
from pages import reading

register = template.Library()


@register.inclusion_tag("pages/_words.html", takes_context=True)
def words(context: dict[str, Any], slug: str) -> dict[str, Any]:
    """One query; none in a preview, which brings them along. Without a database the page is whole."""
    request = context["request"]
    page = getattr(request, "previewed", None)
    try:
        page = page or reading.words_at(slug, request.user)
    except Error as failure:
        if not is_lost(failure):
            raise
    return {"page": page, "article": html.article(page.body or "") if page else None}
