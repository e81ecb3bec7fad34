"""Closing one's account, and thinking better of it."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import closing
from accounts.leaving import CloseForm
from accounts.models import User
from accounts.views.me import FORM, member, sent

FORGET = '"cache", "cookies", "storage"'  # of this site, in this browser


@login_required
@require_http_methods(FORM)
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    user = member(request)
    form = CloseForm(sent(request))
    if form.is_valid():
        try:
            return _close(request, user, form)
        except closing.LastSuperuser:
            form.add_error(
                None,
                _(
                    "You are the only one who may do everything in the admin. Give somebody else that"
                    " right first: without anyone, the site could no longer be looked after."
                ),
            )
    return render(request, "accounts/close.html", {"form": form, "noindex": True})


def _close(request: HttpRequest, user: User, form: CloseForm) -> HttpResponse:
    if not form.is_now:
        closing.ask(user, erase_texts=form.erases_texts)
        return redirect("accounts:close")
    closing.close(user, erase_texts=form.erases_texts)
    logout(request)
    response = redirect("accounts:closed")
    response["Clear-Site-Data"] = FORGET
    return response


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    closing.keep(member(request))
    messages.success(request, _("Your account stays."))
    return redirect("accounts:me")


@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """The same for everyone: nobody is known here any more."""
    return render(request, "accounts/closed.html", {"noindex": True})
