"""Where Stripe tells of events."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from donations import gateway, remote, webhooks


@csrf_exempt  # signed by Stripe, which has no cookie
@require_POST
@never_cache
def stripe(request: HttpRequest) -> HttpResponse:
    """200 once the event is noted, known or new; 400 for what Stripe did not sign just now, for us."""
    try:
        event = gateway.read_webhook(request.body, request.headers.get("Stripe-Signature", ""))
    except remote.Forged:
        return HttpResponseBadRequest()
    webhooks.receive(event)
    return HttpResponse()
