"""The donor's own page."""

from django.http import Http404, HttpRequest, HttpResponse


def ask(request: HttpRequest) -> HttpResponse:
    raise Http404


def overview(request: HttpRequest, token: str) -> HttpResponse:
    raise Http404


def links(request: HttpRequest, token: str) -> HttpResponse:
    raise Http404


def forget(request: HttpRequest, token: str) -> HttpResponse:
    raise Http404
