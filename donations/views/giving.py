"""The donation page, and the way on to Stripe's."""

import logging
from dataclasses import replace
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import limits
from core.languages import current_language
from core.origins import is_from_elsewhere
from donations import giving, money, pace, remote, sync
from donations.forms import GiftForm, new_mark
from donations.models import Campaign, Checkout, Use
from donations.views.walls import leads_to_stripe, way_back

logger = logging.getLogger(__name__)

MADE = (Checkout.State.COMPLETE, Checkout.State.PROCESSING)
TROUBLES = {502: "refused", 503: "away"}
PATIENCE = "60"  # seconds after which to try again


@csrf_exempt  # a token would need a cookie: see core.origins
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@leads_to_stripe
def donate(request: HttpRequest) -> HttpResponse:
    """GET shows, POST leads on. `?currency=` and `?campaign=` choose beforehand; nothing chooses monthly."""
    if not settings.DONATIONS_ARE_OPEN:
        return render(request, "donations/not_open.html", {"noindex": True})
    campaign = _campaign(request)
    if request.method == "POST":
        if is_from_elsewhere(request):
            raise PermissionDenied
        return _begin(request, GiftForm(request.POST, campaign=campaign))
    initial = {"campaign": request.GET.get("campaign", "")}
    if (code := request.GET.get("currency", "")) in money.CODES:
        initial["currency"] = code
    return _page(request, GiftForm(initial=initial, campaign=campaign))


def _campaign(request: HttpRequest) -> Campaign | None:
    """The running one that was asked for, else the latest. One query."""
    wanted = request.POST.get("campaign") or request.GET.get("campaign") or ""
    running = list(Campaign.objects.running().in_language(current_language()))
    named = [each for each in running if str(each.pk) == wanted]
    return next(iter(named + running), None)


def _page(request: HttpRequest, form: GiftForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "campaign": form.for_campaign,
        "uses": Use.objects.in_language(current_language()),
        "statement": settings.DONATE_STATEMENT,
        "no_local_cards": settings.DONATE_NO_LOCAL_CARDS,
        "trouble": TROUBLES.get(status, ""),
    }
    return render(request, "donations/donate.html", context, status=status)


def _begin(request: HttpRequest, form: GiftForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, form)
    try:
        pace.note(request.META["REMOTE_ADDR"], limits.share_of(request))
        return HttpResponseRedirect(_way_on(request, form.gift()), status=303)
    except pace.TooQuick as quick:
        return limits.too_many(request, quick.seconds)
    except remote.Unavailable:
        response = _page(request, form, 503)
        response["Retry-After"] = PATIENCE
        return response
    except remote.GatewayError as error:
        logger.error("Stripe refused to begin a gift: %s", error)
        return _page(request, form, 502)


def _way_on(request: HttpRequest, gift: giving.Gift) -> str:
    """Address of Stripe's page; of thanks, when this page's gift is made already.

    Raises Unavailable and Refused.
    """
    done = way_back(request, reverse("donations:thanks"))
    back = way_back(request, reverse("donations:donate"))
    addresses = (f"{done}?session_id={{CHECKOUT_SESSION_ID}}", f"{back}?currency={gift.currency}")
    checkout, url = giving.begin(gift, addresses=addresses)
    if url:
        return url
    over = sync.session(str(checkout.stripe_id))
    if over and over.state in MADE:
        return f"{done}?{urlencode({'session_id': over.stripe_id})}"
    return giving.begin(replace(gift, mark=new_mark()), addresses=addresses)[1]
