"""What others, and this site, may know of a member."""

from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import mailing, sessions
from accounts.recovery import forget_address
from accounts.settings import PrivacyForm
from accounts.views.me import FORM, member, sent


@login_required
@require_http_methods(FORM)
@never_cache
def privacy(request: HttpRequest) -> HttpResponse:
    user = member(request)
    form = PrivacyForm(sent(request), instance=user)
    if form.is_valid():
        form.save()
        if user.keeps_no_sessions:
            sessions.forget_devices(user)
            sessions.note_use(request, user)  # this browser's, which is still to be saved
        messages.success(request, _("Saved."))
        return redirect("accounts:privacy")
    context = {"form": form, "address": mailing.address_of(user), "noindex": True}
    return render(request, "accounts/me_privacy.html", context)


@login_required
@require_POST
@reauthentication_required
def address(request: HttpRequest) -> HttpResponse:
    """Remove it. Recovery codes are then the only way back, so they are shown if they're new."""
    has_codes_to_see = forget_address(member(request))
    messages.success(request, _("Your address is removed."))
    back = reverse("accounts:privacy")
    if has_codes_to_see:
        codes = reverse("mfa_view_recovery_codes")
        return HttpResponseRedirect(f"{codes}?{urlencode({'next': back})}")
    return HttpResponseRedirect(back)
