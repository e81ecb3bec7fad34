"""The way back from Stripe's page: what came of the visit, as far as Stripe has confirmed it.

It opens no donor's own page: Stripe takes any address for the payer's, so to have paid proves nobody's
mailbox. The private link goes to the mailbox, and nowhere else.
"""

import re
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import ratelimit
from core.languages import LANGUAGES
from donations import money, remote, sync
from donations.models import MONTHLY, ONCE, Checkout

STRIPES = re.compile(r"cs_[A-Za-z0-9_]{1,250}")
PENDING = (Checkout.State.OPEN, Checkout.State.PROCESSING)
PAUSE = 3  # seconds between two looks of ours at the same visit, however many look at the page
LOOKS = 15  # after which the page stops looking by itself


@require_safe
@never_cache
def thanks(request: HttpRequest) -> HttpResponse:
    """Nothing, for the id of no visit of ours: Stripe is not even asked."""
    checkout = _visit(request.GET.get("session_id", ""))
    context: dict[str, Any] = {"noindex": True}
    if checkout:
        context |= _told(request, _looked_at(checkout))
    response = render(request, "donations/thanks.html", context, status=200 if checkout else 404)
    response["Referrer-Policy"] = "no-referrer"  # the address shows the gift
    return response


def _told(request: HttpRequest, checkout: Checkout) -> dict[str, Any]:
    told = {
        "checkout": checkout,
        "amount": money.written(checkout.amount, checkout.currency),
        "alternates": _alternates(checkout),
    }
    if checkout.state in PENDING:
        return told | _waiting(request, checkout)
    return told


def _visit(session_id: str) -> Checkout | None:
    """One that began on the donation page. One query at most."""
    if not STRIPES.fullmatch(session_id):
        return None
    given = Checkout.objects.filter(kind__in=(ONCE, MONTHLY))
    return given.filter(stripe_id=session_id).first()


def _looked_at(checkout: Checkout) -> Checkout:
    """As Stripe has it now, unless it is settled, was asked a moment ago, or Stripe does not answer."""
    session_id = str(checkout.stripe_id)
    if checkout.state not in PENDING or not ratelimit.allow(
        "thanks", session_id, limit=1, seconds=PAUSE
    ):
        return checkout
    try:
        return sync.session(session_id) or checkout
    except remote.GatewayError:
        return checkout


def _waiting(request: HttpRequest, checkout: Checkout) -> dict[str, Any]:
    """Where the page leads by itself to look again; only a link, when it has looked for a minute."""
    sent = request.GET.get("look", "1")
    look = int(sent) if sent.isdecimal() and len(sent) < 4 else 1
    query = {"session_id": checkout.stripe_id, "look": look + 1 if look < LOOKS else 1}
    return {"again": f"?{urlencode(query)}", "is_looking": look < LOOKS}


def _alternates(checkout: Checkout) -> dict[str, str]:
    """The same page in each language, for the same visit."""
    found = {}
    for code in LANGUAGES:
        with override(code):
            query = urlencode({"session_id": checkout.stripe_id})
            found[code] = f"{reverse('donations:thanks')}?{query}"
    return found
