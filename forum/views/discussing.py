"""The page on which the first reply about something is written."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from forum import discussing, drafting
from forum.admission import may_reply
from forum.forms import ReplyForm
from forum.models import Topic
from forum.standing import standing_of
from forum.views.composing import Composer, composed, signed_in_or_kept
from forum.views.posting import FORM, member, published


@signed_in_or_kept
@require_http_methods(FORM)
def discuss(request: HttpRequest) -> HttpResponse:
    """Once somebody has replied, the way leads to the topic; what was sent meanwhile is one more reply."""
    about = discussing.About.of(request.GET.get("about", ""))
    author = member(request)
    state = discussing.state_of(about.key, author) if about else None
    if about is None or state is None:
        raise Http404
    if state.topic and request.method != "POST":
        return redirect("forum:topic-reply", state.section.slug, state.topic.pk, state.topic.slug)
    topic = state.topic or Topic(section=state.section)
    if not state.is_open or not may_reply(topic, standing_of(author)):
        raise PermissionDenied
    place = drafting.about(about.key)
    initial = drafting.load(author, place)
    form = ReplyForm(
        request.POST or None, request.FILES or None, initial=initial, author=author, topic=topic
    )

    def publish() -> HttpResponse:
        return published(request, discussing.reply_about(about, author, form.writing))

    context = {"about": about, "section": state.section}
    return composed(request, Composer(form, place, publish, "forum/discuss.html", context))
