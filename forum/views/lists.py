"""Lists across sections: what is new, unanswered or mine; drafts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from forum import drafting, reading, unread
from forum.models import Draft, Post, Section, Topic
from forum.models.topics import TopicQuerySet
from forum.views.posting import member


def listed(request: HttpRequest, name: str, topics: TopicQuerySet, **more: Any) -> HttpResponse:
    """One page of a list. Unread topics are marked for a member."""
    after = request.GET.get("after", "")
    page = reading.slice_of(topics, after, request.user)
    context = {"list": name, "page": page, "is_first": not after, "noindex": True, **more}
    return render(request, "forum/list.html", context)


@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """For a member what they haven't seen; for a stranger, of whom nothing is known, the latest."""
    topics = Topic.objects.visible_to(request.user).listed()
    if isinstance(request.user, User):
        topics = unread.new_topics(request.user, topics)
    return listed(request, "new", topics)


@require_safe
def unanswered(request: HttpRequest) -> HttpResponse:
    topics = Topic.objects.visible_to(request.user).listed().unanswered()
    return listed(request, "unanswered", topics)


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Before them, on the first page, what a moderator has yet to read: no list shows it elsewhere."""
    user = member(request)
    waiting = [] if "after" in request.GET else reading.waiting_of(user)
    return listed(request, "mine", reading.mine(user), waiting=waiting)


@login_required
@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    unread.mark_all_read(member(request))
    messages.success(request, _("Everything is marked as read."))
    return redirect("forum:index")


@login_required
def drafts(request: HttpRequest) -> HttpResponse:
    """Each with the page on which it goes on; a POST throws one away."""
    user = member(request)
    if request.method == "POST":
        drafting.discard(user, request.POST.get("place", ""))
        messages.success(request, _("The draft is deleted."))
        return redirect("forum:drafts")
    lines = [
        line for draft in user.drafts.order_by("-saved_at") if (line := draft_line(user, draft))
    ]
    return render(request, "forum/drafts.html", {"drafts": lines, "noindex": True})


def draft_line(user: User, draft: Draft) -> dict[str, Any] | None:
    """Where it belongs and how it begins; None where that place is gone. Up to two queries."""
    content = drafting.content_of(draft)
    written_for = content.get(drafting.PLACE, "")
    kind, _colon, number = written_for.partition(":")
    if not number.isdecimal():
        return None
    place: Section | Topic | Post | None
    match kind:
        case "section":
            place = Section.objects.visible_to(user).filter(pk=number).first()
        case "topic":
            topics = Topic.objects.visible_to(user).select_related("section")
            place = topics.filter(pk=number).first()
        case _:
            posts = Post.objects.visible_to(user).select_related("topic__section")
            place = posts.filter(pk=number).first()
    title = content.get("title") or getattr(place, "title", "") or str(getattr(place, "topic", ""))
    return {
        "draft": draft,
        "for": written_for,
        "kind": kind,
        "place": place,
        "title": title,
        "text": content.get("text", ""),
    }
