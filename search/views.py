"""The page of results, its feed, suggestions while one types, and how browsers learn of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import cache_control

from core import ratelimit
from core.languages import LANGUAGES, site_name
from search import feeds, misses, showing
from search.addresses import address, wish_of
from search.finding import find
from search.folding import clean
from search.pacing import Busy, pace
from search.results import MAX_PAGES, Results, Wish
from search.suggesting import suggest

if TYPE_CHECKING:
    from search.sources import Reader

LONGEST_START, SHORTEST_START = 100, 2  # characters for which suggestions are looked up
SUGGESTIONS_A_MINUTE = 600  # of one source, behind which a whole mobile network may stand
SHORT_NAME = 16  # characters: OpenSearch 1.1


def results(request: HttpRequest) -> HttpResponse:
    wish = wish_of(request.GET)
    if wish.page > MAX_PAGES:
        raise Http404
    found = found_for(wish, request.user)
    if wish.page > found.page_count and not found.is_cut_short:
        raise Http404
    note_miss(found)
    context = {
        "found": found,
        "wish": wish,
        "query": wish.query.text,
        "filters": showing.filters(found),
        "broader": showing.broader(wish),
        "is_beyond_paging": showing.is_beyond_paging(found),
        "alternates": in_every_language(wish),
        "noindex": True,
    }
    response = render(request, "search/results.html", context)
    if found.is_cut_short:
        response["Cache-Control"] = "no-store"
    return response


def found_for(wish: Wish, user: Reader) -> Results:
    try:
        with pace.turn():
            return find(wish, user)
    except Busy:
        return Results(wish, is_cut_short=True)


def note_miss(found: Results) -> None:
    """For editors, when the words alone are why there is nothing."""
    wish = found.wish
    is_plain = wish == Wish(wish.query)
    if is_plain and not (found.total.number or found.best or found.is_cut_short):
        misses.note(wish.query.text)


def in_every_language(wish: Wish) -> dict[str, str]:
    addresses = {}
    for code in LANGUAGES:
        with override(code):
            addresses[code] = address(wish)
    return addresses


def feed(request: HttpRequest) -> HttpResponse:
    """The same for everyone; 503 rather than half of it, which readers would take for the whole."""
    wish = replace(wish_of(request.GET), by_date=True, page=1)
    found = found_for(wish, AnonymousUser())
    if found.is_cut_short:
        return HttpResponse(status=503, headers={"Retry-After": "120"})
    atom = feeds.atom(found, request)
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml")


@cache_control(private=True, no_store=True)
def suggestions(request: HttpRequest) -> HttpResponse:
    """For our own script and for browsers: words, titles, places, addresses (OpenSearch's form).

    A source that asks too often gets none: search works without them.
    """
    text = request.GET.get("q", "")[:LONGEST_START]
    found = []
    if len(text.strip()) >= SHORTEST_START and is_in_bounds(request):
        with suppress(Busy), pace.turn():
            found = suggest(text, request.user)
    addresses = [
        each.address or f"{reverse('search')}?{urlencode({'q': each.title})}" for each in found
    ]
    answer = [
        text,
        [each.title for each in found],
        [each.place for each in found],
        [request.build_absolute_uri(each) for each in addresses],
    ]
    return JsonResponse(answer, safe=False, content_type="application/x-suggestions+json")


def is_in_bounds(request: HttpRequest) -> bool:
    source = request.META["REMOTE_ADDR"]
    return ratelimit.allow("suggestions", source, limit=SUGGESTIONS_A_MINUTE, seconds=60)


def description(request: HttpRequest) -> HttpResponse:
    """By which a browser offers this site among its search engines: OpenSearch 1.1."""
    context = {
        "short_name": site_name()[:SHORT_NAME],
        "text": _("Search in posts, pages and the forum of %(site)s") % {"site": site_name()},
        "icon": static("img/bell.svg"),
    }
    kind = "application/opensearchdescription+xml"
    return render(request, "search/description.xml", context, content_type=kind)


def old_address(request: HttpRequest) -> HttpResponse:
    """/search?q= of the site this one replaces, which was Russian."""
    with override("ru"):
        query = clean(request.GET.get("q", ""))
        target = reverse("search") + (f"?{urlencode({'q': query})}" if query else "")
    return redirect(target, permanent=True)
