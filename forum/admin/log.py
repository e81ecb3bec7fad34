"""The log of what moderators did, with a button that undoes it; suspensions, with one that ends them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forum.admin.showing import ShownAdmin, moderator_of
from forum.models import Action, Suspension
from forum.moderation import members, undoing
from forum.refusals import Refusal


@admin.register(Action)
class ActionAdmin(ShownAdmin):
    change_form_template = "admin/forum/action.html"
    list_display = ("created_at", "what", "actor", "topic", "member", "note", "undone_at")
    list_filter = ("verb", ("undone_at", admin.EmptyFieldListFilter))
    list_select_related = ("actor", "topic", "member")
    search_fields = ("=actor__name", "=member__name", "topic__title", "note")
    ordering = ("-created_at",)
    fields = ("verb", "actor", "topic", "post", "member", "note", "created_at", "undone_at")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.undo)
        return [path("<int:pk>/undo/", view, name="forum_undo"), *super().get_urls()]

    @admin.display(description=gettext_lazy("what"), ordering="verb")
    def what(self, action: Action) -> str:
        return action.get_verb_display()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        action = self.get_object(request, object_id)
        can_undo = action is not None and undoing.may_undo(action)
        return super().change_view(request, object_id, form_url, {"can_undo": can_undo})

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        moderator = moderator_of(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            undoing.undo(get_object_or_404(Action, pk=pk), moderator)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Undone."))
        return redirect("admin:forum_action_change", pk)


@admin.register(Suspension)
class SuspensionAdmin(ShownAdmin):
    """Who was suspended for an anonymous post isn't named."""

    list_display = ("who", "reason", "starts_at", "ends_at", "lifted_at", "by")
    list_filter = (("lifted_at", admin.EmptyFieldListFilter),)
    list_select_related = ("member", "by")
    search_fields = ("=member__name", "reason")
    ordering = ("-starts_at",)
    fields = ("who", "reason", "starts_at", "ends_at", "lifted_at", "by")
    readonly_fields = ("who",)
    actions = ("lift",)

    @admin.display(description=gettext_lazy("member"))
    def who(self, suspension: Suspension) -> str:
        return suspension.member.name if suspension.member else _("author of an anonymous post")

    @admin.action(description=gettext_lazy("End now"), permissions=["view"])
    def lift(self, request: HttpRequest, queryset: QuerySet[Suspension]) -> None:
        moderator, now = moderator_of(request), timezone.now()
        ended = sum(
            members.lift(suspension, moderator) is not None
            for suspension in queryset
            if not suspension.is_over(now)
        )
        said = ngettext("%(n)d suspension ended.", "%(n)d suspensions ended.", ended)
        self.message_user(request, said % {"n": ended}, messages.SUCCESS)
