"""Asking the site itself for a page, as a reader who brings nothing along."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import setting_changed
from django.http.response import HttpResponseBase
from django.utils.translation import override

OURSELVES = "veche.ourselves"  # in META: it is nobody's visit, and not to be counted


def host() -> str:
    named = next((name for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")
    return named.lstrip(".")


def bytes_of(text: str) -> str:
    """A character for each byte: PEP 3333."""
    return text.encode("utf-8", "replace").decode("latin-1")


@cache
def site() -> WSGIHandler:
    """Made once: it takes a tenth of a second to look at every static file."""
    return WSGIHandler()


setting_changed.connect(lambda **_change: site.cache_clear(), weak=False)


def ask(path: str, scheme: str = "https") -> HttpResponseBase:
    """What such a reader gets, through every middleware. Of `path` what stands before the `?` is decoded."""
    path, _mark, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": bytes_of(path),
        "QUERY_STRING": bytes_of(query),
        "SERVER_NAME": host(),
        "HTTP_HOST": host(),
        "SERVER_PORT": "443" if scheme == "https" else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_ACCEPT_ENCODING": "br, gzip",
        "HTTP_X_FORWARDED_PROTO": scheme,
        "wsgi.url_scheme": scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        OURSELVES: "yes",
    }
    with override(settings.LANGUAGE_CODE):  # the middleware leaves its own choice behind
        return site().get_response(WSGIRequest(environ))
