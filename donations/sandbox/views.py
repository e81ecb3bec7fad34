"""Pages of the sandbox: Stripe's Checkout as a payer sees it, and a desk that moves its world.

They exist only while STRIPE_SANDBOX is on, take no part in search or caches, and set no cookie: a POST
is checked by its Origin.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseForbidden,
    HttpResponseRedirect,
)
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.languages import LANGUAGES
from donations import money
from donations.sandbox import desk
from donations.sandbox.current import current
from donations.sandbox.forms import FaultForm, PayForm
from donations.sandbox.refusals import (
    CardDeclined,
    Document,
    NeedsAuthentication,
    Refusal,
    SessionClosed,
)

View = Callable[..., HttpResponse]


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site's page sent this. Browsers name the origin of every POST."""
    origin = request.headers.get("Origin")
    return bool(origin) and urlsplit(origin).netloc != request.get_host()


def sandboxed(view: View) -> View:
    """A page of play: only where there is a sandbox, never kept by anybody."""

    @csrf_exempt  # a CSRF token would need a cookie
    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not settings.STRIPE_SANDBOX:
            raise Http404
        if request.method == "POST" and is_from_elsewhere(request):
            return HttpResponseForbidden()
        response = view(request, *arguments, **named)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


def _page(request: HttpRequest, name: str, language: str | None, **context: Any) -> HttpResponse:
    """In the language the payer came with, as Stripe does; else in the reader's."""
    language = language if language in LANGUAGES else get_language()
    with override(language):
        response = render(request, f"donations/sandbox/{name}.html", {"noindex": True, **context})
    response["Content-Language"] = str(language)
    return response


def _found(kind: str, identifier: str) -> Document:
    sandbox = current()
    sandbox.tick()
    with sandbox.work() as work:
        if document := work.find(kind, identifier):
            return document | {"kept": work.hidden(identifier)}
    raise Http404


@sandboxed
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest, session_id: str) -> HttpResponse:
    """The hosted page: an address, a card, Pay."""
    session = _found("checkout.session", session_id)
    if session["status"] != "open":
        return _page(request, "closed", session["locale"], session=session)
    if request.method != "POST":
        initial = {"email": session["customer_email"] or "donor@example.org"}
        return _checkout(request, session, PayForm(initial=initial))
    form = PayForm(request.POST)
    return _pay(request, session, form) if form.is_valid() else _checkout(request, session, form)


@sandboxed
@require_POST
def bank(request: HttpRequest, session_id: str) -> HttpResponse:
    """The payer's own bank has asked, and the payer has answered."""
    session = _found("checkout.session", session_id)
    form = PayForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    if "approve" in request.POST:
        return _pay(request, session, form, authenticated=True)
    try:
        current().refuse_authentication(session_id)
    except SessionClosed:
        return redirect("sandbox:checkout", session_id)
    return _checkout(request, session, form, problem="refused")


def _pay(
    request: HttpRequest, session: Document, form: PayForm, *, authenticated: bool = False
) -> HttpResponse:
    email, card = form.cleaned_data["email"], form.cleaned_data["card"]
    try:
        address = current().complete(
            session["id"], email=email, card=card, authenticated=authenticated
        )
    except CardDeclined as error:
        return _checkout(request, session, form, problem=error.args[0])
    except NeedsAuthentication:
        return _page(request, "bank", session["locale"], session=session, form=form)
    except SessionClosed:
        return redirect("sandbox:checkout", session["id"])
    if urlsplit(address).netloc == request.get_host():
        return HttpResponseRedirect(address)
    # Our own CSP lets no form lead to another host, which a mere other name of this one is, too.
    return _page(request, "leave", session["locale"], session=session, address=address)


def _checkout(
    request: HttpRequest, session: Document, form: PayForm, problem: str = ""
) -> HttpResponse:
    """`problem` is why the last attempt failed: “refused” by the payer, or the bank's code."""
    items = [
        (item["description"], item["amount_total"], bool(item["price"]["recurring"]))
        for item in session["kept"]["items"]
    ]
    language = session["locale"] if session["locale"] in LANGUAGES else get_language()
    with override(language):
        lines = [
            {"name": name, "amount": money.written(amount, session["currency"]), "monthly": monthly}
            for name, amount, monthly in items
        ]
    context = {"session": session, "lines": lines, "form": form, "problem": problem}
    return _page(request, "checkout", language, **context)


@sandboxed
@require_http_methods(["GET", "HEAD", "POST"])
def invoice(request: HttpRequest, invoice_id: str) -> HttpResponse:
    """The hosted page of an invoice, where a payer confirms a renewal to their bank."""
    found = _found("invoice", invoice_id)
    if request.method == "POST":
        return _confirm(request, invoice_id)
    amount = money.written(found["amount_due"], found["currency"])
    return _page(request, "invoice", None, invoice=found, amount=amount)


def _confirm(request: HttpRequest, invoice_id: str) -> HttpResponse:
    try:
        if "approve" in request.POST:
            current().authenticate_invoice(invoice_id)
    except NeedsAuthentication:  # the card itself is no good, or it is paid already
        found = _found("invoice", invoice_id)
        amount = money.written(found["amount_due"], found["currency"])
        context = {"invoice": found, "amount": amount, "problem": True}
        return _page(request, "invoice", None, **context)
    return redirect("sandbox:invoice", invoice_id)


@sandboxed
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return _desk(request)


@sandboxed
@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """Let a day or a month pass."""
    step = desk.STEPS.get(request.POST.get("step", ""))
    if step is None:
        return HttpResponseBadRequest()
    step(current())
    return redirect("sandbox:desk")


@sandboxed
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Do what somebody could do in Stripe's dashboard, or a bank."""
    deed = desk.DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        return HttpResponseBadRequest()
    try:
        deed(current(), request.POST.get("subject", ""))
    except Refusal as refusal:
        return _desk(request, said=str(refusal), status=409)
    except SessionClosed:
        return _desk(request, said=_("It has been decided already."), status=409)
    return redirect("sandbox:desk")


@sandboxed
@require_POST
def fault(request: HttpRequest) -> HttpResponse:
    """Let something go wrong at a request to come, or let all of that be."""
    if "clear" in request.POST:
        current().faults.clear()
        return redirect("sandbox:desk")
    form = FaultForm(request.POST)
    if not form.is_valid():
        return _desk(request, form=form)
    current().faults.add(**form.cleaned_data)
    return redirect("sandbox:desk")


def _desk(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    sandbox = current()
    sandbox.tick()
    response = _page(
        request, "desk", None, **{"form": FaultForm(), **desk.overview(sandbox), **more}
    )
    response.status_code = status
    return response
