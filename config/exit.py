"""The quick exit: away to a neutral site, with what this one left in the browser cleared."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.origins import is_from_elsewhere


@csrf_exempt  # leaving must work from any page, whatever cookies the browser keeps
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """GET is the link, which works without scripts; POST is what static/js/exit.js sends on its way out.

    Only our own pages, the address bar and a bookmark sign anybody out: a link or picture on another
    site leads away and clears nothing. Browsers that don't send Sec-Fetch-Site are believed.
    """
    if request.method == "POST":
        if is_from_elsewhere(request):
            return HttpResponseForbidden()
        return cleared(request, HttpResponse(status=204))
    response = HttpResponseRedirect(settings.QUICK_EXIT_URL, status=303)
    response["Referrer-Policy"] = "no-referrer"
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return response
    return cleared(request, response)


def cleared(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Sign out, on the server too, and have the browser forget the site. One query for who has a session.

    Cookies are deleted one by one as well, because over plain http browsers ignore Clear-Site-Data.
    Who brought none is sent none.
    """
    request.session.flush()
    ours = (settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, settings.THEME_COOKIE_NAME)
    for name in ours:
        if name in request.COOKIES:
            response.delete_cookie(name, samesite="Lax")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    response["Referrer-Policy"] = "no-referrer"
    return response


def explain(request: HttpRequest) -> HttpResponse:
    """What the exit does, and what it can't."""
    return render(request, "exit_help.html")
