"""What every response gets on its way out: walls, caching, compression, a page when the database is away.

Order in settings matters: `Compress` stands outside `ConditionalGetMiddleware`, so that the ETag is
that of the page and a 304 is decided before anything is compressed.
"""

import re
from collections.abc import Callable
from functools import lru_cache

import brotli
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from psycopg_pool import PoolTimeout

from core.source import device, pseudonym

Handler = Callable[[HttpRequest], HttpResponseBase]

ADDRESSES = (
    "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_CLIENT_IP", "HTTP_VIA",
    "HTTP_CF_CONNECTING_IP", "HTTP_TRUE_CLIENT_IP", "REMOTE_HOST", "REMOTE_PORT",
)  # fmt: skip

DENIED = (  # those Chromium knows: it warns on every page of any other
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media",
    "fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get",
    "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment",
    "picture-in-picture", "screen-wake-lock", "serial", "storage-access", "usb", "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in DENIED)

PUBLIC = "public, max-age=0, s-maxage=60, stale-while-revalidate=600"
CACHEABLE = {200, 301, 404}
SEARCH = re.compile(r"(?:^|&)q=")

ANSWERED = ("GET", "HEAD", "OPTIONS", "POST")

TEXT = ("text/", "image/svg+xml", "application/json", "application/xml", "application/atom+xml")
SMALLEST = 500  # bytes; below, compression costs more than it saves
# Of brotli. 40 KB of Russian page: 5 gives 11,970 bytes in 1.0 ms; 6 11,720 in 1.2; 7 11,610 in
# 1.4; 8 11,560 in 1.6; 9 the same in 9.2; gzip 12,090.
QUALITY = 6
THOROUGH = 10  # saves twelve in a hundred, for 20 ms and more
ROOM = (
    11_000  # bytes a page may take beside the style sheets, for both to arrive in the first 14 KB
)
REFUSED = re.compile(r";\s*q=0(\.0*)?\s*$")

LOST = ("08", "53", "57P")  # SQLSTATE classes: connection, resources, the server going or coming


class Source:
    """Takes a reader's address away before anything else can see it. Stands first in the list.

    In its place stays a pseudonym, the same all day for one source, for limits to count by: an IPv6
    of the kind nobody owns, made with HASH_KEY and the date. Of the browser only its kind stays.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        address = meta.get("REMOTE_ADDR", "")
        if settings.BEHIND_PROXY:  # the last hop is what our own proxy saw
            address = meta.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or address
        for name in ADDRESSES:
            meta.pop(name, None)
        meta["REMOTE_ADDR"] = pseudonym(address)
        meta["HTTP_USER_AGENT"] = device(meta.get("HTTP_USER_AGENT", ""))
        return self.get_response(request)


class PrivacyHeaders:
    """Denies every browser feature this site has no use for, and other sites the use of its files.

    Django's own middleware does the rest.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class PublicCache:
    """Lets any proxy keep what an anonymous reader got, and none what a signed-in one did.

    It looks at cookies only by name: neither session nor user is loaded, so a reader without one
    costs no query and gets no cookie. Who has a CSRF cookie may get a page with their token in it.
    A view that says “public” itself is overruled where a cookie goes along: one that ends a session
    nobody has would otherwise end everybody's, from whatever cache took the answer.
    What somebody searches for is for nobody's cache but their own browser's, whatever became of it.
    That a style sheet is missing is kept by none: while a new release replaces an old one, the page
    may come from one process and its sheet be asked of the other.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        says = response.get("Cache-Control", "")
        if says and not (says.startswith("public") and response.cookies):
            return response
        personal = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
        searches = SEARCH.search(request.META.get("QUERY_STRING", ""))
        lacks_file = response.status_code == 404 and request.path.startswith(settings.STATIC_URL)
        is_reading = request.method in ("GET", "HEAD")
        if response.cookies or personal & request.COOKIES.keys() or searches:
            response["Cache-Control"] = "private, no-cache"
        elif is_reading and response.status_code in CACHEABLE and not lacks_file:
            response["Cache-Control"] = PUBLIC
            patch_vary_headers(response, ["Cookie"])
        else:
            response["Cache-Control"] = "no-store"
        return response


class Methods:
    """Refuses what no page answers to: a view would take TRACE, or a word somebody made up, for GET."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in ANSWERED:
            return self.get_response(request)
        return HttpResponseNotAllowed(ANSWERED)


class Compress:
    """Brotli for what is public; for the rest gzip with Django's padding, since secrets may be in it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.gzip = GZipMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and not response.has_header("Content-Encoding"):
            response = self.compressed(request, response)
        return without_body(response) if request.method == "HEAD" else response

    def compressed(self, request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
        if response.status_code == 304:  # a cache copies its headers to the page it holds
            patch_vary_headers(response, ["Accept-Encoding"])
            weaken(response)
            return response
        if (
            not response.get("Content-Type", "").startswith(TEXT)
            or len(response.content) < SMALLEST
        ):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        is_public = response.get("Cache-Control", "").startswith("public")
        if not (is_public and "br" in accepted(request)):
            return self.gzip.process_response(request, response)
        response.content = packed(response.content)
        response["Content-Encoding"] = "br"
        response["Content-Length"] = str(len(response.content))
        weaken(response)
        return response


def packed(content: bytes) -> bytes:
    """Quickly; thoroughly where that lets a page arrive with the first 14 KB, not a round trip later."""
    quick = brotli.compress(content, brotli.MODE_TEXT, QUALITY)
    return packed_thoroughly(content) if ROOM < len(quick) < ROOM * 1.15 else quick


@lru_cache(maxsize=64)  # at most some 5 MB; pages for everyone are the same bytes for everyone
def packed_thoroughly(content: bytes) -> bytes:
    thorough: bytes = brotli.compress(content, brotli.MODE_TEXT, THOROUGH)
    return thorough


def without_body(response: HttpResponseBase) -> HttpResponseBase:
    """The same headers and nothing else: Django leaves this to the server, and gunicorn to us."""
    if isinstance(
        response, StreamingHttpResponse
    ):  # a file; it stays open until the response closes
        response.streaming_content = iter(())
    elif isinstance(response, HttpResponse):
        length = str(len(response.content))
        response.content = b""
        response["Content-Length"] = length
    return response


def weaken(response: HttpResponse) -> None:
    """Mark the ETag as that of the page, whatever its encoding: RFC 9110, 8.8.1."""
    if (tag := response.get("ETag", "")) and not tag.startswith("W/"):
        response["ETag"] = f"W/{tag}"


def accepted(request: HttpRequest) -> set[str]:
    """Encodings the reader takes; one given with q=0 is refused."""
    parts = request.headers.get("Accept-Encoding", "").lower().split(",")
    return {part.partition(";")[0].strip() for part in parts if not REFUSED.search(part)}


class Offline:
    """A page that says so, in the reader's language, while the database can't be reached."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not is_lost(exception):
            return None
        response = render(request, "503.html", {"noindex": True, "status": 503}, status=503)
        response["Retry-After"] = "30"  # seconds
        return response


def is_lost(exception: BaseException) -> bool:
    """Whether the database is away, rather than displeased with a query."""
    if isinstance(exception, PoolTimeout):
        return True
    if not isinstance(exception, OperationalError | InterfaceError):
        return False
    state = getattr(exception.__cause__, "sqlstate", None)
    return state is None or state.startswith(LOST)
