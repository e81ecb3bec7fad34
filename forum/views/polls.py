"""Voting in a topic's poll."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum import polling
from forum.models import Topic
from forum.refusals import Refusal
from forum.views.posting import member


@login_required
@require_POST
def vote(request: HttpRequest, section: str, pk: int, slug: str) -> HttpResponse:
    """Nothing chosen takes the vote back."""
    user = member(request)
    topics = (
        Topic.objects.visible_to(user).select_related("section", "poll").filter(poll__isnull=False)
    )
    topic = get_object_or_404(topics, pk=pk)
    chosen = [
        int(value)
        for value in request.POST.getlist("option")
        if value.isdecimal() and len(value) < 19
    ]
    try:
        polling.vote(topic.poll, user, chosen)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        text = _("Your vote is counted.") if chosen else _("Your vote is taken back.")
        messages.success(request, text)
    return redirect(topic)
