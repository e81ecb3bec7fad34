"""`/me/`: what the account is, and what the site does for its member."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import mailing
from accounts.models import User
from accounts.names import NOT_FREE
from accounts.protection import protection_of
from accounts.settings import MailForm, ProfileForm
from core.choices import remember_language, remember_theme
from core.ratelimit import allow

FORM = ["GET", "HEAD", "POST"]
A_DAY = 24 * 3600  # seconds


def member(request: HttpRequest) -> User:
    """Who is signed in, read afresh: a form that fails must not change the name the page shows."""
    assert isinstance(request.user, User)  # `login_required` saw to it
    return User.objects.get(pk=request.user.pk)


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to. A form with no box ticked sends nothing, and means it."""
    return request.POST if request.method == "POST" else None


@login_required
@require_safe
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    context = {"protection": protection_of(member(request)), "noindex": True}
    return render(request, "accounts/me.html", context)


@login_required
@require_http_methods(FORM)
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(sent(request), instance=member(request))
    if form.is_valid():
        if form.renames and not allow("rename", str(form.instance.pk), limit=1, seconds=A_DAY):
            form.add_error("name", _("You have changed the name today. Please wait a day."))
        else:
            try:
                with transaction.atomic():
                    return _profile_saved(request, form.save())
            except IntegrityError:  # somebody took the name since it was found free
                form.add_error("name", NOT_FREE)
    return render(request, "accounts/me_profile.html", {"form": form, "noindex": True})


def _profile_saved(request: HttpRequest, user: User) -> HttpResponse:
    """The page again, in the language that was chosen; this browser follows the choice elsewhere."""
    with override(user.language):
        messages.success(request, _("Saved."))
        response = redirect("accounts:my-profile")
    remember_language(response, user.language)
    remember_theme(response, user.theme)
    return response


@login_required
@require_http_methods(FORM)
@never_cache
def mail(request: HttpRequest) -> HttpResponse:
    user = member(request)
    form = MailForm(sent(request), instance=user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("accounts:mail")
    context = {
        "form": form,
        "kinds": mailing.KINDS,
        "address": mailing.address_of(user),
        "noindex": True,
    }
    return render(request, "accounts/me_mail.html", context)
