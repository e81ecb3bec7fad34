"""Ending news of a topic from a letter, without signing in."""

from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from forum import following
from forum.models import Topic
from forum.wording import whose


@csrf_exempt  # a token would need a cookie, and who opens a letter may have none
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def by_letter(request: HttpRequest, token: str) -> HttpResponse:
    """A scanner that follows the link changes nothing: GET shows, POST acts.

    Whoever hears of the topic by its section only can end that; the page doesn't name what they may
    not read, nor whose letter it was.
    """
    try:
        user_id, topic_id = whose(token)
    except BadSignature:
        raise Http404 from None
    user = get_object_or_404(User, pk=user_id)
    topic = get_object_or_404(Topic.objects.visible_to(user).select_related("section"), pk=topic_id)
    if request.method == "POST":
        if "section" in request.POST:
            following.unfollow_section(user, topic.section)
        else:
            following.unfollow(user, topic)
    context = {"topic": topic, "follows": following.how(user, topic), "noindex": True}
    return render(request, "forum/unfollow.html", context)
