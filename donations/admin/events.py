"""Webhooks and what came of them; comparisons with Stripe and what they found."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from donations import webhooks
from donations.admin.showing import ShownAdmin, ShownInline
from donations.models import Difference, Event, Reconciliation


@admin.register(Event)
class EventAdmin(ShownAdmin):
    list_display = ("type", "state", "note", "object_id", "received_on")
    list_filter = ("state", "received_on")
    search_fields = ("object_id", "type")
    search_help_text = gettext_lazy("A type, or the id of an object at Stripe")
    fields = ("type", "state", "note", "object_id", "received_on")
    actions = ("look_again",)

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("donations.change_event")

    @admin.action(description=gettext_lazy("Look again what it was"), permissions=["replay"])
    def look_again(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        events = list(queryset)
        for event in events:
            webhooks.replay(event)
            self.log_change(request, event, _("Looked into again."))
        said = ngettext(
            "%(count)d webhook is being looked into again.",
            "%(count)d webhooks are being looked into again.",
            len(events),
        )
        self.message_user(request, said % {"count": len(events)}, messages.SUCCESS)


class DifferenceInline(ShownInline):
    model = Difference
    fields = readonly_fields = ("kind", "stripe_id", "detail", "is_repaired")


@admin.register(Reconciliation)
class ReconciliationAdmin(ShownAdmin):
    list_display = ("ran_on", "days", "looked_at", "found", "is_finished")
    list_filter = ("is_finished", "ran_on")
    fields = ("ran_on", "days", "looked_at", "is_finished")
    inlines = (DifferenceInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return Reconciliation.objects.annotate(found=Count("differences"))

    @admin.display(description=gettext_lazy("differences"), ordering="found")
    def found(self, report: Any) -> int:
        return int(report.found)
