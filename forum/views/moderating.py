"""Moderators' pages: a topic and what can be done to it, a post and what can be done to that."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from forum.models import Action, Post, Topic
from forum.moderation import joining, queue, undoing
from forum.moderation.deciding import DecisionForm
from forum.moderation.forms import MergeForm, SplitForm, TopicForm
from forum.refusals import Refusal
from forum.standing import is_moderator
from forum.views.posting import member

FORM = ["GET", "HEAD", "POST"]
LATEST = 20  # deeds shown below a topic


@login_required
@require_http_methods(FORM)
@never_cache
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """Lock, pin, hide, move and retitle it; the ways to merge and split it; what was done so far."""
    found, moderator = _topic(request, pk)
    form = TopicForm(
        request.POST or None, initial={"title": found.title, "section": found.section_id}
    )
    if form.is_valid():
        try:
            said(request, form.carry_out(found, moderator))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("forum:moderate-topic", pk)
    actions = found.actions.select_related("actor", "post").order_by("-created_at")[:LATEST]
    context = {
        "topic": found,
        "section": found.section,
        "form": form,
        "actions": [(action, undoing.may_undo(action)) for action in actions],
        "noindex": True,
    }
    return render(request, "forum/moderation/topic.html", context)


@login_required
@require_http_methods(FORM)
@never_cache
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    found, moderator = _topic(request, pk)
    form = MergeForm(request.POST or None)
    if form.is_valid():
        target = form.cleaned_data["target"]
        try:
            said(request, joining.merge(found, target, moderator, form.cleaned_data["note"]))
            return redirect(target)
        except Refusal as refusal:
            form.add_error("target", str(refusal))
    context = {"topic": found, "section": found.section, "form": form, "noindex": True}
    return render(request, "forum/moderation/merge.html", context)


@login_required
@require_http_methods(FORM)
@never_cache
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Replies of one page, to be ticked, and the topic they are to become."""
    found, moderator = _topic(request, pk)
    page = _page(request)
    form = SplitForm(found, page, request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = joining.split(
                form.chosen(), data["title"], data["section"], moderator, data["note"]
            )
            messages.success(request, _("These posts are a topic of their own now."))
            return redirect(made)
        except Refusal as refusal:
            form.add_error("posts", str(refusal))
    context = {
        "topic": found,
        "section": found.section,
        "form": form,
        "page": page,
        "noindex": True,
    }
    return render(request, "forum/moderation/split.html", context)


@login_required
@require_http_methods(FORM)
@never_cache
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """The post in context, its author's record, and what can be done."""
    moderator = _moderator(request, Post.objects.visible_to(request.user).filter(pk=pk).exists())
    posts = Post.objects.select_related("topic__section__parent", "topic__last_post", "author")
    found = get_object_or_404(posts, pk=pk)
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        try:
            said(request, form.carry_out(found, moderator))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("forum:moderate-post", pk)
    [case] = queue.cases_of([found])
    context = {
        "case": case,
        "post": found,
        "topic": found.topic,
        "section": found.topic.section,
        "form": form,
        "noindex": True,
    }
    return render(request, "forum/moderation/post.html", context)


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """From the list below a topic, and back to it."""
    moderator = _moderator(request, False)
    action = get_object_or_404(Action.objects.exclude(topic=None), pk=pk)
    try:
        undoing.undo(action, moderator)
        messages.success(request, _("Undone."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("forum:moderate-topic", action.topic_id)


def said(request: HttpRequest, action: Action | None) -> None:
    if action is None:
        messages.info(request, _("It was so already: nothing was done."))
    else:
        messages.success(request, _("Done. What can be undone is in the topic’s log."))


def _topic(request: HttpRequest, pk: int) -> tuple[Topic, User]:
    found = (
        Topic.objects.visible_to(request.user)
        .select_related("section__parent")
        .filter(pk=pk)
        .first()
    )
    moderator = _moderator(request, found is not None)
    return found or get_object_or_404(Topic, pk=pk), moderator


def _moderator(request: HttpRequest, is_seen: bool) -> User:
    """404 for who may not even see it, 403 for who may not act."""
    user = member(request)
    if is_moderator(user):
        return user
    if not is_seen:
        raise Http404
    raise PermissionDenied


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 1
