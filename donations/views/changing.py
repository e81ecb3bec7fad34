"""What a donor changes of one monthly donation. GET shows what would happen, POST does it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from accounts import limits
from core.languages import current_language
from donations import cards, links, managing, overview, pace, remote, stopping
from donations.models import Subscription
from donations.own_forms import AmountForm, PauseForm
from donations.views.private import FORM, Visit, own_page
from donations.views.walls import leads_to_stripe, way_back


@own_page(FORM)
def stop(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Stopped is said only when Stripe has confirmed it; else, that we go on asking."""
    row = visit.subscription(pk)
    if not row.can_stop:
        return visit.back(done="stop", id=pk)
    if request.method != "POST":
        return visit.page(request, "stop", {"monthly": row})
    try:
        stopping.stop(row, by=Subscription.End.DONOR)
    except remote.GatewayError:
        return visit.page(request, "stop_promised", {"monthly": row}, status=503)
    return visit.back(done="stop", id=pk)


@own_page(FORM)
def resume(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    row = visit.subscription(pk)
    if request.method == "POST":
        return _done(request, visit, row, "resume", lambda: managing.resume(row))
    return _asked(request, visit, row, "resume", may=row.can_resume)


@own_page(FORM)
def pause(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    row = visit.subscription(pk)
    form = PauseForm(row, _sent(request))
    if form.is_valid():
        months = form.cleaned_data["months"]
        return _done(request, visit, row, "pause", lambda: managing.pause(row, months))
    return _asked(request, visit, row, "pause", may=row.can_pause, form=form)


@own_page(FORM)
def amount(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    row = visit.subscription(pk)
    may = row.can_change_amount
    form = AmountForm(row, _sent(request)) if may else None
    if form and form.is_valid():
        wanted = form.cleaned_data["amount"]
        return _done(request, visit, row, "amount", lambda: managing.change_amount(row, wanted))
    return _asked(request, visit, row, "amount", may=may, form=form)


@own_page(FORM)
@leads_to_stripe
def card(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Off to Stripe's page, where the card is typed; from there back by a link that soon ends."""
    row = visit.subscription(pk)
    if request.method != "POST":
        return _asked(request, visit, row, "card", may=row.can_change_card)
    try:
        pace.note(request.META["REMOTE_ADDR"], limits.share_of(request))
        pace.note_card(str(visit.donor.pk))
    except pace.TooQuick as quick:
        return limits.too_many(request, quick.seconds)
    page = reverse("donations:own", args=[links.token(visit.donor, links.SHORT)])
    back = way_back(request, page)
    ways = (f"{back}?done=card&id={pk}", back)
    return _done(
        request,
        visit,
        row,
        "card",
        lambda: cards.begin(row, language=current_language(), addresses=ways),
    )


def _sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: also to nothing, when nothing was chosen."""
    return request.POST if request.method == "POST" else None


def _asked(
    request: HttpRequest, visit: Visit, row: Subscription, deed: str, *, may: bool, **context: Any
) -> HttpResponse:
    if not may:
        return _refused(request, visit, row, deed)
    return visit.page(request, deed, {"monthly": row, **context})


def _done(
    request: HttpRequest, visit: Visit, row: Subscription, deed: str, do: Callable[[], object]
) -> HttpResponse:
    """Do it and go back; `do` may return an address to go to instead."""
    try:
        address = do()
    except managing.NotNow:
        row.refresh_from_db()
        is_true = overview.CONFIRMED.get(deed)
        if is_true and is_true(row):  # a second click came after the first
            return visit.back(done=deed, id=row.pk)
        return _refused(request, visit, row, deed)
    except remote.GatewayError:
        context = {"monthly": row, "deed": deed}
        return visit.page(request, "no_answer", context, status=503)
    if isinstance(address, str):
        return HttpResponseRedirect(address, status=303)
    return visit.back(done=deed, id=row.pk)


def _refused(request: HttpRequest, visit: Visit, row: Subscription, deed: str) -> HttpResponse:
    return visit.page(request, "not_now", {"monthly": row, "deed": deed}, status=409)
