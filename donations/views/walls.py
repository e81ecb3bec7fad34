"""Where the forms of giving may lead beside our own site."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core import mail

View = Callable[..., HttpResponse]

STRIPES_PAGE = "https://checkout.stripe.com"


def leads_to_stripe(view: View) -> View:
    """The page's form ends at Stripe's: browsers hold its redirects, too, against `form-action`."""

    @wraps(view)
    def walled(*args: Any, **kwargs: Any) -> HttpResponse:
        elsewhere = [STRIPES_PAGE] if settings.STRIPE_SECRET_KEY else []
        shown = csp_update({"form-action": elsewhere})(view)(*args, **kwargs)
        return cast(HttpResponse, shown)

    return walled


def way_back(request: HttpRequest, path: str) -> str:
    """The full address of one of our pages, for Stripe's to lead back to.

    By the host the donor came by. Stripe's live mode leads to https alone, which an onion hasn't: from
    there it is the site's own address, that of letters.
    """
    address = request.build_absolute_uri(path)
    is_refused = "_live_" in settings.STRIPE_SECRET_KEY and not address.startswith("https:")
    return mail.absolute(path) if is_refused else address
