"""Pages that belong to no feature: the door, the home page, errors, what machines ask for."""

import sys
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.views.decorators.cache import cache_control, never_cache
from django.views.static import serve

from blog.models import Post, Topic
from blog.views import moved_to
from config.models import ProtectionCheck
from config.protection import GROUPS, PROTECTIONS
from core.languages import current_language
from core.middleware import is_lost

LATEST = 7


def door(request: HttpRequest) -> HttpResponse:
    """To the language of the choice cookie, of the browser, else Russian."""
    with override(get_language_from_request(request)):
        response = HttpResponseRedirect(reverse("home"))
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def home(request: HttpRequest) -> HttpResponse:
    language = current_language()
    posts = Post.objects.visible_to(request.user).in_language(language).newest_first()
    context = {"posts": posts.for_cards(language)[:LATEST], "topics": Topic.objects.all()}
    return render(request, "home.html", context)


def upcoming(request: HttpRequest, destination: str) -> HttpResponse:
    """An honest page where a part of the site will open: it says so and leads on."""
    context = {"destination": destination, "topics": Topic.objects.all(), "noindex": True}
    return render(request, "upcoming.html", {**context, "query": request.GET.get("q", "")[:200]})


def protection(request: HttpRequest) -> HttpResponse:
    """What was seen to hold these days, with its day; the rest is named as not confirmed. One query."""
    days = dict(ProtectionCheck.objects.confirmed().values_list("key", "checked_at"))
    groups = [
        (
            group.title,
            [(each.sentence, days[each.key]) for each in group.protections if each.key in days],
        )
        for group in GROUPS
    ]
    missing = [each.sentence for each in PROTECTIONS if each.key not in days]
    return render(request, "protection.html", {"groups": groups, "missing": missing})


@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """200 while the database answers; the Offline middleware makes it 503 when it doesn't."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask here for what has no head to name its icon: feeds, text, a file on its own."""
    return HttpResponseRedirect(static("img/bell.svg"))


def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", f"Disallow: {reverse('admin:index')}"]
    lines += [f"Disallow: /{code}/search/" for code, _name in settings.LANGUAGES]
    lines += [f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@cache_control(public=True, max_age=31_536_000, immutable=True)
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Pictures, when no web server in front of us serves them. Sandboxed: an upload runs nothing."""
    if any(part.startswith(".") for part in Path(path).parts):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def error(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, f"{status}.html", {"noindex": True, "status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error(request, 403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that another site sent, or one without its cookie."""
    return error(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Older sites had addresses of any shape (`/2025/05/title/`): asked for only where ours end."""
    return moved_to(request) or error(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500, or 503 when what broke, outside of any view, is the way to the database."""
    failure = sys.exception()
    return error(request, 503 if failure and is_lost(failure) else 500)
