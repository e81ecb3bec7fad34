"""The pages one writes on: a new topic, a reply, a change, a deletion."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from forum import drafting, posting, quoting
from forum.admission import may_reply, may_start
from forum.forms import EditForm, ReplyForm, StartForm
from forum.models import Post, Section, Topic
from forum.standing import standing_of
from forum.views.composing import Composer, composed, signed_in_or_kept, wants_piece

FORM = ["GET", "HEAD", "POST"]


def member(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the decorator saw to it
    return User.objects.get(pk=request.user.pk)


@signed_in_or_kept
@require_http_methods(FORM)
def start(request: HttpRequest, section: str) -> HttpResponse:
    author = member(request)
    sections = Section.objects.visible_to(author).select_related("parent")
    found = get_object_or_404(sections, slug=section)
    if not may_start(found, standing_of(author)):
        raise PermissionDenied
    place = drafting.in_section(found)
    initial = drafting.load(author, place) | drafting.given(request.GET, "title", "text")
    form = StartForm(
        request.POST or None, request.FILES or None, initial=initial, author=author, section=found
    )

    def publish() -> HttpResponse:
        title = form.cleaned_data["title"]
        topic = posting.start(found, author, title, form.writing, form.question)
        return published(request, topic.opening or Post(topic=topic))

    return composed(request, Composer(form, place, publish, "forum/start.html", {"section": found}))


@signed_in_or_kept
@require_http_methods(FORM)
def reply(request: HttpRequest, section: str, pk: int, slug: str) -> HttpResponse:
    author = member(request)
    topics = Topic.objects.visible_to(author).select_related("section__parent", "last_post")
    found = get_object_or_404(topics, pk=pk)
    if not may_reply(found, standing_of(author)):
        raise PermissionDenied
    place = drafting.in_topic(found)
    initial = drafting.load(author, place)
    if quoted := quoting.of_request(request.GET, found, author):
        if wants_piece(request):
            return HttpResponse(quoted, content_type="text/plain; charset=utf-8")
        initial["text"] = "\n\n".join(filter(None, [initial.get("text"), quoted]))
    form = ReplyForm(
        request.POST or None, request.FILES or None, initial=initial, author=author, topic=found
    )

    def publish() -> HttpResponse:
        return published(request, posting.reply(found, author, form.writing))

    context = {"topic": found, "section": found.section, "address": found.get_absolute_url()}
    return composed(request, Composer(form, place, publish, "forum/reply.html", context))


@signed_in_or_kept
@require_http_methods(FORM)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    author = member(request)
    post = own_or_seen(author, pk)
    if not posting.may_edit(post, author):
        raise PermissionDenied
    place = drafting.of_post(post)
    form = EditForm(
        request.POST or None,
        request.FILES or None,
        initial=drafting.load(author, place),
        author=author,
        post=post,
    )

    def publish() -> HttpResponse:
        data = form.cleaned_data
        return published(request, posting.edit(post, author, data["text"], data["version"]))

    context = {"post": post, "topic": post.topic, "section": post.topic.section}
    return composed(request, Composer(form, place, publish, "forum/edit.html", context))


@signed_in_or_kept
@require_http_methods(FORM)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first, on a page of its own: it can't be undone."""
    author = member(request)
    post = own_or_seen(author, pk)
    if not post.is_by(author) or post.deleted_at:
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "forum/delete.html", {"post": post, "noindex": True})
    posting.delete(post, author)
    messages.success(request, _("Your words are deleted."))
    is_gone = not Topic.objects.visible_to(author).filter(pk=post.topic_id).exists()
    return redirect(post.topic.section if is_gone else post.topic)


def own_or_seen(user: User, pk: int) -> Post:
    """A post the member may see, or their own, wherever it is by now. 404 otherwise. Two queries at most."""
    posts = Post.objects.select_related("topic__section__parent", "topic__opening", "author")
    post = get_object_or_404(posts, pk=pk)
    if not (post.is_by(user) or Topic.objects.visible_to(user).filter(pk=post.topic_id).exists()):
        raise Http404
    return post


def published(request: HttpRequest, post: Post) -> HttpResponse:
    if post.held_at:
        messages.info(
            request,
            _("Thank you. A moderator reads first posts before others see them; soon they will."),
        )
    return redirect(post)
