"""A reader's choice of language and theme: two cookies, set only when asked for."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.languages import LANGUAGES

THEMES = ("light", "dark")  # anything else follows the system
YEAR = 365 * 24 * 3600  # seconds
COOKIES = {"theme": THEMES, settings.LANGUAGE_COOKIE_NAME: tuple(LANGUAGES)}


def theme_of(request: HttpRequest) -> str:
    theme = request.COOKIES.get("theme", "")
    return theme if theme in THEMES else ""


@csrf_exempt  # a CSRF token would need a cookie, and this form must work for who has none
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Remember what was chosen, or forget it when the value is none of ours; back to the page."""
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.get_host():
        return HttpResponseForbidden()
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    for name, values in COOKIES.items():
        if request.POST.get(name) in values:
            response.set_cookie(
                name, request.POST[name], YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
            )
        elif name in request.POST:
            response.delete_cookie(name, samesite="Lax")
    return response
