"""A donor's receipts and yearly statements: pages, and the same on paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import override

from core.languages import LANGUAGES
from donations import paper, receipts
from donations.models import Payment
from donations.receipts import Receipt, Statement
from donations.views.private import READING, Visit, own_page


@own_page(READING)
def receipt(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    document = _receipt(visit, pk)
    return _page(request, visit, "receipt", document, pk)


@own_page(READING)
def receipt_pdf(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    document = _receipt(visit, pk)
    return _file(document, paper.receipt(document))


@own_page(READING)
def statement(request: HttpRequest, visit: Visit, year: int) -> HttpResponse:
    document = _statement(visit, year)
    return _page(request, visit, "statement", document, year)


@own_page(READING)
def statement_pdf(request: HttpRequest, visit: Visit, year: int) -> HttpResponse:
    document = _statement(visit, year)
    return _file(document, paper.statement(document))


def _receipt(visit: Visit, pk: int) -> Receipt:
    """Of a payment of theirs; of another's it is not even said that it exists."""
    payments = Payment.objects.of(visit.donor).prefetch_related("refunds", "disputes")
    return Receipt(get_object_or_404(payments, pk=pk))


def _statement(visit: Visit, year: int) -> Statement:
    found = receipts.statement(visit.donor, year)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, visit: Visit, name: str, document: Receipt | Statement, key: int
) -> HttpResponse:
    files = {}
    for language in LANGUAGES:
        with override(language):
            files[language] = reverse(f"donations:{name}-pdf", args=[visit.token, key])
    context = {
        "document": document,
        "files": files,
        "issuer": receipts.issuer(),
        "nature": receipts.nature(),
        "anonymity": receipts.anonymity(),
    }
    return visit.page(request, name, context)


def _file(document: Receipt | Statement, pdf: bytes) -> HttpResponse:
    """Saved under a name that says nothing of giving."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{document.filename}.pdf"'
    return response
