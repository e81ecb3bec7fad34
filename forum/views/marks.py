"""What members mark for themselves: topics and sections they follow, posts they keep."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from forum import following
from forum.models import Post, Section, Topic
from forum.views.notices import back, member, number


@login_required
@require_safe
@never_cache
def followed(request: HttpRequest) -> HttpResponse:
    user = member(request)
    before = number(request, "before")
    topics, onward = following.followed_topics(user, before)
    sections = following.followed_sections(user) if before is None else []
    context = {
        "sections": sections,
        "topics": topics,
        "onward": onward,
        "is_first": before is None,
        "noindex": True,
    }
    return render(request, "forum/following.html", context)


@login_required
@require_safe
@never_cache
def bookmarks(request: HttpRequest) -> HttpResponse:
    before = number(request, "before")
    kept, onward = following.bookmarked(member(request), before)
    context = {"bookmarks": kept, "onward": onward, "is_first": before is None, "noindex": True}
    return render(request, "forum/bookmarks.html", context)


@login_required
@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    topic = get_object_or_404(
        Topic.objects.visible_to(request.user).select_related("section"), pk=pk
    )
    following.follow(member(request), topic)
    messages.success(request, _("You will hear of news in this topic."))
    return back(request, topic)


@login_required
@require_POST
def unfollow(request: HttpRequest, pk: int) -> HttpResponse:
    """Also of what they may read no longer."""
    topic = get_object_or_404(Topic.objects.select_related("section"), pk=pk)
    following.unfollow(member(request), topic)
    return back(request, "forum:following")


@login_required
@require_POST
def follow_section(request: HttpRequest, slug: str) -> HttpResponse:
    section = get_object_or_404(Section.objects.visible_to(request.user), slug=slug)
    following.follow_section(member(request), section)
    messages.success(request, _("You will hear of news in this section."))
    return back(request, section)


@login_required
@require_POST
def unfollow_section(request: HttpRequest, slug: str) -> HttpResponse:
    section = get_object_or_404(Section, slug=slug)
    following.unfollow_section(member(request), section)
    return back(request, "forum:following")


@login_required
@require_POST
def bookmark(request: HttpRequest, pk: int) -> HttpResponse:
    posts = Post.objects.visible_to(request.user).select_related("topic__section")
    post = get_object_or_404(posts, pk=pk)
    following.bookmark(member(request), post)
    return back(request, post)


@login_required
@require_POST
def remove_bookmark(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post, pk=pk)
    following.remove_bookmark(member(request), post)
    return back(request, "forum:bookmarks")
