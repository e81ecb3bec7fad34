"""Where a member is signed in, and ending it there."""

import datetime

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import sessions
from accounts.views.me import member


@login_required
@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    today = sessions.today()
    context = {
        "device": request.session.get(sessions.KIND, ""),
        "others": sessions.others(member(request), request),
        "today": today,
        "yesterday": today - datetime.timedelta(days=1),
        "noindex": True,
    }
    return render(request, "accounts/me_sessions.html", context)


@login_required
@require_POST
@reauthentication_required
def end(request: HttpRequest) -> HttpResponse:
    """The key comes in the form, not in the address, which lands in logs."""
    key = request.POST.get("key", "")
    if key == sessions.current_key(request):
        return redirect("account_logout")  # its page asks, and clears this browser
    sessions.end(member(request), key)
    messages.success(request, _("That device is signed out."))
    return redirect("accounts:sessions")


@login_required
@require_POST
@reauthentication_required
def end_others(request: HttpRequest) -> HttpResponse:
    ended = sessions.end_others(member(request), request)
    messages.success(
        request,
        ngettext(
            "%(count)d other device is signed out.",
            "%(count)d other devices are signed out.",
            ended,
        )
        % {"count": ended},
    )
    return redirect("accounts:sessions")
