"""What one does to a single post beside writing it: find it, like it, see what it said, accept it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from forum import answering, differing, liking, reading
from forum.models import Post
from forum.refusals import Refusal
from forum.standing import is_moderator, reading_level
from forum.views.composing import wants_piece
from forum.views.posting import member


def visible_post(request: HttpRequest, pk: int) -> Post:
    posts = Post.objects.visible_to(request.user)
    return get_object_or_404(posts.select_related("topic__section", "topic__opening"), pk=pk)


@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a post is, wherever it was moved; also in a topic of one's own that waits for approval."""
    post = get_object_or_404(Post.objects.select_related("topic__section"), pk=pk)
    if reading.topic_for(request.user, post.topic_id) is None:
        raise Http404
    return redirect(post)


@login_required
@require_POST
def like(request: HttpRequest, pk: int) -> HttpResponseBase:
    post = visible_post(request, pk)
    try:
        liking.like(post, member(request))
    except Refusal as refusal:
        raise PermissionDenied from refusal
    return done(request, post)


@login_required
@require_POST
def unlike(request: HttpRequest, pk: int) -> HttpResponseBase:
    post = visible_post(request, pk)
    liking.unlike(post, member(request))
    return done(request, post)


@login_required
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponseBase:
    post = visible_post(request, pk)
    try:
        answering.accept(post, member(request))
    except Refusal as refusal:
        raise PermissionDenied from refusal
    return redirect(post)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    post = visible_post(request, pk)
    try:
        answering.withdraw(post.topic, member(request))
    except Refusal as refusal:
        raise PermissionDenied from refusal
    return redirect(post)


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said before, newest change first, with what changed marked."""
    post = visible_post(request, pk)
    if reading_level(request.user) < post.topic.section.history_readers:
        raise Http404
    changes = differing.changes(post, for_team=is_moderator(request.user))
    return render(
        request, "forum/history.html", {"post": post, "changes": changes, "noindex": True}
    )


def done(request: HttpRequest, post: Post) -> HttpResponse:
    """To a script nothing but that it is done; without one, back to the post."""
    return HttpResponse(status=204) if wants_piece(request) else redirect(post)
