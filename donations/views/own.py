"""The way to a donor's own pages, their overview, and the two deeds that are of no one donation."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.limits import HOUR, MINUTE, Limit, Rate, refused_for, too_many
from core.languages import current_language
from core.origins import is_from_elsewhere
from core.ratelimit import allow
from donations import finding, forgetting, letters, remote
from donations import links as private_links
from donations import overview as overviews
from donations.own_forms import LinkForm
from donations.views.private import FORM, READING, Visit, own_page

LAST: dict[str, Any] = {"alternates": {}}  # the last page has no other language: its link is dead
LETTERS = 5  # an hour, with a new link; a mailbox is not to be flooded by whoever has an old one
PER_SOURCE = Limit("donor-link", (Rate(6, MINUTE), Rate(20, HOUR)))


@csrf_exempt  # a token would need a cookie
@require_http_methods(FORM)
def ask(request: HttpRequest) -> HttpResponse:
    """Who wants their link gets one answer, whoever they are and whatever is known of the address."""
    if request.method != "POST":
        return _asking(request, LinkForm())
    if is_from_elsewhere(request):
        raise PermissionDenied
    if seconds := refused_for(request, PER_SOURCE):
        return too_many(request, seconds)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _asking(request, form)
    finding.ask(form.cleaned_data["email"], current_language())
    return HttpResponseRedirect(f"{reverse('donations:manage')}?asked", status=303)


def _asking(request: HttpRequest, form: LinkForm) -> HttpResponse:
    is_asked = "asked" in request.GET and not form.is_bound
    context = {
        "form": form,
        "is_asked": is_asked,
        "noindex": is_asked or form.is_bound,
        "statement": settings.DONATE_STATEMENT,
    }
    return render(request, "donations/ask.html", context)


@own_page(READING)
def overview(request: HttpRequest, visit: Visit) -> HttpResponse:
    deed, pk = request.GET.get("done", ""), request.GET.get("id", "")
    is_renewed = deed == "links" and visit.donor.links_version > 1
    context = {
        "giving": overviews.of(visit.donor),
        "done": overviews.done(visit.donor, deed, pk),
        "is_renewed": is_renewed,
    }
    return visit.page(request, "own", context)


@own_page(FORM)
def links(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Makes every link sent so far useless; the new one goes to the donor's address, too."""
    if request.method != "POST":
        return visit.page(request, "links")
    with transaction.atomic():
        private_links.revoke(visit.donor)
        if allow("donor-new-link", str(visit.donor.pk), limit=LETTERS, seconds=HOUR):
            letters.promise("renewed", visit.donor, language=current_language())
    renewed = private_links.successor(visit.token, visit.donor)
    return Visit(visit.donor, renewed).back(done="links")


@own_page(FORM)
def forget(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Says what is deleted; the link ends with it, so that the answer is the last page they see here."""
    if request.method != "POST":
        running = visit.donor.subscriptions.exclude(state="ended")
        return visit.page(request, "forget", {"running": list(running)})
    try:
        forgetting.forget(visit.donor)
    except remote.GatewayError:
        return visit.page(request, "forgotten", LAST | {"is_promised": True}, status=503)
    return visit.page(request, "forgotten", LAST)
