"""What somebody wrote, when the session was over before it was sent: given back, to be sent once more.

Nothing is stored. The answer holds the words in a form of its own; who signs in in another tab sends
that. Signing in has changed the token by then, so the same page comes a second time, with the new one;
it comes at once to who signed in again before sending.
"""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

HELD = "_held"  # a field of the form that says what it is
LONG = 60  # characters; what is longer is shown too, to be copied
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  # its name


def is_sent_by_hand(request: HttpRequest) -> bool:
    """A form that a browser shows the answer to; scripts ask for no page, and keep their words."""
    return request.method == "POST" and "text/html" in request.headers.get("Accept", "")


def is_our_own(request: HttpRequest) -> bool:
    """A form of the admin, whatever its token: no other site can say that it is us."""
    here = f"{request.scheme}://{request.get_host()}"
    is_desk = request.path.startswith(reverse("admin:index"))
    return is_desk and request.headers.get("Origin") == here and is_sent_by_hand(request)


@never_cache
def hold(request: HttpRequest) -> HttpResponse:
    """The page; 403, because nothing was done."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in (TOKEN, HELD)
        for value in values
    ]
    context = {
        **admin.site.each_context(request),
        "fields": fields,
        "long": [value for _name, value in fields if len(value) > LONG],
        "had_files": bool(request.FILES),
        "is_again": HELD in request.POST or request.user.is_authenticated,
    }
    return render(request, "admin/held.html", context, status=403)
