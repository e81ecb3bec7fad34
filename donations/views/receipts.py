"""Receipts."""

from django.http import Http404, HttpRequest, HttpResponse


def receipt(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    raise Http404


def receipt_pdf(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    raise Http404


def statement(request: HttpRequest, token: str, year: int) -> HttpResponse:
    raise Http404


def statement_pdf(request: HttpRequest, token: str, year: int) -> HttpResponse:
    raise Http404
