"""A reader's choice of language and theme: two cookies, set only when asked for."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.choices import SYSTEM, chosen_theme, remember_language, remember_theme
from core.origins import is_from_elsewhere


def theme_of(request: HttpRequest) -> str:
    """What was chosen in this browser, else what the member's settings say; "" for the system's."""
    theme = chosen_theme(request)
    return getattr(request, "theme", "") if theme is None else theme


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
    if "theme" in request.POST:
        remember_theme(response, _without_need(request, request.POST["theme"]))
    if "language" in request.POST:
        remember_language(response, request.POST["language"])
    return response


def _without_need(request: HttpRequest, theme: str) -> str:
    """“As the system” needs a cookie only where it must outdo a member's settings."""
    is_reader = settings.SESSION_COOKIE_NAME not in request.COOKIES
    return "" if theme == SYSTEM and is_reader else theme
