"""What a donor's own pages have in common: the link that opens them, and that it stays a secret."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import get_resolver, get_urlconf, reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.origins import is_from_elsewhere
from donations import links
from donations.models import Donor, Subscription
from donations.own_forms import LinkForm
from donations.views.walls import View

P = ParamSpec("P")

READING = ["GET", "HEAD"]
FORM = [*READING, "POST"]


@dataclass(frozen=True)
class Visit:
    """A donor, and the link they came by: the addresses of their pages go on with it."""

    donor: Donor
    token: str

    def subscription(self, pk: int) -> Subscription:
        """One of theirs; of another's it is not even said that it exists."""
        return get_object_or_404(Subscription.objects.of(self.donor), pk=pk)

    def page(
        self,
        request: HttpRequest,
        template: str,
        context: dict[str, Any] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        values = {"token": self.token, "noindex": True, **(context or {})}
        return render(request, f"donations/{template}.html", values, status=status)

    def back(self, **done: str | int) -> HttpResponse:
        """To the overview, which says what was done if the rows say so, too."""
        address = reverse("donations:own", args=[self.token])
        return HttpResponseRedirect(f"{address}?{urlencode(done)}" if done else address, status=303)


def own_page(
    methods: list[str],
) -> Callable[[Callable[Concatenate[HttpRequest, Visit, P], HttpResponse]], View]:
    """A page that a private link opens: nobody keeps it, nobody is told of it, no other site writes to it.

    No CSRF token, which would need a cookie: the link is as secret, and who doesn't have it can forge
    nothing. That forms of other sites are refused all the same is for who leaked it.
    """

    def decorate(view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponse]) -> View:
        @csrf_exempt
        @never_cache
        @require_http_methods(methods)
        @wraps(view)
        def opened(
            request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            if request.method == "POST" and _is_forged(request):
                raise PermissionDenied
            try:
                visit = Visit(links.opened(token), token)
            except links.Closed as closed:
                return _discreet(_closed(request, closed))
            try:
                return _discreet(view(request, visit, *args, **kwargs))
            except Http404 as missing:
                return _discreet(_missing(request, missing))

        return opened

    return decorate


def _is_forged(request: HttpRequest) -> bool:
    """Old browsers hide the origin of our own pages, too, and say nothing more: the link speaks for them."""
    says_nothing = (
        request.headers.get("Origin") == "null" and "Sec-Fetch-Site" not in request.headers
    )
    return is_from_elsewhere(request) and not says_nothing


def _closed(request: HttpRequest, closed: links.Closed) -> HttpResponse:
    """The same page for a link that was one and for one that never was."""
    context = {"form": LinkForm(), "noindex": True}
    return render(request, "donations/closed.html", context, status=410 if closed.is_old else 404)


def _missing(request: HttpRequest, missing: Http404) -> HttpResponse:
    """The site's own page; raised on, it would go past the headers, and caches keep a 404 by its address."""
    answer: Callable[..., HttpResponse] = get_resolver(get_urlconf()).resolve_error_handler(404)
    return answer(request, exception=missing)


def _discreet(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
