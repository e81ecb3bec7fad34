"""Where nothing is: what leads on from there, and straight to where that has gone since."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from blog.views import moved_to
from pages import reading


def led_on(request: HttpRequest) -> HttpResponse | None:
    """By a redirect, which may lead to an address that a page had; or from such an address itself.

    A query, and two more where a page may be meant. What it leads to leads nowhere: no circle begins here.
    """
    moved = moved_to(request)
    if moved is None:
        now = reading.now_at(request.path_info, request.user)
        return redirect(now, permanent=True) if now else None
    goal = urlsplit(moved["Location"])
    if now := reading.now_at(unquote(goal.path), request.user):
        moved["Location"] = goal._replace(path=now).geturl()
    return moved
