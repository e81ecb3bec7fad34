"""A member tells moderators of a post."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from forum.models.moderation import REASONS
from forum.moderation import reporting
from forum.refusals import Refusal
from forum.views.posting import member
from forum.views.posts import visible_post


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong with it"), choices=REASONS, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("In your words, if you wish"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Not of one's own post: 403."""
    reporter, post = member(request), visible_post(request, pk)
    if post.is_by(reporter):
        raise PermissionDenied
    form = ReportForm(request.POST or None)
    if form.is_valid():
        try:
            reporting.report(post, reporter, form.cleaned_data["reason"], form.cleaned_data["note"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Moderators will look at it."))
            return redirect(post)
    context = {
        "post": post,
        "topic": post.topic,
        "section": post.topic.section,
        "form": form,
        "noindex": True,
    }
    return render(request, "forum/moderation/report.html", context)
