"""“To look at”: posts that wait for a moderator, each with what it takes to decide, and the decision."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from forum.admin.showing import ShownAdmin, moderator_of
from forum.models import Action, Post, Report
from forum.moderation import queue
from forum.moderation.deciding import LENGTHS, DecisionForm
from forum.refusals import Refusal


@admin.register(Report)
class ReportAdmin(ShownAdmin):
    """All reports, also those looked at; the queue is a page of its own beside them."""

    list_display = ("post", "reason", "note", "created_at", "closed_at")
    list_filter = ("reason", ("closed_at", admin.EmptyFieldListFilter))
    list_select_related = ("post",)
    fields = ("post", "reason", "note", "created_at", "closed_at")
    ordering = ("-created_at",)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("queue/", wrap(self.queue), name="forum_queue"),
            path("queue/<int:pk>/", wrap(self.decide), name="forum_decide"),
            *super().get_urls(),
        ]

    def queue(self, request: HttpRequest) -> HttpResponse:
        moderator_of(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        return render(request, "admin/forum/queue.html", self._context(request))

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The queue again, with what came of it said above."""
        moderator = moderator_of(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        post = get_object_or_404(Post, pk=pk)
        form = DecisionForm(request.POST)
        if not form.is_valid():
            said = " ".join(str(error) for errors in form.errors.values() for error in errors)
            messages.error(request, said)
            return redirect("admin:forum_queue")
        try:
            action = form.carry_out(post, moderator)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, outcome(action))
        return redirect("admin:forum_queue")

    def _context(self, request: HttpRequest) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": _("To look at"),
            "opts": self.opts,
            "cases": queue.cases(),
            "total": queue.open_count(),
            "lengths": LENGTHS,
        }


def outcome(action: Action | None) -> str:
    if action is None:
        return _("It was so already: nothing was done.")
    return _("Done: %(deed)s. The log can undo it, if it can be undone.") % {
        "deed": action.get_verb_display()
    }
