"""Pages that belong to no feature: the door, the home page, errors, what machines ask for."""

import datetime
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import get_language_from_request, override
from django.views.decorators.cache import cache_control, never_cache
from django.views.static import serve

from accounts import holding
from blog.models import Post, Topic
from config.leading import led_on
from config.models import ProtectionCheck
from config.protection import GROUPS, PROTECTIONS
from core.languages import current_language
from core.middleware import is_lost

LATEST = 7
VALID = 180  # days a security.txt may be relied on: RFC 9116 wants less than a year
PICTURES = {  # what a browser may show from /media/; anything else it may only save
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


def door(request: HttpRequest) -> HttpResponse:
    """To the language of the choice cookie, of the browser, else Russian.

    Older sites told pages apart here: `/?p=12`.
    """
    if request.META.get("QUERY_STRING") and (moved := led_on(request)):
        return moved
    with override(get_language_from_request(request)):
        response = HttpResponseRedirect(reverse("home"))
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def home(request: HttpRequest) -> HttpResponse:
    language = current_language()
    posts = Post.objects.visible_to(request.user).newest_in(language)
    context = {"posts": posts.for_cards(language)[:LATEST], "topics": Topic.objects.all()}
    return render(request, "home.html", context)


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
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask here for what has no head to name its icon: feeds, text, a file on its own."""
    return HttpResponseRedirect(static("img/bell.svg"))


def robots(request: HttpRequest) -> HttpResponse:
    """The admin is named only where everybody looks for it anyway."""
    closed = [reverse("exit"), *(f"/{code}/search/" for code, _name in settings.LANGUAGES)]
    if settings.ADMIN_PATH == "admin":
        closed.append(reverse("admin:index"))
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines += [f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def security(request: HttpRequest) -> HttpResponse:
    """security.txt, RFC 9116: whom to tell of a hole. The same bytes all day."""
    midnight = timezone.now().astimezone(datetime.UTC).replace(hour=0, minute=0, second=0)
    expires = midnight + datetime.timedelta(days=VALID)
    lines = [
        f"Contact: {security_contact(request)}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {request.build_absolute_uri(request.path)}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def security_contact(request: HttpRequest) -> str:
    """As a URI: the one of the settings, else our page about protection."""
    contact: str = settings.SECURITY_CONTACT
    if contact:
        return contact if ":" in contact else f"mailto:{contact}"
    with override("en"):
        try:
            page = reverse("protection")
        except NoReverseMatch:
            page = reverse("home")
    return request.build_absolute_uri(page)


@cache_control(public=True, max_age=31_536_000, immutable=True)
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Uploads, when no web server in front of us serves them.

    Their type follows from our list, never from the machine's, and they run nothing: what isn't a
    picture is saved, not shown, and what is shown stands in a sandbox.
    """
    if any(part.startswith(".") for part in Path(path).parts):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    shown = PICTURES.get(Path(path).suffix.lower())
    response["Content-Type"] = shown or "application/octet-stream"
    response["Content-Disposition"] = content_disposition_header(not shown, Path(path).name) or ""
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    del response["Content-Encoding"]  # guessed from .gz; the browser would unpack what it saves
    return response


def error(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, f"{status}.html", {"noindex": True, "status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error(request, 403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that another site sent, or one without its cookie; the admin's own gives its words back."""
    return holding.hold(request) if holding.is_our_own(request) else error(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Older sites had addresses of any shape (`/2025/05/title/`): asked for only where ours end."""
    return led_on(request) or error(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500, or 503 when what broke, outside of any view, is the way to the database."""
    failure = sys.exception()
    return error(request, 503 if failure and is_lost(failure) else 500)
