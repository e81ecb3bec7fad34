"""Where the forms of giving may lead beside our own site."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpResponse

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
