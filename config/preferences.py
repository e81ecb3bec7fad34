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
CHOICES = {"theme": THEMES, "language": tuple(LANGUAGES)}  # fields of the form


def cookie_names() -> dict[str, str]:
    """By field; whether they begin with __Host- depends on HTTPS."""
    return {"theme": settings.THEME_COOKIE_NAME, "language": settings.LANGUAGE_COOKIE_NAME}


def theme_of(request: HttpRequest) -> str:
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
    return theme if theme in THEMES else ""


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site's page sent this. Browsers name the origin of every POST."""
    origin = request.headers.get("Origin")
    return bool(origin) and urlsplit(origin).netloc != request.get_host()


@csrf_exempt  # a CSRF token would need a cookie, and this form must work for who has none
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Remember what was chosen, or forget it when the value is none of ours; back to the page."""
    if is_from_elsewhere(request):
        return HttpResponseForbidden()
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    for field, cookie in cookie_names().items():
        value = request.POST.get(field)
        if value in CHOICES[field]:
            response.set_cookie(
                cookie, value, YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
            )
        elif value is not None:
            response.delete_cookie(cookie, samesite="Lax")
    return response
