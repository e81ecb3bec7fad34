"""What a member has been told: the list behind the bell."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from forum import noticing
from forum.models import Kind, Notice


@login_required
@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """A page goes on below the last notice of the one before: `?before=` its number."""
    before = number(request, "before")
    notices, onward = noticing.page(member(request), before)
    context = {"notices": notices, "onward": onward, "is_first": before is None, "noindex": True}
    return render(request, "forum/notices.html", context)


@login_required
@require_POST
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Read, and on to what it tells of, or back to where the form was."""
    notices = Notice.objects.visible_to(request.user).select_related("post__topic__section")
    notice = get_object_or_404(notices, pk=pk)
    noticing.read(member(request), notice)
    is_word = notice.kind == Kind.MODERATION  # of a post they may not be able to open
    return back(request, "forum:notices" if is_word or notice.post is None else notice.post)


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    noticing.read_all(member(request))
    return redirect("forum:notices")


def number(request: HttpRequest, name: str) -> int | None:
    """Of the address; where it is none, there is no such page."""
    value = request.GET.get(name)
    if value is None:
        return None
    if not (value.isdecimal() and value.isascii() and len(value) < 19):
        raise Http404
    return int(value)


def member(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # `login_required` saw to it
    return request.user


def back(request: HttpRequest, default: Model | str) -> HttpResponse:
    """To the page the form was on, if it says so and that is on this site."""
    wanted = request.POST.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return HttpResponseRedirect(wanted if is_ours else resolve_url(default))
