"""Changing."""

from django.http import Http404, HttpRequest, HttpResponse


def stop(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    raise Http404


def resume(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    raise Http404


def pause(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    raise Http404


def amount(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    raise Http404


def card(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    raise Http404
