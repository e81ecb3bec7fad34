"""A page for readers."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import http_date

from core import frames, html
from core.languages import LANGUAGES, current_language
from pages import reading
from pages.models import Page


def page(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = reading.at(slug, request.user)
    if found is None:
        moved = reading.moved_from(slug, request.user)
        if moved is None:
            raise Http404
        return redirect(moved, permanent=True)
    language, alternates = current_language(), found.addresses()
    if language not in alternates:
        context = {"page": found, "alternates": {**alternates, language: request.path}}
        return render(request, "pages/untranslated.html", {**context, "noindex": True})
    if found.slug != slug:
        return redirect(found, permanent=True)
    return own_page(request, found, alternates)


def own_page(request: HttpRequest, found: Page, alternates: dict[str, str]) -> HttpResponse:
    """A page in the language in force, for readers or for who looks at it before them."""
    article = html.article(found.body or "")
    context = {
        "page": found,
        "article": article,
        "alternates": alternates,
        "original": found.newer_original(current_language()),
        "untranslated": [code for code in LANGUAGES if code not in alternates],
    }
    response = render(request, "pages/page.html", context)
    response["Last-Modified"] = http_date(found.updated_at.timestamp())
    frames.allow(request, response, article.sites)
    return response
