"""Names of the older site whose posts are nobody's yet, and giving them to a member."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.admin.showing import moderator_of
from forum.moderation import claiming

MOST = 200  # names on the page


class ClaimForm(forms.Form):
    imported_name = forms.CharField(max_length=120, widget=forms.HiddenInput)
    member = forms.CharField(label=gettext_lazy("Member’s name"), max_length=40)

    def clean_member(self) -> User:
        member = User.objects.named(self.cleaned_data["member"]).first()
        if member is None:
            raise ValidationError(_("There is no member of this name."))
        return member


def claims(request: HttpRequest) -> HttpResponse:
    """GET lists the names, POST gives one of them away; the log can undo it."""
    moderator = moderator_of(request)
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    form = ClaimForm(request.POST or None)
    if form.is_valid():
        name, member = form.cleaned_data["imported_name"], form.cleaned_data["member"]
        if claiming.claim(name, member, moderator):
            said = _("All posts of “%(name)s” are %(member)s’s now.")
            messages.success(request, said % {"name": name, "member": member.name})
        return redirect("admin:forum_claims")
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Names of the older site"),
        "names": claiming.unclaimed()[:MOST],
        "form": form,
    }
    return render(request, "admin/forum/claims.html", context)
