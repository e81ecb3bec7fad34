"""Getting back in with a recovery code."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms import RecoveryForm
from accounts.lookalikes import fold
from accounts.recovery import Refused, recover
from core.ratelimit import allow

# A code has 40 bits: at this rate somebody's is guessed in some 30,000 years. A lower limit for all
# sources together would let a few of them keep a member out.
TRIES, TRIES_OF_ALL, AN_HOUR = 30, 300, 3600


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("code", "password")
def by_code(request: HttpRequest) -> HttpResponse:
    form = RecoveryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if not _may_try(request, given["name"]):
                raise Refused
            user = recover(request, given["name"], given["code"], given["password"])
        except Refused:
            form.add_error(None, _("This name and this code don’t belong together."))
        except ValidationError as weak:
            form.add_error("password", weak)
        else:
            record_authentication(request, user, "recovery_code", reauthenticated=True)
            return perform_login(request, Login(user=user))
    return render(request, "accounts/recovery.html", {"form": form, "noindex": True})


def _may_try(request: HttpRequest, name: str) -> bool:
    source = request.META["REMOTE_ADDR"]
    return allow("recovery", source, limit=TRIES, seconds=AN_HOUR) and allow(
        "recovery", fold(name), limit=TRIES_OF_ALL, seconds=AN_HOUR
    )
