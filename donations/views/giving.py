"""Giving."""

from django.http import Http404, HttpRequest, HttpResponse


def donate(request: HttpRequest) -> HttpResponse:
    raise Http404


def thanks(request: HttpRequest) -> HttpResponse:
    raise Http404
